"""Numbers that are no statistic are recognised as such, counted, and explained."""

import re

import pytest

from tests.prose import figures, numbers


@pytest.mark.parametrize(
    ("sentence", "token_class"),
    [
        ("2022年12月2日召开会议。", "date"),
        ("2022-12-02召开会议。", "date"),
        ("9月16日至22日集中宣传。", "date"),
        ("二〇二二年十一月集中宣传。", "date"),
        ("1—11月集中宣传。", "date"),
        ("2021—2025年实施。", "date"),
        ("第三季度集中宣传。", "date"),
        ("2022年度工作总结。", "date"),
        ("会议于10:30开始。", "time"),
        ("会议于上午10时开始。", "time"),
        ("活动历时三天。", "time"),
        ("活动历时3个月。", "time"),
        ("连播30天。", "time"),
        ("已连续举办26年。", "time"),
        ("建党100周年。", "time"),
        ("每场讲座2小时。", "time"),
        ("举办地区第九届青少年科技创新大赛。", "ordinal"),
        ("自治区第36届青少年科技创新大赛。", "ordinal"),
        ("走进第二课堂。", "ordinal"),
        ("荣获一等奖。", "ordinal"),
        ("进入前三名。", "ordinal"),
        ("“十四五”末全面建成。", "plan_period"),
        ("“十三五”期间成效明显。", "plan_period"),
        ("开展“三下乡”活动。", "idiom"),
        ("深入学习党的二十大精神。", "idiom"),
        ("落实十九届六中全会精神。", "idiom"),
        ("各部门一体推进。", "idiom"),
        ("统一思想，统一行动。", "idiom"),
        ("坚持四个自信。", "idiom"),
        ("打造一支基层科普人才队。", "idiom"),
        ("让我们一起学科学。", "idiom"),
        ("服务三农发展。", "idiom"),
        ("形成“3+N”工作机制。", "name"),
        ("开展“五个一”活动。", "idiom"),
        ("实施“千万IP”行动，“百县千乡”行动。", "name"),
        ("学习《2022年和田地区工作手册》。", "name"),
        ("全国31个省（区、市）参加调查。", "name"),
        ("实施三大行动。", "name"),
        ("推广5G和4K技术。", "name"),
        ("使用A4纸打印。", "name"),
        ("一级巡视员主持会议。", "level_word"),
        ("州县市两级联动。", "level_word"),
        ("依据新科协发〔2022〕15号文件。", "document_number"),
        ("联系电话0997-1234567。", "phone"),
        ("联系电话：13999999999。", "phone"),
        ("邮编：830000", "phone"),
        ("一是加强领导，二是强化宣传。", "list_number"),
        ("一、工作开展情况", "list_number"),
        ("（三）存在的问题", "list_number"),
        ("2.宣传工作", "list_number"),
        ("22", "page_counter"),
        ("— 3 —", "page_counter"),
        ("浏览次数：970", "page_counter"),
        ("年接待量首次突破1亿大关。", "other"),
        ("60岁以上老人参加。", "other"),
        ("比例为1:3。", "other"),
        ("距县城80公里。", "other"),
        ("阅读 345 点赞 12", "page_counter"),
        ("实施二期工程。", "ordinal"),
        ("办好56个民族的节日。", "name"),
        ("为实现两个一百年目标。", "idiom"),
        ("手册共120页。", "other"),
    ],
)
def test_a_number_that_counts_nothing_is_explained(sentence: str, token_class: str) -> None:
    assert figures(sentence) == []
    found = numbers(sentence)
    assert found
    assert {number["token_class"] for number in found} == {token_class}
    assert all(number["note"] for number in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "大量群众参加活动。",
        "许多学校开设了课程。",
        "几家农技协会都来摆摊。",
        "百姓欢迎，千方百计，万众一心。",
        "再上新台阶。",
        "若干场次。",
    ],
)
def test_words_of_amount_are_no_number(sentence: str) -> None:
    assert figures(sentence) == []


DISTRACTORS = [
    "第九届",
    "（2022年12月2日）",
    "“三下乡”",
    "“3+N”",
    "“十四五”期间",
    "联系电话0997-1234567",
    "新科协发〔2022〕15号",
    "一级巡视员",
]


@pytest.mark.parametrize("distractor", DISTRACTORS)
def test_a_distractor_beside_a_figure_leaves_the_figure_alone(distractor: str) -> None:
    plain = figures("举办培训45场次，发放资料1200份。")
    disturbed = figures(f"举办培训45场次，发放资料1200份。{distractor}。")
    assert [(f["value"], f["unit"], f["indicator_code"]) for f in disturbed] == [
        (f["value"], f["unit"], f["indicator_code"]) for f in plain
    ]


NUMBER_RUN = re.compile(
    r"[0-9０-９](?:[.,，．]?[0-9０-９])*|[〇零一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟]+"
)
NO_NUMBER = set("百千万亿佰仟")


@pytest.mark.parametrize(
    "text",
    [
        "2022年，全县举办第九届大赛3场、讲座十二场，一体推进“三下乡”，参与１２，０００余人，占三成，队伍壮大。",
        "一、工作情况\n（一）培训\n1.举办培训班36期，每期20-30人，培训一千二百人。\n联系电话0997-1234567",
        "东、中、西部分别为16.39%、13.12%、11.51%，较上年分别提高1.08、1.15和1.24个百分点。",
        "数百位专家、十几家媒体、两三百名学生、3万5千册、四分之一、翻一番、“一月一主题”、二〇二二年十一月。",
    ],
)
def test_every_number_is_in_exactly_one_statement(text: str) -> None:
    found = numbers(text)
    for run in NUMBER_RUN.finditer(text):
        if set(run[0]) <= NO_NUMBER:
            continue
        holding = [n for n in found if n["start"] <= run.start() and run.end() <= n["end"]]  # type: ignore[operator]  # offsets are integers
        assert len(holding) == 1, run[0]
