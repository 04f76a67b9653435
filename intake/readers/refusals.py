"""The sentences a sender gets when a file cannot be read: what is wrong, and what to send instead."""

from __future__ import annotations

import struct
import zipfile
import zlib

ZIP_ERRORS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,  # a compression method that Python does not know
    UnicodeDecodeError,
    ValueError,
    OSError,
    RuntimeError,  # an encrypted entry
    KeyError,
)

EMPTY = "文件是空的（0 字节）。请检查原文件后重新报送。"
BLANK = "文件里没有任何内容。请检查原文件后重新报送。"
BROKEN_ZIP = "文件已损坏或没有传完整，无法打开。请在本机确认能打开后重新报送。"
BROKEN_WORKBOOK = "电子表格文件已损坏或没有传完整，无法打开。请用 Excel 或 WPS 打开原文件，另存为 .xlsx 后重新报送。"
NO_WORKBOOK = (
    "文件里找不到工作簿：已损坏、没有传完整，或不是电子表格。请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送。"
)
BROKEN_WORD = "Word 文件已损坏或没有传完整，无法打开。请用 Word 或 WPS 打开原文件，另存为 .docx 后重新报送。"
BROKEN_PACKAGES = {"xlsx": BROKEN_WORKBOOK, "xlsm": BROKEN_WORKBOOK, "et": BROKEN_WORKBOOK, "docx": BROKEN_WORD}
BROKEN_PDF = "PDF 文件已损坏或没有传完整，无法打开。请重新导出 PDF，或直接报送 Word、Excel 原文件。"
BROKEN_JSON = "JSON 数据不完整或格式有误，无法解析。请检查报送接口后重新推送整批数据。"
LONG_CELL = "文件里有一格的文字过长，不像是表格。请用 Excel 打开检查，另存为 .xlsx 后重新报送。"
BROKEN_MAIL = "邮件文件已损坏，无法读取。请重新导出邮件，或直接报送附件原文件。"
BROKEN_HTML = "网页文件无法读取。请用 Excel 打开后另存为 .xlsx 重新报送。"
NO_DATA_HTML = (
    "这个网页文件里没有数据：它只是“另存为网页”时产生的框架，数据在另一个文件夹里。"
    "请用 Excel 打开原文件，另存为 .xlsx 后重新报送。"
)
ENTITIES = "文件的内部结构含有不允许的实体定义，为安全起见不予读取。请用 Excel、WPS 或 Word 重新另存后报送。"
PICTURE = "这是图片（照片或扫描件），其中的数字无法可靠读取。请报送 Excel 或 Word 原文件；盖章扫描件只作附件备查。"
SCANNED_PDF = "这个 PDF 只有扫描图像，没有文字，数字无法可靠读取。请报送 Excel 或 Word 原文件；盖章扫描件只作附件备查。"
SCANNED_WORD = "这个 Word 文件里只有图片，没有文字，数字无法可靠读取。请报送可编辑的 Excel 或 Word 原文件。"
ARCHIVE = "这种压缩格式（RAR、7z 等）不能读取。请改用 .zip 压缩，或直接报送其中的文件。"
RTF = "RTF 文件不能读取。请用 Word 或 WPS 打开，另存为 .docx 后重新报送。"
OLD_WORD = "这是旧版 Word 或 WPS 文字文件（.doc、.wps），不能可靠读取。请用 Word 或 WPS 打开，另存为 .docx 后重新报送。"
OLD_EXCEL = "这是很旧的 Excel 文件（4.0 版或更早），不能可靠读取。请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送。"
BINARY_EXCEL = "这是二进制工作簿（.xlsb），不能可靠读取。请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送。"
SLIDES = "这是演示文稿，不能作为报表读取。请报送 Excel 或 Word 文件。"
OUTLOOK = "这是 Outlook 邮件（.msg），不能读取。请把附件另存后直接报送，或把邮件另存为 .eml。"
OPEN_TEXT = "这是 OpenDocument 文字文件（.odt），不能读取。请另存为 .docx 后重新报送。"
OFD = "这是 OFD 版式文件，不能读取。请报送生成它的 Word 或 Excel 原文件。"
UNKNOWN = "无法识别这种文件。请报送 Excel（.xlsx）、Word（.docx）、CSV 或文字型 PDF 文件。"
PASSWORD = "文件设有打开密码，无法读取。请取消密码（另存为时清空“打开权限密码”）后重新报送。"

REFUSED_PARTS = {
    "xl/workbook.bin": BINARY_EXCEL,
    "ppt/presentation.xml": SLIDES,
    "ofd.xml": OFD,
}
"""Parts of a zip package, in lower case, that tell a format that is not read."""


def too_large(size: int, limit: int) -> str:
    """The sentence for a file of more bytes than one may have."""
    return (
        f"文件大小 {size // 1_000_000} MB，超出可读取的上限（{limit // 1_000_000} MB）。"
        "请删除图片和无关内容，或拆分后重新报送。"
    )
