"""Error localisation after Fellegi and Holt (1976): the lightest sets of cells whose change mends every broken edit.

An `Edit` is one linear claim about cells: low ≤ Σ coefficient × cell ≤ high. A cell that is left alone lies within what
its wording allows; a cell that is changed may take any value from 0 on. Each edit is judged as its rule judges it: by
itself, its intervals at their most favourable.

The search is exact. While the cells freed so far cannot mend everything, elimination (Fourier and Motzkin) gives edits
that contradict each other; whatever mends them frees one more of their cells, so each of these is tried, lightest set
first. All sets of the least weight are returned: one names the cells, several name nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import inf, isfinite

MOST_CHANGED = 3
"""More cells than this are no localisation any more: the report as a whole is wrong."""
MOST_TRIED = 3000
"""Sets looked at before the search gives up and says so."""
ROUNDING = 1e-6
"""Of the size of an edit: what binary arithmetic leaves of a whole number."""

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Edit:
    """One linear claim: low ≤ Σ coefficient × cell ≤ high."""

    terms: tuple[tuple[str, float], ...]
    low: float
    high: float

    @property
    def names(self) -> tuple[str, ...]:
        """The cells it is about."""
        return tuple(name for name, _ in self.terms)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, as an interval, and how much it takes to doubt it. A fixed cell is never changed."""

    low: float
    high: float
    weight: float = 1.0
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Localisation:
    """All lightest sets of cells. `values`: what a cell of a set may become, given the others of that set."""

    sets: tuple[tuple[str, ...], ...] = ()
    values: Mapping[tuple[str, ...], Mapping[str, Interval]] = field(default_factory=dict)
    is_exhausted: bool = True  # False when the search gave up: what was not found may still be there

    @property
    def only(self) -> tuple[str, ...] | None:
        """The one lightest set; None when there is none, or another as light."""
        return self.sets[0] if len(self.sets) == 1 and self.is_exhausted else None


@dataclass(frozen=True, slots=True)
class _Claim:
    """Σ coefficient × freed cell ≤ bound, and the edits it was made from."""

    coefficients: tuple[float, ...]
    bound: float
    size: float
    edits: frozenset[int]


def localise(edits: Sequence[Edit], cells: Mapping[str, Cell], most: int = MOST_CHANGED) -> Localisation:
    """The lightest sets of cells whose change makes all edits hold; none when nothing is broken or nothing mends.

    Every name in an edit must be a cell. Raises KeyError otherwise.
    """
    return EditSystem(edits, cells).localise(most=most)


