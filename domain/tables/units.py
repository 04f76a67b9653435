"""Units of tables as printed: the grammar, where they may stand in a label, and which of several a column means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

SCALES = {
    "百亿": 1e10,
    "万亿": 1e12,
    "千万": 1e7,
    "百万": 1e6,
    "十万": 1e5,
    "十亿": 1e9,
    "亿": 1e8,
    "万": 1e4,
    "千": 1e3,
    "百": 1e2,
}
_NOT_SCALED = frozenset({"千克", "千米", "千瓦", "千瓦时", "千卡", "千伏安", "百分点", "千分点", "千伏"})
_MEASURES = (
    "人次 人年 人日 人月 人天 人 名 位 户 户次 家 个 所 座 处 场次 场 次 期 班次 班 节 课时 学时 堂 轮 批次 "
    "批 项 件 件次 起 宗 例 篇 部 集 条 册 本 份 张 幅 套 种 类 款 枚 支 只 头 匹 羽 尾 株 棵 粒 台 辆 艘 架 "
    "列 节次 条次 架次 车次 台次 台套 辆次 班级 间 栋 幢 层 床 席 块 片 页 字 帧 点 届 组 队 团 对 副 双 盘 "
    "盒 箱 袋 桶 瓶 面 根 门 口 眼 孔 元 美元 欧元 日元 港元 人民币元 元人民币 角 分 吨 公斤 斤 克 千克 毫克 "
    "担 磅 吨标准煤 标准煤 标准箱 立方米 立方 升 毫升 加仑 桶油当量 米 公里 千米 里 厘米 毫米 海里 平方米 "
    "平方公里 平方千米 公顷 亩 顷 平方 公亩 千瓦 千瓦时 瓦 度 千伏安 兆瓦 吉瓦 焦耳 千卡 大卡 天 日 小时 分钟 "
    "秒 年 月 周 岁 百分点 个百分点 千分点 个千分点 倍 % ‰ "
    "比特 字节 兆 兆字节 吉字节 GB TB MB kg g t km m m2 m3 km2 ㎡ "
    "人公里 吨公里 客公里 词条 篇次 期次 学分 卷 册件 册次 件套 盏 把 顶 床位 张床 车 车位 泊位 航次 箱次 "
    "公里/小时 摄氏度 ℃ °C 毫巴 分贝 微克 毫西弗"
)
_WORDS = sorted(set(_MEASURES.split()), key=len, reverse=True)
_WORD = "(?:" + "|".join(re.escape(word) for word in _WORDS) + ")"
_SCALE = "(?:百亿|万亿|千万|百万|十万|十亿|亿|万|千|百)"
_SIMPLE = rf"(?:{_SCALE}?{_WORD}|{_SCALE})"
_COMPOUND = re.compile(rf"{_SIMPLE}(?:[/每·.]\(?(?:\d+)?{_SIMPLE}\)?)*")
_INDEX = re.compile(r"(?:以)?(上年同期|上年同月|上年|上月|去年同期|\d{4}年?|基期)(?:价格)?(?:为|=)(?:100|1)")
_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]*(?:[(（][^()（）]*[)）][^()（）]*)?)[)）\]】]")
_UNIT_WORD = re.compile(r"^(?:计量)?单位[:：]\s*")
_AFTER_SLASH = re.compile(r"[^\s/／][/／](\(?[^()\d\s]{1,12}\)?)$")
_LIST_MARKS = re.compile(r"[、,，;；]|(?<=[^\d])\.(?=[^\d])|\s+")
_RATIO = frozenset({"%", "‰", "百分点", "个百分点", "千分点", "个千分点", "倍"})
RATIO_WORDS = re.compile(
    r"率|比重|占比|比例|(?<!自然)增长(?!人|量|额)|增速|增减|同比|环比|构成|±|[+]、-|份额|强度|指数"
)
_AFFINITY = {
    "人年": r"当量|工作量|折合",
    "人次": r"人次",
    "户": r"户",
    "元": r"费|收入|支出|金额|产值|增加值|价格|工资|资金|投入|税|利润|总额",
    "场次": r"场次|场数",
    "场": r"场次|场数",
    "册": r"册|图书|读物|手册",
    "份": r"份|资料",
    "平方米": r"面积",
    "公顷": r"面积",
    "亩": r"面积",
    "吨": r"产量|重量",
    "个": r"个数|数量|机构|单位数|基地",
    "人": r"人数|人口|人员|人",
}


@lru_cache(maxsize=8192)
def parse_unit(text: str) -> str | None:
    """Return the unit a text is, as printed without decoration; None when it is none.

    `上年=100` stands for every way to write the base of an index.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    plain = _UNIT_WORD.sub("", plain).strip("()[]【】:：;；,，。、")
    if not plain or len(plain) > 24:
        return None
    if index := _INDEX.fullmatch(plain):
        return f"{index[1].removesuffix('年') if index[1][0].isdigit() else index[1]}=100"
    plain = plain.replace("％", "%")
    return plain if _COMPOUND.fullmatch(plain) else None


