"""What surrounds a figure: who reports it, when, what it states about its noun, and whether it was said before."""

import pytest

from tests.prose import column, figures, only, statements


@pytest.mark.parametrize(
    ("text", "orgs"),
    [
        ("塔城地区科协举办培训3期。", ["塔城地区"]),
        ("喀什地区科协工作总结\n举办培训3期，发放资料500份。", ["喀什地区", "喀什地区"]),
        ("喀什地区科协举办讲座5场；疏附县科协举办培训12期，莎车县开展活动9场。", ["喀什地区", "疏附县", "莎车县"]),
        (
            "塔城地区科协总结\n额敏县举办培训3期。\n乌苏市举办培训5期。\n全地区共举办培训8期。",
            ["额敏县", "乌苏市", "塔城地区"],
        ),
        ("和田地区科协总结\n墨玉县培训120人。全地区培训860人。", ["墨玉县", "和田地区"]),
        ("7月7日，“三下乡”活动在云南省昭通市镇雄县赤水源镇启动，2000余群众来到广场。", ["镇雄县"]),
        ("2012年，汕头市科协获奖补资金85万元。", ["汕头市"]),
        ("2024年，全国科技馆接待观众1.04亿人次。", ["全国"]),
        ("我国公民具备科学素质的比例达到14.14%。", ["全国"]),
        ("甲县、乙县、丙县分别举办12场、8场和5场讲座。", ["甲县", "乙县", "丙县"]),
        ("公民具备科学素质的比例，东、中、西部分别为16.39%、13.12%、11.51%。", ["东部地区", "中部地区", "西部地区"]),
        ("塔城地区额敏县举办培训3期。", ["额敏县"]),
        ("赣州市章贡区建成活动室86个。", ["章贡区"]),
        ("此外，昌吉州科协确定了公民比例达到13%的目标。", ["昌吉州"]),
        ("甲县科协工作总结\n全年举办培训36期。", ["甲县"]),
        ("自治区科协：\n现将克州1—11月工作报告如下：\n举办培训36期。", ["克州"]),
        ("关于报送工作总结的报告\n举办培训36期。\n温宿县科协", ["温宿县"]),
        (
            "福州市共举办活动1860场。其中鼓楼区320场、仓山区301场，惠及居民8万人次。",
            ["福州市", "鼓楼区", "仓山区", "福州市"],
        ),
        ("黔南州科协在都匀市启动活动，120名专家参加。", ["黔南州"]),
        ("宁夏科协工作\n自治区科协举办培训6期。", ["宁夏回族自治区"]),
        ("自治区科协举办培训6期。", ["新疆"]),
        ("记者从湖北省恩施州科协了解到，该州建成基地52个。", ["恩施州"]),
        ("近年来，内蒙古赤峰市建成科普馆12座。", ["赤峰市"]),
        ("江西省全南县科协培训农民500人。", ["全南县"]),
        ("本溪满族自治县科协举办讲座12场。", ["本溪满族自治县"]),
        ("湖南株洲：3000名学生参加科技节", ["株洲"]),
        ("伊犁州直各县市科协举办活动560场。", ["伊犁州直"]),
        ("武汉大学举办科普讲座30场。", ["武汉大学"]),
        ("阿勒泰地区科协举办夏令营，吸引阿勒泰市学生2845人次。", ["阿勒泰地区"]),
    ],
)
def test_a_figure_belongs_to_the_body_its_heading_sentence_or_clause_names(text: str, orgs: list[str]) -> None:
    assert column(figures(text), "org") == orgs


@pytest.mark.parametrize(
    "text",
    [
        "获自治区科技进步奖3项。",
        "推荐作品15件参加昌吉州的比赛。",
        "获评全国科普示范社区2个。",
        "参加全国科普日活动的群众有300人。",
        "在社区、园区、牧区举办活动3场。",
    ],
)
def test_a_name_that_only_looks_like_a_place_reports_nothing(text: str) -> None:
    assert column(figures(text), "org") == [None]


