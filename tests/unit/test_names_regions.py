"""Names of places: the submitter, the row and the month decide, and nothing is guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.catalog import Catalog
from domain.names import (
    NOT_VALID_IN_MONTH,
    Ambiguous,
    RegionRow,
    Resolution,
    Resolved,
    Role,
    Unknown,
    resolve_region,
    resolve_region_labels,
    resolve_region_row,
)
from domain.period import Month
from reference.loader import load_catalog

NOVEMBER = Month(2022, 11)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def code(resolution: Resolution) -> str | None:
    return resolution.code if isinstance(resolution, Resolved) else None


def test_every_place_of_today_answers_to_its_own_name(catalog: Catalog) -> None:
    today = [region for region in catalog.regions.values() if region.valid_to is None]
    assert {region.code: code(resolve_region(region.name_zh, catalog)) for region in today} == {
        region.code: region.code for region in today
    }


def test_every_place_of_the_past_answers_to_its_name_in_its_time(catalog: Catalog) -> None:
    month = Month(2000, 6)
    past = [region for region in catalog.regions.values() if region.valid_to is not None]
    assert {region.code: code(resolve_region(region.name_zh, catalog, month=month)) for region in past} == {
        region.code: region.code for region in past
    }


@pytest.mark.parametrize(
    ("text", "expected", "how"),
    [
        ("塔城地区", "654200", "exact"),
        ("塔 城　地 区", "654200", "normalised"),
        ("塔城地区科协", "654200", "alias"),
        ("塔城地区科学技术协会（盖章）", "654200", "association"),
        ("新疆塔城地区科协", "654200", "alias"),
        ("巴州", "652800", "alias"),
        ("巴州科协（公章）", "652800", "alias"),
        ("克州", "653000", "alias"),
        ("克市", "650200", "alias"),
        ("伊犁州直", "654000", "alias"),
        ("兵团", "660000", "alias"),
        ("自治区科协", "650000", "alias"),
        ("和丰县", "654226", "alias"),
        ("塔县", "653131", "alias"),
        ("察县", "654022", "alias"),
        ("塔城地区乌苏市科协", "654202", "context"),
        ("和田地区和田县", "653221", "context"),
        ("和田地区和田市", "653201", "context"),
        ("伊犁州塔城地区", "654200", "context"),
        ("乌鲁木齐市乌鲁木齐县", "650121", "context"),
        ("新疆生产建设兵团第八师", "XP08", "context"),
    ],
)
def test_prefectures_and_counties_as_they_are_written(catalog: Catalog, text: str, expected: str, how: str) -> None:
    assert resolve_region(text, catalog, month=NOVEMBER) == Resolved(expected, how)


@pytest.mark.parametrize(
    ("name", "prefecture", "county"),
    [
        ("乌鲁木齐", "650100", "650121"),
        ("克拉玛依", "650200", "650203"),
        ("昌吉", "652300", "652301"),
        ("阿克苏", "652900", "652901"),
        ("喀什", "653100", "653101"),
        ("塔城", "654200", "654201"),
        ("阿勒泰", "654300", "654301"),
    ],
)
def test_a_bare_name_is_the_prefecture_that_reports_and_the_county_in_its_table(
    catalog: Catalog, name: str, prefecture: str, county: str
) -> None:
    both = Ambiguous((prefecture, county))
    assert resolve_region(name, catalog, month=NOVEMBER) == Resolved(prefecture, "context")
    assert resolve_region(f"{name}科协", catalog, month=NOVEMBER) == Resolved(prefecture, "context")
    row = resolve_region(name, catalog, submitter_code=prefecture, role="row", month=NOVEMBER)
    assert row == Resolved(county, "context")
    assert resolve_region(name, catalog, submitter_code="652700", role="row", month=NOVEMBER) == both
    assert resolve_region(name, catalog, role="row", month=NOVEMBER) == both
    regional_table = resolve_region(name, catalog, submitter_code="650000", role="row", month=NOVEMBER)
    assert regional_table == Resolved(prefecture, "context")


@pytest.mark.parametrize(
    ("role", "submitter", "expected"),
    [
        ("reporter", None, Resolved("653200", "context")),
        ("row", "653200", Ambiguous(("653200", "653201", "653221"))),
        ("row", "650000", Resolved("653200", "context")),
        ("text", None, Resolved("653200", "context")),
        ("text", "650000", Resolved("653200", "context")),
        ("text", "653200", Ambiguous(("653200", "653201", "653221"))),
    ],
)
def test_hetian_is_a_prefecture_a_city_and_a_county(
    catalog: Catalog, role: Role, submitter: str | None, expected: Resolution
) -> None:
    """和田市 and 和田县 lie in one prefecture, so even its own table does not say which a bare 和田 is."""
    assert resolve_region("和田", catalog, submitter_code=submitter, role=role, month=NOVEMBER) == expected
    for name, single in (("和田地区", "653200"), ("和田市", "653201"), ("和田县", "653221")):
        found = resolve_region(name, catalog, submitter_code=submitter, role=role, month=NOVEMBER)
        assert found == Resolved(single, "exact")


@pytest.mark.parametrize("role", ["reporter", "row", "text"])
def test_yining_stays_open_even_in_the_table_of_ili(catalog: Catalog, role: Role) -> None:
    found = resolve_region("伊宁", catalog, submitter_code="654000", role=role, month=NOVEMBER)
    assert found == Ambiguous(("654002", "654021"))


def test_a_division_of_xpcc_is_not_its_city(catalog: Catalog) -> None:
    assert resolve_region("第八师", catalog, month=NOVEMBER) == Ambiguous(("659001", "XP08"))
    assert resolve_region("第八师石河子市", catalog, month=NOVEMBER) == Resolved("659001", "alias")
    assert resolve_region("兵团第八师", catalog, month=NOVEMBER) == Resolved("XP08", "exact")


def test_in_the_prose_of_its_own_prefecture_a_bare_name_may_be_the_city(catalog: Catalog) -> None:
    own = resolve_region("塔城", catalog, submitter_code="654200", role="text", month=NOVEMBER)
    assert own == Ambiguous(("654200", "654201"))
    other = resolve_region("塔城", catalog, submitter_code="650000", role="text", month=NOVEMBER)
    assert other == Resolved("654200", "context")


@pytest.mark.parametrize(
    ("name", "month", "expected"),
    [
        ("白杨市", Month(2022, 11), Unknown(("659012",), NOT_VALID_IN_MONTH)),
        ("白杨市", Month(2022, 12), Resolved("659012", "exact")),
        ("哈密地区", Month(2022, 11), Unknown(("650500",), NOT_VALID_IN_MONTH)),
        ("哈密地区", Month(2014, 3), Resolved("652200", "exact")),
        ("哈密市", Month(2014, 3), Resolved("652201", "exact")),
        ("哈密市", Month(2022, 11), Resolved("650500", "exact")),
        ("沙湾县", Month(2022, 11), Unknown(("654203",), NOT_VALID_IN_MONTH)),
        ("沙湾县", Month(2020, 12), Resolved("654223", "exact")),
        ("沙湾", Month(2022, 11), Resolved("654203", "alias")),
        ("库车县", Month(2022, 11), Unknown(("652902",), NOT_VALID_IN_MONTH)),
        ("米泉市", Month(2022, 11), Unknown(("650109",), NOT_VALID_IN_MONTH)),
        ("和安县", Month(2022, 11), Unknown(("653229",), NOT_VALID_IN_MONTH)),
        ("和安县", Month(2025, 1), Resolved("653229", "exact")),
        ("第九师", Month(2022, 6), Resolved("XP09", "alias")),
        ("第九师", Month(2023, 6), Ambiguous(("659012", "XP09"))),
    ],
)
def test_a_place_is_known_only_while_it_exists(catalog: Catalog, name: str, month: Month, expected: Resolution) -> None:
    assert resolve_region(name, catalog, month=month) == expected


def test_a_misspelt_name_has_candidates_and_is_never_chosen(catalog: Catalog) -> None:
    found = resolve_region("塔成地区", catalog, month=NOVEMBER)
    assert isinstance(found, Unknown)
    assert "654200" in found.candidates
    assert resolve_region("填表人", catalog, month=NOVEMBER) == Unknown()


def test_a_confirmed_alias_decides_and_mends_an_old_name(catalog: Catalog) -> None:
    taught = replace(catalog, aliases={("region", "西四县"): "654000", ("region", "沙湾县"): "654203"})
    assert resolve_region("西四县", taught, month=NOVEMBER) == Resolved("654000", "alias")
    assert resolve_region("沙湾县", taught, month=NOVEMBER) == Resolved("654203", "alias")
    assert resolve_region("沙湾县", taught, month=Month(2020, 12)) == Resolved("654223", "exact")


def test_an_alias_of_a_shared_name_decides_only_what_the_context_leaves_open(catalog: Catalog) -> None:
    """Confirmed for a row in the table of 和田地区; the reporter 和田 is the prefecture as before."""
    taught = replace(catalog, aliases={("region", "和田"): "653201"})
    row = resolve_region("和田", taught, submitter_code="653200", role="row", month=NOVEMBER)
    assert row == Resolved("653201", "alias")
    assert resolve_region("和田", taught, month=NOVEMBER) == Resolved("653200", "context")
    assert resolve_region("和田科协", taught, month=NOVEMBER) == Resolved("653200", "context")


TACHENG_TOTAL = RegionRow(Resolved("654200", "context"), is_total=True, is_named=False)
TACHENG_LOCAL = RegionRow(Resolved("654200", "context"), "本级", is_named=False)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("合计", TACHENG_TOTAL),
        ("合　　计", TACHENG_TOTAL),
        ("总计", TACHENG_TOTAL),
        ("小计", TACHENG_TOTAL),
        ("全地区", TACHENG_TOTAL),
        ("全地区合计", TACHENG_TOTAL),
        ("合计（不含兵团）", TACHENG_TOTAL),
        ("合计（含兵团）", RegionRow(Resolved("654200", "context"), "含兵团", is_total=True, is_named=False)),
        ("塔城地区合计", RegionRow(Resolved("654200", "exact"), is_total=True)),
        ("塔城地区", RegionRow(Resolved("654200", "exact"), is_total=True)),
        ("地区本级", TACHENG_LOCAL),
        ("本级", TACHENG_LOCAL),
        ("地直", TACHENG_LOCAL),
        ("塔城地区本级", RegionRow(Resolved("654200", "exact"), "本级")),
        ("塔城地区（本级）", RegionRow(Resolved("654200", "exact"), "本级")),
        ("塔城市本级", RegionRow(Resolved("654201", "exact"), "本级")),
        ("塔城市", RegionRow(Resolved("654201", "exact"))),
        ("塔城", RegionRow(Resolved("654201", "context"))),
        ("其中：塔城市", RegionRow(Resolved("654201", "exact"))),
        ("3、乌苏市", RegionRow(Resolved("654202", "exact"))),
        ("（一）和丰县", RegionRow(Resolved("654226", "alias"))),
        ("其中：兵团", RegionRow(Resolved("660000", "alias"))),
        ("喀什市", RegionRow(Resolved("653101", "exact"))),
    ],
)
def test_what_the_rows_of_a_county_table_say(catalog: Catalog, label: str, expected: RegionRow) -> None:
    assert resolve_region_row(label, catalog, submitter_code="654200", month=NOVEMBER) == expected


@pytest.mark.parametrize(
    ("label", "scope", "is_total"),
    [
        ("合计", "default", True),
        ("州直", "州直", True),
        ("州直合计", "州直", True),
        ("伊犁州直", "州直", True),
        ("伊犁州（州直）", "州直", True),
        ("州直属县市", "州直", True),
        ("州本级", "本级", False),
        ("全州", "全州", True),
        ("伊犁州全州", "全州", True),
    ],
)
def test_the_two_meanings_of_ili_are_scopes_of_one_place(
    catalog: Catalog, label: str, scope: str, is_total: bool
) -> None:
    row = resolve_region_row(label, catalog, submitter_code="654000", month=NOVEMBER)
    assert (code(row.region), row.scope, row.is_total) == ("654000", scope, is_total)


def test_in_another_prefecture_the_whole_is_the_default_and_its_offices_are_local(catalog: Catalog) -> None:
    whole = resolve_region_row("全州", catalog, submitter_code="652800", month=NOVEMBER)
    offices = resolve_region_row("州直", catalog, submitter_code="652800", month=NOVEMBER)
    assert (code(whole.region), whole.scope, whole.is_total) == ("652800", "default", True)
    assert (code(offices.region), offices.scope, offices.is_total) == ("652800", "本级", False)


def test_a_total_without_a_submitter_belongs_to_nobody(catalog: Catalog) -> None:
    assert resolve_region_row("合计", catalog) == RegionRow(Unknown(), is_total=True, is_named=False)


@pytest.mark.parametrize("label", ["填表人", "单位负责人", "备注", "", "—"])
def test_a_label_that_is_no_place_is_unknown(catalog: Catalog, label: str) -> None:
    assert isinstance(resolve_region_row(label, catalog, submitter_code="654200", month=NOVEMBER).region, Unknown)


@pytest.mark.parametrize(
    ("labels", "expected", "rest"),
    [
        (["塔城市", "科技培训", "场次"], RegionRow(Resolved("654201", "exact")), ("科技培训", "场次")),
        (["塔城市", "科技培训", "合计"], RegionRow(Resolved("654201", "exact")), ("科技培训",)),
        (["合计", "科技培训"], TACHENG_TOTAL, ("科技培训",)),
        (["塔城地区", "乌苏市", "科普讲座"], RegionRow(Resolved("654202", "exact")), ("科普讲座",)),
        (["塔城地区", "本级"], RegionRow(Resolved("654200", "exact"), "本级"), ()),
        (["地区本级", "合计", "科普讲座"], TACHENG_LOCAL, ("科普讲座",)),
        (["塔城市", "乌苏市"], RegionRow(Ambiguous(("654201", "654202"))), ()),
        (["科技培训", "总数"], None, ("科技培训", "总数")),
    ],
)
def test_the_place_of_a_cell_is_the_one_its_labels_name(
    catalog: Catalog, labels: list[str], expected: RegionRow | None, rest: tuple[str, ...]
) -> None:
    """A column 合计 in the row of 塔城市 is that county's sum; it must not make the figure the prefecture's."""
    found = resolve_region_labels(labels, catalog, submitter_code="654200", month=NOVEMBER)
    assert found == (expected, rest)


def test_no_wording_of_an_indicator_is_taken_for_a_place(catalog: Catalog) -> None:
    for one in catalog.indicators.values():
        found, rest = resolve_region_labels(one.wordings, catalog, submitter_code="654200", month=NOVEMBER)
        assert (found, rest) == (None, one.wordings), one.code