class EditSystem:
    """The edits of a report and its cells, looked at once; then as many localisations as there are broken places."""

    def __init__(self, edits: Sequence[Edit], cells: Mapping[str, Cell]) -> None:
        self._edits = edits
        self._cells = cells
        self._about: dict[str, set[int]] = {}
        for place, edit in enumerate(edits):
            for name in edit.names:
                self._about.setdefault(name, set()).add(place)
        self._broken = [place for place in range(len(edits)) if any(map(_is_contradiction, self._claims(place, ())))]

    @property
    def broken(self) -> list[Edit]:
        """The edits that cannot hold, however favourably their cells are read."""
        return [self._edits[place] for place in self._broken]

    def localise(self, within: Set[str] | None = None, most: int = MOST_CHANGED) -> Localisation:
        """Mend every broken edit, or only those about these cells; other broken edits are then left out of account."""
        asked = [p for p in self._broken if within is None or not within.isdisjoint(self._edits[p].names)]
        return self._search(asked, frozenset(self._broken).difference(asked), most) if asked else Localisation()

    def _search(self, broken: Sequence[int], ignored: frozenset[int], most: int) -> Localisation:
        queue: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
        seen: set[tuple[str, ...]] = {()}
        found: list[tuple[str, ...]] = []
        lightest = inf
        while queue:
            weight, freed = heappop(queue)
            if weight > lightest + ROUNDING:
                break
            if len(seen) > MOST_TRIED:
                return Localisation(tuple(sorted(found)), {}, is_exhausted=False)
            clash = self._contradiction(freed, broken, ignored)
            if clash is None:
                found, lightest = [*found, freed], weight
                continue
            for name in self._doubtful(clash, freed) if len(freed) < most else ():
                wider = tuple(sorted((*freed, name)))
                if wider not in seen:
                    seen.add(wider)
                    heappush(queue, (round(weight + self._cells[name].weight, 9), wider))
        sets = tuple(sorted(found))
        return Localisation(sets, {names: self._admissible(names, ignored) for names in sets})

    def _contradiction(
        self, freed: tuple[str, ...], broken: Sequence[int], ignored: frozenset[int]
    ) -> frozenset[int] | None:
        """Edits that cannot hold together whatever the freed cells become; None when all can."""
        touched = self._touched(freed, ignored)
        clashes = [frozenset({place}) for place in broken if place not in touched]
        if not clashes:
            _, clashes = _eliminated(self._all_claims(freed, touched), range(len(freed)))
        return min(clashes, key=lambda clash: len(self._doubtful(clash, freed)), default=None)

    def _touched(self, freed: tuple[str, ...], ignored: frozenset[int]) -> set[int]:
        return {place for name in freed for place in self._about.get(name, ())} - ignored

    def _doubtful(self, clash: Iterable[int], freed: tuple[str, ...]) -> list[str]:
        """The cells of clashing edits that may still be freed."""
        names = {name for place in clash for name in self._edits[place].names}
        return sorted(name for name in names if name not in freed and not self._cells[name].is_fixed)

    def _admissible(self, freed: tuple[str, ...], ignored: frozenset[int]) -> dict[str, Interval]:
        """What each freed cell may become when the others follow."""
        claims = self._all_claims(freed, self._touched(freed, ignored))
        return {name: _range(claims, place, len(freed)) for place, name in enumerate(freed)}

    def _all_claims(self, freed: tuple[str, ...], touched: Iterable[int]) -> list[_Claim]:
        signs = [
            _Claim(tuple(-1.0 if other == place else 0.0 for other in range(len(freed))), 0.0, 0.0, frozenset())
            for place in range(len(freed))
        ]
        return [*signs, *(claim for place in sorted(touched) for claim in self._claims(place, freed))]

    def _claims(self, place: int, freed: tuple[str, ...]) -> Iterator[_Claim]:
        """An edit as two one-sided claims about the freed cells, the others at their most favourable."""
        edit = self._edits[place]
        factors = dict(edit.terms)
        own = tuple(factors.get(name, 0.0) for name in freed)
        rest = [_scaled(self._cells[name], factor) for name, factor in edit.terms if name not in freed]
        least, most = sum(low for low, _ in rest), sum(high for _, high in rest)
        size = max([abs(bound) for pair in rest for bound in pair if isfinite(bound)], default=0.0)
        if isfinite(edit.high) and isfinite(least):
            yield _Claim(own, edit.high - least, size, frozenset({place}))
        if isfinite(edit.low) and isfinite(most):
            yield _Claim(tuple(-factor for factor in own), most - edit.low, size, frozenset({place}))


def _range(claims: list[_Claim], kept: int, count: int) -> Interval:
    left, _ = _eliminated(claims, (place for place in range(count) if place != kept))
    bounds = [(claim.coefficients[kept], claim.bound) for claim in left if claim.coefficients[kept]]
    low = max((bound / factor for factor, bound in bounds if factor < 0), default=0.0)
    return low, min((bound / factor for factor, bound in bounds if factor > 0), default=inf)


def _is_contradiction(claim: _Claim) -> bool:
    return not any(claim.coefficients) and claim.bound < -ROUNDING * max(1.0, claim.size)


def _scaled(cell: Cell, factor: float) -> Interval:
    one, other = factor * cell.low, factor * cell.high
    return min(one, other), max(one, other)


def _eliminated(claims: Iterable[_Claim], places: Iterable[int]) -> tuple[list[_Claim], list[frozenset[int]]]:
    """Claims without the variables at these places, and the edits of contradictions met on the way."""
    left, clashes = list(claims), []
    for place in places:
        above = [claim for claim in left if claim.coefficients[place] > 0]
        below = [claim for claim in left if claim.coefficients[place] < 0]
        left = [claim for claim in left if not claim.coefficients[place]]
        left += [_combined(one, other, place) for one in above for other in below]
        clashes += [claim.edits for claim in left if _is_contradiction(claim)]
        left = _tightest(claim for claim in left if any(claim.coefficients))
    return left, clashes


def _combined(above: _Claim, below: _Claim, place: int) -> _Claim:
    one, other = 1 / above.coefficients[place], -1 / below.coefficients[place]
    summed = tuple(one * a + other * b for a, b in zip(above.coefficients, below.coefficients, strict=True))
    coefficients = tuple(0.0 if at == place or abs(c) < ROUNDING else c for at, c in enumerate(summed))
    size = max(one * above.size, other * below.size)
    return _Claim(coefficients, one * above.bound + other * below.bound, size, above.edits | below.edits)


def _tightest(claims: Iterable[_Claim]) -> list[_Claim]:
    """Of claims with one direction only the strictest; a proof needs no other."""
    kept: dict[tuple[float, ...], _Claim] = {}
    for claim in claims:
        scale = max(abs(c) for c in claim.coefficients)
        direction = tuple(round(c / scale, 9) for c in claim.coefficients)
        known = kept.get(direction)
        if known is None or claim.bound / scale < known.bound / max(abs(c) for c in known.coefficients):
            kept[direction] = claim
    return list(kept.values())
