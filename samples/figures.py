"""What the sample submissions say, as data.

`REAL_2022_11` are the 44 figures of five prefectures that a public article of 2022-12-02 states (see README.md): year
to date, stocks, one event and one target. Everything else here is invented, so that the months before and two more
prefectures have something to say; files that hold it say so, and `samples/synthetic.csv` lists them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random


@dataclass(frozen=True, slots=True)
class Flow:
    """An indicator that happens in a month: invented sums to the end of August, then month by month."""

    code: str
    name: str
    unit: str
    until_august: int
    months: tuple[int, ...]  # September, October, and November where that is invented too
    is_part: bool = False  # an 其中 item of the row above

    def month(self, number: int) -> int:
        """The figure of one month: 9, 10 or 11."""
        return self.months[number - 9]

    def ytd(self, number: int) -> int:
        """The sum from January to the month."""
        return self.until_august + sum(self.months[: number - 8])


@dataclass(frozen=True, slots=True)
class Stock:
    """What exists at the end of a month: September, then October."""

    code: str
    name: str
    unit: str
    values: tuple[int, ...]

    def at_end_of(self, number: int) -> int:
        """The number at the end of month 9 or 10."""
        return self.values[number - 9]


TACHENG_FLOWS = (
    Flow("ACT.TRAIN.SESSIONS", "科技培训场次", "场次", 773, (103, 158)),
    Flow("ACT.PRACTECH.SESSIONS", "其中：农村实用技术培训次数", "次", 331, (44, 69), is_part=True),
    Flow("ACT.TRAIN.PARTICIPANTS", "科技培训参与人次", "人次", 91_207, (12_164, 18_302)),
    Flow("ACT.TRAIN.FARMERS", "其中：培训农牧民人次", "人次", 86_640, (11_586, 17_391), is_part=True),
    Flow("ACT.CONSULT.PERSONTIMES", "咨询服务人次", "人次", 10_912, (1_604, 1_487)),
    Flow("ACT.VOLSERV.SESSIONS", "科技志愿服务活动场次", "场次", 103, (26, 17)),
    Flow("ACT.VOLSERV.BENEFICIARIES", "志愿服务受益群众人次", "人次", 71_846, (17_652, 10_377)),
    Flow("MAT.ALL.DISTRIBUTED", "发放科普宣传品、资料数", "份", 66_318, (12_406, 8_757)),
    Flow("MED.VIDEO.PRODUCED", "制作发布科普短视频数", "部", 121, (19, 18)),
    Flow("MED.VIDEO.PUBLIC", "群众自制科普短视频数", "部", 362, (47, 52)),
    Flow("MED.PROGRAMME.EPISODES", "科普栏目（视频）播出期数", "期", 139, (21, 22)),
    Flow("MED.VIEWS", "点击/播放/浏览量", "次", 137_254, (24_618, 19_873)),
    Flow("YTH.CONTEST.SUBMITTED", "推荐参加上级青少年科技创新大赛作品数", "件", 75, (0, 0)),
    Flow("YTH.CONTEST.AWARDED", "青少年科技创新大赛获奖作品数", "项", 51, (0, 0)),
)
TACHENG_STOCKS = (
    Stock("VEN.STM.NUM", "科技馆数", "座", (4, 4)),
    Stock("VEN.RURALSCHOOL.NUM", "农村中学科技馆数", "所", (7, 7)),
    Stock("VEN.BASE.NUM", "科普教育基地数", "家", (35, 35)),
)

ALTAY_FLOWS = (
    Flow("ACT.TRAIN.SESSIONS", "科技培训场次", "场次", 1_132, (168, 187)),
    Flow("ACT.PUBLICITY.SESSIONS", "科普宣传活动场次", "场次", 297, (62, 47)),
    Flow("ACT.POLICY.SESSIONS", "政策宣讲场次", "场次", 3_268, (497, 512)),
    Flow("ACT.EPIDEMIC.SESSIONS", "疫情防控科普宣传场次", "场次", 421, (55, 63)),
    Flow("ACT.ALL.PARTICIPANTS", "科普活动参与总人次", "人次", 87_412, (13_957, 12_304)),
)
ALTAY_STOCKS = (
    Stock("VEN.PLATFORM.NUM", "科普工作平台数", "个", (5, 5)),
    Stock("MED.PARTYEDU.SITES", "播放科普资源的党员远程教育站点数", "个", (508, 511)),
    Stock("ACT.AFTERSCHOOL.SCHOOLS", "利用科普资源开展课后服务学校数", "所", (103, 104)),
)

BAYINGOLIN_FLOWS = (
    Flow("ACT.TRAIN.SESSIONS", "科技培训场次", "场次", 0, ()),
    Flow("ACT.TRAIN.PARTICIPANTS", "科技培训参与人次", "人次", 0, ()),
)
BAYINGOLIN_STOCKS = (
    Stock("VEN.VILLAGEHALL.NUM", "乡村科普馆数", "座", (115, 116)),
    Stock("GRA.ASSOC.NUM", "农村专业技术协会、合作社数", "个", (52, 53)),
    Stock("VEN.DEMOBASE.NUM", "科普示范基地数", "个", (144, 146)),
    Stock("VEN.BASE.NUM", "科普教育基地数", "家", (189, 191)),
    Stock("VEN.COURTYARD.NUM", "科技小院数", "个", (81, 82)),
)

KARAMAY_FLOWS = (
    Flow("ACT.STUDYTOUR.PARTICIPANTS", "科普研学/科技实践活动学生人数", "名", 3_462, (417, 546)),
    Flow("ACT.LECTURE.SESSIONS", "科普（技）讲座场次", "场次", 148, (23, 21)),
    Flow("ACT.LECTURE.PARTICIPANTS", "科普（技）讲座参与人次", "人次", 12_384, (1_987, 1_743)),
    Flow("VEN.STM.VISITS", "科普场馆参观人次", "人次", 86_417, (13_268, 9_854)),
)
KARAMAY_STOCKS = (Stock("VEN.BASE.NUM", "科普教育基地数", "家", (25, 26)),)

CHANGJI_PARTS = (  # sessions, then participants, of the eight kinds that make up the totals
    ("TRAIN", "科技培训", (842, 97, 113), (71_584, 8_364, 9_647)),
    ("PUBLICITY", "科普宣传活动", (276, 58, 39), (38_912, 9_173, 5_846)),
    ("POLICY", "政策宣讲", (1_384, 161, 173), (46_237, 5_482, 5_918)),
    ("EPIDEMIC", "疫情防控科普宣传", (312, 41, 46), (15_863, 2_037, 2_284)),
    ("LECTURE", "科普（技）讲座", (194, 27, 24), (14_726, 2_118, 1_879)),
    ("EXHIB", "科普（技）专题展览", (37, 9, 6), (18_453, 4_386, 2_764)),
    ("CONTEST", "科普（技）竞赛", (21, 4, 3), (3_687, 712, 489)),
    ("VOLSERV", "科技志愿服务活动", (168, 32, 26), (21_394, 4_173, 3_312)),
)

HOTAN_FLOWS = (
    Flow("ACT.MONTHTHEME.SESSIONS", "“一月一主题”科学小实验场次", "场次", 1_487, (186, 213)),
    Flow("ACT.TRAIN.SESSIONS", "科技培训场次", "场次", 726, (91, 96)),
    Flow("ACT.TRAIN.PARTICIPANTS", "科技培训参与人次", "人次", 54_462, (6_881, 7_184)),
    Flow("MAT.ALL.DISTRIBUTED", "发放科普宣传品、资料数", "份", 76_618, (10_249, 11_346)),
)

AKSU_MEASURES = (  # code, name on a form, unit, sum of an average county to the end of August
    ("ACT.TRAIN.SESSIONS", "科技培训场次", "场次", 176),
    ("ACT.TRAIN.PARTICIPANTS", "科技培训参与人次", "人次", 15_630),
    ("ACT.PUBLICITY.SESSIONS", "科普宣传活动场次", "场次", 64),
    ("ACT.PUBLICITY.PARTICIPANTS", "科普宣传活动参与人次", "人次", 7_940),
    ("MAT.ALL.DISTRIBUTED", "发放科普宣传品、资料数", "份", 13_870),
)
AKSU_COUNTIES = ("阿克苏市", "库车市", "温宿县", "沙雅县", "新和县", "拜城县", "乌什县", "阿瓦提县", "柯坪县")
AKSU_CODES = ("652901", "652902", "652922", "652924", "652925", "652926", "652927", "652928", "652929")
AKSU_SIZES = (1.7, 1.6, 0.9, 1.0, 0.7, 0.9, 0.9, 1.0, 0.3)

BAYINGOLIN_MEASURES = (
    ("ACT.TRAIN.SESSIONS", "科技培训场次", "场次", 92),
    ("ACT.TRAIN.PARTICIPANTS", "科技培训参与人次", "人次", 7_260),
)
BAYINGOLIN_COUNTIES = (
    *("库尔勒市", "轮台县", "尉犁县", "若羌县", "且末县", "焉耆县", "和静县", "和硕县", "博湖县"),
    "州本级",
)
BAYINGOLIN_CODES = (
    *("652801", "652822", "652823", "652824", "652825", "652826", "652827", "652828", "652829"),
    "652800",
)
BAYINGOLIN_SIZES = (2.1, 1.0, 0.9, 0.5, 0.6, 1.1, 1.3, 0.7, 0.5, 0.3)


def split_over_counties(
    measures: tuple[tuple[str, str, str, int], ...], sizes: tuple[float, ...], seed: int
) -> list[tuple[Flow, ...]]:
    """Invent one row of flows per county, alike from month to month; the same seed gives the same rows."""
    chance = Random(seed)

    def wobble(value: float) -> int:
        return max(1, round(value * chance.uniform(0.92, 1.08)))

    return [
        tuple(
            Flow(code, name, unit, wobble(total * size), tuple(wobble(total * size / 8) for _ in range(3)))
            for code, name, unit, total in measures
        )
        for size in sizes
    ]


def add_up(rows: list[tuple[Flow, ...]]) -> tuple[Flow, ...]:
    """Sum county rows into the prefecture's row."""
    return tuple(
        replace(
            column[0],
            until_august=sum(flow.until_august for flow in column),
            months=tuple(sum(flow.months[index] for flow in column) for index in range(len(column[0].months))),
        )
        for column in zip(*rows, strict=True)
    )


