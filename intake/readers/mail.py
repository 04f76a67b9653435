"""Mail in .eml form: the new part of the body, without the chain of quoted replies, and the attachments."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from typing import TypeAlias

from domain.document import Document
from domain.errors import SubmissionError, UnreadableSubmission
from intake.readers import refusals
from intake.readers.decode import decode
from intake.readers.mail_body import read_html, read_plain
from intake.readers.source import Source
from intake.readers.zip_members import Member, safe_name

BODY = "正文"
LARGEST_LOGO = 20_000
MAIL_ERRORS = (LookupError, ValueError, TypeError, AttributeError, AssertionError, RecursionError)
"""What the parser of the standard library raises on broken headers and transfer encodings, by experiment."""

Part: TypeAlias = "Message[str, str]"


def open_mail(source: Source) -> Iterator[Document | Member]:
    """Open a mail: the Document of its body (none if it says nothing), then its attachments as members.

    Raises UnreadableSubmission.
    """
    try:
        message = email.message_from_bytes(source.data, policy=email.policy.default)
        subject = str(message.get("Subject", "")).strip() or None
        parts = list(_leaves(message))
        items = [*_body(parts, source, subject), *_attachments(parts)]
    except MAIL_ERRORS as error:
        raise UnreadableSubmission(refusals.BROKEN_MAIL) from error
    if not items:
        raise UnreadableSubmission(refusals.BLANK)
    yield from items


def _leaves(part: Part) -> Iterator[Part]:
    """The parts that hold content; a forwarded mail is one part."""
    payload = part.get_payload()
    if part.get_content_type() == "message/rfc822" or not isinstance(payload, list):
        yield part
    else:
        for inner in payload:
            if isinstance(inner, Message):
                yield from _leaves(inner)


def _is_body(part: Part) -> bool:
    is_text = part.get_content_type() in {"text/plain", "text/html"}
    return is_text and part.get_filename() is None and part.get_content_disposition() != "attachment"


def _body(parts: list[Part], source: Source, subject: str | None) -> Iterator[Document | Member]:
    """The body once: as HTML if that holds a table, else as plain text."""
    texts = [part for part in parts if _is_body(part)]
    plain = [part for part in texts if part.get_content_type() == "text/plain"]
    html = [part for part in texts if part.get_content_type() == "text/html"]
    has_table = any(b"<table" in _content(part).lower() for part in html)
    for number, part in enumerate(html if html and (has_table or not plain) else plain, start=1):
        name = BODY if number == 1 else f"{BODY}{number}"
        inner = replace(source, member=f"{source.member}/{name}" if source.member else name)
        try:
            decoded = decode(_content(part), hint=part.get_content_charset())
            document = (read_html if part in html else read_plain)(inner, decoded)
        except SubmissionError as error:
            yield Member(name, problem=error)
            continue
        if document is not None:
            yield replace(document, title=subject)


def _content(part: Part) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _attachments(parts: list[Part]) -> Iterator[Member]:
    for number, part in enumerate((part for part in parts if not _is_body(part)), start=1):
        if part.get_content_type() == "message/rfc822":
            yield _forwarded(part, number)
        elif not _is_logo(part):
            name = part.get_filename() or f"附件{number}"
            yield Member(safe_name(name), _content(part))


def _is_logo(part: Part) -> bool:
    """Whether a part is a small picture that the body shows, such as a signature."""
    is_shown = part.get_content_maintype() == "image" and part.get("Content-ID") is not None
    return is_shown and len(_content(part)) <= LARGEST_LOGO


def _forwarded(part: Part, number: int) -> Member:
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(inner, Message):
        return Member(f"转发邮件{number}.eml", problem=UnreadableSubmission(refusals.BROKEN_MAIL))
    return Member(f"转发邮件{number}.eml", inner.as_bytes())
