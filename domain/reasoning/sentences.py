"""What a steward reads: the title of an issue and its evidence, with the numbers it rests on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from domain.issue import Evidence
from domain.observation import Observation
from domain.period import Month
from domain.plausibility import population_of
from domain.reasoning.context import Board
from domain.reasoning.grouping import Group
from domain.reasoning.located import LINEAR
from domain.reasoning.slip import SCALE_WORDS
from domain.violation import Violation

LEGS = {
    "VAL-05": "form",
    "CRS-01": "size",
    "CRS-02": "size",
    "CRS-03": "size",
    "CRS-09": "population",
    "VAL-12": "range",
    "OUT-01": "population",
    "OUT-02": "history",
    "OUT-03": "balance",
    "OUT-04": "peers",
}
"""Which independent source a rule speaks for; other rules by their category."""
CATEGORY_LEGS = {"TMP": "history", "BAL": "balance", "CRS": "size", "SYN": "form", "DUP": "duplicate"}
ORDER = ("form", "size", "population", "range", "history", "balance", "peers")


def shown(value: float) -> str:
    """A number as a sentence prints it: whole numbers in full, others to three significant digits."""
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.2f}".rstrip("0").rstrip(".")


def name_of(observation: Observation, board: Board) -> str:
    """The indicator's name, or the wording where it is not resolved."""
    indicator = board.indicator(observation)
    wording = observation.indicator_text or observation.row_labels or observation.quote
    return indicator.name_zh if indicator is not None else wording


def title_of(made: Group, board: Board) -> str:
    """One line that says which number, what is probably wrong and what is proposed."""
    observation = board.numbers.get(made.numbers[0]) if made.numbers else None
    leading = made.violations[0]
    if observation is None or made.cause in ("file", "set"):
        return leading.message.rstrip("。")
    if made.cause in ("cells", "wording"):
        more = f"（共{len(made.numbers)}处）" if len(made.numbers) > 1 else ""
        return f"{leading.message.rstrip('。')}{more}"
    head = f"{name_of(observation, board)} {_as_written(observation)}"
    if made.suggestion is None:
        message = _worst(made.violations).message.rstrip("。")
        return f"{head}：{message.removeprefix(f'“{name_of(observation, board)}”')}"
    return f"{head}：{_diagnosis(made)}，建议 {shown(made.suggestion)}"


def _as_written(observation: Observation) -> str:
    """The raw text; a bare number of a table gets its unit, and a corrected one its value before the raw text."""
    raw = observation.raw.strip()
    if _is_corrected(observation):
        return f"{shown(observation.value or 0.0)}{observation.unit_code or ''}（原文“{raw}”）"
    if observation.value is not None and raw and raw.replace(".", "", 1).isdigit() and observation.unit:
        return f"{raw}{observation.unit}"
    return raw


def _is_corrected(observation: Observation) -> bool:
    """Whether the value is no longer what the raw text says: a decision has put another one there."""
    plain = re.sub(r"[,\s]", "", unicodedata.normalize("NFKC", observation.raw))
    printed = re.match(r"[-+]?(\d+(?:\.\d+)?)", plain)
    if printed is None or observation.value is None or not observation.multiplier:
        return False
    stated = float(printed[1]) * observation.multiplier
    return abs(stated - abs(observation.value)) > 1e-6 * max(1.0, abs(stated))


def _diagnosis(made: Group) -> str:
    if made.how == "swap":
        return "疑相邻数字颠倒"
    if made.how == "exchange":
        return f"疑与另一栏填反（另一栏应为 {shown(made.also[0][1])}）"
    if made.how == "ladder":
        is_ytd = any(violation.rule_id == "TMP-03" for violation in made.violations)
        return "疑把累计数填入本月" if is_ytd else "与上月累计、本月数不符"
    if made.how == "balance":
        return "与合计、分项、累计都不符"
    if made.how == "xpcc":
        return "疑含兵团"
    if made.how == "other_form" or made.slip is None:
        return "同一口径数值不一致"
    power = made.slip.power
    if abs(power) in SCALE_WORDS and (power == 4 or abs(power) == 4 or "form" in made.slip.out):
        return f"疑{'漏写' if power > 0 else '多写'}“{SCALE_WORDS[abs(power)]}”"
    return f"疑{'少写' if power > 0 else '多写'}{abs(power)}位数"


def _worst(violations: Sequence[Violation]) -> Violation:
    """The failure to name first: one that implies others before those it implies."""
    return next((violation for violation in violations if violation.follows_from is None), violations[0])


def suggestion_reason(made: Group, board: Board) -> str | None:
    """Why the proposed value, in one sentence; None without a proposal."""
    observation = board.numbers.get(made.numbers[0]) if made.numbers else None
    if made.suggestion is None or observation is None:
        return None
    if made.how == "slip" and made.slip is not None:
        names = {
            "form": "数的形式", "size": "场次与人次之比", "population": "常住人口", "range": "合理区间",
            "history": "自身历史", "balance": "合计与分项",
        }  # fmt: skip
        legs = "、".join(names[leg] for leg in made.slip.legs)
        return f"只有乘以10的{made.slip.power}次方后，{legs}才都说得通。"
    if made.how == "exchange":
        return "场次与人次对调后，场均和自身历史都说得通；两栏须一并更正。"
    if made.how == "ladder":
        return "上月累计加本月数应等于本年累计；按另两个数推算。"
    if made.how == "xpcc":
        return "扣除兵团自己的数后，与本地区其他的数相符；兵团不在本地区统计范围内。"
    if made.how == "balance":
        return "只改这一个数，合计与分项、上月累计加本月等关系就全部成立；按其余各数推算。"
    if made.how == "swap":
        return "对调两个相邻数字后，合计与分项相符。"
    return "按报表、县表、清单、文字的先后，取前者所报之数；须由报送单位确认。"


