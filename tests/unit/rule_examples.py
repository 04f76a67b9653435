"""For each rule one example that passes and one that fails. Every figure here is invented unless the seed has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.unit.rule_month import ALL_REPORTERS, ALTAY, CHANGJI, ILI, TACHENG, history_of, month, number, reporter

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Example:
    """Rows that pass and rows that fail; history and reporters are the same for both unless `failing_…` says."""

    passing: Rows
    failing: Rows
    history: Rows = ()
    failing_history: Rows | None = None
    reporters: Rows = ALL_REPORTERS
    failing_reporters: Rows | None = None
    period: str = "2022-11"


def _file(**given: object) -> dict[str, object]:
    known = {
        "submission_id": "s1",
        "submitter_code": TACHENG,
        "period": "2022-11",
        "source_file": "2022-11/塔城地区/月报.xlsx",
        "member": "",
        "has_header_block": True,
        "filled_on": "2022-12-02",
        "received_on": "2022-12-03",
    }
    return {**known, **given}


FILE_EXAMPLES: dict[str, Example] = {
    "SYN-01": Example([_file()], [_file(error_rule="SYN-01", error_message="不是有效的xlsx。")]),
    "SYN-02": Example([_file()], [_file(error_rule="SYN-02", error_message="乱码：“ËþÁ¬”。")]),
    "SYN-03": Example([_file()], [_file(missing_header_fields="负责人")]),
    "SYN-11": Example([_file(hidden_numbers=0)], [_file(hidden_numbers=3, unclaimed_numbers=1)]),
    "VAL-04": Example([_file()], [_file(period_conflict="文件名为2022-10，表头为11月。")]),
    "LAY-02": Example([_file()], [_file(layout_change="2022-10/塔城地区/月报.xlsx")]),
    "DUP-01": Example([_file()], [_file(duplicate_of="2022-10/塔城地区/月报.xlsx")]),
    "DUP-06": Example([_file(previous_filled_on="2022-12-01")], [_file(previous_filled_on="2022-12-03")]),
    "CMP-05": Example([_file()], [_file(missing_sign_off="负责人")]),
    "TIM-03": Example([_file()], [_file(filled_on="2022-11-20")]),
    "PRV-02": Example([_file(personal_data_count=0)], [_file(personal_data_count=2)]),
}

_FARMERS = "ACT.TRAIN.FARMERS"
OBSERVATION_EXAMPLES: dict[str, Example] = {
    "SYN-04": Example([number()], [number(None, None, raw="12O5", status="held", hold_rule="SYN-04")]),
    "SYN-05": Example([number()], [number(value=15500, raw="1.55万人次", is_text_number=True)]),
    "SYN-06": Example(
        [number(value=800000, raw="80多万元", origin="prose", qualifier="at_least")],
        [number("FUN.GRASSROOTS.AWARD", 800000, raw="80多万元", qualifier="at_least")],
    ),
    "SYN-07": Example([number()], [number(value=20, raw="数十场", is_vague=True)]),
    "SYN-08": Example([number(value=0, raw="0", state="zero")], [number(value=None, raw="", state="missing")]),
    "SYN-09": Example([number()], [number("MAT.ALL.DISTRIBUTED", 97000, raw="9.7多万余册", is_double_hedged=True)]),
    "SYN-10": Example([number()], [number(value=None, raw="#REF!", status="held", hold_rule="SYN-10")]),
    "SYN-12": Example(
        [number()],
        [number(None, 35, indicator_text="科普示范基地", indicator_resolution="ambiguous", region_code=TACHENG)],
    ),
    "PER-01": Example([number()], [number(period_type=None, status="held", hold_rule="PER-01")]),
    "LAY-01": Example([number()], [number(confidence=0.4)]),
    "VAL-01": Example([number()], [number(region_code=None, submitter_code=TACHENG, region_resolution="unknown")]),
    "VAL-02": Example(
        [number()],
        [number(region_code=None, submitter_code="653200", region_text="和田", region_resolution="ambiguous")],
    ),
    "VAL-03": Example(
        [number(region_code="654202", submitter_code=TACHENG)], [number(region_code="653101", submitter_code="652900")]
    ),
    "VAL-04": Example([number()], [number(value=0, period="2022-12")]),
    "VAL-05": Example([number(_FARMERS, 132000)], [number(_FARMERS, 13.2, raw="13.2人次")]),
    "VAL-06": Example([number(value=12)], [number(value=-12)]),
    "VAL-07": Example([number()], [number("ACT.TRAIN.PARTICIPANTS", 300, unit="册", unit_match="refused")]),
    "VAL-08": Example([number()], [number("ACT.TRAIN.PARTICIPANTS", 300, unit="人", unit_match="related")]),
    "VAL-09": Example([number("LIT.RATE", 13)], [number("LIT.RATE", 113)]),
    "VAL-10": Example([number("LIT.RATE", 0.5, raw="0.5%")], [number("LIT.RATE", 0.13, raw="0.13")]),
    "VAL-11": Example(
        [number("MED.VIEWS", 200000, unit="次", indicator_text="点击量")],
        [number("MED.VIEWS", 200000, unit="人次", indicator_text="点击率")],
    ),
    "VAL-12": Example([number(value=1689)], [number(value=20000)]),
    "VAL-13": Example([month("VEN.STM.OPENDAYS", 26)], [month("VEN.STM.OPENDAYS", 35)]),
    "VAL-14": Example(
        [number("FUN.GRASSROOTS.AWARD", 800000)], [number("FUN.GRASSROOTS.AWARD", 0.8, raw="0.000080万元")]
    ),
    "VAL-15": Example(
        [number("GRA.AWARD.LEADER", 11, unit="名")],
        [number("GRA.AWARD.LEADER", 11, unit="个", unit_match="related")],
    ),
    "VAL-16": Example(
        [number(origin="prose")],
        [number(None, None, raw="第36届", origin="prose", token_class="ordinal", status="not_a_statistic")],
    ),
    "DUP-05": Example([number()], [number("VEN.VILLAGEHALL.NUM", 117, status="repeat", repeat_of="o0")]),
    "TGT-03": Example(
        [number("LIT.RATE", 13)],
        [number("LIT.TARGET", 13, period="2025-12", period_type="target", target_year=2025, kind="target")],
    ),
}

_PARTS = [f"GRA.AWARD.{kind}" for kind in ("BASE", "COMMUNITY", "MINTEAM", "VOLTEAM", "LEADER")]
_AWARDS = [number(code, value) for code, value in zip(_PARTS, (7, 2, 1, 7, 11), strict=True)]
_KELAMAYI = "650200"
_DISTRICTS = [
    number("ACT.LECTURE.SESSIONS", value, region_code=code, submitter_code=_KELAMAYI, form="county_table")
    for code, value in (("650202", 10), ("650203", 20), ("650204", 5), ("650205", 3))
]
_PREFECTURE_CODES = [row["submitter_code"] for row in ALL_REPORTERS]
_EACH = [number("ACT.LECTURE.SESSIONS", 10, region_code=code) for code in _PREFECTURE_CODES]
_ACTIONS = [f"LIT.ACTION.{group}" for group in ("YOUTH", "FARMER", "WORKER", "ELDER", "CADRE", "OTHER")]
_GROUPS = [number(code, 100) for code in _ACTIONS]
_LEVELS = [number(f"VEN.BASE.{level}", 5, period_type="stock") for level in ("NAT", "REG", "PREF", "COUNTY")]
_SOURCES = [number(f"FUN.RAISED.{source}", 10000) for source in ("GOV", "DONATION", "SELF", "OTHER")]


def _stock(indicator: str, value: float) -> Mapping[str, Any]:
    return number(indicator, value, period_type="stock")


_STAFF = [_stock("HR.FULL", 100), _stock("HR.PART", 200)]


def _whole(value: float) -> Rows:
    return [number("ACT.LECTURE.SESSIONS", value, region_code="650000"), *_EACH]


def _pair(sessions: float, participants: float) -> Rows:
    return [number("ACT.TRAIN.SESSIONS", sessions), number(_FARMERS, participants)]


_COUNTIES = [
    number("ACT.LECTURE.SESSIONS", value, region_code=code, submitter_code=TACHENG)
    for code, value in zip(
        ("654201", "654202", "654203", "654221", "654224", "654225", "654226"),
        (200, 150, 180, 120, 131, 140, 110),
        strict=True,
    )
]
"""Together 1031; 胡杨河市 (第七师) lies within the prefecture and is no part of it."""


def _with_huyanghe(total: float) -> Rows:
    return [
        number("ACT.LECTURE.SESSIONS", total),
        number("ACT.LECTURE.SESSIONS", 150, region_code="659010"),
    ]


_MONTHS = [f"2022-{number:02d}" for number in range(1, 11)]
_YEAR = [f"2021-{number:02d}" for number in range(10, 13)] + _MONTHS
_TEN = sorted(f"ACT.{kind}.SESSIONS" for kind in (
    "TRAIN", "PUBLICITY", "POLICY", "EPIDEMIC", "LECTURE", "EXHIB", "CONTEST", "VOLSERV", "PRACTECH", "CONSULT"
))  # fmt: skip
_OCTOBER = [
    row for place, code in enumerate(_TEN) for row in history_of(code, {"2022-10": 100 + place}, period_type="month")
]

SET_EXAMPLES: dict[str, Example] = {
    "BAL-01": Example([_stock("HR.ALL", 300), *_STAFF], [_stock("HR.ALL", 310), *_STAFF]),
    "BAL-02": Example(
        [number("HR.FULL", 120, period_type="stock"), number("HR.FULL.FEMALE", 60, period_type="stock")],
        [number("HR.FULL", 100, period_type="stock"), number("HR.FULL.FEMALE", 120, period_type="stock")],
    ),
    "BAL-03": Example(
        [number("ACT.LECTURE.SESSIONS", 38, region_code=_KELAMAYI, form="county_table"), *_DISTRICTS],
        [number("ACT.LECTURE.SESSIONS", 48, region_code=_KELAMAYI, form="county_table"), *_DISTRICTS],
    ),
    "BAL-04": Example(_whole(140), _whole(150)),
    "BAL-05": Example(
        [number("ACT.LECTURE.SESSIONS", 90, region_code=ILI, scope="州直"), number("ACT.LECTURE.SESSIONS", 10)],
        [number("ACT.LECTURE.SESSIONS", 100, region_code=ILI, scope="全州"), number("ACT.LECTURE.SESSIONS", 10)],
    ),
    "BAL-06": Example([number("FUN.RAISED", 40000), *_SOURCES], [number("FUN.RAISED", 60000), *_SOURCES]),
    "BAL-07": Example(
        [number("FUN.RAISED.GOV", 40000), number("FUN.RAISED.SPECIAL", 40000)],
        [number("FUN.RAISED.GOV", 40000), number("FUN.RAISED.SPECIAL", 60000)],
    ),
    "BAL-08": Example(
        [number("FUN.RAISED", 100000), number("FUN.SPENT", 110000)],
        [number("FUN.RAISED", 100000), number("FUN.SPENT", 130000)],
    ),
    "BAL-09": Example(
        [number("ACT.ALL.SESSIONS", 30), number("ACT.ONLINE.SESSIONS", 10), number("ACT.OFFLINE.SESSIONS", 20)],
        [number("ACT.ALL.SESSIONS", 33), number("ACT.ONLINE.SESSIONS", 10), number("ACT.OFFLINE.SESSIONS", 20)],
    ),
    "BAL-10": Example([number("LIT.ACTION.TOTAL", 600), *_GROUPS], [number("LIT.ACTION.TOTAL", 500), *_GROUPS]),
    "BAL-11": Example(
        [number("VEN.BASE.NUM", 20, period_type="stock"), *_LEVELS],
        [number("VEN.BASE.NUM", 26, period_type="stock"), *_LEVELS],
    ),
    "BAL-12": Example(
        [
            number("MAT.ALL.DISTRIBUTED", 97000, value_low=97000, value_high=98000, origin="prose", form="prose"),
            number("MAT.ALL.DISTRIBUTED", 97543),
        ],
        [
            number("MAT.ALL.DISTRIBUTED", 97000, value_low=97000, value_high=98000, origin="prose", form="prose"),
            number("MAT.ALL.DISTRIBUTED", 96543),
        ],
    ),
    "BAL-13": Example([*_with_huyanghe(1031), *_COUNTIES], [*_with_huyanghe(1181), *_COUNTIES]),
    "CRS-01": Example(_pair(1181, 132000), _pair(1181, 13.2)),
    "CRS-02": Example(_pair(1181, 132000), _pair(1181, 1320000)),
    "CRS-03": Example(_pair(0, 0), _pair(0, 300)),
    "CRS-04": Example(
        [number("YTH.CONTEST.SUBMITTED", 75), number("YTH.CONTEST.AWARDED", 51)],
        [number("YTH.CONTEST.SUBMITTED", 51), number("YTH.CONTEST.AWARDED", 75)],
    ),
    "CRS-05": Example(
        [number("VEN.STM.AREA", 8000, period_type="stock"), number("VEN.STM.EXHIBAREA", 3000, period_type="stock")],
        [number("VEN.STM.AREA", 3000, period_type="stock"), number("VEN.STM.EXHIBAREA", 8000, period_type="stock")],
    ),
    "CRS-06": Example(
        [number("MED.VIEWS", 200000), number("MED.VIDEO.PRODUCED", 180)],
        [number("MED.VIEWS", 200000), number("MED.VIDEO.PRODUCED", 0)],
    ),
    "CRS-07": Example(
        [number("MED.VIEWS", 200000), number("MED.VIDEO.PRODUCED", 180)],
        [number("MED.VIEWS", 20000000), number("MED.VIDEO.PRODUCED", 2)],
    ),
    "CRS-08": Example(
        [number("ACT.OUTREACH.PEOPLE", 100000), number("MED.LIVE.VIEWERS", 50000)],
        [number("ACT.OUTREACH.PEOPLE", 40000), number("MED.LIVE.VIEWERS", 50000)],
    ),
    "CRS-09": Example([month("ACT.ALL.PARTICIPANTS", 126516)], [month("ACT.ALL.PARTICIPANTS", 1265160)]),
    "CRS-10": Example(
        [number("MAT.ALL.DISTRIBUTED", 97000), number("ACT.ALL.PARTICIPANTS", 126516)],
        [number("MAT.ALL.DISTRIBUTED", 970000), number("ACT.ALL.PARTICIPANTS", 126516)],
    ),
    "CRS-11": Example(
        [number("FUN.GRASSROOTS.AWARD", 800000), *_AWARDS], [number("FUN.GRASSROOTS.AWARD", 80), *_AWARDS]
    ),
    "CRS-12": Example(
        [number("GRA.AWARD.BASE", 7), number("VEN.DEMOBASE.NUM", 30, period_type="stock")],
        [number("GRA.AWARD.BASE", 7), number("VEN.DEMOBASE.NUM", 5, period_type="stock")],
    ),
    "CRS-13": Example(
        [number("VEN.CARAVAN.TRIPS", 12), number("VEN.CARAVAN.NUM", 2, period_type="stock")],
        [number("VEN.CARAVAN.TRIPS", 12), number("VEN.CARAVAN.NUM", 0, period_type="stock")],
    ),
    "TMP-01": Example([number(value=1300)], [number(value=1181)], history_of("ACT.TRAIN.SESSIONS", {"2022-10": 1200})),
    "TMP-02": Example(
        [number(value=1181), month("ACT.TRAIN.SESSIONS", 81)],
        [number(value=1181), month("ACT.TRAIN.SESSIONS", 91)],
        history_of("ACT.TRAIN.SESSIONS", {"2022-10": 1100}),
    ),
    "TMP-03": Example(
        [number(value=1181), month("ACT.TRAIN.SESSIONS", 81)],
        [number(value=1181), month("ACT.TRAIN.SESSIONS", 1181)],
        history_of("ACT.TRAIN.SESSIONS", {"2022-10": 1100}),
    ),
    "TMP-04": Example(
        [number(value=90, reported_in="2022-01"), month("ACT.TRAIN.SESSIONS", 90, reported_in="2022-01")],
        [number(value=1290, reported_in="2022-01"), month("ACT.TRAIN.SESSIONS", 90, reported_in="2022-01")],
        period="2022-01",
    ),
    "TMP-05": Example(
        [number("VEN.STM.NUM", 5, period_type="stock")],
        [number("VEN.STM.NUM", 9, period_type="stock")],
        history_of("VEN.STM.NUM", {"2022-09": 4}, period_type="stock"),
    ),
    "TMP-06": Example(
        [number("VEN.BASE.NUM", 36, period_type="stock")],
        [number("VEN.BASE.NUM", 1, period_type="stock")],
        history_of("VEN.BASE.NUM", {"2022-10": 35}, period_type="stock"),
    ),
    "TMP-07": Example(
        [month("ACT.TRAIN.SESSIONS", 120)],
        [month("ACT.TRAIN.SESSIONS", 900)],
        history_of("ACT.TRAIN.SESSIONS", {"2022-10": 110}, period_type="month"),
    ),
    "TMP-08": Example(
        [month("ACT.TRAIN.SESSIONS", 120)],
        [month("ACT.TRAIN.SESSIONS", 2000)],
        history_of(
            "ACT.TRAIN.SESSIONS", {period: 100 + place for place, period in enumerate(_YEAR)}, period_type="month"
        ),
    ),
    "TMP-09": Example(
        [month("ACT.SCIDAY.SESSIONS", 30, reported_in="2022-09")],
        [month("ACT.SCIDAY.SESSIONS", 30, period="2022-03", reported_in="2022-09")],
        period="2022-09",
    ),
    "TMP-10": Example(
        [month("ACT.SCIDAY.SESSIONS", 30, reported_in="2022-09")],
        [month("ACT.SCIDAY.SESSIONS", 0, reported_in="2022-09")],
        period="2022-09",
    ),
    "TMP-11": Example(
        [month("ACT.TRAIN.SESSIONS", 110, period="2022-10")],
        [month("ACT.TRAIN.SESSIONS", 90, period="2022-10")],
        history_of("ACT.TRAIN.SESSIONS", {"2022-10": 110}, period_type="month"),
    ),
    "OUT-01": Example(_pair(1181, 132000), _pair(1181, 13.2)),
    "OUT-02": Example(
        [number(value=1181)],
        [number(value=11810)],
        history_of("ACT.TRAIN.SESSIONS", {"2022-08": 850, "2022-09": 960, "2022-10": 1070}),
    ),
    "OUT-03": Example(
        [
            number("HR.ALL", 125616, period_type="stock"),
            number("HR.FULL", 25616, period_type="stock"),
            number("HR.PART", 100000, period_type="stock"),
        ],
        [
            number("HR.ALL", 126516, period_type="stock"),
            number("HR.FULL", 25616, period_type="stock"),
            number("HR.PART", 100000, period_type="stock"),
        ],
    ),
    "OUT-04": Example(
        [number("ACT.LECTURE.SESSIONS", 100, region_code=code) for code in _PREFECTURE_CODES],
        [
            number("ACT.LECTURE.SESSIONS", 9000 if code == TACHENG else 100, region_code=code)
            for code in _PREFECTURE_CODES
        ],
    ),
    "OUT-06": Example(
        [
            number(value=101 + 7 * place, period_type="event", event_id=f"e{place}", id=f"n{place}")
            for place in range(60)
        ],
        [
            number(value=100 + 10 * place, period_type="event", event_id=f"e{place}", id=f"n{place}")
            for place in range(60)
        ],
    ),
    "OUT-07": Example(
        [number(code, 99) for code in _TEN[:3]],
        [number(code, 100) for code in _TEN[:3]],
        [
            row
            for code in _TEN[:3]
            for row in history_of(code, {"2022-10": 100}, period_type="target", target_year=2022)
        ],
    ),
    "DUP-02": Example(
        [month(code, 150 + place) for place, code in enumerate(_TEN)],
        [month(code, 100 + place) for place, code in enumerate(_TEN)],
        _OCTOBER,
    ),
    "DUP-03": Example(
        [number(value=1181), number(value=1181, form="county_table")],
        [number(value=1181), number(value=1171, form="county_table")],
    ),
    "DUP-04": Example(
        [
            number(code, 100 + place, region_code=place_code)
            for place, code in enumerate(_TEN)
            for place_code in (TACHENG,)
        ]
        + [number(code, 201 + place, region_code=ALTAY) for place, code in enumerate(_TEN)],
        [
            number(code, 100 + place, region_code=place_code)
            for place, code in enumerate(_TEN)
            for place_code in (TACHENG, ALTAY)
        ],
    ),
    "DUP-07": Example(
        [number("MED.VIDEO.PRODUCED", 180, origin="prose", form="prose")],
        [
            number("MED.VIDEO.PRODUCED", 180, origin="prose", form="prose"),
            number("MED.PROGRAMME.EPISODES", 200, origin="prose", form="prose"),
        ],
    ),
    "CMP-01": Example([], [], failing_reporters=ALL_REPORTERS[:7]),
    "CMP-02": Example(_DISTRICTS, _DISTRICTS[:3]),
    "CMP-03": Example([], [number()]),
    "CMP-04": Example(
        [number(value=1181)],
        [number("ACT.LECTURE.SESSIONS", 40)],
        history_of("ACT.TRAIN.SESSIONS", {period: 90.0 * (place + 1) for place, period in enumerate(_MONTHS)}),
    ),
    "TIM-01": Example(
        [number()],
        [number()],
        failing_reporters=[reporter(TACHENG, received_at=datetime(2022, 12, 9, 1))],  # noqa: DTZ001 - UTC
    ),
    "TIM-02": Example(
        [number()],
        [number()],
        failing_reporters=[reporter(TACHENG, received_at=datetime(2022, 11, 20, 1))],  # noqa: DTZ001 - UTC
    ),
    "TGT-01": Example(
        [number(value=950)],
        [number(value=300)],
        history_of("ACT.TRAIN.SESSIONS", {"2022-10": 1000}, period_type="target", target_year=2022),
    ),
    "TGT-02": Example(
        [number("LIT.TARGET", 16, region_code=CHANGJI, period="2025-12", period_type="target", target_year=2025)],
        [number("LIT.TARGET", 13, region_code=CHANGJI, period="2025-12", period_type="target", target_year=2025)],
    ),
}
