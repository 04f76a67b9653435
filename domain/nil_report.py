"""Whether a report without any figure says that there was nothing to report: a nil report, not an empty one.

Only a plain statement counts. An instruction in a form (“没有开展的填0”), a condition, or a word that begins alike
(本月无线电科普…) states nothing; a report of which that is all stays empty, and is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_END = r"(?=[，,、！!\s）)】]|$)"
_WHAT = r"(?:任何|相关|科普|此项|该项|统计|报送|线下|线上)*(?:工作|活动|业务|内容|情况|数据|事项)"
_DONE = r"(?:组织|开展|举办|进行|发生|举行)"
_MONTH = r"(?:本月|当月|本期|[0-9一二三四五六七八九十]{1,3}月份?)"
_STATEMENTS: Final = (
    re.compile(r"零报告" + _END),
    re.compile(r"(?<![有凡])无" + _WHAT + _END),
    re.compile(_MONTH + r"[^，,]{0,12}[，,]?[^，,]{0,12}?(?:没有|未|无)" + f"{_DONE}*(?:{_WHAT})?" + _END),
    re.compile(r"(?:没有|未)" + f"{_DONE}+{_WHAT}" + _END),
)
_ASKED_OR_SUPPOSED = re.compile(
    r"请|填[写报入“\"0-9零-]|如[果无没有本当]|若|须|应当|应报|[“\"][^”\"]*(?:无|没有|零报告)"
)
_SENTENCE_ENDS = re.compile(r"[。；;\n]")


def says_nothing_to_report(texts: Iterable[str]) -> bool:
    """Whether any sentence of the texts (paragraphs, cells) states that nothing was done or is to be reported."""
    sentences = (sentence.strip() for text in texts for sentence in _SENTENCE_ENDS.split(text))
    return any(
        not _ASKED_OR_SUPPOSED.search(sentence) and any(statement.search(sentence) for statement in _STATEMENTS)
        for sentence in sentences
    )
