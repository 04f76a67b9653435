"""Each sentence states one or more figures: value with 万 and 亿 applied, measure word without hedges, qualifier."""

import pytest

from tests.prose import figures, only


@pytest.mark.parametrize(
    ("sentence", "value", "unit", "qualifier"),
    [
        ("举办各类培训班1181场次。", 1_181, "场次", "exact"),
        ("开展咨询服务1.55万人次。", 15_500, "人次", "exact"),
        ("发放各类科普资料9.7多万余册。", 97_000, "册", "at_least"),
        ("投入项目资金80多万元。", 800_000, "元", "at_least"),
        ("点击率达20余万人次。", 200_000, "人次", "at_least"),
        ("参与人数达126516人次。", 126_516, "人次", "exact"),
        ("参与人数达126，516人次。", 126_516, "人次", "exact"),
        ("参与人数达１２６，５１６人次。", 126_516, "人次", "exact"),
        ("参与人数达126 516人次。", 126_516, "人次", "exact"),
        ("培训农牧民２．４万人次。", 24_000, "人次", "exact"),
        ("近千人到场。", 1_000, "人", "about"),
        ("科普资料近8000余份。", 8_000, "份", "about"),
        ("参与群众将近2000人。", 2_000, "人", "about"),
        ("大约50场活动。", 50, "场", "about"),
        ("活动50场左右。", 50, "场", "about"),
        ("网络传播量超3.5亿次。", 350_000_000, "次", "at_least"),
        ("观众突破10万人次。", 100_000, "人次", "at_least"),
        ("接待观众逾万人次。", 10_000, "人次", "at_least"),
        ("惠及群众上万人。", 10_000, "人", "at_least"),
        ("每年开展活动不少于30场。", 30, "场", "at_least"),
        ("至少有5支服务队。", 5, "支", "at_least"),
        ("参加活动的有1000人以上。", 1_000, "人", "at_least"),
        ("超过1000多人参加。", 1_000, "人", "at_least"),
        ("每场活动控制在50人以内。", 50, "人", "up_to"),
        ("闲置场馆不足5%。", 5, "%", "up_to"),
        ("场馆完好率不低于95％。", 95, "%", "at_least"),
        ("参加者不到200人。", 200, "人", "up_to"),
        ("数百位院士参加。", 100, "位", "approx"),
        ("出车十几场。", 10, "场", "approx"),
        ("几十名学生参加。", 10, "名", "approx"),
        ("两三百名学生参加。", 200, "名", "approx"),
        ("五六十户农户参加。", 50, "户", "approx"),
        ("二十来场活动。", 20, "场", "approx"),
        ("每站服务200-300人。", 200, "人", "approx"),
        ("每场约20至30人。", 20, "人", "about"),
        ("科普讲座一百零八场。", 108, "场", "exact"),
        ("接待观众两万三千余人次。", 23_000, "人次", "at_least"),
        ("印发手册壹仟贰佰本。", 1_200, "本", "exact"),
        ("培训三十六期。", 36, "期", "exact"),
        ("发放手册3万5千册。", 35_000, "册", "exact"),
        ("举办廿余场讲座。", 20, "场", "at_least"),
        ("行程一千二百公里。", 1_200, "公里", "exact"),
        ("2000余群众来到广场。", 2_000, "人", "at_least"),
        ("线下受益人次超6.5万。", 65_000, "人次", "at_least"),
        ("动员用户超千万。", 10_000_000, "人", "at_least"),
        ("参加人数1.26万。", 12_600, "人", "exact"),
        ("播放量达860万。", 8_600_000, "次", "exact"),
        ("累计获奖补资金240万。", 2_400_000, "元", "exact"),
        ("投入300万人民币。", 3_000_000, "元", "exact"),
        ("约四分之一的报告由院士主讲。", 25, "%", "about"),
        ("三成以上的农户参加。", 30, "%", "at_least"),
        ("百分之九十五的村设有活动站。", 95, "%", "exact"),
        ("比例提高1.21个百分点。", 1.21, "个百分点", "exact"),
        ("浏览量翻了一番。", 2, "倍", "exact"),
        ("参加人数是上届的3倍。", 3, "倍", "exact"),
        ("场馆面积525.70万平方米。", 5_257_000, "平方米", "exact"),
        ("服务时长达3200小时。", 3_200, "小时", "exact"),
        ("科技馆全年开放300天。", 300, "天", "exact"),
        ("举办活动28场（次）。", 28, "场次", "exact"),
        ("建成科技馆一座。", 1, "座", "exact"),
        ("立起两块科普宣传展牌。", 2, "块", "exact"),
        ("百万粉丝关注。", 1_000_000, "人", "exact"),
        ("10家电视台播出。", 10, "家", "exact"),
        ("赠送30本科普读物。", 30, "本", "exact"),
        ("百余名师生参加。", 100, "名", "at_least"),
        ("本縣舉辦講座兩百三十場次。", 230, "场次", "exact"),
        ("參與民眾約４萬５千人次。", 45_000, "人次", "about"),
        ("據統計，發放手冊１２，０００餘冊。", 12_000, "册", "at_least"),
        ("据不完全统计，全县举办讲座32场。", 32, "场", "about"),
    ],
)
def test_a_sentence_states_one_figure(sentence: str, value: float, unit: str, qualifier: str) -> None:
    figure = only(sentence)
    assert (figure["value"], figure["unit"], figure["qualifier"]) == (value, unit, qualifier)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("较上年分别提高1.08、1.15和1.24个百分点。", [(1.08, "个百分点"), (1.15, "个百分点"), (1.24, "个百分点")]),
        ("线上线下培训12场、8场。", [(12, "场"), (8, "场")]),
        ("举办培训3期，培训农牧民860人次。", [(3, "期"), (860, "人次")]),
        ("一等奖3项、二等奖5项。", [(3, "项"), (5, "项")]),
        ("吸引中小学生共2845人次参与活动216场。", [(2_845, "人次"), (216, "场")]),
        ("举办技术培训班3期210人次。", [(3, "期"), (210, "人次")]),
        ("奖补示范基地7个、示范社区2个、工作队1个。", [(7, "个"), (2, "个"), (1, "个")]),
    ],
)
def test_a_list_states_each_of_its_figures(sentence: str, expected: list[tuple[float, str]]) -> None:
    assert [(figure["value"], figure["unit"]) for figure in figures(sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "low", "high"),
    [
        ("每站服务200-300人。", 200, 300),
        ("占比在20%—30%之间。", 20, 30),
        ("参加群众1万-1.5万人次。", 10_000, 15_000),
        ("每县举办5场至8场。", 5, 8),
        ("两三百名学生参加。", 200, 300),
        ("20余万人次参加。", 200_000, 210_000),
        ("近5000人参加。", 4_500, 5_000),
        ("约5000人参加。", 4_500, 5_500),
        ("超过5000人参加。", 5_000, None),
        ("控制在50人以内。", None, 50),
    ],
)
def test_the_wording_bounds_the_value(sentence: str, low: float | None, high: float | None) -> None:
    figure = only(sentence)
    assert (figure["value_low"], figure["value_high"]) == (low, high)


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("培训农牧民13.2人次。", 13.2),
        ("建成科普馆2.5个。", 2.5),
        ("发放资料12O5份。", 1_205),
        ("培训学员l20人次。", 120),
        ("参加学生0123人。", 123),
        ("发放资料1,2000份。", 12_000),
        ("播放视频1..5万次。", 15_000),
        ("辐射群众12万万人。", 120_000),
        ("覆盖率达132%。", 132),
    ],
)
def test_a_figure_that_looks_wrong_in_its_source_is_kept_as_written_and_said_to_be_suspect(
    sentence: str, value: float
) -> None:
    figure = only(sentence)
    assert figure["value"] == value
    assert figure["suspect"] is True
    assert figure["note"]


@pytest.mark.parametrize(
    "sentence", ["开展咨询服务1.55万人次。", "政府拨款126.02亿元。", "比例达到14.14%。", "行程1.5公里。"]
)
def test_a_decimal_before_wan_or_of_a_measure_is_not_suspect(sentence: str) -> None:
    assert only(sentence)["suspect"] is False


@pytest.mark.parametrize(
    ("text", "suspects"),
    [
        ("举办培训45场次，其中特派员培训455场次。", [False, True]),
        ("举办培训45场次，其中特派员培训15场次。", [False, False]),
        ("举办各类培训班1181场次。\n举办各类培训班11181场次。", [False, True]),
        ("举办各类培训班1181场次。\n举办各类培训班1811场次。", [False, False]),
        ("每场平均13.2人次。", [False]),
    ],
)
def test_a_figure_that_contradicts_another_is_suspect(text: str, suspects: list[bool]) -> None:
    assert [figure["suspect"] for figure in figures(text)] == suspects
