"""A mail server and a web server on the loopback address that keep what they are sent, for tests of notifications."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


@dataclass
class Letters:
    """What a mail server took: envelope recipients and messages. With `refuses`, it takes nobody."""

    port: int = 0
    refuses: bool = False
    recipients: list[str] = field(default_factory=list)
    messages: list[EmailMessage] = field(default_factory=list)

    @property
    def smtp(self) -> str:
        """The server as notify.yaml names it."""
        return f"mailto://127.0.0.1:{self.port}?from=kptj@example.cn&mode=insecure"


class _Smtp(socketserver.StreamRequestHandler):
    letters: Letters

    def handle(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline():
            word = line.decode().strip()
            match word[:4].upper():
                case "RCPT":
                    if self.letters.refuses:
                        self._say("550 no such user")
                        continue
                    self.letters.recipients.append(word.partition("<")[2].partition(">")[0])
                    self._say("250 ok")
                case "DATA":
                    self._say("354 go on")
                    self.letters.messages.append(self._message())
                    self._say("250 taken")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _message(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()).rstrip(b"\r\n") != b".":
            lines.append(line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[Letters]:
    """Run a mail server until the block ends."""
    letters = Letters()
    handler = type("Handler", (_Smtp,), {"letters": letters})
    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)) as port:
        letters.port = port
        yield letters


@dataclass
class Posts:
    """What a web server was posted; it answers with `status` and `answer`."""

    port: int = 0
    status: int = 200
    answer: dict[str, Any] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address of a hook on this server."""
        return f"http://127.0.0.1:{self.port}/hook?token=s3cret-t0ken"


class _Http(BaseHTTPRequestHandler):
    posts: Posts

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.posts.paths.append(self.path)
        self.posts.bodies.append(json.loads(body))
        self.send_response(self.posts.status)
        self.end_headers()
        self.wfile.write(json.dumps(self.posts.answer).encode())

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def web_server() -> Iterator[Posts]:
    """Run a web server until the block ends."""
    posts = Posts()
    handler = type("Handler", (_Http,), {"posts": posts})
    with _serving(HTTPServer(("127.0.0.1", 0), handler)) as port:
        posts.port = port
        yield posts


@contextmanager
def _serving(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
