"""What holds for every name: decorations do not change it, nothing fuzzy is taken, every answer is a known code."""

from __future__ import annotations

import pickle

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.catalog import Indicator, Region
from domain.names import (
    Ambiguous,
    Resolution,
    Resolved,
    Role,
    Unknown,
    normalise_label,
    normalise_name,
    resolve_indicator,
    resolve_region,
    resolve_region_row,
    resolve_unit,
)
from domain.period import Month
from reference.loader import load_catalog

CATALOG = load_catalog()
PREFECTURES = [region.code for region in CATALOG.prefectures]
TODAY = [region for region in CATALOG.regions.values() if region.valid_to is None]
QUICK = settings(deadline=None, max_examples=200)

blanks = st.sampled_from(["", " ", "　", "\u00a0", "\u200b", "\n"])
texts = st.text(st.sampled_from("塔城地区市县和田伊宁科协培训场次人讲座馆其中（）()：、 　1a余万册·…"), max_size=12)
months = st.builds(Month, st.integers(1995, 2030), st.integers(1, 12))
roles: st.SearchStrategy[Role] = st.sampled_from(["reporter", "row", "text"])


def codes(resolution: Resolution) -> set[str]:
    return {resolution.code} if isinstance(resolution, Resolved) else set(resolution.candidates)


@QUICK
@given(texts)
def test_normalising_twice_is_once(text: str) -> None:
    assert normalise_name(normalise_name(text)) == normalise_name(text)
    assert normalise_label(normalise_label(text)) == normalise_label(text)


@QUICK
@given(st.sampled_from(TODAY), st.lists(blanks, min_size=40, max_size=40))
def test_blanks_inside_a_name_do_not_change_the_place(region: Region, spaces: list[str]) -> None:
    spread = "".join(char + space for char, space in zip(region.name_zh, spaces, strict=False))
    found = resolve_region(spread, CATALOG)
    assert isinstance(found, Resolved)
    assert found.code == region.code


@QUICK
@given(texts, st.sampled_from([None, *PREFECTURES]), roles, months)
def test_every_place_offered_exists_and_every_place_taken_exists_in_the_month(
    text: str, submitter: str | None, role: Role, month: Month
) -> None:
    found = resolve_region(text, CATALOG, submitter_code=submitter, role=role, month=month)
    assert codes(found) <= set(CATALOG.regions)
    if isinstance(found, Resolved):
        region = CATALOG.regions[found.code]
        assert region.valid_to is None or (region.valid_to.year, region.valid_to.month) >= (month.year, month.number)
    if isinstance(found, Ambiguous):
        assert len(found.candidates) > 1


@QUICK
@given(texts, st.sampled_from([None, *PREFECTURES]), months)
def test_a_row_label_never_fails_and_never_invents_a_place(text: str, submitter: str | None, month: Month) -> None:
    row = resolve_region_row(text, CATALOG, submitter_code=submitter, month=month)
    assert codes(row.region) <= set(CATALOG.regions)
    assert row.scope in ("default", "本级", "州直", "全州", "含兵团")


@QUICK
@given(
    st.lists(texts, max_size=3),
    st.sampled_from([None, "场次", "人次", "万册", "个", "元"]),
    st.lists(texts, max_size=2),
)
def test_every_indicator_offered_exists(labels: list[str], unit: str | None, section: list[str]) -> None:
    found = resolve_indicator(labels, unit, CATALOG, section=section)
    assert codes(found) <= set(CATALOG.indicators)
    assert not isinstance(found, Ambiguous) or len(found.candidates) > 1


@QUICK
@given(
    st.sampled_from(list(CATALOG.indicators.values())),
    st.sampled_from(["{}", "其中：{}", "3、{}", "（二）{}", "“{}”", " {} "]),
    st.sampled_from([(), ("本月",), ("本年累计",), ("2022年11月",)]),
)
def test_decorations_of_a_form_do_not_change_the_indicator(
    indicator: Indicator, frame: str, period: tuple[str, ...]
) -> None:
    found = resolve_indicator([frame.format(indicator.name_zh), *period], indicator.unit_base, CATALOG)
    assert isinstance(found, Resolved)
    assert found.code == indicator.code


@QUICK
@given(st.sampled_from(list(CATALOG.indicators.values())), st.data())
def test_a_scale_before_an_allowed_unit_multiplies_it(indicator: Indicator, data: st.DataObject) -> None:
    allowed = data.draw(st.sampled_from(list(indicator.units.values())))
    scaled = resolve_unit(f"万{allowed.unit}", indicator)
    assert scaled is not None
    assert scaled.multiplier == 10_000 * allowed.multiplier
    assert scaled.is_related == allowed.is_related


def test_a_catalogue_travels_to_a_worker_without_its_memo() -> None:
    resolve_region("塔城地区", CATALOG)
    assert CATALOG.names.memo
    copy = pickle.loads(pickle.dumps(CATALOG))  # noqa: S301 - our own bytes
    assert copy.names.memo == {}
    assert copy.names.wordings == CATALOG.names.wordings
    assert isinstance(resolve_region("没有的地方", copy), Unknown)
