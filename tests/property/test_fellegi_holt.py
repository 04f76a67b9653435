"""Error localisation on any consistent report: what was made wrong is named, or something equally small would mend it.

The reports are invented: parts and totals of the month and of the year to date, last month's year to date as facts.
The optimum is checked against scipy's mixed-integer programme, which shares nothing with the search.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import inf

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.reasoning.fellegi_holt import Cell, Edit, Localisation, localise

FACT = "上月累计"
Values = dict[str, float]


def total(whole: str, parts: Iterable[str]) -> Edit:
    return Edit(((whole, 1.0), *((part, -1.0) for part in parts)), 0.0, 0.0)


def report(month: Sequence[int], before: Sequence[int]) -> tuple[list[Edit], Values]:
    """Edits and values of a report of these parts, this month and as the year stood before."""
    columns = {"本月": month, FACT: before, "累计": [m + b for m, b in zip(month, before, strict=True)]}
    names = [f"类{place}" for place in range(len(month))]
    values: Values = {
        f"{name}{column}": float(value)
        for column, listed in columns.items()
        for name, value in zip([*names, "合计"], [*listed, sum(listed)], strict=True)
    }
    edits = [total(f"合计{column}", [f"{name}{column}" for name in names]) for column in ("本月", "累计")]
    edits += [total(f"{name}累计", [f"{name}本月", f"{name}{FACT}"]) for name in [*names, "合计"]]
    edits += [Edit(((f"{name}累计", 1.0), (f"{name}{FACT}", -1.0)), 0.0, inf) for name in [*names, "合计"]]
    return edits, values


def located(edits: Sequence[Edit], values: Values, weights: Mapping[str, float] | None = None) -> Localisation:
    return localise(edits, _cells(values, weights or {}))


def _cells(values: Values, weights: Mapping[str, float]) -> dict[str, Cell]:
    return {
        name: Cell(value, value, weights.get(name, 1.0), is_fixed=name.endswith(FACT)) for name, value in values.items()
    }


counts = st.lists(st.integers(min_value=1, max_value=500), min_size=2, max_size=8)
REPORTS = counts.flatmap(
    lambda month: st.tuples(st.just(month), st.lists(st.integers(1, 5000), min_size=len(month), max_size=len(month)))
)


@settings(deadline=None, max_examples=60)
@given(numbers=REPORTS, chosen=st.data())
def test_a_single_error_is_named_with_its_true_value(
    numbers: tuple[list[int], list[int]], chosen: st.DataObject
) -> None:
    """Every cell stands in two edits here, so one error is never ambiguous."""
    edits, values = report(*numbers)
    wrong = chosen.draw(st.sampled_from(sorted(name for name in values if not name.endswith(FACT))))
    stated = chosen.draw(st.sampled_from([values[wrong] * 10, values[wrong] + 1, values[wrong] * 10_000]))
    found = located(edits, {**values, wrong: float(stated)})
    assert found.only == (wrong,)
    assert found.values[(wrong,)][wrong] == pytest.approx((values[wrong], values[wrong]))


@settings(deadline=None, max_examples=60)
@given(numbers=REPORTS, chosen=st.data())
def test_two_errors_are_named_or_something_as_small_would_mend_them(
    numbers: tuple[list[int], list[int]], chosen: st.DataObject
) -> None:
    edits, values = report(*numbers)
    free = sorted(name for name in values if not name.endswith(FACT))
    wrong = sorted(chosen.draw(st.lists(st.sampled_from(free), min_size=2, max_size=2, unique=True)))
    stated = {name: float(values[name] + chosen.draw(st.integers(1, 10_000))) for name in wrong}
    found = located(edits, {**values, **stated})
    assert found.sets
    assert {len(names) for names in found.sets} <= {1, 2}
    if len(found.sets[0]) == 2:
        assert tuple(wrong) in found.sets


@settings(deadline=None, max_examples=60)
@given(numbers=REPORTS, chosen=st.data())
def test_whatever_is_proposed_mends_everything(numbers: tuple[list[int], list[int]], chosen: st.DataObject) -> None:
    edits, values = report(*numbers)
    free = sorted(name for name in values if not name.endswith(FACT))
    errors = chosen.draw(st.lists(st.sampled_from(free), min_size=1, max_size=3, unique=True))
    stated = {**values, **{name: float(chosen.draw(st.integers(0, 10_000))) for name in errors}}
    found = located(edits, stated)
    for names in found.sets:
        low = {name: interval[0] for name, interval in found.values[names].items()}
        if all(one == other for one, other in found.values[names].values()):
            assert located(edits, {**stated, **low}) == Localisation()


@settings(deadline=None, max_examples=20)
@given(numbers=REPORTS, chosen=st.data())
def test_the_weight_is_the_optimum_of_the_mixed_integer_programme(
    numbers: tuple[list[int], list[int]], chosen: st.DataObject
) -> None:
    edits, values = report(*numbers)
    free = sorted(name for name in values if not name.endswith(FACT))
    errors = chosen.draw(st.lists(st.sampled_from(free), min_size=1, max_size=2, unique=True))
    weights = {name: chosen.draw(st.sampled_from([0.6, 0.9, 1.0])) for name in free}
    stated = {**values, **{name: values[name] + chosen.draw(st.integers(1, 999)) for name in errors}}
    found = located(edits, stated, weights)
    assume(found.sets)
    assert sum(weights[name] for name in found.sets[0]) == pytest.approx(_optimum(edits, _cells(stated, weights)))


def _optimum(edits: Sequence[Edit], cells: Mapping[str, Cell]) -> float:
    """Least weight by scipy: x within its cell unless its switch is on, every edit within its bounds."""
    solver = pytest.importorskip("scipy.optimize", reason="scipy is not installed: the optimum cannot be checked")
    names, far = sorted(cells), 1e6
    count = len(names)
    rows = np.array([[dict(edit.terms).get(name, 0.0) for name in names] + [0.0] * count for edit in edits])
    stays = np.hstack([np.eye(count), -far * np.eye(count)])
    rises = np.hstack([np.eye(count), far * np.eye(count)])
    low, high = (np.array([getattr(cells[name], side) for name in names]) for side in ("low", "high"))
    fixed = np.array([0.0 if cells[name].is_fixed else 1.0 for name in names])
    answer = solver.milp(
        np.concatenate([np.zeros(count), [cells[name].weight for name in names]]),
        constraints=[
            solver.LinearConstraint(rows, [edit.low for edit in edits], [edit.high for edit in edits]),
            solver.LinearConstraint(stays, -np.inf, high),
            solver.LinearConstraint(rises, low, np.inf),
        ],
        integrality=np.concatenate([np.zeros(count), np.ones(count)]),
        bounds=solver.Bounds(np.zeros(2 * count), np.concatenate([np.full(count, far), fixed])),
    )
    return float(answer.fun)


def test_an_edit_that_only_facts_break_is_mended_by_nobody() -> None:
    found = localise([Edit((("去年", 1.0),), 0.0, 5.0)], {"去年": Cell(9.0, 9.0, is_fixed=True)})
    assert (found.sets, found.only) == ((), None)


def test_a_hedged_number_meets_an_edit_anywhere_within_its_words() -> None:
    parts = {"甲": Cell(10, 10), "乙": Cell(20, 29)}
    assert localise([total("合计", parts)], {**parts, "合计": Cell(35, 35)}) == Localisation()
    assert len(localise([total("合计", parts)], {**parts, "合计": Cell(45, 45)}).sets) == 3


def test_the_less_reliable_cell_is_named_before_a_plain_one() -> None:
    cells = {"合计": Cell(40, 40), "甲": Cell(10, 10, 0.6), "乙": Cell(20, 20)}
    found = localise([total("合计", ["甲", "乙"])], cells)
    assert (found.only, found.values[("甲",)]["甲"]) == (("甲",), (20, 20))


def test_four_wrong_cells_are_no_localisation_any_more() -> None:
    edits = [Edit(((f"x{place}", 1.0),), 0.0, 5.0) for place in range(4)]
    assert localise(edits, {f"x{place}": Cell(9, 9) for place in range(4)}).sets == ()
