"""Charts as SVG and PNG, drawn offline by Vega; Chinese text comes from a font of the machine, or there is no chart.

Source: vl-convert carries Vega and Vega-Lite inside one wheel; nothing is fetched.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache

import vl_convert

from domain.errors import SettingError

FONT_FAMILIES = (
    *("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Microsoft YaHei", "微软雅黑", "SimHei", "黑体"),
    *("PingFang SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "sans-serif"),
)
FONTS = ", ".join(FONT_FAMILIES)
INK, MUTED, GRID = "#222222", "#767676", "#E2E2E2"
BLUE, PALE_BLUE, ORANGE, RED, GREY = "#2C5F8A", "#7FA3BF", "#D98A1F", "#B03A2E", "#B8B8B8"
PANEL_WIDTH, PANEL_HEIGHT = 140, 76
PANELS_ACROSS = (3, 4, 5)  # the one that leaves fewest places empty is taken
PRINT_SCALE = 3.0

Spec = Mapping[str, object]
Rows = Sequence[Mapping[str, object]]


@cache
def require_chinese_font() -> None:
    """Make sure that Chinese text can be drawn: two characters must not look alike, nor like one that no font has.

    Raises SettingError with what to install.
    """
    probes = {_probe(character) for character in ("科", "普", "\u0378")}
    if len(probes) < 3:
        raise SettingError(
            "这台机器上没有可用的中文字体，图表会显示为方框，所以没有生成月报。"
            "请安装一种中文字体后再运行，例如 Debian：apt-get install fonts-noto-cjk。"
        )


def _probe(character: str) -> bytes:
    text = f'<text x="4" y="36" font-size="32" font-family="{FONTS}">{character}</text>'
    return svg_png(f'<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48">{text}</svg>', scale=1.0)


def svg_png(svg: str, *, scale: float = PRINT_SCALE) -> bytes:
    """Draw an SVG as a picture for Word."""
    return vl_convert.svg_to_png(svg, scale=scale)


def _svg(spec: Spec) -> str:
    require_chinese_font()
    axis = {
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": GRID,
        "domainColor": MUTED,
        "tickColor": MUTED,
        "labelLimit": 240,
    }
    legend = {"labelFontSize": 13, "titleFontSize": 13, "labelColor": INK, "orient": "top", "symbolLimit": 20}
    config = {
        "font": FONTS,
        "axis": axis,
        "legend": legend,
        "view": {"stroke": None},
        "background": "white",
        "padding": 8,
    }
    return vl_convert.vegalite_to_svg(
        {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": config, **spec}, vl_version="5.20"
    )


def draw(chart: Spec) -> str:
    """Draw what Altair made, in this project's fonts and colours. Raises SettingError without a Chinese font."""
    return _svg({name: part for name, part in chart.items() if name not in ("$schema", "config")})


def ranked_bars(rows: Rows, *, title: str) -> str:
    """Bars from the top down: `name`, `value` (None: a mark instead of a bar), `label`, `is_invented`."""
    order = [row["name"] for row in rows]
    spec = {
        "width": 520,
        "height": {"step": 25},
        "data": {"values": list(rows)},
        "encoding": {"y": {"field": "name", "type": "nominal", "sort": order, "title": None, "axis": {"ticks": False}}},
        "layer": [
            {"mark": {"type": "bar", "height": 15}, "encoding": {"x": _value_axis(title), "color": _invented_colour()}},
            _bar_label(condition="datum.value !== null", colour=INK, field="value"),
            _bar_label(condition="datum.value === null", colour=MUTED, field=None),
        ],
    }
    return _svg(spec)


def _value_axis(title: str) -> dict[str, object]:
    return {"field": "value", "type": "quantitative", "title": title, "axis": {"tickCount": 6}, "scale": {"zero": True}}


def _invented_colour() -> dict[str, object]:
    return {"condition": {"test": "datum.is_invented", "value": "#9DB8CE"}, "value": BLUE}


def _bar_label(*, condition: str, colour: str, field: str | None) -> dict[str, object]:
    x: dict[str, object] = {"field": field, "type": "quantitative"} if field else {"datum": 0}
    return {
        "transform": [{"filter": condition}],
        "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 13, "color": colour},
        "encoding": {"x": x, "text": {"field": "label"}},
    }


