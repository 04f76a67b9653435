"""Every page at the width of a desk and of a phone: nothing sticks out, and the pictures of the documentation.

With KEPU_PICTURES=docs/images the pictures are written there, made small.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import Console, Seen, invite, set_up

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NewPage = Callable[..., tuple[Page, Seen]]
PATHS = {
    "overview": "/",
    "issues": "/issues",
    "submissions": "/submissions",
    "names": "/names",
    "rules": "/rules?only=fired",
    "decisions": "/decisions",
    "users": "/users",
    "account": "/account",
    "runs": "/runs",
}
COLOURS = 256


def picture(page: Page, name: str, *, whole: bool = False) -> None:
    """Take a picture; keep it, with few colours, where the documentation wants it."""
    taken = page.screenshot(full_page=whole)
    if folder := os.environ.get("KEPU_PICTURES"):
        image = Image.open(BytesIO(taken)).convert("RGB").quantize(COLOURS)
        image.save(Path(folder) / f"{name}.png", optimize=True)


def test_every_page_fits_its_window(console: Console, new_page: NewPage) -> None:
    desk, _ = new_page()
    set_up(desk, console)
    invite(desk, console, "wang.fang", "steward")
    cookies = desk.context.cookies()
    phone, _ = new_page(width=390, height=844)
    phone.context.add_cookies(cookies)  # type: ignore[arg-type]  # what one context gives another takes
    slips = slip_addresses(desk, console)
    pages = {**PATHS, "issue": slips[0], "submission": slips[1], "number": slips[2]}
    for name, path in pages.items():
        for page, suffix in ((desk, ""), (phone, "-phone")):
            answer = page.goto(f"{console.url}{path}")
            assert answer is not None
            assert answer.status == 200, path
            page.wait_for_timeout(600 if name == "issues" else 100)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 1, (name, suffix, wide)
            if not suffix or name in ("overview", "issue"):
                picture(page, f"{name}{suffix}", whole=name in ("overview", "issue", "submission", "number"))


def slip_addresses(page: Page, console: Console) -> tuple[str, str, str]:
    """The issue of the 13.2, its submission, and a number of a sheet."""
    page.goto(f"{console.url}/issues?words=13.2人次")
    issue = str(page.get_attribute(".tabulator-row a", "href"))
    page.goto(f"{console.url}{issue}")
    submission = str(page.locator("a:has-text('这次报送')").get_attribute("href"))
    number = str(page.locator("table.plain a.figure").first.get_attribute("href"))
    return issue, submission, number
