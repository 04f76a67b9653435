"""Risk against coverage of the layout receipt: how many numbers pass at a threshold, and how many of those are wrong.

Reads the open files with gold cells (../shared beside the checkout), as they are and damaged in ways that happen to
files on their way: merged ranges lost, header or row labels lost, two sheets glued together.
Prints a Markdown table. Run: python -m benchmarks.tables_risk_coverage
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any  # gold cells are JSON objects of the scorer

from domain.document import Document, Grid
from domain.errors import SubmissionError
from domain.tables import extract_tables
from domain.tables.segments import split_tables
from domain.tables.sheet import SheetView
from intake.read import read_bytes
from intake.read_lines import lines_of_result

SHARED = Path(__file__).resolve().parents[2] / "shared"
THRESHOLDS = (0.0, 0.3, 0.5, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)
Position = tuple[int, int]
Move = Callable[[Position], Position]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A gold cell: the confidence it was read with (None when it was not read), and what is wrong with the reading."""

    file: str
    damage: str
    confidence: float | None
    wrong: tuple[str, ...]

    @property
    def is_contradicted(self) -> bool:
        """Whether the reading asserts something that gold contradicts (an empty unit or period asserts nothing)."""
        return any(not item.endswith(" left open") for item in self.wrong)


def stay(position: Position) -> Position:
    """Leave a cell where it is."""
    return position


def intact(grid: Grid) -> tuple[Grid, Move]:
    """Leave the sheet as it is."""
    return grid, stay


def without_merges(grid: Grid) -> tuple[Grid, Move]:
    """Lose the merged ranges, as exports to text do."""
    return replace(grid, merged=()), stay


def without_header(grid: Grid) -> tuple[Grid, Move]:
    """Blank the header rows of every table."""
    blank = {row for block in split_tables(SheetView(grid)) for row in block.header_rows}
    rows = tuple(() if number in blank else row for number, row in enumerate(grid.rows))
    return replace(grid, rows=rows, merged=()), stay


def without_labels(grid: Grid) -> tuple[Grid, Move]:
    """Blank the first column of every table below its header."""
    first = {row: block.left for block in split_tables(SheetView(grid)) for row in block.body_rows}
    rows = tuple(
        tuple(None if number in first and c <= first[number] + 1 and isinstance(v, str) and not _is_number(v) else v
              for c, v in enumerate(row))
        for number, row in enumerate(grid.rows)
    )  # fmt: skip
    return replace(grid, rows=rows, merged=()), stay


def glued(grid: Grid) -> tuple[Grid, Move]:
    """Write the sheet a second time right below itself."""
    return replace(grid, rows=(*grid.rows, *grid.rows), merged=grid.merged), stay


DAMAGES: dict[str, Callable[[Grid], tuple[Grid, Move]]] = {
    "as it is": intact,
    "merged ranges lost": without_merges,
    "header lost": without_header,
    "row labels lost": without_labels,
    "glued to a copy": glued,
}


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[\s\xa0]*[-+]?[\d, .]+%?[\s\xa0]*", text) is not None


def load_scorer() -> ModuleType:
    """Load the scorer of the gold cells."""
    spec = importlib.util.spec_from_file_location("score_tables", SHARED / "gold" / "score_tables.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(SHARED / "gold")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outcomes(scorer: ModuleType) -> Iterator[Outcome]:
    """Judge every numeric gold cell of a sheet under every damage."""
    records, _ = scorer.read_jsonl(SHARED / "samples" / "real" / "index_A.jsonl")
    for record in records:
        gold = [g for g in record.get("gold") or [] if g.get("value") is not None and not g["cell"].startswith("pdf")]
        path = next((SHARED / "samples" / "real").glob(f"{record['id']}_*"))
        if not gold:
            continue
        try:
            documents = read_bytes(path.read_bytes(), path.name).documents
        except SubmissionError:
            continue
        for name, damage in DAMAGES.items():
            for document in documents:
                yield from _judge(scorer, record["id"], name, damage, (document, path.name, gold))


def _judge(
    scorer: ModuleType,
    file: str,
    name: str,
    damage: Callable[[Grid], tuple[Grid, Move]],
    case: tuple[Document, str, list[dict[str, Any]]],
) -> Iterator[Outcome]:
    document, file_name, gold = case
    damaged = [damage(grid) for grid in document.grids]
    moves = {scorer.sheet(grid.name): move for grid, move in damaged}
    result = extract_tables(replace(document, grids=tuple(grid for grid, _ in damaged)), "", file_name=file_name)
    by_address = {statement.source.address: statement.confidence for statement in result.statements}
    lines = list(lines_of_result(result, file_name))
    for line in lines:
        line["_a"], line["_s"] = scorer.addr(line["cell"]), scorer.sheet(line["sheet"])
    form = {scorer.sheet(grid.name): grid.address_form for grid, _ in damaged}
    is_multi = len({receipt.sheet for receipt in result.receipts}) > 1
    for cell in gold:
        sheet = scorer.sheet(cell.get("sheet"))
        move, address_form = (
            (moves.get(sheet), form.get(sheet)) if sheet else (damaged[0][1], damaged[0][0].address_form)
        )
        if move is None or address_form is None:
            continue
        _, row, column = scorer.addr(cell["cell"])
        row, column = move((row, column))
        moved = dict(cell, cell=f"R{row}C{column}")
        found, _ = scorer.pick(lines, moved, is_multi)
        wrong = tuple(_faults(scorer, found, moved)) if found else ()
        address = None if found is None else _address(address_form, row, column)
        yield Outcome(file, name, by_address.get(address) if address else None, wrong)


def _address(form: str, row: int, column: int) -> str:
    return Grid("", (), form).address(row, column)


def _faults(scorer: ModuleType, line: dict[str, Any], cell: dict[str, Any]) -> Iterator[str]:
    judged = scorer.judge(line, cell)
    for item in ("value", "row_label", "col_label"):
        if judged.get(item) is False:
            yield item
    for item in ("unit", "period"):
        if judged.get(item) is False:
            yield f"{item} left open" if line.get(item) is None else item


def curve(found: list[Outcome]) -> Iterator[str]:
    """The rows of the table: coverage, wrong share and open share at each threshold."""
    for threshold in THRESHOLDS:
        passed = [o for o in found if o.confidence is not None and o.confidence >= threshold]
        wrong = sum(o.is_contradicted for o in passed)
        open_ = sum(bool(o.wrong) and not o.is_contradicted for o in passed)
        share = [f"{100 * n / len(passed):.2f} %" if passed else "–" for n in (wrong, open_)]
        coverage = f"{100 * len(passed) / len(found):.1f} %"
        yield f"| {threshold:.2f} | {len(passed)} of {len(found)} | {coverage} | {share[0]} | {share[1]} |"


def main() -> None:
    """Write the curve for the files as they are and for each damage."""
    if not SHARED.exists():
        sys.exit(f"needs the open files beside the checkout: {SHARED}")
    found = list(outcomes(load_scorer()))
    for name in (*DAMAGES, "all together"):
        chosen = [o for o in found if name in (o.damage, "all together")]
        sys.stdout.write(
            f"\n{name}\n\n| threshold | pass | coverage | wrong | unit or period left open |\n|---|---|---|---|---|\n"
        )
        sys.stdout.write("\n".join(curve(chosen)) + "\n")


if __name__ == "__main__":
    main()
