"""Nothing in a submission is executed, fetched or written somewhere, and nothing of it acts in what goes out."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from domain.errors import SubmissionError
from intake.archive import Archive
from intake.read import read_bytes
from reports.answers import write_csv, write_excel
from reports.returned_copy import returned_copy
from tests.submitted_files import docx, form_docx, form_eml, form_html, form_ods, form_xlsx, p, repacked, zipped
from tests.unit.test_returned_copy import a_case, an_issue

REMOTE = "http://192.0.2.1/evil"  # an address that no network has (RFC 5737)
COMMAND = "=cmd|' /C calc'!A0"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FORBIDDEN = ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn")

Make = Callable[[], bytes]
_seen: list[str] = []
_watching = False


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if not _watching:
        return
    if event in FORBIDDEN or (event == "open" and isinstance(arguments[1], str) and set("wax+") & set(arguments[1])):
        _seen.append(f"{event} {arguments[:2]}")


sys.addaudithook(_note)


@pytest.fixture
def watched() -> Iterator[list[str]]:
    """Every connection, process and file written while the test looks (a hook can be added, never removed)."""
    global _watching  # noqa: PLW0603  # the hook outlives the test and has to be switched off
    _seen.clear()
    _watching = True
    yield _seen
    _watching = False


def related(data: bytes, part: str, kind: str) -> bytes:
    """The package with one more part: relations that point to a machine elsewhere."""
    xml = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId99" Type="{RELATIONS}/{kind}" Target="{REMOTE}" TargetMode="External"/></Relationships>'
    )
    return repacked(data, lambda _name, content: content, {part: xml.encode()})


def xlsx_with_external_link() -> bytes:
    link = f'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{RELATIONS}"/>'
    data = related(form_xlsx(), "xl/externalLinks/_rels/externalLink1.xml.rels", "externalLinkPath")
    return repacked(data, lambda _name, content: content, {"xl/externalLinks/externalLink1.xml": link.encode()})


def xlsx_that_asks_a_service() -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("汇总")
        sheet.write_formula("A1", f'=WEBSERVICE("{REMOTE}")', None, 96)
        sheet.write_url("A2", REMOTE, string="96")
        sheet.write_string("A3", COMMAND)
    return buffer.getvalue()


def docx_with_remote_template() -> bytes:
    return related(form_docx(), "word/_rels/settings.xml.rels", "attachedTemplate")


def docx_with_fields() -> bytes:
    fields = "".join(
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>96</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        for code in (f'INCLUDEPICTURE "{REMOTE}"', 'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"')
    )
    return docx(p("举办培训班", fields, "场次。"))


def html_with_remote_parts() -> bytes:
    extra = (
        f'<img src="{REMOTE}"><script src="{REMOTE}"></script><link rel="stylesheet" href="{REMOTE}">'
        f'<iframe src="{REMOTE}"></iframe><meta http-equiv="refresh" content="0;url={REMOTE}"><base href="{REMOTE}">'
    )
    return form_html().replace(b"<table", extra.encode() + b"<table", 1)


def ods_with_source() -> bytes:
    def change(name: str, content: bytes) -> bytes:
        source = f'<table:table-source xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{REMOTE}"/>'
        if name != "content.xml":
            return content
        end = content.index(b">", content.index(b"<table:table ")) + 1
        return content[:end] + source.encode() + content[end:]

    return repacked(form_ods(), change)


def xml_with_entity() -> bytes:
    return (
        f'<?xml version="1.0"?><!DOCTYPE Workbook [<!ENTITY x SYSTEM "{REMOTE}"><!ENTITY y SYSTEM "file:///etc/passwd">]>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row><Cell>'
        "<Data>&x;&y;</Data></Cell></Row></Table></Worksheet></Workbook>"
    ).encode()


def xlsx_with_entity() -> bytes:
    doctype = f'<!DOCTYPE x [<!ENTITY x SYSTEM "{REMOTE}">]>'.encode()
    return repacked(form_xlsx(), lambda name, xml: xml.replace(b"?>", b"?>" + doctype, 1) if "sheet1" in name else xml)


def zip_that_climbs() -> bytes:
    return zipped({"../../climbed.csv": "指标,数\n培训,96\n", "/etc/climbed.csv": "指标,数\n培训,96\n"})


def zip_with_link() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        link = zipfile.ZipInfo("link.csv")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("月报.csv", "指标,数\n培训,96\n")
    return packed.getvalue()


def mail_with_remote_picture() -> bytes:
    return form_eml().replace(b"<html>", f'<html><img src="{REMOTE}">'.encode())


CASES: dict[str, tuple[str, Make]] = {
    "a workbook linked to another machine": ("a.xlsx", xlsx_with_external_link),
    "a workbook that asks a service": ("b.xlsx", xlsx_that_asks_a_service),
    "a workbook with an entity": ("c.xlsx", xlsx_with_entity),
    "a report with a remote template": ("d.docx", docx_with_remote_template),
    "a report with a remote picture and DDE": ("e.docx", docx_with_fields),
    "a page with remote parts": ("f.html", html_with_remote_parts),
    "a page that calls itself a workbook": ("f.xls", html_with_remote_parts),
    "an open sheet with a remote source": ("g.ods", ods_with_source),
    "an XML sheet with entities": ("h.xml", xml_with_entity),
    "an archive whose names climb": ("i.zip", zip_that_climbs),
    "an archive with a symbolic link": ("j.zip", zip_with_link),
    "a mail with a remote picture": ("k.eml", mail_with_remote_picture),
}


@pytest.mark.parametrize("case", CASES)
def test_reading_asks_no_machine_starts_no_program_and_writes_no_file(case: str, watched: list[str]) -> None:
    name, make = CASES[case]
    data = make()
    watched.clear()  # what making the file took
    text = ""
    with suppress(SubmissionError):  # refusing it is as good as reading it
        text = repr(read_bytes(data, name))
    assert watched == []
    assert "root:" not in text  # of /etc/passwd


def test_names_in_an_archive_cannot_lead_out_of_it() -> None:
    members = {document.member for document in read_bytes(zip_that_climbs(), "i.zip").documents}
    assert members
    assert not [member for member in members if ".." in member or member.startswith("/")]


def test_a_symbolic_link_in_an_archive_is_not_followed() -> None:
    result = read_bytes(zip_with_link(), "j.zip")
    assert {document.member for document in result.documents} == {"月报.csv"}


# What goes out


@pytest.mark.parametrize("text", [COMMAND, "+1+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_is_no_formula_in_csv_or_excel(tmp_path: Path, text: str) -> None:
    stream = io.StringIO()
    write_csv(stream, ["raw"], [[text], [-2.5]])
    assert stream.getvalue().splitlines()[1].lstrip('"').startswith("'")
    assert "-2.5" in stream.getvalue().splitlines()  # a number stays one
    write_excel(tmp_path / "a.xlsx", ["raw"], [[text]])
    assert formulas(tmp_path.joinpath("a.xlsx").read_bytes()) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("2022-11/塔城地区/月报.csv", f'指标,数,备注\n培训农牧民人次,13.2,"{COMMAND}"\n'.encode()),
        ("2022-11/塔城地区/月报.txt", f"培训农牧民13.2人次，{COMMAND}。\n".encode()),
    ],
    ids=["csv", "txt"],
)
def test_a_returned_copy_holds_no_formula_that_was_sent_as_text(name: str, data: bytes) -> None:
    issue = an_issue("B2", raw=COMMAND, title=COMMAND, source_file=name, evidence=[COMMAND])
    copy = returned_copy(a_case(data, issue, source_file=name))
    assert formulas(copy.data) == []


def formulas(workbook: bytes) -> list[str]:
    """Every formula of a workbook."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    return [found.decode() for sheet in sheets for found in re.findall(rb"<f[ >].*?</f>", sheet)]


