"""What all spreadsheets share: calamine reads the values, a second pass supplies what calamine silently loses."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    WorksheetNotFound,
    XmlError,
    ZipError,
)

from domain.document import CellRange, CellValue, Grid, Position
from domain.errors import ProtectedFile, UnreadableSubmission
from intake.readers import refusals

CALAMINE_ERRORS = (CalamineError, ZipError, XmlError, WorksheetNotFound, OSError, ValueError, OverflowError)


@dataclass(slots=True)
class Marks:
    """What stands beside the values of one sheet; positions are 1-based."""

    last_row: int = 0
    last_column: int = 0
    number_formats: dict[Position, str] = field(default_factory=dict)
    errors: dict[Position, str] = field(default_factory=dict)
    formulas_without_value: set[Position] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[CellRange] = field(default_factory=list)

    def cover(self, row: int, column: int) -> None:
        """Widen the area with content so that it holds the position."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A worksheet as the workbook lists it."""

    name: str
    is_hidden: bool


class Values:
    """The values of a workbook, read by calamine; its failures come out as named errors."""

    def __init__(self, data: bytes) -> None:
        try:
            self._workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        except PasswordError as error:
            raise ProtectedFile(refusals.PASSWORD) from error
        except CALAMINE_ERRORS as error:
            raise UnreadableSubmission(refusals.BROKEN_WORKBOOK) from error
        except BaseException as error:  # pyo3 raises the panics of calamine past Exception
            raise _panic(error) from error

    def sheets(self) -> tuple[tuple[int, SheetInfo], ...]:
        """The worksheets with their index among all sheets (charts and macro sheets are left out)."""
        return tuple(
            (index, SheetInfo(sheet.name, sheet.visible != SheetVisibleEnum.Visible))
            for index, sheet in enumerate(self._workbook.sheets_metadata)
            if sheet.typ == SheetTypeEnum.WorkSheet
        )

    def rows(self, index: int) -> tuple[tuple[CellValue, ...], ...]:
        """The cells of a sheet from A1 on, blank ones as None, up to the last cell with content."""
        try:
            rows = self._workbook.get_sheet_by_index(index).to_python(skip_empty_area=False)
        except CALAMINE_ERRORS as error:
            raise UnreadableSubmission(refusals.BROKEN_WORKBOOK) from error
        except BaseException as error:  # pyo3 raises the panics of calamine past Exception
            raise _panic(error) from error
        return without_blank_end([tuple([None if value == "" else value for value in row]) for row in rows])


def _panic(error: BaseException) -> BaseException:
    """The named error for a panic of calamine, which pyo3 raises past Exception; any other error as it is."""
    if type(error).__name__ == "PanicException":
        return UnreadableSubmission(refusals.BROKEN_WORKBOOK)
    return error


def without_blank_end(rows: Sequence[tuple[CellValue, ...]]) -> tuple[tuple[CellValue, ...], ...]:
    """The rows up to the last one with a value."""
    end = len(rows)
    while end and all(value is None for value in rows[end - 1]):
        end -= 1
    return tuple(rows[:end])


def make_grid(info: SheetInfo, rows: tuple[tuple[CellValue, ...], ...], marks: Marks) -> Grid:
    """Put values and marks of a sheet together; marks outside the cells with content are dropped."""
    return Grid(
        name=info.name,
        rows=rows,
        address_form=sheet_address_form(info.name),
        merged=tuple(marks.merged),
        number_formats=marks.number_formats,
        errors=marks.errors,
        formulas_without_value=frozenset(marks.formulas_without_value),
        hidden_rows=_up_to(marks.hidden_rows, len(rows)),
        hidden_columns=_up_to(marks.hidden_columns, len(rows[0]) if rows else 0),
        is_hidden=info.is_hidden,
    )


def sheet_address_form(name: str) -> str:
    """The address form of a sheet, its own braces kept literal."""
    return name.replace("{", "{{").replace("}", "}}") + "!{cell}"


def _up_to(numbers: Iterable[int], last: int) -> frozenset[int]:
    return frozenset(number for number in numbers if number <= last)


BUILT_IN_FORMATS: Mapping[int, str] = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00",
    41: "#,##0",
    42: "¥#,##0",
    43: "#,##0.00",
    44: "¥#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""Number formats that files name by number only (ECMA-376 18.8.30, Chinese locale)."""


def format_code(number: int, own: Mapping[int, str]) -> str | None:
    """The format text behind a number; None for General, text and unknown ones."""
    code = own.get(number) or BUILT_IN_FORMATS.get(number)
    return None if code is None or code in {"General", "@", "G/通用格式"} else code
