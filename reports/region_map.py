"""The sketch map of a rate by prefecture: shaded where it is known, hatched where nobody reported, never as zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from xml.sax.saxutils import escape, quoteattr

from reports.charts import FONTS, INK, MUTED, require_chinese_font
from reports.region_outlines import Outline, outlines

XPCC_PREFIX = "659"
LIGHT, DARK = (222, 235, 247), (33, 87, 138)
TURN = 0.55  # above this share of the greatest value, letters are white
PAPER, BORDER = "#F4F4F4", "#FFFFFF"
LEGEND_HEIGHT = 92
LABEL_SHIFTS = {"654200": (-26.0, -6.0), "650200": (4.0, 4.0), "650100": (0.0, 4.0), "652300": (22.0, -6.0)}


class Fill(StrEnum):
    """Why a prefecture is drawn as it is."""

    VALUE = "value"
    NOT_REPORTED = "not_reported"
    MISSING = "missing"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class MapValue:
    """What one prefecture shows: its short name, its rate, and the words under its name."""

    name: str
    fill: Fill
    rate: float | None = None
    label: str = ""


def map_svg(values: Mapping[str, MapValue], *, unit: str) -> str:
    """Draw the map with its legend; `values` by GB/T 2260 code of the prefecture, `unit` as the legend names it."""
    require_chinese_font()
    drawing = outlines()
    rates = [one.rate for one in values.values() if one.fill is Fill.VALUE and one.rate is not None]
    top = max(rates, default=0.0)
    prefectures = [shape for shape in drawing.shapes if not shape.code.startswith(XPCC_PREFIX)]
    cities = [shape for shape in drawing.shapes if shape.code.startswith(XPCC_PREFIX)]
    parts = [
        _DEFINITIONS,
        f'<rect width="{drawing.width}" height="{drawing.height + LEGEND_HEIGHT}" fill="white"/>',
        *(_area(shape, values.get(shape.code), top) for shape in prefectures),
        *(f'<path d="{shape.path}" fill="url(#xpcc)" stroke="{BORDER}" stroke-width="0.6"/>' for shape in cities),
        *(_label(shape, values[shape.code], top) for shape in prefectures if shape.code in values),
        _legend(drawing.height, rates, unit),
        f'<text x="4" y="20" font-size="15" fill="{MUTED}">示意图</text>',
    ]
    size = f'viewBox="0 0 {drawing.width} {drawing.height + LEGEND_HEIGHT}"'
    measures = f'width="{drawing.width}" height="{drawing.height + LEGEND_HEIGHT}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {measures} {size} font-family={quoteattr(FONTS)}>'
    return head + "".join(parts) + "</svg>"


_HATCH = '<path d="M0 0V{size}" stroke="{colour}" stroke-width="{width}"/></pattern>'
_DEFINITIONS = (
    "<defs>"
    '<pattern id="absent" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="7" height="7" fill="#EFEFEF"/>'
    + _HATCH.format(size=7, colour="#BDBDBD", width=2)
    + '<pattern id="xpcc" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
    '<rect width="4" height="4" fill="#FFFFFF"/>'
    + _HATCH.format(size=4, colour="#5A5A5A", width=1.4)
    + '<pattern id="held" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect width="8" height="8" fill="#FFF6E5"/><circle cx="4" cy="4" r="1.4" fill="#D98A1F"/></pattern>'
    "</defs>"
)
_FILLS = {Fill.NOT_REPORTED: "url(#absent)", Fill.MISSING: PAPER, Fill.HELD: "url(#held)"}


def shade(rate: float, top: float) -> str:
    """The colour of a rate: light at zero, dark at the greatest."""
    share = 0.0 if top <= 0 else rate / top
    return "#" + "".join(
        f"{round(light + (dark - light) * share):02X}" for light, dark in zip(LIGHT, DARK, strict=True)
    )


def _area(shape: Outline, value: MapValue | None, top: float) -> str:
    if value is None:
        fill = _FILLS[Fill.NOT_REPORTED]
    elif value.fill is Fill.VALUE and value.rate is not None:
        fill = shade(value.rate, top)
    else:
        fill = _FILLS[value.fill]
    title = f"<title>{escape(f'{shape.name}：{value.label}' if value else shape.name)}</title>"
    return f'<path d="{shape.path}" fill="{fill}" stroke="#8A8A8A" stroke-width="0.8">{title}</path>'


def _label(shape: Outline, value: MapValue, top: float) -> str:
    across, down = LABEL_SHIFTS.get(shape.code, (0.0, 0.0))
    x, y = shape.label_x + across, shape.label_y + down
    is_dark = value.fill is Fill.VALUE and value.rate is not None and value.rate > TURN * top
    ink, halo = ("#FFFFFF", "none") if is_dark else (INK, "#FFFFFF")
    look = f'text-anchor="middle" fill="{ink}"'
    lines = ((value.name, 13, y), (value.label, 11.5, y + 14))
    written = []
    for text, size, line in lines:
        place = f'x="{x:.1f}" y="{line:.1f}" font-size="{size}"'
        if halo != "none":  # letters are drawn twice, for viewers that know no paint-order
            edge = f'stroke="{halo}" stroke-width="3" stroke-linejoin="round"'
            written.append(f"<text {place} {look} {edge}>{escape(text)}</text>")
        written.append(f"<text {place} {look}>{escape(text)}</text>")
    return "".join(written)


def _legend(top: int, rates: Sequence[float], unit: str) -> str:
    keys = (
        ("url(#absent)", "未报"),
        (PAPER, "已报，缺该项"),
        ("url(#held)", "数字待核，不列"),
        ("url(#xpcc)", "兵团城市，不在统计范围"),
    )
    parts, x = [], 4
    for fill, words in keys:
        box = f'<rect x="{x}" y="{top + 58}" width="26" height="16" fill="{fill}" stroke="#8A8A8A" stroke-width="0.8"/>'
        parts.append(f'{box}<text x="{x + 32}" y="{top + 71}" font-size="13" fill="{INK}">{words}</text>')
        x += 32 + 13 * len(words) + 24
    if rates:
        parts.append(_scale(top, max(rates), unit))
    return "".join(parts)


def _scale(top: int, greatest: float, unit: str) -> str:
    steps = 40
    boxes = "".join(
        f'<rect x="{4 + i * 5}" y="{top + 18}" width="5.3" height="14" fill="{shade(i / (steps - 1), 1.0)}"/>'
        for i in range(steps)
    )
    ends = f'<text x="4" y="{top + 48}" font-size="12" fill="{INK}">0</text>'
    ends += f'<text x="204" y="{top + 48}" font-size="12" text-anchor="end" fill="{INK}">{greatest:.1f}</text>'
    return f'{boxes}{ends}<text x="216" y="{top + 30}" font-size="13" fill="{INK}">{escape(unit)}</text>'
