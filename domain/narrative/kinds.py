"""What a figure states about its noun: a level, a part, a share, a change, a rate, a target; and what its time means."""

from __future__ import annotations

import re

from domain.narrative.token import Token
from domain.period import PeriodSpan, PeriodType
from domain.statement import Kind

_CHANGE = re.compile(
    r"(?:增长|增加|提高|上升|下降|减少|降低|回落|提升|增幅|增速|降幅|涨幅|净增|净减|同比|环比|翻|多出|少了|缩减|压缩|新增|[比较][^，,。；]{1,10}(?:多|少))"
    r"(?:率|量|额|幅度)?(?:了|约|近|为|超过?|达|依次为|分别为|依次|分别)*$"
)
_CHANGE_LIST = re.compile(r"(?:增长|增加|提高|上升|下降|减少|降低|提升|增幅|增速|降幅|涨幅)(?:率|幅度)?(?:了|为|依次为|分别为)?(?:[\d.]+%?(?:个?百分点)?(?:、|和|及|，|,))+$")
_NEW_LEVEL = re.compile(r"新增$")
_RATE = re.compile(r"每(?!年|月|季|周|天|日)[一-龥]{0,8}(?:服务|覆盖|培训|参与|接待|发放|拥有|有|达|为|约|控制在|补助|奖补|奖励|增收)?[^，。；]{0,4}$|人均[^，。；]{0,10}$|户均[^，。；]{0,10}$|场均[^，。；]{0,8}$|平均[^，。；]{0,10}$|日均[^，。；]{0,8}$|亩均[^，。；]{0,8}$")
_TARGET = re.compile(r"目标|力争|确保|控制在|计划(?:在|到|于|全年|新建|培训|举办|开展|投入|建成|组织)|预期|拟(?:举办|开展|培训|建)|要达到|将达到|争取(?:达到|突破|超过|实现|在)|任务数|任务[（(]")
_PLANNED_YEAR = re.compile(r"到20\d\d年(?:底|末)?[,，]?[^。]{0,20}(?:达到|超过|不低于|提高到)$")
_FORECAST = re.compile(r"预计|预测|有望|预估|估计")
_CUMULATIVE = re.compile(r"累计|以来|截至|截止|历年|先后|[一二两三四五六七八九十\d]年来")
_SHARE = re.compile(r"占|率|比例|比重|份额")
_PART = re.compile(r"(?:^|[，,。；;(（、：:])\s*其中|^[（(](?![^）)]{0,4}[）)])")
_SMALL_WINDOW = 28

_EVENT = re.compile(r"当天|当日|启动仪式|开幕式|主场|会上|座谈会|此次|本次|这次|首日|活动当|活动现场")
_CALLED_IN = re.compile(r"(?:组织|动员|发动|邀请|带领|召集)$")
_MADE = re.compile(r"新建|新增|打造|培育|评选|推荐|获|征集|制作|发放|开发|投放|购置|播放#|举办|开展")
_STOCK_VERB = re.compile(r"现有|已有|共有|拥有|建成|依托|建有|设有|已建|在册|注册|以\d|达到|总数|全[市县州区]共?有|联动|现存|累计建")
_STOCK_NOUN = re.compile(r"馆|基地|小院|实践中心|文明实践|站点|工作站|平台|协会|合作社|服务队|志愿者队伍|画廊|宣传栏|大篷车|公众号|学校|科协|活动室|志愿者|辅导员|网站|栏目|阵地|学会|专职|兼职")
_AWARD = re.compile(r"奖补|获评|命名|授予|表彰|新增|新建|评为|认定")
_MONTHLY = re.compile(r"本月|当月|(?<!\d)\d{1,2}月份[^-—至、]")


def kind_of(token: Token, before: str, sentence_before: str, after: str) -> Kind:
    """The kind, from the words of the clause before, the sentence before and the words right after."""
    near = before[-_SMALL_WINDOW:]
    unit = token.unit or ""
    if _TARGET.search(near) or after.startswith(("的目标", "目标")) or _PLANNED_YEAR.search(sentence_before):
        return Kind.TARGET
    if _RATE.search(near):
        return Kind.RATE
    if unit in ("个百分点", "百分点", "个点") or token.unit_class == "multiple":
        return Kind.CHANGE
    if (_CHANGE.search(near) and not _NEW_LEVEL.search(near)) or _CHANGE_LIST.search(sentence_before[-60:]):
        return Kind.CHANGE
    if token.unit_class == "percent":
        return Kind.SHARE
    if _FORECAST.search(near):
        return Kind.FORECAST
    if after.startswith(("占", "，占", ",占")):
        return Kind.PART
    return Kind.CUMULATIVE if _CUMULATIVE.search(sentence_before) else Kind.LEVEL


def opens_part(between: str) -> bool:
    """Whether the words since the last number say that what follows is part of it."""
    return _PART.search(between) is not None


def period_type_of(kind: Kind, token: Token, span: PeriodSpan | None, word: str, context: tuple[str, str, str]) -> PeriodType | None:
    """What the time of the figure means. `context`: clause before, sentence before, words after."""
    before, sentence_before, after = context
    if kind in (Kind.TARGET, Kind.FORECAST):
        return PeriodType.TARGET
    if token.unit_class in ("count", "entries") and _CALLED_IN.search(before) and _STOCK_NOUN.search(after[:16]):
        return PeriodType.EVENT
    if _is_stock(token, before, sentence_before, after):
        return PeriodType.STOCK
    if _is_event(sentence_before, span, kind):
        return PeriodType.EVENT
    if word == "this_month":
        return PeriodType.MONTH
    if kind is Kind.CUMULATIVE or word in ("this_year", "half"):
        return PeriodType.YTD
    if span is None:
        return None
    if span.is_month:
        return PeriodType.MONTH
    return PeriodType.YTD


def _is_stock(token: Token, before: str, sentence_before: str, after: str) -> bool:
    if token.unit_class not in ("count", "persons") and token.unit != "个":
        return False
    noun = after[:16] if _STOCK_NOUN.search(after[:16]) else before[-16:]
    if not _STOCK_NOUN.search(noun) or _AWARD.search(sentence_before[-60:]):
        return False
    if token.unit_class == "persons":
        return _STOCK_VERB.search(before) is not None
    return _MADE.search(before) is None or _STOCK_VERB.search(before) is not None


def _is_event(sentence_before: str, span: PeriodSpan | None, kind: Kind) -> bool:
    if kind is Kind.CUMULATIVE:
        return False
    return (span is not None and len(span.text) == 10) or _EVENT.search(sentence_before[-60:]) is not None
