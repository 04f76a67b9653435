"""The sheet 反馈 that comes back: what counts as a correction, what as an explanation, and what says nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.answers import (
    AnswerKind,
    FeedbackIdentity,
    answers_of,
    changed_cells,
    is_feedback,
    read_feedback,
    stated_only,
)
from domain.document import CellValue, Document, Grid

IDENTITY = FeedbackIdentity("a" * 32, "654200", "2022-11", "b" * 64)
ISSUE = "9caa57fc8e0aabf084ab4ac5ea0b1673"
NOW = datetime(2022, 12, 9, tzinfo=UTC)


def a_row(
    correction: CellValue = None, explanation: CellValue = None, hidden: str = f"{ISSUE}|13.2"
) -> tuple[CellValue, ...]:
    return (
        ISSUE[:10],
        "第10段",
        "培训农牧民人次",
        "13.2人次",
        "疑漏写“万”",
        132000.0,
        "人次",
        correction,
        explanation,
        hidden,
    )


def a_sheet(*rows: tuple[CellValue, ...]) -> Grid:
    head: tuple[CellValue, ...] = (
        "问题编号",
        "位置",
        "指标",
        "原填数",
        "问题和处理办法",
        "建议值",
        "单位",
        "您的更正值",
        "您的说明",
    )
    top: tuple[tuple[CellValue, ...], ...] = ((IDENTITY.text(),), ("2022年11月科普统计问题反馈表",), (), (), (), head)
    return Grid("反馈", (*top, *rows), "反馈!{cell}")


def answer_to(correction: CellValue, explanation: CellValue = None) -> tuple[AnswerKind, float | None]:
    sheet = read_feedback(a_sheet(a_row(correction, explanation)))
    assert sheet is not None
    (answer,) = answers_of(sheet, "c" * 64, "答复.xlsx", NOW)
    assert answer.issue_id == ISSUE
    assert bool(answer.problem) == (answer.kind is AnswerKind.REFUSED)
    return answer.kind, answer.value


@pytest.mark.parametrize(
    ("written", "value"),
    [(132000, 132000.0), (132000.0, 132000.0), ("132000", 132000.0), ("132,000", 132000.0), ("13.2万", 132000.0)],
)
def test_a_number_in_the_column_for_corrections_is_a_correction(written: CellValue, value: float) -> None:
    assert answer_to(written) == (AnswerKind.CORRECTION, value)


@pytest.mark.parametrize("words", ["核实无误", "核实无误。", "无误", "属实", "已核实", "情况属实", "ok", "是"])
def test_an_empty_phrase_is_no_explanation(words: str) -> None:
    assert answer_to(None, words) == (AnswerKind.REFUSED, None)


def test_what_happened_is_an_explanation() -> None:
    assert answer_to(None, "11月集中开展科技之冬活动，人次增加，有签到台账。") == (AnswerKind.EXPLANATION, None)


@pytest.mark.parametrize("written", ["五十三左右", "132000人", True, datetime(2022, 11, 3, tzinfo=UTC), "=1+1"])
def test_a_correction_that_is_no_number_is_refused(written: CellValue) -> None:
    assert answer_to(written) == (AnswerKind.REFUSED, None)


def test_the_same_number_again_corrects_nothing() -> None:
    assert answer_to(13.2) == (AnswerKind.REFUSED, None)
    assert answer_to(13.2, "确为13.2，本月只有一个班。") == (AnswerKind.EXPLANATION, None)


def test_a_correction_keeps_the_reason_beside_it() -> None:
    sheet = read_feedback(a_sheet(a_row(132000, "漏写“万”")))
    assert sheet is not None
    (answer,) = answers_of(sheet, "c" * 64, "答复.xlsx", NOW)
    assert answer.zh == "报送单位更正为 132000（漏写“万”）"


def test_a_row_nobody_wrote_in_is_no_answer() -> None:
    sheet = read_feedback(a_sheet(a_row(), a_row(None, "   ")))
    assert sheet is not None
    assert len(sheet.rows) == 2
    assert answers_of(sheet, "c" * 64, "答复.xlsx", NOW) == []


def test_rows_may_be_sorted_and_cut() -> None:
    other = "f" * 32
    sheet = read_feedback(a_sheet(a_row(1, hidden=f"{other}|2.0"), ("合计",), a_row(132000)))
    assert sheet is not None
    assert [row.issue_id for row in sheet.rows] == [other, ISSUE]


@pytest.mark.parametrize(
    "text", ["", "反馈", "KEPU-FEEDBACK", "KEPU-FEEDBACK|a|b", "KEPU-FEEDBACK|a||c|d", "x|a|b|c|d"]
)
def test_a_sheet_without_its_identity_is_not_ours(text: str) -> None:
    sheet = replace(a_sheet(a_row(1)), rows=((text,), *a_sheet(a_row(1)).rows[1:]))
    assert not is_feedback(sheet)
    assert read_feedback(sheet) is None


# What else was changed


def test_a_workbook_saved_by_another_program_is_unchanged() -> None:
    before = Grid("汇总", (("指标", 5, None), ("合计", 8.0, "")), "汇总!{cell}")
    after = Grid("汇总", (("指标 ", 5.0), ("合计", None)), "汇总!{cell}", formulas_without_value=frozenset({(2, 2)}))
    assert changed_cells([before], [after, a_sheet(a_row(1))]) == []


def test_a_cell_corrected_in_the_sheet_itself_is_named() -> None:
    before = Grid("汇总", (("培训", 13.2),), "汇总!{cell}")
    after = Grid("汇总", (("培训", 132000), (None, "新增一行")), "汇总!{cell}")
    changes = changed_cells([before], [after])
    assert [(c.address, c.before, c.after) for c in changes] == [
        ("汇总!B1", 13.2, 132000),
        ("汇总!B2", None, "新增一行"),
    ]


def test_a_sheet_left_out_or_added_is_a_change() -> None:
    one, two = (Grid(name, ((1,),), name + "!{cell}") for name in ("一", "二"))
    assert len(changed_cells([one], [two])) == 2


# What our own sheets state


def test_the_sheet_states_no_figures() -> None:
    table = Grid("汇总", (("培训", 13.2),), "汇总!{cell}")
    assert stated_only(Document("", "xlsx", (table, a_sheet(a_row(132000))))).grids == (table,)


def test_reference_columns_of_the_template_state_nothing() -> None:
    rows: tuple[tuple[CellValue, ...], ...] = (
        ("KEPU-TEMPLATE|654200|2022-12",),
        ("指标名称", "本月", "上月数（参考，不填）"),
        ("科技培训场次", 12, 1181),
    )
    (grid,) = stated_only(Document("", "xlsx", (Grid("科普活动", rows, "科普活动!{cell}"),))).grids
    assert grid.rows == ((None,), ("指标名称", "本月", None), ("科技培训场次", 12, None))


def test_other_workbooks_keep_every_cell() -> None:
    rows: tuple[tuple[CellValue, ...], ...] = (("指标", "上月数（参考，不填）"), ("培训", 7))
    document = Document("", "xlsx", (Grid("表", rows, "表!{cell}"),))
    assert stated_only(document) is document
