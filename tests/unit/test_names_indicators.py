"""Labels and units to indicators, members and factors: one clear meaning is taken, two are shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.catalog import AllowedUnit, Catalog, Indicator
from domain.names import (
    Ambiguous,
    Resolution,
    Resolved,
    Unknown,
    resolve_dimension,
    resolve_indicator,
    resolve_unit,
)
from domain.naming.text import normalise_alias
from reference.loader import load_catalog


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def code(resolution: Resolution) -> str | None:
    return resolution.code if isinstance(resolution, Resolved) else None


def test_every_indicator_answers_to_its_own_name_and_base_unit(catalog: Catalog) -> None:
    found = {one.code: code(resolve_indicator([one.name_zh], one.unit_base, catalog)) for one in _all(catalog)}
    assert found == {one.code: one.code for one in _all(catalog)}


def test_every_indicator_answers_to_its_name_under_a_place_and_a_month(catalog: Catalog) -> None:
    labels = {one.code: ("塔城市", one.name_zh, "本月") for one in _all(catalog)}
    found = {one.code: code(resolve_indicator(labels[one.code], one.unit_base, catalog)) for one in _all(catalog)}
    assert found == {one.code: one.code for one in _all(catalog)}


def test_every_indicator_answers_to_its_code(catalog: Catalog) -> None:
    for one in _all(catalog):
        assert resolve_indicator([one.code], None, catalog) == Resolved(one.code, "code")
        assert resolve_indicator([one.name_zh, one.code], one.unit_base, catalog) == Resolved(one.code, "code")


def _all(catalog: Catalog) -> list[Indicator]:
    return list(catalog.indicators.values())


SHARED_WORDINGS = {
    "农村科普带头人": ("人", "a stock of people, or those awarded this year"),
    "发放图书": ("册", "everything distributed, or the books among it"),
    "受益群众": ("人次", "participants of anything, or beneficiaries of volunteers"),
    "惠及群众": ("人次", "people reached, or beneficiaries of volunteers"),
    "实用技术培训": ("场次", "all training, or the practical part of it"),
    "实用技术培训人次": ("人次", "all training, or the practical part of it"),
    "科学工作室": ("个", "an interest group, or a studio"),
    "科学教师": ("人", "a coach, or a teacher of science"),
    "科技志愿服务队": ("支", "a stock of teams, or those awarded this year"),
    "科普示范基地": ("个", "a stock of bases, or those awarded this year"),
    "发放科普宣传品": ("份", "everything distributed, or the goods among it"),
}


def test_every_wording_of_one_indicator_only_means_it(catalog: Catalog) -> None:
    """The exceptions are the shared wordings, each with its reason; no other is open with the base unit."""
    for one in _all(catalog):
        for wording in one.wordings:
            if (
                wording not in SHARED_WORDINGS
                and code(resolve_indicator([wording], one.unit_base, catalog)) != one.code
            ):
                pytest.fail(f"{one.code}: {wording} in {one.unit_base}")


def test_every_shared_wording_is_held_until_something_decides(catalog: Catalog) -> None:
    assert set(SHARED_WORDINGS) == set(catalog.indicator_collisions)
    for wording, (unit, why) in SHARED_WORDINGS.items():
        found = resolve_indicator([wording], unit, catalog)
        assert found == Ambiguous(catalog.indicator_collisions[wording]), f"{wording}: {why}"


@pytest.mark.parametrize(
    ("labels", "unit", "section", "expected"),
    [
        (["其中：实用技术培训"], "次", ["科技培训场次"], "ACT.PRACTECH.SESSIONS"),
        (["其中：实用技术培训"], "人次", ["科技培训参与人次"], "ACT.PRACTECH.PARTICIPANTS"),
        (["其中：发放图书"], "册", ["发放科普宣传品、资料数"], "MAT.BOOK.DISTRIBUTED"),
        (["其中：发放科普宣传品"], "份", [], "MAT.GOODS.DISTRIBUTED"),
        (["科普示范基地"], "个", ["奖补对象合计"], "GRA.AWARD.BASE"),
        (["科普场地", "科普示范基地"], "个", [], "VEN.DEMOBASE.NUM"),
        (["农村科普带头人"], "名", ["奖补对象合计"], "GRA.AWARD.LEADER"),
        (["科普人员", "农村科普带头人"], "名", [], "HR.RURALLEADER"),
        (["科技志愿服务队"], "支", ["科普人员"], "HR.VOLTEAM"),
        (["科学工作室"], "个", ["青少年科技教育"], "YTH.STUDIO.NUM"),
    ],
)
def test_the_heading_or_total_above_decides_a_shared_wording(
    catalog: Catalog, labels: list[str], unit: str, section: list[str], expected: str
) -> None:
    assert code(resolve_indicator(labels, unit, catalog, section=section)) == expected


@pytest.mark.parametrize(
    ("labels", "unit", "expected"),
    [
        (["培训", "场次"], "场次", "ACT.TRAIN.SESSIONS"),
        (["培训", "人次"], "人次", "ACT.TRAIN.PARTICIPANTS"),
        (["培训", "场次"], None, "ACT.TRAIN.SESSIONS"),
        (["培训", "人次"], None, "ACT.TRAIN.PARTICIPANTS"),
        (["培训（场次）"], None, "ACT.TRAIN.SESSIONS"),
        (["培训（人次）"], None, "ACT.TRAIN.PARTICIPANTS"),
        (["培训"], "万人次", "ACT.TRAIN.PARTICIPANTS"),
        (["科普讲座"], "场", "ACT.LECTURE.SESSIONS"),
        (["科普讲座"], "人次", "ACT.LECTURE.PARTICIPANTS"),
        (["科普讲座"], "人", "ACT.LECTURE.PARTICIPANTS"),
        (["科普讲座", "参加人次"], "人次", "ACT.LECTURE.PARTICIPANTS"),
        (["科普（技）讲座", "场次"], "场", "ACT.LECTURE.SESSIONS"),
        (["科技夏令营"], "人次", "ACT.CAMP.PARTICIPANTS"),
        (["举办各类培训班"], "期", "ACT.TRAIN.SESSIONS"),
        (["开展科技咨询次数"], "次", "ACT.CONSULT.SESSIONS"),
        (["科技咨询"], "人次", "ACT.CONSULT.PERSONTIMES"),
        (["直播"], "场", "MED.LIVE.SESSIONS"),
        (["直播"], "次", None),
        (["直播", "场次"], "场", "MED.LIVE.SESSIONS"),
        (["大篷车巡展"], "站", "VEN.CARAVAN.TRIPS"),
        (["青少年科技竞赛"], "人次", "YTH.CONTEST.PARTICIPANTS"),
        (["青少年科技兴趣小组"], "个", "ACT.YOUTHGROUP.NUM"),
        (["青少年科技兴趣小组"], "人次", "ACT.YOUTHGROUP.MEMBERS"),
    ],
)
def test_measure_word_and_unit_choose_between_sessions_and_people(
    catalog: Catalog, labels: list[str], unit: str | None, expected: str | None
) -> None:
    assert code(resolve_indicator(labels, unit, catalog)) == expected


def test_without_unit_and_measure_word_both_are_possible(catalog: Catalog) -> None:
    both = Ambiguous(("ACT.LECTURE.SESSIONS", "ACT.LECTURE.PARTICIPANTS"))
    assert resolve_indicator(["科普讲座"], None, catalog) == both


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (["科技培训场次"], "ACT.TRAIN.PARTICIPANTS"),
        (["科普讲座场次"], "ACT.LECTURE.PARTICIPANTS"),
        (["科普活动总场次", "科普讲座场次"], "ACT.LECTURE.PARTICIPANTS"),
        (["表2 科技培训情况表"], "ACT.TRAIN.PARTICIPANTS"),
        (["2022年11月塔城地区科普工作统计月报表", "Sheet1"], "ACT.ALL.PARTICIPANTS"),
        (["活动", "塔城市"], "ACT.ALL.PARTICIPANTS"),
        ([], "ACT.ALL.PARTICIPANTS"),
        (["农机检修培训班情况"], None),
        (["科技馆数"], None),
    ],
)
def test_a_bare_measure_is_about_what_stands_above_it(
    catalog: Catalog, section: list[str], expected: str | None
) -> None:
    """参与人次 below 科普讲座场次 is the lectures' audience, not everybody's; below something unknown it is held."""
    assert code(resolve_indicator(["参与人次"], "人次", catalog, section=section)) == expected


@pytest.mark.parametrize(
    ("labels", "unit", "expected"),
    [
        (["科技培训场次", "其中：实用技术培训"], "次", "ACT.PRACTECH.SESSIONS"),
        (["科普活动总场次", "科技培训场次", "其中：实用技术培训"], "次", "ACT.PRACTECH.SESSIONS"),
        (["科普人员总数", "科普专职人员", "其中：女性"], "人", "HR.FULL.FEMALE"),
        (["科普人员总数", "注册科普（科技）志愿者"], "人", "HR.VOLUNTEER"),
        (["科普场地情况", "科技馆数"], "座", "VEN.STM.NUM"),
        (["科普讲座场次", "参与人次"], "人次", "ACT.LECTURE.PARTICIPANTS"),
        (["青少年", "科技培训场次"], "场", "ACT.TRAIN.SESSIONS"),
        (["科技培训参与人次", "农牧民"], "人次", "ACT.TRAIN.FARMERS"),
        (["青少年", "科技馆数"], "座", None),
        (["青少年", "农牧民", "科技培训场次"], "场", None),
        (["线上", "科普讲座场次"], "场", None),
        (["女性", "科技培训场次"], "场", None),
        (["农机检修", "参与人次"], "人次", None),
        (["线上参与人次", "科普讲座参与人次"], "人次", None),
    ],
)
def test_no_outer_label_is_dropped_unless_it_is_understood(
    catalog: Catalog, labels: list[str], unit: str, expected: str | None
) -> None:
    assert code(resolve_indicator(labels, unit, catalog)) == expected


def test_a_short_category_in_a_title_decides_nothing(catalog: Catalog) -> None:
    found = resolve_indicator(["科学工作室"], "个", catalog, section=["2022年11月科普活动统计表"])
    assert found == Ambiguous(("ACT.YOUTHGROUP.NUM", "YTH.STUDIO.NUM"))


@pytest.mark.parametrize(
    ("label", "unit", "total", "expected"),
    [
        ("其中：女性", "人", "科普专职人员", "HR.FULL.FEMALE"),
        ("女", "人", "科普专职人员", "HR.FULL.FEMALE"),
        ("中级职称及以上或大学本科及以上", "人", "科普兼职人员", "HR.PART.QUALIFIED"),
        ("中级职称及以上或大学本科及以上", "人", "科普专职人员", "HR.FULL.QUALIFIED"),
        ("其他", "万元", "科普经费筹集额", "FUN.RAISED.OTHER"),
        ("其他", "万元", "科普经费使用额", "FUN.SPENT.OTHER"),
        ("其他", "人次", "五大人群提升行动覆盖人次合计", "LIT.ACTION.OTHER"),
        ("自治区级", "家", "科普教育基地数", "VEN.BASE.REG"),
        ("县级", "家", "科普教育基地", "VEN.BASE.COUNTY"),
        ("其中：农牧民", "人次", "科技培训参与人次", "ACT.TRAIN.FARMERS"),
        ("其他", "万元", None, None),
        ("女性", "人", None, None),
        ("自治区级", "家", None, None),
    ],
)
def test_a_part_is_named_by_its_total(
    catalog: Catalog, label: str, unit: str, total: str | None, expected: str | None
) -> None:
    section = [total] if total else []
    assert code(resolve_indicator([label], unit, catalog, section=section)) == expected


@pytest.mark.parametrize(
    ("labels", "unit", "expected"),
    [
        (["培训农牧民人次", "ACT.TRAIN.FARMERS"], "人次", Resolved("ACT.TRAIN.FARMERS", "code")),
        (["某项自定名称", "ACT.TRAIN.FARMERS"], "人次", Resolved("ACT.TRAIN.FARMERS", "code")),
        (["实用技术培训", "ACT.PRACTECH.SESSIONS"], "次", Resolved("ACT.PRACTECH.SESSIONS", "code")),
        (["科普讲座场次", "ACT.TRAIN.FARMERS"], "场", Ambiguous(("ACT.TRAIN.FARMERS", "ACT.LECTURE.SESSIONS"))),
        (["培训农牧民人次", "ACT.TRAIN.FARMER"], "人次", Unknown(("ACT.TRAIN.FARMERS",))),
        (["ACT.TRAIN.FARMERS", "ACT.TRAIN.SESSIONS"], None, Ambiguous(("ACT.TRAIN.FARMERS", "ACT.TRAIN.SESSIONS"))),
    ],
)
def test_a_code_must_agree_with_the_wording(
    catalog: Catalog, labels: list[str], unit: str | None, expected: Resolution
) -> None:
    assert resolve_indicator(labels, unit, catalog) == expected


def test_a_code_cut_off_in_print_is_no_code(catalog: Catalog) -> None:
    labels = ["2", "其中：实用技术培训", "ACT.PRACTECH.…"]
    found = resolve_indicator(labels, "次", catalog, section=["科技培训场次"])
    assert code(found) == "ACT.PRACTECH.SESSIONS"


@pytest.mark.parametrize(
    ("label", "unit", "expected"),
    [
        ("科技培训参与人次", "册", "ACT.TRAIN.PARTICIPANTS"),  # VAL-07 says so
        ("科技馆数", "人次", "VEN.STM.NUM"),
        ("三下乡", "人次", None),  # participants of 三下乡 have no indicator
        ("科普讲座", "册", None),
        ("点击率", "%", None),  # a rate, not a number of views
        ("点击率", "万人次", "MED.VIEWS"),
    ],
)
def test_a_refused_unit_speaks_against_a_bare_wording_only(
    catalog: Catalog, label: str, unit: str, expected: str | None
) -> None:
    assert code(resolve_indicator([label], unit, catalog)) == expected


@pytest.mark.parametrize(
    ("label", "unit", "expected"),
    [
        ("举办科普讲座活动场次", "场", "ACT.LECTURE.SESSIONS"),
        ("全年开展各类科技培训场次", "场", "ACT.TRAIN.SESSIONS"),
        ("农牧民科技培训场次", "场", "ACT.TRAIN.SESSIONS"),
        ("女性科技培训场次", "场", None),
        ("残疾人科普讲座场次", "场", None),
        ("科技培训取消场次", "场", None),
        ("展板", "块", None),
        ("科普场馆", "个", None),
        ("科普晚会", "场", None),
        ("流动科技馆服务公众", "人次", None),
        ("企业科协联合会", "家", None),
        ("科普设施完好率", "%", None),
        ("", None, None),
    ],
)
def test_a_wording_inside_a_longer_text_counts_only_when_the_rest_says_nothing(
    catalog: Catalog, label: str, unit: str | None, expected: str | None
) -> None:
    assert code(resolve_indicator([label], unit, catalog)) == expected


def test_a_close_wording_is_offered_never_taken(catalog: Catalog) -> None:
    found = resolve_indicator(["科技陪训场次"], "场次", catalog)
    assert isinstance(found, Unknown)
    assert "ACT.TRAIN.SESSIONS" in found.candidates


def test_a_confirmed_alias_is_taken_from_then_on(catalog: Catalog) -> None:
    assert isinstance(resolve_indicator(["科学夜校", "本月"], "期", catalog), Unknown)
    taught = replace(catalog, aliases={("indicator", "科学夜校"): "ACT.LECTURE.SESSIONS"})
    assert resolve_indicator(["科学夜校", "本月"], "期", taught) == Resolved("ACT.LECTURE.SESSIONS", "alias")
    assert resolve_indicator(["科普活动情况", "科学夜校（期）"], None, taught) == Resolved(
        "ACT.LECTURE.SESSIONS", "alias"
    )


def test_an_alias_does_not_take_what_its_unit_refuses(catalog: Catalog) -> None:
    """Confirmed for sessions, the wording in 人次 stays with the audience it may mean."""
    taught = replace(catalog, aliases={("indicator", "实用技术培训"): "ACT.PRACTECH.SESSIONS"})
    assert resolve_indicator(["实用技术培训"], "期", taught) == Resolved("ACT.PRACTECH.SESSIONS", "alias")
    people = Ambiguous(("ACT.TRAIN.PARTICIPANTS", "ACT.PRACTECH.PARTICIPANTS"))
    assert resolve_indicator(["实用技术培训"], "人次", taught) == people


def test_an_alias_is_found_by_the_labels_it_was_confirmed_for(catalog: Catalog) -> None:
    """A steward confirms the path as it is shown, units in brackets and periods included."""
    key = ("indicator", normalise_alias("indicator", "夜校（期） › 本月 › 场次"))
    taught = replace(catalog, aliases={key: "ACT.LECTURE.SESSIONS"})
    assert resolve_indicator(["夜校（期）", "本月", "场次"], None, taught) == Resolved("ACT.LECTURE.SESSIONS", "alias")


@pytest.mark.parametrize(
    ("text", "indicator", "multiplier", "is_related"),
    [
        ("人次", "ACT.TRAIN.FARMERS", 1, False),
        ("万人次", "ACT.TRAIN.FARMERS", 10_000, False),
        ("万余人次", "ACT.TRAIN.FARMERS", 10_000, False),
        ("多万人次", "ACT.TRAIN.FARMERS", 10_000, False),
        ("人", "ACT.TRAIN.FARMERS", 1, True),
        ("名", "ACT.TRAIN.FARMERS", 1, True),
        ("万", "ACT.TRAIN.FARMERS", 10_000, False),
        ("期", "ACT.TRAIN.SESSIONS", 1, False),
        ("期", "MED.PROGRAMME.EPISODES", 1, False),
        ("万余册", "MAT.ALL.DISTRIBUTED", 10_000, False),
        ("千套", "MAT.ALL.DISTRIBUTED", 1_000, False),
        ("条", "MAT.ALL.DISTRIBUTED", 1, False),
        ("条", "MED.VIDEO.PRODUCED", 1, False),
        ("个", "HR.RURALLEADER", 1, True),
        ("万元", "FUN.RAISED", 10_000, False),
        ("多万元", "FUN.RAISED", 10_000, False),
        ("亿元", "FUN.RAISED", 100_000_000, False),
        ("％", "LIT.RATE", 1, False),
        ("㎡", "VEN.STM.AREA", 1, False),
        ("m²", "VEN.STM.AREA", 1, False),
        ("亩", "VEN.STM.AREA", 2000 / 3, False),
        ("分钟", "MED.TV.HOURS", 1 / 60, False),
        ("万公里", "VEN.CARAVAN.KM", 10_000, False),
        ("百万人次", "ACT.TRAIN.FARMERS", 1_000_000, False),
        ("场（次）", "ACT.TRAIN.SESSIONS", 1, False),
        ("人（次）", "ACT.TRAIN.FARMERS", 1, False),
        ("册/份", "MAT.ALL.DISTRIBUTED", 1, False),
        ("人、人次", "ACT.TRAIN.FARMERS", 1, True),
        ("单位：万元", "FUN.RAISED", 10_000, False),
    ],
)
def test_the_factor_follows_the_indicator(
    catalog: Catalog, text: str, indicator: str, multiplier: float, is_related: bool
) -> None:
    allowed = resolve_unit(text, catalog.indicators[indicator])
    assert allowed is not None
    assert allowed.multiplier == pytest.approx(multiplier)
    assert allowed.is_related is is_related


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("册", "ACT.TRAIN.PARTICIPANTS"),
        ("期", "ACT.TRAIN.PARTICIPANTS"),
        ("期", "FUN.RAISED"),
        ("场次", "MED.VIEWS"),
        ("盒", "MAT.GOODS.DISTRIBUTED"),
        ("万", "LIT.RATE"),
        ("", "ACT.TRAIN.FARMERS"),
        (None, "ACT.TRAIN.FARMERS"),
        ("余", "ACT.TRAIN.FARMERS"),
        ("场次/万人次", "ACT.TRAIN.SESSIONS"),
        ("元/万元", "FUN.RAISED"),
    ],
)
def test_a_unit_of_something_else_is_refused(catalog: Catalog, text: str | None, indicator: str) -> None:
    assert resolve_unit(text, catalog.indicators[indicator]) is None


def test_the_unit_is_kept_as_the_indicator_writes_it(catalog: Catalog) -> None:
    assert resolve_unit("㎡", catalog.indicators["VEN.STM.AREA"]) == AllowedUnit("m2", 1.0)


@pytest.mark.parametrize(
    ("text", "dimension", "expected"),
    [
        ("农牧民", "audiences", Resolved("AUD.FARMER", "wording")),
        ("青少年", "audiences", Resolved("AUD.YOUTH", "exact")),
        ("青 少 年", "audiences", Resolved("AUD.YOUTH", "normalised")),
        ("其中：老年人", "audiences", Resolved("AUD.ELDER", "normalised")),
        ("志愿者", "audiences", Resolved("AUD.VOLUNTEER", "wording")),
        ("女性", "audiences", Unknown()),
        ("抖音", "channels", Resolved("CH.DOUYIN", "exact")),
        ("融媒", "channels", Resolved("CH.RMT", "wording")),
        ("农家科技小院", "venue_types", Resolved("VT.BACKYARD", "wording")),
        ("财政拨款", "funding_sources", Resolved("FS.GOV", "wording")),
        ("其他", "funding_sources", Resolved("FS.OTHER", "exact")),
        ("三下乡", "programmes", Resolved("PRG.SANXIAXIANG", "exact")),
        ("", "audiences", Unknown()),
    ],
)
def test_members_of_dimensions_answer_to_their_wordings(
    catalog: Catalog, text: str, dimension: str, expected: Resolution
) -> None:
    assert resolve_dimension(text, getattr(catalog, dimension)) == expected


def test_a_wording_of_two_members_is_ambiguous(catalog: Catalog) -> None:
    assert resolve_dimension("乡村科普馆", catalog.venue_types) == Resolved("VT.VILLAGEHALL", "exact")
    shared = resolve_dimension(
        "网站", {**catalog.channels, "CH.X": replace(catalog.channels["CH.TV"], wordings=("网站",))}
    )
    assert shared == Resolved("CH.WEB", "exact")
    both = {code: replace(one, wordings=("通用",)) for code, one in list(catalog.channels.items())[:2]}
    assert resolve_dimension("通用", both) == Ambiguous(tuple(both))


@pytest.mark.parametrize(
    ("labels", "unit", "code"),
    [
        (["期末数", "基层科普阵地", "乡村科普馆数（座）"], "座", "VEN.VILLAGEHALL.NUM"),
        (["基层组织", "农村专业技术协会、合作社数（个）"], "个", "GRA.ASSOC.NUM"),
    ],
)
def test_a_heading_of_general_words_changes_nothing(labels: list[str], unit: str, code: str) -> None:
    assert resolve_indicator(labels, unit, load_catalog()) == Resolved(code, "exact")


@pytest.mark.parametrize("heading", ["线上", "线上活动", "上年活动", "奖补情况"])
def test_a_heading_that_qualifies_is_never_dropped(heading: str) -> None:
    assert not isinstance(resolve_indicator([heading, "乡村科普馆数（座）"], "座", load_catalog()), Resolved)


@pytest.mark.parametrize("column", ["1-11月累计", "截至11月", "11月", "2022年1—11月累计数", "上年同期"])
def test_a_column_about_the_period_says_nothing_about_the_indicator(column: str) -> None:
    assert resolve_indicator(["科技培训场次", column], "场次", load_catalog()) == Resolved(
        "ACT.TRAIN.SESSIONS", "exact"
    )


@pytest.mark.parametrize(
    ("label", "unit", "code"),
    [
        ("5.现有科普教育基地", "个", "VEN.BASE.NUM"),
        ("年末注册科普志愿者总数", "人", "HR.VOLUNTEER"),
        ("期末实有科普画廊", "处", "VEN.GALLERY.NUM"),
    ],
)
def test_a_label_that_asks_how_many_there_are_means_the_stock(label: str, unit: str, code: str) -> None:
    assert resolve_indicator([label], unit, load_catalog()) == Resolved(code, "wording")


@pytest.mark.parametrize(
    ("labels", "unit"),
    [
        (["新增科普教育基地"], "个"),
        (["本年新建科普画廊"], "处"),
        (["科普教育基地", "本月新增"], "个"),
        (["现有科普讲座"], "场"),  # no lecture stands anywhere
    ],
)
def test_a_label_that_asks_how_many_came_never_means_the_stock(labels: list[str], unit: str) -> None:
    assert not isinstance(resolve_indicator(labels, unit, load_catalog()), Resolved)
