"""One number: its passport from fact to file, and the place in its source; every figure on screen links here."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from console.access import Permission, require, stores
from console.pages import page
from reports.source_view import archived_bytes, page_image, picture_source
from reports.terminal import STEP_ZH
from warehouse.desk import NumberSource, open_desk
from warehouse.trace import trace_steps

router = APIRouter(include_in_schema=False)


@router.get("/numbers/{observation_id}")
def number_page(request: Request, observation_id: str) -> Response:
    """Show where a number came from and what became of it."""
    user = require(request, Permission.SEE)
    source = _source(request, observation_id)
    user.check_sees(source.submitter_code)
    home = stores(request).home
    data = archived_bytes(home, source.content_sha256)
    picture = picture_source(data, source.source_file, source.member, source.address)
    steps = trace_steps(home, observation_id)
    return page(request, user, "number.html", source=source, picture=picture, steps=steps, step_names=STEP_ZH)


@router.get("/numbers/{observation_id}/page.png")
def number_pdf_page(request: Request, observation_id: str, number: int = 1) -> Response:
    """Return the page of the PDF that a number stands on."""
    user = require(request, Permission.SEE)
    source = _source(request, observation_id)
    user.check_sees(source.submitter_code)
    image = page_image(archived_bytes(stores(request).home, source.content_sha256), number)
    return Response(image, media_type="image/png")


def _source(request: Request, observation_id: str) -> NumberSource:
    with open_desk(stores(request).home) as desk:
        return desk.number_source(observation_id)
