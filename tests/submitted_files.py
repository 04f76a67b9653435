"""Small submitted files of every format, made in memory; all figures are synthetic."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from typing import Any

import xlsxwriter
import xlwt
from reportlab.lib import colors
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

Rows = list[list[Any]]
FORM: Rows = [
    ["2022年11月科普工作统计月报表"],
    ["填报单位：塔城地区科协（盖章）", None, "报告期：2022年11月"],
    ["指标名称", "计量单位", "本月", "本年累计"],
    ["科技培训场次", "场次", 96, 1181],
    ["  其中：实用技术培训", "次", 41, 502],
    ["培训覆盖率", "%", 0.123, 0.5],
]
PROSE = "塔城地区2022年科普工作总结\n\n今年举办各类培训班1181场次，培训农牧民13.2万人次。\r\n发放科普图书9.7万余册。\n"


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """Pack parts into a zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2022, 12, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def repacked(
    data: bytes, change: Callable[[str, bytes], bytes | None], added: Mapping[str, bytes] | None = None
) -> bytes:
    """Pack a zip again with some parts changed, left out (None) or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: change(name, archive.read(name)) for name in archive.namelist()}
    return zipped({name: content for name, content in parts.items() if content is not None} | dict(added or {}))


def xlsx(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    """A workbook filled by xlsxwriter."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as workbook:
        fill(workbook)
    return packed.getvalue()


def form_xlsx(rows: Rows = FORM, sheet: str = "汇总") -> bytes:
    """The form as xlsx: a merged title, a percentage format, an error cell and a hidden row."""

    def fill(workbook: xlsxwriter.Workbook) -> None:
        worksheet = workbook.add_worksheet(sheet)
        percent = workbook.add_format({"num_format": "0.0%"})
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                worksheet.write(row, column, value, percent if isinstance(value, float) else None)
        worksheet.merge_range(0, 0, 0, 3, rows[0][0])
        worksheet.write_formula(6, 3, "=Z9/0", None, "#DIV/0!")
        worksheet.set_row(4, None, None, {"hidden": True})

    return xlsx(fill)


def prefixed(data: bytes) -> bytes:
    """The workbook as a writer that prefixes every tag would store it."""

    def change(name: str, content: bytes) -> bytes:
        if not name.startswith("xl/worksheets/"):
            return content
        declaration, _, rest = content.partition(b"?>")
        opened = rest.replace(b"</", b"\0").replace(b"<", b"<x:").replace(b"\0", b"</x:")
        return declaration + b"?>" + opened.replace(b"xmlns=", b"xmlns:x=", 1)

    return repacked(data, change)


def form_xls(rows: Rows = FORM, sheet: str = "汇总") -> bytes:
    """The form as BIFF xls: a merged title, a percentage format, an error cell and a hidden row."""
    workbook = xlwt.Workbook(encoding="utf-8")
    worksheet = workbook.add_sheet(sheet)
    percent = xlwt.easyxf(num_format_str="0.0%")
    worksheet.write_merge(0, 0, 0, 3, rows[0][0])
    for row, values in enumerate(rows[1:], start=1):
        for column, value in enumerate(values):
            if value is not None:
                worksheet.write(row, column, value, percent if isinstance(value, float) else xlwt.Style.default_style)
    worksheet.row(6).set_cell_error(3, "#DIV/0!")
    worksheet.row(4).hidden = True
    packed = io.BytesIO()
    workbook.save(packed)
    return packed.getvalue()


_ODS_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)


def ods(sheets: str, styles: str = "") -> bytes:
    """An OpenDocument workbook around the XML of its tables."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODS_NAMESPACES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def ods_cell(value: object) -> str:
    """One cell as the office programs write it; fractions as percentages."""
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, float):
        typed = f'office:value-type="percentage" office:value="{value}"'
        return f"<table:table-cell {typed}><text:p>{value:.1%}</text:p></table:table-cell>"
    if isinstance(value, int):
        typed = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {typed}><text:p>{value}</text:p></table:table-cell>"
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


def form_ods(rows: Rows = FORM, sheet: str = "汇总") -> bytes:
    """The form as ods, with the million blank rows that the office programs add."""
    body = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    blank = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/>'
    )
    return ods(f'<table:table table:name="{sheet}">{body}{blank}</table:table-row></table:table>')


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, **parts: str) -> bytes:
    """A Word file around the XML of its body; other parts by name (`footnotes`, `comments`, `styles`)."""
    names = (
        f'xmlns:w="{WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    others = {f"word/{name}.xml": f"<w:{name} {names}>{xml}</w:{name}>" for name, xml in parts.items()}
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "word/document.xml": f"<w:document {names}><w:body>{body}</w:body></w:document>",
            **others,
        }
    )


def p(*runs: str, properties: str = "") -> str:
    """A paragraph; a run is text, or XML if it begins with `<`."""
    inner = "".join(run if run.startswith("<") else f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def tc(content: str, properties: str = "") -> str:
    """A table cell: text, or XML if it begins with `<`."""
    inner = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def tbl(*rows: str) -> str:
    """A table of rows, each the XML of its cells."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def form_docx() -> bytes:
    """A report with a heading, prose, a table with merged cells and a footnote."""
    table = tbl(
        tc("指标", '<w:vMerge w:val="restart"/>') + tc("培训", '<w:gridSpan w:val="2"/>'),
        tc("", "<w:vMerge/>") + tc("场次") + tc("人次"),
        tc("塔城市") + tc("96") + tc("9820"),
    )
    body = p("一、科技培训", properties='<w:pStyle w:val="1"/>') + p("举办培训班1181场次。") + table
    return docx(body, styles='<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>')


