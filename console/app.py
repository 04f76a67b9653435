"""The app: its routes, what every answer carries, and how errors are said. `create_app` makes one per home folder.

Pages and the API share stores and checks. Nothing is loaded from elsewhere: scripts and styles come from installed
packages and from static/, and the content security policy lets a browser ask nobody else.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any  # Any: the messages of ASGI

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from console import (
    api,
    decisions,
    issues,
    names,
    numbers,
    overview,
    returns,
    rules,
    runs,
    signing_in,
    submissions,
    users,
)
from console.access import (
    BadForm,
    BadToken,
    Forbidden,
    NotSignedIn,
    Permission,
    check_form,
    note,
    require,
    require_token,
    signed_in,
)
from console.assets import ASSETS, MEDIA_TYPES, package_file
from console.pages import page
from console.run_process import RunInProgress
from console.settings import ConsoleSettings, Stores
from domain.errors import AmbiguousId, DecisionError, KepuError, NotFound, WarehouseError
from reports.ruling import DecidedMeanwhile, recover_decisions

STATIC = Path(__file__).parent / "static"
PAGES = (signing_in, overview, issues, numbers, submissions, returns, names, rules, decisions, users, runs)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)
STATUS_OF: tuple[tuple[type[KepuError], int], ...] = (
    (NotFound, 404),
    (AmbiguousId, 404),
    (DecidedMeanwhile, 409),
    (RunInProgress, 409),
    (DecisionError, 422),
    (WarehouseError, 503),
)
_FORM_ALLOWANCE = 1024 * 1024  # what a form needs beside the file it carries

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def create_app(settings: ConsoleSettings) -> FastAPI:
    """Make the console of one home folder."""
    stores = Stores.open(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        recover_decisions(settings.home)
        yield
        stores.close()

    app = FastAPI(
        title="Kepu 科普月报", version="1", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.stores = stores
    app.include_router(_assets())
    for module in PAGES:
        app.include_router(module.router, dependencies=[Depends(check_form)])
    app.include_router(api.router)
    _say_errors(app)
    app.add_middleware(Guard, limit=settings.upload_limit)
    hosts = ["127.0.0.1", "localhost", "[::1]", settings.host]
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["*"] if settings.host in ("0.0.0.0", "::") else hosts)
    return app


class Guard:
    """Put the security headers on every answer; read no more than an upload may be, and little from strangers."""

    def __init__(self, app: App, limit: int) -> None:
        self._app = app
        self._limit = limit + _FORM_ALLOWANCE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._limit or (read > _FORM_ALLOWANCE and signed_in(Request(scope)) is None):
                raise HTTPException(413, "文件太大。")
            return message

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in HEADERS}
                message["headers"] = [h for h in message["headers"] if h[0] not in own] + list(HEADERS)
                if not any(name == b"cache-control" for name, _ in message["headers"]):
                    message["headers"].append((b"cache-control", b"no-store"))
            await send(message)

        await self._app(scope, counted, guarded)


def _assets() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/static/{name}")
    def static(name: str) -> Response:
        """Serve one file of our own, to anybody."""
        return _file(STATIC / Path(name).name)

    @router.get("/assets/{name}")
    def asset(name: str) -> Response:
        """Serve one file of an installed package, to anybody."""
        if name not in ASSETS:
            raise HTTPException(404)
        return _file(package_file(*ASSETS[name]))

    @router.get("/favicon.ico")
    def icon() -> Response:
        """Serve the icon, to anybody."""
        return _file(STATIC / "icon.svg")

    return router


def _file(path: Path) -> Response:
    if not path.is_file():
        raise HTTPException(404)
    media_type = MEDIA_TYPES.get(path.suffix)
    return FileResponse(path, media_type=media_type, headers={"cache-control": "max-age=3600"})


def _say_errors(app: FastAPI) -> None:
    """Say every error in one sentence: as JSON to programs, as a page to people."""

    @app.exception_handler(NotSignedIn)
    def _not_signed_in(request: Request, _error: Exception) -> Response:
        if request.headers.get("hx-request"):
            return Response(status_code=204, headers={"hx-redirect": "/login"})
        return RedirectResponse("/login", 303)

    @app.exception_handler(Forbidden)
    def _forbidden(request: Request, _error: Exception) -> Response:
        if (user := signed_in(request)) is not None:
            note(request, user, "refused", f"{request.method} {request.url.path}")
        return _answer(request, 403, "没有权限", "您的角色不能做这件事。如有需要，请联系系统管理员。")

    @app.exception_handler(BadForm)
    def _bad_form(request: Request, _error: Exception) -> Response:
        note(request, signed_in(request) or "-", "bad_form", f"{request.method} {request.url.path}")
        return _answer(request, 403, "页面已过期", "这张表单已过期或不是从本控制台打开的，没有执行。请返回刷新后再试。")

    @app.exception_handler(BadToken)
    def _bad_token(_request: Request, _error: Exception) -> Response:
        headers = {"www-authenticate": "Bearer"}
        return JSONResponse({"detail": "没有令牌，或令牌已失效。"}, 401, headers=headers)

    @app.exception_handler(KepuError)
    def _user_error(request: Request, error: Exception) -> Response:
        message = error.message if isinstance(error, KepuError) else ""
        status = next((code for kind, code in STATUS_OF if isinstance(error, kind)), 422)
        return _answer(request, status, "没有找到" if status == 404 else "没有完成", message)

    @app.exception_handler(HTTPException)
    def _http_error(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        words = {404: "没有这个页面。", 405: "这个地址不能这样使用。", 413: "文件太大，超过可上传的上限。"}
        return _answer(request, status, "没有完成", words.get(status, "请求不能完成。"))

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, _error: Exception) -> Response:
        if request.url.path.startswith("/api/"):  # what is wrong with a request is nobody's business but its owner's
            require_token(request, Permission.SEE)
        else:
            require(request, Permission.SEE)
        return _answer(request, 422, "没有完成", "提交的内容不完整或格式不对。")


def _answer(request: Request, status: int, title: str, message: str) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": message}, status)
    return page(request, signed_in(request), "message.html", status=status, title=title, message=message)
