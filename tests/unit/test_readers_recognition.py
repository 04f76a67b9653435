"""Claims about recognition: content decides, and what is not read is answered with what to send instead."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import msoffcrypto
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from domain.errors import ProtectedFile, SubmissionError, UnreadableSubmission, UnsupportedFormat
from intake.read import read_bytes
from tests.submitted_files import every_format, form_docx, form_xls, form_xlsx, zipped

CHECKOUT = Path(__file__).resolve().parents[2]
SAMPLES = CHECKOUT.parent / "shared" / "samples" / "real"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize("name", ["月报", "月报.doc", "月报.pdf", "月报.txt", "月报.zip"])
def test_a_workbook_is_read_whatever_it_is_called(name: str) -> None:
    (document,) = read_bytes(form_xlsx(), name).documents
    assert document.format == "xlsx"
    assert bool(document.notes) == ("." in name)


@pytest.mark.parametrize(("name", "make"), [("月报.et", form_xls), ("月报.et", form_xlsx), ("总结.wps", form_docx)])
def test_wps_files_with_the_inside_of_office_files_are_read_without_a_remark(name: str, make: object) -> None:
    assert callable(make)
    (document,) = read_bytes(make(), name).documents
    assert document.notes == ()


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "Excel 或 Word 原文件"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "Excel 或 Word 原文件"),
        (b"II*\x00" + bytes(40), "Excel 或 Word 原文件"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(40), ".zip"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(40), ".zip"),
        (rb"{\rtf1\ansi 96}", ".docx"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(40), ".xlsx"),
        (zipped({"xl/workbook.bin": b"x", "[Content_Types].xml": b"x"}), ".xlsx"),
        (zipped({"ppt/presentation.xml": b"x", "[Content_Types].xml": b"x"}), "Excel 或 Word"),
        (zipped({"OFD.xml": b"x", "Doc_0/Document.xml": b"x"}), "Word 或 Excel"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": b"x"}), ".docx"),
    ],
    ids=["png", "jpg", "tiff", "rar", "7z", "rtf", "excel4", "xlsb", "pptx", "ofd", "odt"],
)
def test_a_known_format_that_is_not_read_is_answered_with_advice(data: bytes, advice: str) -> None:
    with pytest.raises(UnsupportedFormat, match=advice.replace(".", r"\.")):
        read_bytes(data, "月报.xlsx")


def ole2_with(stream: str) -> bytes:
    """An old workbook whose only stream has another name, as in .doc or .msg files."""
    old, new = "Workbook".encode("utf-16-le"), stream.encode("utf-16-le")
    data = bytearray(form_xls().replace(old.ljust(64, b"\0"), new.ljust(64, b"\0")))
    place = data.index(new) + 64
    data[place : place + 2] = (len(new) + 2).to_bytes(2, "little")
    return bytes(data)


@pytest.mark.parametrize(
    ("stream", "advice"),
    [("WordDocument", r"\.docx"), ("__properties_version1.0", r"\.eml"), ("PowerPoint Document", "Excel 或 Word")],
)
def test_old_office_files_are_told_apart_by_their_streams(stream: str, advice: str) -> None:
    with pytest.raises(UnsupportedFormat, match=advice):
        read_bytes(ole2_with(stream), "月报.xls")


@pytest.mark.parametrize("data", [b"", b"\0" * 600, b" \n", OLE2, OLE2 + bytes(600), b"PK\x03\x04", b"%PDF-1.7"])
def test_an_empty_or_cut_off_file_is_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableSubmission, match=r"重新|另存"):
        read_bytes(data, "月报.xlsx")


def encrypted(password: str) -> bytes:
    packed = io.BytesIO()
    OOXMLFile(io.BytesIO(form_xlsx())).encrypt(password, packed)
    return packed.getvalue()


def test_a_workbook_with_the_default_key_opens_and_any_other_password_is_refused() -> None:
    (document,) = read_bytes(encrypted("VelvetSweatshop"), "月报.xlsx").documents
    assert document.grids[0].value(4, 4) == 1181
    assert document.notes[-1] == "文件以默认密钥加密，已打开。"
    with pytest.raises(ProtectedFile, match="密码"):
        read_bytes(encrypted("塔城2022"), "月报.xlsx")


def test_the_library_that_opens_encrypted_files_is_the_one_that_makes_them_here() -> None:
    assert msoffcrypto.OfficeFile(io.BytesIO(encrypted("VelvetSweatshop"))).is_encrypted()


@pytest.mark.parametrize(
    "name", ["月报.xlsx", "月报.xls", "月报.ods", "总结.docx", "月报.pdf", "推送.json", "全部.zip"]
)
def test_every_sentence_for_a_sender_is_one_to_act_on(name: str) -> None:
    with pytest.raises(SubmissionError) as refusal:
        read_bytes(every_format()[name][:40], name)
    assert refusal.value.message.endswith("。")
    assert "请" in refusal.value.message


@pytest.mark.parametrize(
    ("name", "unneeded"),
    [
        ("月报.csv", {"lxml", "pdfplumber", "python_calamine", "olefile", "msoffcrypto", "email.parser"}),
        ("月报.xlsx", {"lxml", "pdfplumber", "olefile", "msoffcrypto"}),
        ("总结.docx", {"pdfplumber", "python_calamine", "olefile"}),
    ],
)
def test_only_what_a_format_needs_is_imported(name: str, unneeded: set[str], tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(every_format()[name])
    script = (
        "import sys, pathlib; from intake.read import read_bytes; path = pathlib.Path(sys.argv[1]);"
        f"read_bytes(path.read_bytes(), path.name); sys.exit(' '.join({unneeded!r} & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not beside this checkout")
def test_no_real_sample_raises_and_only_the_empty_frame_is_refused() -> None:
    refused = []
    for path in sorted(SAMPLES.glob("A*")):
        try:
            assert read_bytes(path.read_bytes(), path.name).documents
        except SubmissionError:
            refused.append(path.name[:3])
    assert refused == ["A38"]