@lru_cache(maxsize=8192)
def unit_in_label(label: str) -> str | None:
    """Find the unit inside a label: `出生率（‰）`, `种畜禽场(个)总数`, `亩产量/斤`, `销售单价/(元/斤)`, `+、-%`."""
    if label.isalnum():
        return None  # no bracket, slash, colon or per cent sign
    for bracket in _BRACKETS.finditer(label):
        if unit := parse_unit(bracket[1]):
            return unit
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", label))
    if (slash := _AFTER_SLASH.search(plain)) and (unit := parse_unit(slash[1])):
        return unit
    if "单位" in plain and (stated := re.search(r"单位[:：]([^()（）:：]+)$", plain)):
        return parse_unit(stated[1])
    return plain[-1] if plain[-1:] in ("%", "‰") else None


def glued_unit(label: str) -> str | None:
    """The unit at the very end of a label without any mark: `年末总户数万户`, `人口密度人/平方公里`, `出生率‰`."""
    plain = re.sub(r"\s+", "", label)
    for start in range(1, len(plain)):
        if _COMPOUND.fullmatch(plain, start):
            return plain[start:]
    return None


_MEASURED = re.compile(r"[数量率额值比重费例]$|人次|场次|期次|收入|支出|产值|价格|面积|人口|总额")


@lru_cache(maxsize=8192)
def names_measure(labels: tuple[str, ...]) -> bool:
    """Whether a label says by itself what is counted: `培训人次`, `服务对象数`, `覆盖率`, `总支出`."""
    return any(_MEASURED.search(re.sub(r"[(（].*$", "", label)) for label in labels)


def is_measure_word(label: str) -> bool:
    """Whether a header is itself a unit (场次, 人次, 万元) and not also an everyday word (期, 部, 月)."""
    unit = parse_unit(label)
    return unit is not None and unit == label and (len(label) > 1 or label in "人户元场")


def is_plain_measure(unit: str) -> bool:
    """Whether a unit is a bare measure word, which many names end in: 人, 次, 户."""
    return split_scale(unit)[0] == 1.0 and "/" not in unit and unit not in _RATIO


@lru_cache(maxsize=8192)
def units_in_label(label: str) -> tuple[str, ...]:
    """The two units of a cell that holds two values: `培训（场次/万人次）` → 场次, 万人次; else one or none."""
    for bracket in _BRACKETS.finditer(label):
        parts = re.split(r"[/／、]", bracket[1])
        units = [unit for part in parts if (unit := parse_unit(part))]
        if len(units) == len(parts) == 2:
            return tuple(units)
    return ()


@lru_cache(maxsize=8192)
def is_unit_only(label: str) -> bool:
    """Whether a header cell holds nothing but a unit: `（万人）`, `单位：人`, `%`."""
    plain = re.sub(r"\s+", "", label)
    if not plain:
        return False
    bracketed = plain[0] in "(（[【" and plain[-1] in ")）]】"
    bare = plain in ("%", "‰", "％") or plain.startswith(("单位:", "单位：", "计量单位"))
    return (bracketed or bare) and parse_unit(plain) is not None


def units_of_line(text: str) -> tuple[str, ...]:
    """The units a unit line states: `单位：万元` → one, `单位：人、‰` and `单位:人.人年` → two, `单位：见表` → none."""
    plain = unicodedata.normalize("NFKC", text)
    match = re.search(r"(?:计量)?单\s*位\s*[:：]\s*(.+)$", plain.strip().strip("()"))
    if match is None:
        return ()
    body = match[1].strip().strip("()")
    whole = parse_unit(body)
    if whole is not None and not re.search(r"[、,，;；]", body) and "." not in body:
        return (whole,)
    units = [unit for part in _LIST_MARKS.split(body) if part and (unit := parse_unit(part))]
    return tuple(dict.fromkeys(units))


def choose_unit(units: Sequence[str], label: str, position: int, group_size: int) -> str | None:
    """Choose which of several stated units a column means.

    First by the words of its label (率 takes ‰ or %), then by place, when there are as many columns as units.
    """
    if len(units) == 1:
        return units[0]
    plain = re.sub(r"\s+", "", label)
    ratios = [unit for unit in units if unit in _RATIO]
    counts = [unit for unit in units if unit not in _RATIO]
    if ratios and counts:
        wanted = ratios if RATIO_WORDS.search(plain) else counts
        if len(wanted) == 1:
            return wanted[0]
    return _by_words(counts or ratios, plain) or (units[position] if group_size == len(units) else None)


def _by_words(units: Sequence[str], plain: str) -> str | None:
    for unit in sorted(units, key=len, reverse=True):
        bare = split_scale(unit)[1]
        words = _AFFINITY.get(bare)
        if bare in plain or (words and re.search(words, plain)):
            return unit
    return None


@lru_cache(maxsize=4096)
def split_scale(unit: str) -> tuple[float, str]:
    """Split 万人 into (10000, 人); 千克 and 百分点 have no scale."""
    if unit in _NOT_SCALED:
        return 1.0, unit
    for scale, factor in SCALES.items():
        if unit.startswith(scale) and len(unit) > len(scale):
            return factor, unit[len(scale) :]
    return 1.0, unit


def is_ratio(unit: str | None) -> bool:
    """Whether the unit is a ratio or its change."""
    return unit in _RATIO