def test_a_countys_own_event_in_a_prefectures_report_is_the_countys() -> None:
    records = figures("塔城地区科协2022年11月工作总结\n全地区举办培训8期。在裕民县举办科普集市1场，发放资料300份。")
    assert column(records, "region_code") == ["654200", "654225", "654225"]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2022年，全县举办培训3期。", ["2022"]),
        ("2022年11月，全县举办培训3期。", ["2022-11"]),
        ("2022年11月工作情况\n举办培训3期。", ["2022-11"]),
        ("2022年11月工作情况\n1—11月，举办培训36期。", ["2022-01..2022-11"]),
        ("2022年11月工作情况\n截至11月底，共有科普基地47家。", ["2022-11"]),
        ("2022年11月工作情况\n今年以来，举办培训36期。", ["2022"]),
        ("2022年11月工作情况\n今年以来举办培训36期。本月举办3期。", ["2022", "2022-11"]),
        ("2022年第三季度，举办培训36期。", ["2022Q3"]),
        ("2023年5月20日，科技活动周开幕，展出展品600件。", ["2023-05-20"]),
        ("5月20日，奎屯市2023年科技活动周开幕，展出展品600件。", ["2023-05-20"]),
        ("12月24日发布的2018年度统计显示，全国科普经费161.14亿元。", ["2018"]),
        ("2023年比例达到14.14%，比2022年的12.93%提高1.21个百分点。", ["2023", "2022", "2023"]),
        ("2018年科普场馆1461个，比2017年增加22个。", ["2018", "2018"]),
        ("“十一五”期间，财政投入专项资金7.5亿元。", ["2006-2010"]),
        ("“十四五”末公民具备科学素质的比例达到13%的目标。", ["2025"]),
        ("到2025年力争达到15%。", ["2025"]),
        ("该工程诞生于2018年，三年来办报告450场。", ["2018-2021"]),
        ("首个全国科普月举办活动50余万场。", ["2025-09"]),
        ("汕头累计获奖补资金240万\n2012年，汕头市获资金85万元。", ["2012", "2012"]),
        ("（2023年1月12日）近日，县科协举办培训3期。", ["2023-01"]),
        ("全省比例为12.16%，较2018年提高4.14个百分点。", [None, None]),
        ("2022年工作总结\n2023年计划新建科普馆2座。", ["2023"]),
        ("举办培训3期。", [None]),
        ("9月16日，举办培训3期。", [None]),
    ],
)
def test_a_figure_is_about_the_time_its_sentence_paragraph_or_title_states(text: str, periods: list[str]) -> None:
    assert column(figures(text), "period") == periods


