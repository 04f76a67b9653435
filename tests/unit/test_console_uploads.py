"""Uploads: what is taken goes the way of every file, what is not is refused with a sentence, logged and not kept."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from console.uploads import RefusedUpload, checked_name
from tests.unit.console_office import ConsoleOffice, new_office, post

REPORT = "塔城地区科协2022年12月科普工作情况\n全地区举办各类培训班1200场次。\n".encode()
FORM = {"period": "2022-12", "region": "654200"}


@pytest.fixture
def office(tmp_path: Path) -> ConsoleOffice:
    return new_office(tmp_path)


@pytest.fixture
def steward(office: ConsoleOffice) -> Iterator[TestClient]:
    with office.signed_in("steward.one") as client:
        yield client


def in_inbox(office: ConsoleOffice) -> list[str]:
    return sorted(path.relative_to(office.inbox).as_posix() for path in office.inbox.rglob("*") if path.is_file())


def test_an_upload_lies_in_the_inbox_under_its_month_and_prefecture(office: ConsoleOffice, steward: TestClient) -> None:
    answer = post(steward, "/submissions", FORM, files={"file": ("12月情况.txt", REPORT)})
    assert answer.status_code == 303
    assert in_inbox(office) == ["2022-12/塔城地区/12月情况.txt"]
    assert (office.inbox / "2022-12" / "塔城地区" / "12月情况.txt").read_bytes() == REPORT
    assert ("upload", "2022-12/塔城地区/12月情况.txt") in {(a.act, a.subject) for a in office.accounts.acts()}


def test_nothing_in_the_inbox_is_overwritten_and_the_same_bytes_are_one_file(
    office: ConsoleOffice, steward: TestClient
) -> None:
    for data in (REPORT, REPORT, REPORT + "更正：1201场次。".encode()):
        assert post(steward, "/submissions", FORM, files={"file": ("情况.txt", data)}).status_code == 303
    assert in_inbox(office) == ["2022-12/塔城地区/情况.txt", "2022-12/塔城地区/情况（2）.txt"]
    assert (office.inbox / "2022-12" / "塔城地区" / "情况.txt").read_bytes() == REPORT


def zip_bomb() -> bytes:
    inner = BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"{number}.csv", b"0" * 45_000_000)
    return inner.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("../../../evil.txt", REPORT),
        ("..\\..\\evil.txt", REPORT),
        ("<script>alert(1)</script>.txt", REPORT),
        ('"><img src=x onerror=alert(1)>.xlsx', REPORT),
        (".hidden.txt", REPORT),
        ("~$月报.xlsx", REPORT),
        ("receipts.csv", b"source_file,received_at\n"),
        ("月报.exe", b"MZ\x90\x00"),
        ("月报.xlsx", b"MZ\x90\x00" + b"\x00" * 64),
        ("月报", REPORT),
        ("空.txt", b""),
        ("很长" * 80 + ".txt", REPORT),
    ],
)
def test_an_upload_with_a_bad_name_or_type_is_refused_and_logged(
    office: ConsoleOffice, steward: TestClient, name: str, data: bytes
) -> None:
    answer = post(steward, "/submissions", FORM, files={"file": (name, data)})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert in_inbox(office) == []
    assert office.accounts.acts()[0].act == "upload_refused"


@pytest.mark.parametrize("name", ["a\x00.txt", "a\nb.txt", "con/../x.txt", "C:evil.txt", "a\u007f.txt", ""])
def test_a_name_with_control_characters_or_path_parts_is_no_name(name: str) -> None:
    with pytest.raises(RefusedUpload):
        checked_name(name)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    first = new_office(tmp_path)
    office = ConsoleOffice(first.home, first.inbox, upload_limit=2_000_000)
    bomb = zip_bomb()
    assert len(bomb) < 2_000_000
    with office.signed_in("steward.one") as client:
        answer = post(client, "/submissions", FORM, files={"file": ("月报.zip", bomb)})
    assert answer.status_code == 422
    assert in_inbox(office) == []


def test_more_than_an_upload_may_be_is_not_read_to_its_end(office: ConsoleOffice, steward: TestClient) -> None:
    answer = post(steward, "/submissions", FORM, files={"file": ("大.txt", b"1" * 2_000_000)})
    assert answer.status_code == 413
    assert "文件太大" in answer.text
    assert in_inbox(office) == []


def test_a_stranger_cannot_make_the_console_read_much(tmp_path: Path) -> None:
    first = new_office(tmp_path)
    office = ConsoleOffice(first.home, first.inbox, upload_limit=20_000_000)
    with office.visitor() as client:
        answer = client.post("/submissions", data=FORM, files={"file": ("大.txt", b"1" * 3_000_000)})
    assert answer.status_code == 413


@pytest.mark.parametrize("form", [{"period": "2022-13"}, {"period": "../.."}, {"region": "650000"}, {"region": ""}])
def test_month_and_prefecture_must_be_ones_that_report(
    office: ConsoleOffice, steward: TestClient, form: dict[str, str]
) -> None:
    answer = post(steward, "/submissions", {**FORM, **form}, files={"file": ("情况.txt", REPORT)})
    assert answer.status_code == 422
    assert in_inbox(office) == []


def test_a_clerk_uploads_for_the_own_prefecture_whatever_the_form_says(office: ConsoleOffice) -> None:
    with office.signed_in("clerk.altay") as client:
        assert post(client, "/submissions", FORM, files={"file": ("情况.txt", REPORT)}).status_code == 303
    assert in_inbox(office) == ["2022-12/阿勒泰地区/情况.txt"]


def test_a_viewer_uploads_nothing(office: ConsoleOffice) -> None:
    with office.signed_in("viewer.one") as client:
        assert post(client, "/submissions", FORM, files={"file": ("情况.txt", REPORT)}).status_code == 403
    assert in_inbox(office) == []