def stacked_bars(rows: Rows, *, order: Sequence[str], colours: Sequence[str], title: str) -> str:
    """Bars in parts: `name`, `part`, `value`; parts stand in the order given."""
    places = {part: place for place, part in enumerate(order)}
    values = [{**row, "place": places[str(row["part"])]} for row in rows]
    names = list(dict.fromkeys(row["name"] for row in rows))
    colour = {
        "field": "part",
        "type": "nominal",
        "title": None,
        "sort": list(order),
        "scale": {"domain": list(order), "range": list(colours)},
    }
    spec = {
        "width": 520,
        "height": {"step": 25},
        "data": {"values": values},
        "mark": {"type": "bar", "height": 15},
        "encoding": {
            "y": {"field": "name", "type": "nominal", "sort": names, "title": None, "axis": {"ticks": False}},
            "x": {"field": "value", "type": "quantitative", "title": title, "axis": {"tickCount": 6, "tickMinStep": 1}},
            "color": colour,
            "order": {"field": "place", "type": "quantitative"},
        },
    }
    return _svg(spec)


def small_multiples(rows: Rows, *, months: Sequence[str], title: str) -> str:
    """One small chart a series on one scale: `month`, `value`, `series`, `is_invented` (hollow, joined to its like)."""
    names = list(dict.fromkeys(str(row["series"]) for row in rows))
    across = min(PANELS_ACROSS, key=lambda number: (-len(names) % number, -number))
    axes = (_month_axis(months), _from_zero(rows))
    panels = [_panel(name, axes, title=title if place % across == 0 else None) for place, name in enumerate(names)]
    return _svg({"data": {"values": list(rows)}, "concat": panels, "columns": across, "spacing": 22})


def _panel(name: str, axes: tuple[Spec, Spec], *, title: str | None) -> dict[str, object]:
    """One series; only the first of a row carries the figures of the axis."""
    month, scale = axes
    axis = {"tickCount": 4, "labels": title is not None, "ticks": title is not None}
    y = {"field": "value", "type": "quantitative", "title": title, "scale": scale, "axis": axis}
    encoding = {"x": month, "y": y}
    marks = (
        ({"type": "line", "strokeWidth": 2, "color": BLUE}, False),
        ({"type": "line", "strokeWidth": 2, "color": PALE_BLUE, "strokeDash": [4, 3]}, True),
        ({"type": "point", "filled": True, "opacity": 1, "size": 45, "color": BLUE}, False),
        ({"type": "point", "fill": "white", "opacity": 1, "size": 45, "color": PALE_BLUE}, True),
    )
    return {
        "transform": [{"filter": {"field": "series", "equal": name}}],
        "width": PANEL_WIDTH,
        "height": PANEL_HEIGHT,
        "layer": [*(_line(mark, encoding, is_invented=kind) for mark, kind in marks), _panel_name(name)],
    }


def _panel_name(name: str) -> dict[str, object]:
    """The name over a panel, as a mark: a title would move with the axis beside it."""
    mark = {"type": "text", "text": name, "x": PANEL_WIDTH / 2, "y": -10, "fontSize": 13, "color": INK, "clip": False}
    return {"data": {"values": [{}]}, "mark": mark}


def _month_axis(months: Sequence[str]) -> dict[str, object]:
    axis = {"labelAngle": 0, "grid": False, "labelOverlap": True}
    return {"field": "month", "type": "ordinal", "title": None, "scale": {"domain": list(months)}, "axis": axis}


def _from_zero(rows: Rows) -> dict[str, object]:
    """A scale from zero to a round number above everything, so that no panel grows beyond the others."""
    greatest = max((value for row in rows if isinstance(value := row["value"], int | float)), default=0) or 1
    unit = 10 ** math.floor(math.log10(greatest)) / 2
    return {"domain": [0, math.ceil(greatest / unit) * unit], "nice": False}


def _line(mark: Spec, encoding: Spec, *, is_invented: bool) -> dict[str, object]:
    test = "datum.is_invented" if is_invented else "!datum.is_invented"
    return {"transform": [{"filter": test}], "mark": dict(mark), "encoding": dict(encoding)}