@pytest.mark.parametrize(
    ("text", "period_type"),
    [
        ("2022年11月，举办培训3期。", "month"),
        ("2022年11月工作情况\n本月举办培训3期。", "month"),
        ("2022年，举办培训36期。", "ytd"),
        ("今年以来举办培训36期。", "ytd"),
        ("累计举办培训36期。", "ytd"),
        ("截至目前举办培训36期。", "ytd"),
        ("2022年工作总结\n举办培训36期。", "ytd"),
        ("依托已有的4个县域科技馆，开展活动。", "stock"),
        ("现有科普教育基地58个。", "stock"),
        ("注册科技志愿者1.2万名。", "stock"),
        ("2022年，奖补科普示范基地7个。", "ytd"),
        ("组织117个乡村科普馆实现云上互动。", "event"),
        ("启动仪式上发放资料300份。", "event"),
        ("2022年9月16日举办培训1期。", "event"),
        ("比例达到13%的目标。", "target"),
        ("举办培训3期。", None),
    ],
)
def test_the_wording_says_what_kind_of_time_is_meant(text: str, period_type: str | None) -> None:
    assert only(text)["period_type"] == period_type


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("举办培训45场次。", ["level"]),
        ("举办培训295期，其中科技特派员培训115期、重点产业培训18期。", ["level", "part", "part"]),
        ("举办培训295期，其中特派员培训115期，培训农牧民7345人次。", ["level", "part", "level"]),
        ("科普场馆1461个（其中科技馆518个、博物馆943个），比上年增加22个。", ["level", "part", "part", "change"]),
        ("科普教育基地58个（国家级4个、自治区级15个）。", ["level", "part", "part"]),
        ("政府拨款126亿元占78.20%。", ["part", "share"]),
        ("累计举办培训36期。", ["cumulative"]),
        ("参观7636万人次，同比增长21.18%。", ["level", "change"]),
        ("增加到300场。", ["level"]),
        ("增加300场。", ["change"]),
        ("比前年多5场。", ["change"]),
        ("参加人数是上届的3倍。", ["change"]),
        ("每场活动服务200人。", ["rate"]),
        ("平均每95.51万人拥有一个科普场馆。", ["rate"]),
        ("人均科普经费1.8元。", ["rate"]),
        ("覆盖率达到95%。", ["share"]),
        ("力争参与人数达到2000人次。", ["target"]),
        ("计划举办讲座10场。", ["target"]),
        ("预计全年举办讲座1500场。", ["forecast"]),
        ("争取奖补资金95万元。", ["level"]),
        ("计划新建科普馆2座，培训农牧民5万人次。", ["target", "target"]),
        ("2022年工作总结\n2023年要培训农牧民5万人次。", ["target"]),
        ("基层科普行动计划奖补资金95万元。", ["level"]),
        ("每月开展活动3场。", ["level"]),
        ("每月3场。", ["rate"]),
    ],
)
def test_a_figure_is_a_level_a_part_a_change_or_a_plan(text: str, kinds: list[str]) -> None:
    assert column(figures(text), "kind") == kinds


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("4个县域科技馆、7所农村中学科技馆、35家科普教育基地。", ["县域科技馆", "农村中学科技馆", "科普教育基地"]),
        ("科普示范基地7个、科普示范社区2个。", ["科普示范基地", "科普示范社区"]),
        ("26家涵盖科技场馆、教育科研等类型科普教育基地。", ["涵盖科技场馆、教育科研等类型科普教育基地"]),
        ("线下受益人次超6.5万。", ["线下受益人次"]),
        ("培训班、讲座分别举办12场、8场。", ["培训班举办", "讲座举办"]),
        ("线上线下培训12场、8场。", ["线上线下培训", "线上线下培训"]),
    ],
)
def test_the_noun_may_stand_before_behind_or_be_shared(text: str, nouns: list[str]) -> None:
    assert column(figures(text), "what") == nouns


def test_a_figure_stated_twice_is_one_statement_with_two_places() -> None:
    first, second = statements("以117个乡村科普馆为重点。组织117个乡村科普馆互动。")
    assert first.repeat_of is None
    assert second.repeat_of == first.statement_id


def test_a_headlines_figure_repeats_the_one_in_the_body_which_says_more() -> None:
    headline, body = statements("今年已培训12.8万人次\n全县培训农民12.8万人次。")
    assert body.repeat_of is None
    assert headline.repeat_of == body.statement_id


def test_equal_numbers_of_different_things_are_no_repeat() -> None:
    assert [s.repeat_of for s in statements("培训农牧民300人次，发放读本300册，受益学生300人次。")] == [
        None,
        None,
        None,
    ]


def test_one_value_in_two_months_or_two_places_is_no_repeat() -> None:
    months = statements("2022年10月，培训农牧民300人次。2022年11月，培训农牧民300人次。")
    places = statements("墨玉县培训农牧民300人次。皮山县培训农牧民300人次。")
    assert [s.repeat_of for s in [*months, *places] if s.is_statistic] == [None, None, None, None]
