"""The layouts in which prefectures report are read as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.document import CellRange, CellValue, Document, Grid
from domain.period import PeriodType
from domain.quantity import ValueState
from domain.statement import Kind, Statement, TokenClass, rest_of_id, statement_id, statement_ids
from domain.tables import TablesResult, extract_tables

Merge = tuple[int, int, int, int]


def read(
    rows: Sequence[Sequence[CellValue]],
    *,
    name: str = "汇总",
    merged: Sequence[Merge] = (),
    hidden: bool = False,
    file_name: str = "",
) -> TablesResult:
    grid = Grid(
        name,
        tuple(map(tuple, rows)),
        f"{name}!{{cell}}",
        merged=tuple(CellRange(*merge) for merge in merged),
        is_hidden=hidden,
    )
    return extract_tables(Document("", "xlsx", (grid,)), "S1", file_name=file_name)


def at(result: TablesResult, cell: str) -> Statement:
    found = [s for s in result.statements if s.source.address.split("!")[-1] == cell]
    assert len(found) == 1, f"{cell} has {len(found)} statements"
    return found[0]


def told(statement: Statement) -> tuple[object, ...]:
    """value, unit, labels, period: what a figure says."""
    value = statement.quantity.value if statement.quantity else None
    period = statement.period.text if statement.period else None
    return value, statement.unit, statement.row_labels, statement.column_labels, period


FORM: list[list[CellValue]] = [
    ["2022年11月科普工作统计月报表", None, None, None, None, None],
    [None, None, None, None, "表　　号：新科协统01表", None],
    ["填报单位：塔城地区科学技术协会（盖章）", None, None, "报告期：2022年11月", None, "计量单位：见表"],
    ["序号", "指标名称", "代码", "计量单位", "本月", "本年累计"],
    ["甲", "乙", "丙", "丁", 1, 2],
    [1, "科技培训场次", "ACT.TRAIN.SESSIONS", "场次", 96, 1181],
    [2, "  其中：实用技术培训", "ACT.PRACTECH.SESSIONS", "次", 41, 502],
    [3, "培训农牧民人次", "ACT.TRAIN.FARMERS", "人次", "9,820", "13.2"],
    [4, "发放科普资料", "MAT.ALL.DISTRIBUTED", "份", None, "-"],
    ["单位负责人：张三", None, "填表人：王五", "联系电话：0901-6223344", None, "报出日期：2022年12月3日"],
]


class TestOfficialForm:
    result = read(FORM, merged=[(1, 1, 1, 6)])

    def test_the_month_column_is_the_reporting_month(self) -> None:
        figure = at(self.result, "E6")
        assert told(figure) == (96, "场次", ("科技培训场次", "ACT.TRAIN.SESSIONS"), ("本月",), "2022-11")
        assert figure.period_type is PeriodType.MONTH

    def test_the_cumulative_column_runs_from_january(self) -> None:
        figure = at(self.result, "F6")
        assert (figure.period_type, figure.kind) == (PeriodType.YTD, Kind.CUMULATIVE)
        assert figure.period is not None
        assert figure.period.text == "2022-01..2022-11"

    def test_an_item_marked_of_which_stands_under_the_item_above(self) -> None:
        assert at(self.result, "E7").row_labels[:2] == ("科技培训场次", "其中：实用技术培训")

    def test_text_numbers_are_numbers(self) -> None:
        assert told(at(self.result, "E8"))[0] == 9820
        assert told(at(self.result, "F8"))[0] == 13.2

    def test_blank_and_dash_are_two_different_answers(self) -> None:
        assert at(self.result, "E9").state is ValueState.MISSING
        assert at(self.result, "F9").state is ValueState.NOT_APPLICABLE

    def test_serial_and_column_numbers_dates_and_phones_are_no_statistics(self) -> None:
        classes = {cell: at(self.result, cell).token_class for cell in ("A6", "E5", "D10", "F10", "D3")}
        assert classes == {
            "A6": TokenClass.SERIAL,
            "E5": TokenClass.COLUMN_NUMBER,
            "D10": TokenClass.PHONE,
            "F10": TokenClass.HEADER_FIELD,
            "D3": TokenClass.HEADER_FIELD,
        }

    def test_the_header_block_says_who_when_and_on_which_form(self) -> None:
        header = self.result.header
        assert header is not None
        assert (header.reporting_unit, header.period, header.form_number) == (
            "塔城地区科学技术协会",
            "2022年11月",
            "新科协统01表",
        )
        assert (header.responsible, header.filled_by, header.filled_on) == ("张三", "王五", "2022年12月3日")

    def test_every_number_of_the_sheet_is_in_exactly_one_statement(self) -> None:
        addresses = [s.source.address for s in self.result.statements]
        assert len(addresses) == len(set(addresses))
        cells = {
            f"汇总!{c}{r}" for r, row in enumerate(FORM, 1) for c, v in zip("ABCDEF", row, strict=True) if _has_digit(v)
        }
        assert cells <= set(addresses)

    def test_the_receipt_tells_how_the_form_was_understood(self) -> None:
        (receipt,) = self.result.receipts
        assert receipt.range == "A4:F9"
        assert receipt.confidence == 1.0
        for words in ("表头取第4行", "行名取B列", "数据取E、F列", "第5行（栏号）", "期间2022-11（报告期）"):
            assert words in receipt.sentence()


def _has_digit(value: CellValue) -> bool:
    return value is not None and any(character.isdigit() for character in str(value))


COUNTIES: list[list[CellValue]] = [
    ["塔城地区2022年11月科普工作情况统计表", None, None, None, None, None, None],
    ["填报单位：塔城地区科协", None, None, None, "单位：场次、人次", None, None],
    ["县（市）", "培训", None, "科普宣传", None, "发放资料（份）", "备注"],
    [None, "场次", "人次", "场次", "人次", None, None],
    ["合　　计", 96, 9820, 30, 1500, 20000, None],
    ["地区本级", 6, 320, None, None, "-", None],
    ["塔城市", 30, 3000, 10, 500, "1.2万", "含3场线上"],
    ["裕民县", None, None, None, None, None, None],
]
COUNTY_MERGES = [(1, 1, 1, 7), (3, 1, 4, 1), (3, 2, 3, 3), (3, 4, 3, 5), (3, 6, 4, 6), (3, 7, 4, 7)]


class TestCountiesByIndicators:
    result = read(COUNTIES, merged=COUNTY_MERGES)

    def test_a_figure_carries_county_and_header_path(self) -> None:
        assert told(at(self.result, "C7")) == (3000, "人次", ("塔城市",), ("培训", "人次"), "2022-11")

    def test_blanks_inside_words_are_dropped(self) -> None:
        assert at(self.result, "B5").row_labels == ("合计",)

    def test_the_unit_in_a_header_bracket_wins_over_the_unit_line(self) -> None:
        assert told(at(self.result, "F5"))[:2] == (20000, "份")

    def test_a_bare_ten_thousand_in_a_cell_joins_the_unit_of_its_column(self) -> None:
        assert told(at(self.result, "F7"))[:2] == (1.2, "万份")

    def test_a_county_left_blank_is_missing_in_every_column(self) -> None:
        assert {at(self.result, f"{c}8").state for c in "BCDEF"} == {ValueState.MISSING}

    def test_numbers_in_remarks_are_kept_but_are_no_statistic(self) -> None:
        assert at(self.result, "G7").token_class is TokenClass.OTHER


def test_two_values_in_one_cell_become_two_statements_with_their_units() -> None:
    rows: list[list[CellValue]] = [
        ["指标", "合计", "塔城市", "乌苏市"],
        ["培训（场次/万人次）", "66/0.72", "35/0.42", "31/0.3"],
        ["发放资料（份）", 300, 100, "无"],
    ]
    result = read(rows, file_name="塔城2022-11.xlsx")
    assert told(at(result, "C2"))[:2] == (35, "场次")
    assert told(at(result, "C2#2")) == (0.42, "万人次", ("培训（场次/万人次）",), ("塔城市",), "2022-11")
    bare_none = at(result, "D3")
    assert bare_none.quantity is None
    assert bare_none.note is not None
    assert "无" in bare_none.note


def test_a_matrix_of_months_gives_each_figure_its_month() -> None:
    months = [f"{month}月" for month in range(1, 13)]
    rows: list[list[CellValue]] = [
        ["2022年科普工作月度统计"],
        ["指标", "单位", *months, "合计"],
        ["培训场次", "场次", *range(1, 13), 78],
    ]
    result = read(rows)
    assert told(at(result, "M3")) == (11, "场次", ("培训场次",), ("11月",), "2022-11")
    total = at(result, "O3")
    assert (total.period_type, total.period and total.period.text) == (PeriodType.YTD, "2022")


def test_a_long_list_reads_its_role_columns_in_every_way_to_write_a_month() -> None:
    rows = [
        ["填报单位", "报告期", "指标代码", "指标名称", "单位", "数值", "备注"],
        ["塔城地区科协", "202211", "ACT.TRAIN.SESSIONS", "科技培训场次", "场次", "53", ""],
        ["塔城地区科协", "2022-11", "ACT.TRAIN.FARMERS", "培训农牧民人次", "万人次", "1.2", "含线上"],
        ["塔城地区科协", "2022年11月", "MED.VIDEO.PRODUCED", "短视频", "部", "7", ""],
        ["塔城地区科协", "44866", "MAT.ALL.DISTRIBUTED", "发放资料", "份", "", "未统计"],
    ]
    result = read(rows)
    assert told(at(result, "F3")) == (
        1.2,
        "万人次",
        ("塔城地区科协", "ACT.TRAIN.FARMERS", "培训农牧民人次"),
        ("数值",),
        "2022-11",
    )
    assert {at(result, f"F{row}").period.text for row in (2, 3, 4, 5)} == {"2022-11"}  # type: ignore[union-attr]  # stated in each row
    assert at(result, "F5").state is ValueState.MISSING
    assert at(result, "B5").token_class is TokenClass.DATE


def test_an_empty_template_gives_an_explicit_absence_for_every_indicator() -> None:
    rows: list[list[CellValue]] = [
        ["填报单位：和田地区科协", None, "报告期：2022年11月"],
        ["指标名称", "计量单位", "本月"],
        ["科技培训场次", "场次", None],
        ["培训农牧民人次", "人次", None],
    ]
    result = read(rows)
    assert [at(result, f"C{row}").state for row in (3, 4)] == [ValueState.MISSING] * 2
    assert not any(s.quantity for s in result.statements)


def test_a_hidden_template_sheet_is_named_and_never_sure() -> None:
    result = read([["指标", "数值"], ["培训", 5], ["宣传", 6]], name="模板", hidden=True)
    assert at(result, ["模板", "B2"][1]).note == "隐藏工作表"
    assert result.receipts[0].confidence < 0.5


def test_numbers_without_any_row_label_are_held_not_guessed() -> None:
    result = read([[2020, 2021, 2022], [1.5, 2.5, 3.5], [4.5, 5.5, 6.5]])
    assert result.receipts[0].confidence == 0.0
    assert {s.confidence for s in result.statements if s.is_statistic} == {0.0}


def test_a_percent_format_is_read_as_printed() -> None:
    grid = Grid("表", (("地区", "同比"), ("塔城市", 0.123)), "表!{cell}", number_formats={(2, 2): "0.0%"})
    result = extract_tables(Document("", "xlsx", (grid,)), "S1")
    assert told(at(result, "B2"))[:2] == (12.3, "%")


def test_an_error_cell_and_a_formula_without_value_are_missing_with_the_reason() -> None:
    grid = Grid(
        "表",
        (("地区", "场次", "人次"), ("塔城市", None, None), ("乌苏市", 3, 4)),
        "表!{cell}",
        errors={(2, 2): "#REF!"},
        formulas_without_value=frozenset({(2, 3)}),
    )
    result = extract_tables(Document("", "xlsx", (grid,)), "S1")
    assert "#REF!" in (at(result, "B2").note or "")
    assert "公式" in (at(result, "C2").note or "")
    assert at(result, "B2").state is ValueState.MISSING


def test_one_sheet_a_county_gives_each_figure_its_county() -> None:
    def sheet(name: str, value: float) -> Grid:
        rows = (("指标名称", "计量单位", "本月"), ("科技培训场次", "场次", value))
        return Grid(name, rows, f"{name}!{{cell}}")

    grids = (sheet("塔城市", 3.0), sheet("额敏县", 4.0), sheet("汇总", 7.0))
    result = extract_tables(Document("", "xlsx", grids), "S1", file_name="2022年11月.xlsx")
    labels = {s.source.address: s.row_labels for s in result.statements if s.quantity}
    assert labels == {
        "塔城市!C2": ("塔城市", "科技培训场次"),
        "额敏县!C2": ("额敏县", "科技培训场次"),
        "汇总!C2": ("科技培训场次",),
    }


def test_hidden_rows_are_read_and_named() -> None:
    grid = Grid("表", (("地区", "场次"), ("塔城市", 3), ("乌苏市", 4)), "表!{cell}", hidden_rows=frozenset({3}))
    result = extract_tables(Document("", "xlsx", (grid,)), "S1")
    assert (at(result, "B2").note, at(result, "B3").note) == (None, "隐藏行")


def test_age_groups_name_rows_and_are_no_figures() -> None:
    result = read([["年龄组", "参与人次"], ["0-4", 12], ["5-9", 30], ["10-14", 7]])
    assert told(at(result, "B3"))[2] == ("5-9",)
    assert at(result, "A3").token_class is TokenClass.LABEL


def test_a_header_date_on_the_first_of_a_month_stands_for_the_month() -> None:
    rows: list[list[CellValue]] = [
        ["指标", date(2022, 10, 1), date(2022, 11, 1)],
        ["培训场次", 3, 5],
        ["讲座场次", 2, 4],
    ]
    result = read(rows)
    assert [told(at(result, f"{c}2"))[4] for c in "BC"] == ["2022-10", "2022-11"]


def test_a_column_of_whole_numbers_in_ten_thousands_is_suspected_not_multiplied() -> None:
    rows: list[list[CellValue]] = [
        ["地区", "场馆面积（万平方米）"],
        ["甲县", 766029],
        ["乙县", 25181],
        ["丙县", 163418],
        ["丁县", 74451],
    ]
    result = read(rows)
    figure = at(result, "B2")
    assert told(figure)[:2] == (766029, "万平方米")
    assert figure.suspect is not None
    assert "平方米" in figure.suspect


def test_two_months_of_one_layout_have_one_fingerprint_and_a_moved_column_changes_it() -> None:
    october = read([["2022年10月统计表", None, None], ["县（市）", "培训场次", "培训人次"], ["塔城市", 3, 40]])
    november = read([["2022年11月统计表", None, None], ["县（市）", "培训场次", "培训人次"], ["塔城市", 5, 60]])
    moved = read([["2022年12月统计表", None, None], ["县（市）", "培训人次", "培训场次"], ["塔城市", 60, 5]])
    prints = [result.receipts[0].fingerprint for result in (october, november, moved)]
    assert prints[0] == prints[1] != prints[2]


def test_ids_made_together_are_the_ids_made_one_by_one() -> None:
    id_of = statement_ids("S1", "a/表.xlsx", "汇总!F")
    assert id_of(rest_of_id("12", 2)) == statement_id("S1", "a/表.xlsx", "汇总!F12", 2)


def test_a_unit_beside_the_title_or_in_the_corner_holds_for_the_table() -> None:
    beside = read([["表1 分县情况（2022年）", None, "单位：人次"], ["县（市）", "培训", "讲座"], ["塔城市", 3, 40]])
    assert told(at(beside, "B3")) == (3, "人次", ("塔城市",), ("培训",), "2022")
    corner = read([["2022年11月统计", None, None], ["单位：人次", "培训", "讲座"], ["塔城市", 3, 40], ["乌苏市", 5, 6]])
    assert told(at(corner, "B3"))[:2] == (3, "人次")


def test_year_and_month_in_two_columns_are_one_period() -> None:
    rows: list[list[CellValue]] = [
        ["年份", "月份", "县（市）", "培训场次"],
        [2022, 10, "塔城市", 3],
        [2022, 11, "塔城市", 5],
    ]
    result = read(rows)
    assert [told(at(result, f"D{row}"))[4] for row in (2, 3)] == ["2022-10", "2022-11"]
    assert at(result, "B2").token_class is TokenClass.DATE


def test_the_receipt_names_runs_of_rows_once() -> None:
    sentence = read(FORM, merged=[(1, 1, 1, 6)]).receipts[0].sentence()
    assert "第1—3行（标题或单位行）" in sentence


def test_a_row_of_bracketed_column_numbers_is_left_out() -> None:
    rows: list[list[CellValue]] = [
        ["县市", "培训场次", "培训人次"],
        ["(1)", "(2)", "(3)"],
        ["甲县", 1, 20],
        ["乙县", 2, 30],
    ]
    result = read(rows)
    assert told(at(result, "C3"))[:4] == (20, None, ("甲县",), ("培训人次",))
    assert at(result, "B2").token_class is TokenClass.COLUMN_NUMBER


def test_a_caption_with_the_unit_in_it_still_names_the_period() -> None:
    grid = Grid(
        "table1",
        (("项目", "金额"), ("培训", 40), ("讲座", 60)),
        "docx:table1,row{row},col{column}",
        heading="表1 2022年经费支出情况（单位：万元）",
    )
    result = extract_tables(Document("", "docx", (grid,)), "S1")
    figure = next(s for s in result.statements if s.source.address == "docx:table1,row2,col2")
    assert told(figure) == (40, "万元", ("培训",), ("金额",), "2022")


def test_a_pushed_message_states_unit_period_and_kind_once_for_its_items() -> None:
    root = Grid("$", (("unit", "652800"), ("period", "2022-11"), ("type", "ytd")), "$#{cell}")
    rows = (("code", "value", "unit"), ("ACT.TRAIN.SESSIONS", "53", "场次"), ("MED.VIEWS", None, "次"))
    items = Grid("$.items", rows, "$.items#{cell}")
    result = extract_tables(Document("", "json", (root, items)), "S1")
    by_address = {s.source.address: s for s in result.statements}
    figure = by_address["$.items#B2"]
    assert told(figure) == (53, "场次", ("ACT.TRAIN.SESSIONS",), ("value",), "2022-01..2022-11")
    assert figure.period_type is PeriodType.YTD
    assert by_address["$.items#B3"].state is ValueState.MISSING
    assert by_address["$#B1"].token_class is TokenClass.HEADER_FIELD
    assert result.header is not None
    assert (result.header.reporting_unit, result.header.period) == ("652800", "2022-11")


def test_a_form_whose_scope_line_says_cumulative_runs_from_january() -> None:
    rows: list[list[CellValue]] = [
        ["填报单位：和田地区科协", None, "报告期：2022年11月"],
        ["口径：累计", None, None],
        ["指标名称", "计量单位", "数量"],
        ["科技培训场次", "场次", 12],
    ]
    figure = at(read(rows), "C4")
    assert (figure.period_type, figure.period and figure.period.text) == (PeriodType.YTD, "2022-01..2022-11")


def test_a_sheet_left_from_last_month_is_reported_not_averaged() -> None:
    rows: list[list[CellValue]] = [["2022年11月分县统计表"], ["县（市）", "培训场次"], ["塔城市", 3], ["乌苏市", 4]]
    result = read(rows, name="10月")
    (receipt,) = result.receipts
    assert told(at(result, "B3"))[4] == "2022-11"
    assert receipt.conflict == "期间不一致：标题为2022-11，工作表名为2022-10"
    assert receipt.confidence < 1.0