def changji_flows() -> tuple[Flow, ...]:
    """Return totals and their eight parts, sessions first; the totals are sums of the parts."""
    flows: list[Flow] = []
    for kind, unit in (("SESSIONS", "场次"), ("PARTICIPANTS", "人次")):
        parts = [
            Flow(f"ACT.{code}.{kind}", _changji_name(stem, kind), unit, sums[0], sums[1:], is_part=True)
            for code, stem, sessions, participants in CHANGJI_PARTS
            for sums in [sessions if kind == "SESSIONS" else participants]
        ]
        total = add_up([(part,) for part in parts])[0]
        name = "科普活动总场次" if kind == "SESSIONS" else "科普活动参与总人次"
        flows += [replace(total, code=f"ACT.ALL.{kind}", name=name, is_part=False), *parts]
    return tuple(flows)


def _changji_name(stem: str, kind: str) -> str:
    return f"{stem}场次" if kind == "SESSIONS" else f"{stem}参与人次"


AKSU_ROWS = split_over_counties(AKSU_MEASURES, AKSU_SIZES, seed=652_900)
AKSU_TOTAL = add_up(AKSU_ROWS)
BAYINGOLIN_ROWS = split_over_counties(BAYINGOLIN_MEASURES, BAYINGOLIN_SIZES, seed=652_800)
BAYINGOLIN_TOTAL = add_up(BAYINGOLIN_ROWS)
