"""Claims about prose for any facts: rendering and reading back, distractors, order, coverage, no blow-up."""

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.quantity import HAN, HAN_DIGITS, NotANumber, parse_quantity
from tests.prose import figures, statements

QUIET = settings(deadline=None, max_examples=120)

NOUNS = (
    ("举办各类培训班", "场次", "ACT.TRAIN.SESSIONS"),
    ("科普宣传活动", "场次", "ACT.PUBLICITY.SESSIONS"),
    ("政策宣讲", "场次", "ACT.POLICY.SESSIONS"),
    ("培训农牧民", "人次", "ACT.TRAIN.FARMERS"),
    ("开展咨询服务", "人次", "ACT.CONSULT.PERSONTIMES"),
    ("发放科普宣传资料", "份", "MAT.ALL.DISTRIBUTED"),
    ("录制科普短视频", "部", "MED.VIDEO.PRODUCED"),
    ("现有科技馆", "座", "VEN.STM.NUM"),
    ("投入科普经费", "元", "FUN.RAISED"),
)
DIGITS = "零一二三四五六七八九"


def in_chinese(value: int) -> str:
    """Write 1 to 9999 the way Chinese text does (1181 is 一千一百八十一)."""
    written, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if digit == 0:
            gap = bool(written)
            continue
        written += ("零" if gap else "") + DIGITS[digit] + name
        gap = False
    return written.removeprefix("一") if written.startswith("一十") else written


def written_forms(value: int) -> st.SearchStrategy[tuple[str, float]]:
    """Ways to write a number, with the value that each of them states."""
    forms = [
        (str(value), float(value)),
        (f"{value:,}", float(value)),
        (f"{value}万", value * 1e4),
        (in_chinese(value), float(value)),
    ]
    forms += [
        ("".join(chr(ord("０") + int(d)) for d in str(value)), float(value)),
        (f"{value / 100:.2f}万", value * 100.0),
    ]
    return st.sampled_from(forms)


number = st.integers(min_value=2, max_value=9999).flatmap(written_forms)
fact = st.tuples(st.sampled_from(NOUNS), number, st.sampled_from(("", "约", "超过", "近")))
QUALIFIERS = {"": "exact", "约": "about", "超过": "at_least", "近": "about"}
DISTRACTORS = (
    "（第九届）",
    "（2022年12月2日）",
    "（“三下乡”活动）",
    "（“3+N”机制）",
    "（党的二十大精神）",
    "（联系电话0997-1234567）",
)


def render(facts: list[tuple[tuple[str, str, str], tuple[str, float], str]], mark: str) -> str:
    """A sentence that states the facts."""
    return mark.join(f"{noun}{hedge}{text}{unit}" for (noun, unit, _), (text, _), hedge in facts) + "。"


def essence(text: str) -> list[tuple[object, ...]]:
    """Value, unit, qualifier and indicator of each figure."""
    return [(f["value"], f["unit"], f["qualifier"], f["indicator_code"]) for f in figures(text)]


@QUIET
@given(st.lists(fact, min_size=1, max_size=6), st.sampled_from(("，", ",", "、", "；")))
def test_any_list_of_facts_comes_back_from_its_sentence(
    facts: list[tuple[tuple[str, str, str], tuple[str, float], str]], mark: str
) -> None:
    expected = [(value, unit, QUALIFIERS[hedge], code) for (_, unit, code), (_, value), hedge in facts]
    assert essence(render(facts, mark)) == expected


@QUIET
@given(st.lists(fact, min_size=1, max_size=4), st.sampled_from(DISTRACTORS), st.integers(0, 4))
def test_a_distractor_between_clauses_changes_nothing(
    facts: list[tuple[tuple[str, str, str], tuple[str, float], str]], distractor: str, place: int
) -> None:
    sentence = render(facts, "，")
    clauses = sentence.split("，")
    at = min(place, len(clauses))
    disturbed = "，".join([*clauses[:at], distractor, *clauses[at:]])
    assert essence(disturbed) == essence(sentence)


@QUIET
@given(st.lists(fact, min_size=2, max_size=5, unique_by=lambda item: item[0]), st.randoms(use_true_random=False))
def test_the_order_of_clauses_does_not_matter(
    facts: list[tuple[tuple[str, str, str], tuple[str, float], str]], random: object
) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    assert sorted(map(str, essence(render(shuffled, "，")))) == sorted(map(str, essence(render(facts, "，"))))


PIECES = (
    "2022年",
    "第九届",
    "1.5万",
    "人次",
    "、",
    "，",
    "。",
    "（",
    "）",
    "“",
    "”",
    "一体",
    "三成",
    "分别",
    "数百",
    "近",
    "-",
    "：",
    "\n",
    " ",
)
soup = st.lists(
    st.one_of(
        st.sampled_from(PIECES),
        st.text(alphabet="0123456789.,，万亿千百十一二三两人次场个县市区州O＋+年月日", max_size=8),
    ),
    max_size=30,
)


@QUIET
@given(soup)
def test_every_number_is_in_one_statement_and_statements_do_not_overlap(pieces: list[str]) -> None:
    text = "".join(pieces)
    spans = sorted((s.source.start or 0, s.source.end or 0) for s in statements(text))
    assert all(end <= begin for (_, end), (begin, _) in pairwise(spans))
    for run in re.finditer(rf"\d+|[{HAN}]+", text):
        if any(character.isdecimal() or character in HAN_DIGITS for character in run[0]):
            assert sum(start < run.end() and run.start() < end for start, end in spans) >= 1, (text, run[0])


@QUIET
@given(soup)
def test_a_statement_quotes_the_text_at_its_offsets(pieces: list[str]) -> None:
    text = "".join(pieces)
    for statement in statements(text):
        assert text[statement.source.start : statement.source.end] == statement.raw


@QUIET
@given(st.integers(1, 9999))
def test_chinese_numerals_read_back(value: int) -> None:
    assert parse_quantity(f"{in_chinese(value)}场").value == value


@QUIET
@given(st.text(alphabet="0123456789.,，万亿千百十一二三两约近超余多人次%", max_size=12))
def test_a_text_is_a_quantity_or_refused(text: str) -> None:
    try:
        assert parse_quantity(text).value >= 0
    except NotANumber:
        return
