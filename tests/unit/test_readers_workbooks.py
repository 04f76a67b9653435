"""Claims about workbooks: every cell with its address, format, error, and whether it can be seen."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime

import pytest
import xlsxwriter
import xlwt

from domain.document import CellRange, Grid
from domain.errors import UnreadableSubmission
from intake.read import read_bytes
from tests.submitted_files import (
    FORM,
    form_ods,
    form_spreadsheet_xml,
    form_xls,
    form_xlsx,
    ods,
    ods_cell,
    prefixed,
    repacked,
    xlsx,
)

FORMS: list[tuple[str, Callable[[], bytes]]] = [
    ("月报.xlsx", form_xlsx),
    ("月报.xls", form_xls),
    ("月报.ods", form_ods),
]


def grid_of(data: bytes, name: str = "月报.xlsx") -> Grid:
    (document,) = read_bytes(data, name).documents
    return document.grids[0]


@pytest.mark.parametrize(("name", "make"), FORMS)
def test_a_cell_keeps_its_value_and_its_address(name: str, make: Callable[[], bytes]) -> None:
    grid = grid_of(make(), name)
    assert grid.name == "汇总"
    assert grid.value(4, 4) == 1181
    assert grid.address(4, 4) == "汇总!D4"
    assert grid.value(5, 1) == "  其中：实用技术培训"
    assert grid.value(2, 2) is None


@pytest.mark.parametrize(("name", "make"), FORMS)
def test_a_share_shown_in_percent_is_told_by_its_format(name: str, make: Callable[[], bytes]) -> None:
    grid = grid_of(make(), name)
    assert grid.value(6, 3) == 0.123
    assert grid.number_formats[6, 3] == "0.0%"
    assert (4, 3) not in grid.number_formats


@pytest.mark.parametrize(("name", "make"), FORMS[:2])
def test_what_the_fast_reader_loses_is_recovered(name: str, make: Callable[[], bytes]) -> None:
    grid = grid_of(make(), name)
    assert grid.errors == {(7, 4): "#DIV/0!"}
    assert grid.merged == (CellRange(1, 1, 1, 4),)
    assert grid.hidden_rows == {5}


def test_a_prefixed_workbook_tells_as_much_as_a_usual_one() -> None:
    assert grid_of(prefixed(form_xlsx())) == grid_of(form_xlsx())


def test_cells_whose_attributes_stand_in_another_order_are_not_missed() -> None:
    swapped = repacked(form_xlsx(), lambda name, xml: xml.replace(b'<c r="C6" s="1"', b'<c s="1" r="C6"'))
    assert grid_of(swapped).number_formats == grid_of(form_xlsx()).number_formats


def test_a_formula_without_a_stored_value_is_no_blank() -> None:
    data = repacked(form_xlsx(), lambda name, xml: xml.replace(b"<v>#DIV/0!</v>", b"").replace(b' t="e"', b""))
    grid = grid_of(data)
    assert grid.value(7, 4) is None
    assert grid.formulas_without_value == {(7, 4)}


def test_hidden_sheets_and_columns_are_read_and_said_to_be_hidden() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        workbook.add_worksheet("汇总").write(0, 0, 96)
        template = workbook.add_worksheet("模板")
        template.write_row(0, 0, [1, 2, 3, 4])
        template.set_column(1, 2, None, None, {"hidden": True})
        template.very_hidden()

    _, template = read_bytes(xlsx(fill), "月报.xlsx").documents[0].grids
    assert template.is_hidden
    assert template.hidden_columns == {2, 3}
    assert template.rows == ((1.0, 2.0, 3.0, 4.0),)


def test_leading_blank_rows_and_columns_do_not_move_a_cell() -> None:
    grid = grid_of(xlsx(lambda workbook: workbook.add_worksheet("表1").write(4, 2, 96)))
    assert grid.value(5, 3) == 96
    assert grid.address(5, 3) == "表1!C5"


def test_dates_are_counted_from_the_year_the_workbook_says() -> None:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True, "date_1904": True}) as workbook:
        form = workbook.add_format({"num_format": "yyyy-mm-dd"})
        workbook.add_worksheet().write_datetime(0, 0, datetime(2022, 11, 1), form)  # noqa: DTZ001  (cells have no zone)
    assert grid_of(packed.getvalue()).value(1, 1) == date(2022, 11, 1)


def test_braces_in_a_sheet_name_stand_in_the_address() -> None:
    grid = grid_of(xlsx(lambda workbook: workbook.add_worksheet("表{1}").write(0, 0, 96)))
    assert grid.address(1, 1) == "表{1}!A1"


@pytest.mark.parametrize("number_format", ['yyyy"年"m"月"', "yyyy/m/d", "[$-804]yyyy年m月d日;@"])
def test_a_date_cell_is_a_date(number_format: str) -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        workbook.add_worksheet().write_number(0, 0, 44866, workbook.add_format({"num_format": number_format}))

    assert grid_of(xlsx(fill)).value(1, 1) == date(2022, 11, 1)


def test_a_million_formatted_blank_rows_cost_nothing() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        worksheet = workbook.add_worksheet("汇总")
        border = workbook.add_format({"border": 1})
        worksheet.write(0, 0, "合计")
        for row in range(1, 20_000):
            worksheet.write_blank(row, 0, None, border)

    assert grid_of(xlsx(fill)).rows == (("合计",),)


def test_numbers_stored_as_text_stay_text() -> None:
    grid = grid_of(xlsx(lambda workbook: workbook.add_worksheet().write_string(0, 0, "1,181")))
    assert grid.value(1, 1) == "1,181"


def test_comments_and_macros_are_noted_and_not_read() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        worksheet = workbook.add_worksheet()
        worksheet.write(0, 0, 96)
        worksheet.write_comment(0, 0, "请核实 9999")

    with_macro = repacked(xlsx(fill), lambda name, xml: xml, {"xl/vbaProject.bin": b"macro"})
    (document,) = read_bytes(with_macro, "月报.xlsm").documents
    assert document.comment_count == 1
    assert document.notes == ("工作簿含有宏，没有执行。",)
    assert document.grids[0].rows == ((96.0,),)


def test_hidden_rows_and_formats_of_an_old_workbook_with_several_numbers_in_a_record() -> None:
    workbook = xlwt.Workbook()
    worksheet = workbook.add_sheet("汇总")
    percent = xlwt.easyxf(num_format_str="0.00%")
    for column in range(4):
        worksheet.write(0, column, 1 + column, percent)
    worksheet.col(1).hidden = True
    worksheet.write(2, 2, xlwt.Formula("A1/0"))
    packed = io.BytesIO()
    workbook.save(packed)
    grid = grid_of(packed.getvalue(), "月报.xls")
    assert [grid.number_formats.get((1, column)) for column in range(1, 5)] == ["0.00%"] * 4
    assert grid.hidden_columns == {2}


def test_repeated_cells_of_ods_are_expanded_only_where_they_hold_something() -> None:
    repeated = '<table:table-cell table:number-columns-repeated="3" office:value-type="float" office:value="7"/>'
    row = f"<table:table-row>{ods_cell(None)}{repeated}</table:table-row>"
    twice = f'<table:table-row table:number-rows-repeated="2">{ods_cell("合计")}</table:table-row>'
    grid = grid_of(ods(f'<table:table table:name="汇总">{row}{twice}</table:table>'), "月报.ods")
    assert grid.rows == ((None, 7.0, 7.0, 7.0), ("合计",), ("合计",))


def test_ods_tells_merged_hidden_and_faulty_cells() -> None:
    merged = (
        '<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="1" office:value-type="string">'
        "<text:p>培训<text:s/>情况</text:p></table:table-cell><table:covered-table-cell/>"
    )
    fault = 'table:formula="of:=[.Z9]/0" office:value-type="string"'
    error = f"<table:table-cell {fault}><text:p>#DIV/0!</text:p></table:table-cell>"
    rows = (
        f"<table:table-row>{merged}</table:table-row>"
        f'<table:table-row table:visibility="collapse">{error}</table:table-row>'
    )
    hiding = '<style:table-properties table:display="false"/>'
    styles = f'<style:style style:name="ta1" style:family="table">{hiding}</style:style>'
    sheet = f'<table:table table:name="汇总" table:style-name="ta1">{rows}</table:table>'
    grid = grid_of(ods(sheet, styles), "月报.ods")
    assert grid.value(1, 1) == "培训 情况"
    assert grid.merged == (CellRange(1, 1, 1, 2),)
    assert grid.errors == {(2, 1): "#DIV/0!"}
    assert grid.is_hidden


def test_an_xml_spreadsheet_reads_like_a_workbook() -> None:
    grid = grid_of(form_spreadsheet_xml(), "月报.xls")
    assert grid.rows[3] == ("科技培训场次", "场次", 96.0, 1181.0)
    assert grid.address(4, 4) == "汇总!D4"


def test_an_xml_spreadsheet_tells_formats_merged_and_skipped_cells() -> None:
    cells = (
        '<Cell ss:MergeAcross="1"><Data ss:Type="String">覆盖率</Data></Cell>'
        '<Cell ss:StyleID="s1"><Data ss:Type="Number">0.123</Data></Cell>'
        '<Cell ss:Index="6"><Data ss:Type="Error">#REF!</Data></Cell>'
    )
    namespace = "urn:schemas-microsoft-com:office:spreadsheet"
    data = (
        f'<?xml version="1.0"?><Workbook xmlns="{namespace}" xmlns:ss="{namespace}">'
        '<Styles><Style ss:ID="s1"><NumberFormat ss:Format="Percent"/></Style></Styles>'
        f'<Worksheet ss:Name="汇总"><Table><Row ss:Index="2">{cells}</Row></Table></Worksheet></Workbook>'
    ).encode()
    grid = grid_of(data, "月报.xls")
    assert grid.value(2, 3) == 0.123
    assert grid.number_formats == {(2, 3): "0.00%"}
    assert grid.merged == (CellRange(2, 1, 2, 2),)
    assert grid.errors == {(2, 6): "#REF!"}


def test_the_form_reads_alike_from_every_kind_of_workbook() -> None:
    shown = [[value for value in row if value is not None] for row in FORM]
    for name, make in FORMS:
        rows = grid_of(make(), name).rows[: len(FORM)]
        assert [[value for value in row if value is not None] for row in rows] == shown, name


def broken_dimensions(data: bytes) -> bytes:
    """The first sheet claims to begin in a row after its last one; a reader that subtracts makes room for billions."""
    place = data.index(b"\x00\x02\x0e\x00") + 4
    return data[:place] + (5000).to_bytes(4, "little") + data[place + 4 :]


def endless_chain(data: bytes) -> bytes:
    """The sector table sends the first sector of the workbook back to itself."""
    table = 512 * (1 + int.from_bytes(data[76:80], "little"))
    return data[:table] + (0).to_bytes(4, "little") + data[table + 4 :]


@pytest.mark.parametrize("damage", [broken_dimensions, endless_chain])
def test_damage_that_would_end_the_process_is_refused(damage: Callable[[bytes], bytes]) -> None:
    assert damage(form_xls()) != form_xls()
    with pytest.raises(UnreadableSubmission, match="已损坏"):
        read_bytes(damage(form_xls()), "月报.xls")