# The archive


def test_an_original_is_read_only_and_private_once_it_is_written(tmp_path: Path) -> None:
    archive = Archive.at_home(tmp_path / "home")
    path = archive.path_of(archive.keep(b"an original"))
    assert path.stat().st_mode & 0o777 == 0o400
    for folder in (tmp_path / "home", archive.folder, archive.folder / "objects", path.parent):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_an_original_is_not_written_twice(tmp_path: Path) -> None:
    archive = Archive.at_home(tmp_path / "home")
    path = archive.path_of(archive.keep(b"an original"))
    written = path.stat().st_ino
    archive.keep(b"an original")
    assert path.stat().st_ino == written


def test_the_journal_is_private(tmp_path: Path) -> None:
    archive = Archive.at_home(tmp_path / "home")
    archive.record("receipt", {})
    assert archive.journal.stat().st_mode & 0o777 == 0o600


def test_the_watch_would_see_a_connection_a_program_and_a_file(watched: list[str], tmp_path: Path) -> None:
    import socket
    import subprocess

    with socket.socket() as probe:
        probe.connect_ex(("127.0.0.1", 9))
    subprocess.run([sys.executable, "-c", ""], check=True)
    (tmp_path / "file").write_text("written", encoding="utf-8")
    events = {line.split()[0] for line in watched}
    assert {"socket.connect", "subprocess.Popen", "open"} <= events