def form_pdf(rows: Rows = FORM, *, is_ruled: bool = True) -> bytes:
    """A page with a line of prose and a table, ruled or not."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    packed = io.BytesIO()
    canvas = Canvas(packed, pagesize=(595, 842), invariant=True)
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(72, 780, "举办培训班1181场次，培训农牧民13.2万人次。")
    texts = [[str(value) for value in row] for row in rows if len(row) == 4]
    style: list[Any] = [("FONT", (0, 0), (-1, -1), "STSong-Light", 10)]
    if is_ruled:
        style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
    table = Table(texts, colWidths=[180, 80, 80, 80], style=TableStyle(style))
    table.wrapOn(canvas, 450, 400)
    table.drawOn(canvas, 72, 600)
    canvas.save()
    return packed.getvalue()


def form_html(rows: Rows = FORM) -> bytes:
    """The form as Excel saves a web page."""
    cells = "".join(
        f"<tr>{''.join(f'<td>{value}</td>' if value is not None else '<td>&nbsp;</td>' for value in row)}</tr>"
        for row in rows
    )
    return f'<html><head><meta charset="utf-8"></head><body><p>月报</p><table>{cells}</table></body></html>'.encode()


def form_csv(encoding: str = "gb18030") -> bytes:
    """A long list from a reporting system."""
    lines = [
        "填报单位,报告期,指标代码,指标名称,单位,数值,备注",
        '塔城地区,2022-11,ACT.TRAIN.SESSIONS,科技培训场次,场次,"1,181",含县市',
        "塔城地区,2022-11,ACT.TRAIN.FARMERS,培训农牧民,人次,132000,",
    ]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def form_json() -> bytes:
    """One push of a reporting system."""
    items = [
        {"code": "ACT.TRAIN.SESSIONS", "value": "53", "unit": "场次"},
        {"code": "ACT.TRAIN.FARMERS", "value": None, "unit": "人次"},
    ]
    return json.dumps({"unit": "652800", "period": "2022-11", "items": items}, ensure_ascii=False).encode()


def form_eml() -> bytes:
    """A mail with prose, a quoted reply and a workbook attached."""
    message = EmailMessage()
    message["From"], message["To"] = "tacheng@example.org", "kepu@example.org"
    message["Subject"] = "塔城地区11月科普月报"
    message.set_content(
        "现报送11月数据：培训班96场次。\n\n----- 原始邮件 -----\n发件人：自治区科协\n请报送10月数据，上月为88场次。\n"
    )
    message.add_attachment(form_xlsx(), maintype="application", subtype="octet-stream", filename="月报.xlsx")
    message.set_boundary("==kepu==")
    return message.as_bytes()


def form_spreadsheet_xml() -> bytes:
    """The form as XML Spreadsheet 2003."""
    rows = "".join(
        "<Row>"
        + "".join(
            f'<Cell><Data ss:Type="{"Number" if isinstance(value, (int, float)) else "String"}">{value}</Data></Cell>'
            for value in row
            if value is not None
        )
        + "</Row>"
        for row in FORM
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="汇总"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


def every_format() -> dict[str, bytes]:
    """One small file of every format that is read, by file name."""
    return {
        "月报.xlsx": form_xlsx(),
        "月报.xls": form_xls(),
        "月报.ods": form_ods(),
        "月报.csv": form_csv(),
        "月报.tsv": form_csv("utf-8").replace(b",", b"\t"),
        "月报.html": form_html(),
        "月报.xml": form_spreadsheet_xml(),
        "总结.docx": form_docx(),
        "月报.pdf": form_pdf(),
        "推送.json": form_json(),
        "总结.txt": PROSE.encode(),
        "来信.eml": form_eml(),
        "全部.zip": zipped({"塔城市/月报.xlsx": form_xlsx(), "额敏县/月报.csv": form_csv(), "总结.txt": PROSE}),
    }
