"""Build what the bulletin of November 2022 is made of, with only what a test is about written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from reports.bulletin_data import BulletinData, bulletin_data
from warehouse.bulletin import BulletinRows
from warehouse.releases import Release

HAMI, BAYINGOLIN, TACHENG, ALTAY = "650500", "652800", "654200", "654300"
NAMES = {HAMI: "哈密市", BAYINGOLIN: "巴音郭楞蒙古自治州", TACHENG: "塔城地区", ALTAY: "阿勒泰地区"}
TRAINING, TRAINED, BASES = "ACT.TRAIN.SESSIONS", "ACT.TRAIN.PARTICIPANTS", "VEN.BASE.NUM"
MADE_ON = date(2022, 12, 12)
CLOSED_AT = datetime(2022, 12, 9, 2, 0, tzinfo=UTC).replace(tzinfo=None)  # as the warehouse keeps it
INDICATORS: list[Mapping[str, object]] = [
    dict(
        zip(
            ("indicator_code", "name_zh", "category", "unit_base", "measure_type", "is_additive_over_months"),
            row,
            strict=True,
        )
    )
    for row in (
        (TRAINING, "科技培训场次", "活动", "场", "flow", True),
        (TRAINED, "科技培训参与人次", "活动", "人次", "flow", True),
        (BASES, "科普教育基地数", "科普场地", "家", "stock", False),
    )
]


def fact(region: str, code: str, value: float | None, **given: Any) -> Mapping[str, object]:
    """One fact of November, a sum of the year to date unless it is said otherwise."""
    return {
        "region_code": region,
        "indicator_code": code,
        "period": "2022-11",
        "period_type": "stock" if code == BASES else "ytd",
        "value": value,
        "qualifier": "exact",
        "state": "reported",
        "status": "accepted",
        "scope": "default",
        "is_synthetic": False,
        **given,
    }


def reporter(region: str, **given: Any) -> Mapping[str, object]:
    """A prefecture that reported in time with one file and three numbers."""
    came = {
        "region_code": region,
        "state": "accepted",
        "received_at": datetime(2022, 12, 2, 4, 46, tzinfo=UTC).replace(tzinfo=None),
        "due_on": date(2022, 12, 7),
        "on_time": True,
        "days_late": -5,
        "files": 1,
        "found": 3,
        "accepted": 3,
        "provisional": 0,
        "held": 0,
        "repeat": 0,
        "not_a_statistic": 0,
        "is_synthetic": False,
    }
    return {**came, **given}


def absent(region: str) -> Mapping[str, object]:
    """A prefecture that sent nothing."""
    nothing = {"received_at": None, "on_time": None, "days_late": None, "files": 0, "found": 0, "accepted": 0}
    return reporter(region, state="not_reported", **nothing)


def rows(
    facts: Sequence[Mapping[str, object]],
    reporters: Sequence[Mapping[str, object]] | None = None,
    *,
    release: Release | None = None,
    **given: Any,
) -> BulletinRows:
    """The rows of a month in which 塔城, 阿勒泰 and 巴州 reported and 哈密 did not."""
    default = [absent(HAMI), *(reporter(region) for region in (BAYINGOLIN, TACHENG, ALTAY))]
    return BulletinRows(
        period="2022-11",
        release=release,
        rows={
            "office_prefectures": [{"region_code": code, "name_zh": name} for code, name in NAMES.items()],
            "bulletin_held": given.get("held", []),
            "bulletin_indicators": INDICATORS,
            "bulletin_population": [
                {"region_code": TACHENG, "persons": 1_138_600.0},
                {"region_code": ALTAY, "persons": 668_600.0},
                {"region_code": BAYINGOLIN, "persons": 1_614_000.0},
                {"region_code": HAMI, "persons": 673_400.0},
            ],
            "bulletin_facts": list(facts),
            "bulletin_audience": given.get("audiences", []),
            "bulletin_reporters": list(reporters if reporters is not None else default),
            "bulletin_rules": given.get("rules", []),
            "bulletin_decisions": given.get("decisions", []),
            "bulletin_issues": given.get("issues", []),
        },
        unusable=given.get("unusable", ()),
        changed_since=given.get("changed_since", ()),
    )


def november(
    facts: Sequence[Mapping[str, object]], reporters: Sequence[Mapping[str, object]] | None = None, **given: Any
) -> BulletinData:
    """The bulletin's data of November 2022."""
    return bulletin_data(rows(facts, reporters, **given), made_on=MADE_ON)


def release(number: int = 3, **given: Any) -> Release:
    """A closed release of November."""
    known: dict[str, Any] = {
        "release_number": number,
        "period": "2022-11",
        "issue_in_month": 1,
        "content_sha256": "ab" * 32,
        "signed_by": "王主任",
        "reason": "",
        "closed_at": CLOSED_AT,
        "fact_count": 4,
        "provisional_count": 0,
        "open_issue_count": 0,
        "reported_count": 3,
        "reporter_count": 4,
    }
    return Release(**{**known, **given})