def evidence_of(made: Group, board: Board) -> tuple[Evidence, ...]:
    """Each reason once, independent legs first; what follows from another reason says so."""
    observation = board.numbers.get(made.numbers[0]) if made.numbers else None
    told: list[Evidence] = []
    legs_told: set[str] = set()
    for violation in _ordered(made.violations):
        leg = _leg(violation.rule_id)
        text = _sentence(violation, made, observation, board)
        is_new = leg not in legs_told and violation.follows_from is None and violation.rule_id != "OUT-01"
        legs_told.add(leg)
        told.append(Evidence(violation.rule_id, leg, text, is_new))
    told += _localisation_evidence(made, board)
    told += _history_evidence(made, observation, board, legs_told)
    told += [Evidence(v.rule_id, _leg(v.rule_id), v.message, is_independent=False) for v in made.notices]
    return _without_repeats(told)


def _leg(rule_id: str) -> str:
    return LEGS.get(rule_id, CATEGORY_LEGS.get(rule_id[:3], "value"))


def _ordered(violations: Sequence[Violation]) -> list[Violation]:
    def place(violation: Violation) -> tuple[int, bool, str]:
        leg = _leg(violation.rule_id)
        return (ORDER.index(leg) if leg in ORDER else len(ORDER), violation.follows_from is not None, violation.rule_id)

    return sorted(violations, key=place)


def _without_repeats(told: Sequence[Evidence]) -> tuple[Evidence, ...]:
    return tuple({(one.rule_id, one.text): one for one in reversed(told)}.values())[::-1]


def _sentence(violation: Violation, made: Group, observation: Observation | None, board: Board) -> str:
    if observation is None or violation.observation_id != observation.observation_id or made.slip is None:
        return violation.message
    if violation.rule_id == "VAL-05":
        word = "，带小数的大数多以“万”计" if made.slip.power == 4 else ""
        return f"{name_of(observation, board)}应为整数，“{observation.raw}”带小数{word}。"
    if violation.rule_id == "CRS-02":
        return _average_sentence(violation, made.slip.value) or violation.message
    if violation.rule_id == "OUT-01":
        return _population_sentence(observation, made.slip.value, board) or violation.message
    return violation.message


def _average_sentence(violation: Violation, corrected: float) -> str | None:
    stated, sessions = violation.evidence.get("avg"), violation.evidence.get("s")
    low, high = violation.evidence.get("lo"), violation.evidence.get("hi")
    if not isinstance(stated, int | float) or not isinstance(sessions, int | float) or not sessions:
        return None
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return None
    only = "仅" if stated < low else ""
    return (
        f"按{shown(sessions)}场计，每场{only}{shown(stated)}人次；若为{shown(corrected)}则每场"
        f"{corrected / sessions:.1f}人次，在{shown(low)}至{shown(high)}之间。"
    )


def _population_sentence(observation: Observation, corrected: float, board: Board) -> str | None:
    persons = population_of(observation.region_code, board.catalog)
    region = board.catalog.regions.get(observation.region_code or "")
    if persons is None or region is None:
        return None
    share = 100 * corrected / persons
    return f"{shown(corrected)}占{region.name_zh}常住人口（2020年普查{shown(persons)}人）的{share:.1f}%。"


MOST_SETS = 12
"""As many ways to mend a report as a sentence lists."""


def _localisation_evidence(made: Group, board: Board) -> list[Evidence]:
    """Which smallest sets of cells would mend everything that does not add up, where more than the named one would."""
    broken = next((violation.rule_id for violation in made.violations if violation.rule_id in LINEAR), None)
    if broken is None or not made.sets or (len(made.sets) == 1 and len(made.sets[0]) == 1):
        return []
    listed = "；".join("和".join(_place_of(name, board) for name in names) for names in made.sets[:MOST_SETS])
    more = "等" if len(made.sets) > MOST_SETS else ""
    if len(made.sets) == 1:
        text = f"改动最少的办法是同时更正{len(made.sets[0])}处：{listed}。"
    elif made.suggestion is None:
        text = f"更正其中任何一处即可全部相符，凭现有数据不能判定是哪一处：{listed}{more}。"
    else:
        text = f"单凭平衡关系，{len(made.sets)}处都可能有错：{listed}{more}。"
    return [Evidence(broken, "balance", text, is_independent=False)]


def _place_of(name: str, board: Board) -> str:
    observation = board.numbers[name]
    kind = {"month": "本月", "ytd": "累计"}.get(observation.period_type or "", "")
    region = board.catalog.regions.get(observation.region_code or "")
    is_own = observation.region_code == observation.submitter_code
    place = "" if region is None or is_own else region.name_zh
    return f"{place}“{name_of(observation, board)}”{kind}{_as_written(observation)}（{observation.address}）"


def _history_evidence(
    made: Group, observation: Observation | None, board: Board, legs_told: set[str]
) -> list[Evidence]:
    """What the last figure of the series says about the proposed value."""
    if observation is None or made.slip is None or observation.period is None:
        return []
    earlier = board.earlier(observation)
    if not earlier:
        return []
    period, value = earlier[-1]
    kind = "累计" if observation.period_type == "ytd" else ""
    text = f"{Month.parse(period).zh}{kind}为{shown(value)}；若本期为{shown(made.slip.value)}，"
    if observation.period_type == "ytd" and made.slip.value >= value:
        text += f"其间增加{shown(made.slip.value - value)}。"
    else:
        text += f"为其{made.slip.value / value:.2f}倍。" if value else "上期为0。"
    rule = "TMP-01" if "history" in legs_told else made.violations[0].rule_id
    return [Evidence(rule, "history", text, is_independent=False)]
