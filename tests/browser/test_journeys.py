"""What people do with the console, from the first link to the fact: one journey a test."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console, Seen, invite, run_and_wait, set_password, set_up

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NewPage = Callable[..., tuple[Page, Seen]]
MOST_KEYS = 4
MOST_SECONDS = 5
REASON = "电话核实，漏写“万”。"


def press(page: Page, seen: Seen, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
        seen.keys += 1


def open_unit_slip(page: Page, console: Console) -> str:
    """Find the issue of the 13.2 in the queue and open it; returns its address."""
    page.goto(f"{console.url}/issues")
    page.fill("input[name=words]", "13.2人次")
    page.click("#filters button")
    page.click(".tabulator-row a")
    expect(page.locator("mark", has_text="13.2人次")).to_be_visible()
    return page.url.partition("?")[0]


def test_from_the_first_link_to_the_corrected_fact(console: Console, new_page: NewPage) -> None:
    page, seen = new_page()
    set_up(page, console)
    open_unit_slip(page, console)
    expect(page.locator(".prose")).to_contain_text("培训农牧民13.2人次")
    expect(page.locator(".suggestion strong")).to_have_text("132,000人次")
    press(page, seen, "c")
    page.keyboard.insert_text(REASON)
    press(page, seen, "Control+Enter")
    expect(page.locator(".done")).to_contain_text("已记录：更正为 132000")
    assert seen.keys <= MOST_KEYS
    run_and_wait(page, console)
    page.goto(f"{console.url}/decisions")
    expect(page.locator("table")).to_contain_text(REASON)
    page.click("table a[href^='/numbers/']")
    expect(page.locator(".steps")).to_contain_text("132,000人次")
    expect(page.locator(".steps")).to_contain_text("（原报 13.2人次）")
    expect(page.locator(".steps")).to_contain_text("sha256")


def test_a_steward_decides_by_keyboard_within_seconds(console: Console, new_page: NewPage) -> None:
    page, seen = new_page()
    set_up(page, console)
    page.goto(f"{console.url}/issues")
    page.wait_for_selector(".tabulator-row a")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("mark", has_text="13.2人次")).to_be_visible()
    started = page.evaluate("performance.timeOrigin + performance.now()")
    press(page, seen, "c")
    page.keyboard.insert_text(REASON)
    press(page, seen, "Control+Enter")
    expect(page.locator(".done")).to_be_visible()
    took = (page.evaluate("performance.timeOrigin + performance.now()") - started) / 1000
    assert (seen.keys, took < MOST_SECONDS) == (2, True), took
    press(page, seen, "k")
    page.wait_for_url(re.compile(r"/issues/\w+"))


def test_the_second_of_two_stewards_is_told(console: Console, new_page: NewPage) -> None:
    one, seen = new_page()
    set_up(one, console)
    link = invite(one, console, "li.qiang", "steward")
    two, _ = new_page()
    two.goto(link)
    set_password(two)
    address = open_unit_slip(one, console)
    two.goto(address)
    press(one, seen, "c")
    one.keyboard.insert_text(REASON)
    press(one, seen, "Control+Enter")
    expect(one.locator(".done")).to_be_visible()
    two.keyboard.press("a")
    two.keyboard.insert_text("原值没有问题，就是十三点二")
    two.keyboard.press("Control+Enter")
    expect(two.locator(".alert")).to_contain_text("liu.min")
    expect(two.locator(".decided")).to_contain_text(REASON)
    expect(two.locator("textarea")).to_have_value("原值没有问题，就是十三点二")


def test_a_file_goes_back_is_answered_by_the_clerk_and_the_answer_is_taken(
    console: Console, new_page: NewPage, tmp_path: Path
) -> None:
    page, _ = new_page()
    set_up(page, console)
    link = invite(page, console, "tacheng.clerk", "clerk", "654200")
    address = open_unit_slip(page, console)
    page.click("text=这次报送")
    page.click("button:has-text('退回报送单位')")
    expect(page.locator("text=退回单").first).to_be_visible()

    clerk, _ = new_page()
    clerk.goto(link)
    set_password(clerk)
    clerk.goto(f"{console.url}/submissions")
    clerk.click("a[href^='/submissions/']:has-text('塔城地区科协')")
    with clerk.expect_download() as download:
        clerk.click("text=退回件")
    answered = tmp_path / download.value.suggested_filename
    download.value.save_as(answered)
    fill_answer(answered, "132000", "漏写“万”，应为13.2万人次")
    clerk.goto(f"{console.url}/submissions")
    clerk.click("summary:has-text('上传文件')")
    clerk.set_input_files("input[type=file]", answered)
    clerk.click("details button.button")
    expect(clerk.locator(".done")).to_contain_text("已放入收件目录")

    run_and_wait(page, console)
    page.goto(address)
    expect(page.locator(".answer")).to_contain_text("132")
    page.keyboard.press("y")
    expect(page.locator(".decided").last).to_contain_text("反馈")
    run_and_wait(page, console)
    page.goto(address)
    page.click("text=这个数的来历")
    expect(page.locator(".steps")).to_contain_text("132,000人次")


def fill_answer(path: Path, correction: str, explanation: str) -> None:
    """Write into the two answer columns of the sheet 反馈, as a clerk does in Excel."""
    book = load_workbook(path)
    sheet = book["反馈"]
    heads = {str(cell.value): cell for row in sheet.iter_rows(max_row=12) for cell in row if cell.value}
    corrected = next(cell for text, cell in heads.items() if "更正值" in text and len(text) < 12)
    explained = next(cell for text, cell in heads.items() if "说明" in text and len(text) < 12)
    raw = next(cell for text, cell in heads.items() if text == "原填数")
    row = next(r for r in range(raw.row + 1, sheet.max_row + 1) if "13.2" in str(sheet.cell(r, raw.column).value))
    sheet.cell(row, corrected.column).value = correction
    sheet.cell(row, explained.column).value = explanation
    book.save(path)


def test_a_clerk_sees_the_own_prefecture_only(console: Console, new_page: NewPage) -> None:
    page, _ = new_page()
    set_up(page, console)
    address = open_unit_slip(page, console)
    link = invite(page, console, "altay.clerk", "clerk", "654300")
    clerk, _ = new_page()
    clerk.goto(link)
    set_password(clerk)
    expect(clerk.locator(".tile")).to_have_count(1)
    expect(clerk.locator(".menu a")).to_have_text(["总览", "报送", "问题单"])
    answer = clerk.goto(address)
    assert answer is not None
    assert answer.status == 404
    expect(clerk.locator("main")).not_to_contain_text("13.2")


def test_a_name_is_confirmed_once_and_markup_stays_text(console: Console, new_page: NewPage) -> None:
    page, seen = new_page()
    set_up(page, console)
    open_unit_slip(page, console)
    page.keyboard.press("r")
    page.keyboard.insert_text("<img src=x onerror=alert(1)> 请核对单位")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".done")).to_be_visible()
    page.goto(f"{console.url}/decisions")
    expect(page.locator("table")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("table img").count() == 0
    assert seen.faults == []
