"""The five groups of the national plan in the bulletin: who states figures about which, how many the actions reached.

Drawn with Altair, offline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import altair

from reports.bulletin_blocks import Picture
from reports.bulletin_data import BulletinData
from reports.bulletin_wording import figure
from reports.charts import BLUE, INK, MUTED, ORANGE, draw
from reports.summary import short_name
from reports.summary_cells import Measure

GROUP_WIDTH, ROW_HEIGHT = 92, 24
BAR_HEIGHT = 26
PALE, INVENTED, BLANK, ABSENT = "#D6E3EE", "#9DB8CE", "#F4F4F4", "#CFCFCF"
PICTURE_WIDTH = 150.0
ACTION = "LIT.ACTION."

Drawn = altair.LayerChart | altair.FacetChart


class Told(StrEnum):
    """What a prefecture's report says of a group."""

    STATED = "有专门数字"
    INVENTED = "有专门数字（示例）"
    HELD = "有数字，待核"
    NAMED = "只提到这类人群"
    NOTHING = "没有提到"
    NOT_REPORTED = "未报送"


COLOURS: Mapping[Told, str] = {
    Told.STATED: BLUE,
    Told.INVENTED: INVENTED,
    Told.HELD: ORANGE,
    Told.NAMED: PALE,
    Told.NOTHING: BLANK,
    Told.NOT_REPORTED: ABSENT,
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One prefecture and group."""

    place: str
    group: str
    told: Told
    stated: int

    @property
    def label(self) -> str:
        """What stands in the tile: how many indicators have a figure about the group."""
        marks = {Told.HELD: "待核", Told.NAMED: "提到", Told.NOT_REPORTED: "未报"}
        return f"{self.stated}项" if self.stated else marks.get(self.told, "")

    @property
    def words(self) -> str:
        """The tile for who cannot see it."""
        what = f"{self.stated}项数字" if self.stated else str(self.told)
        return f"{self.place}{self.group}{what}"


def audience_picture(data: BulletinData) -> Picture | None:
    """The groups that each prefecture's report speaks of, and the reach of the five actions; None without groups."""
    tiles = list(_tiles(data))
    if not tiles:
        return None
    reach = list(_reach(data))
    parts = [_tile_chart(tiles), *([_reach_chart(reach)] if any(row["value"] is not None for row in reach) else [])]
    spoken = [tile.words for tile in tiles if tile.told not in (Told.NOTHING, Told.NOT_REPORTED)]
    reached = [f"{row['group']}{row['label']}" for row in reach if row["value"] is not None]
    return Picture(
        caption="五类重点人群：各地州市的报送情况",
        alt=f"{'；'.join(spoken) or '没有地州市报送五类重点人群的数字'}。{'；'.join(reached)}",
        svg=draw(altair.vconcat(*parts, spacing=26).resolve_scale(color="independent").to_dict()),
        width=PICTURE_WIDTH - 10,
        notes=tuple(_notes(data, is_reach_known=bool(reached))),
    )


def _tiles(data: BulletinData) -> Iterator[Tile]:
    """One tile a prefecture and group, in the order of the plan's groups and of the prefectures."""
    came = {one.reporter.region_code for one in data.arrivals if one.reporter.files and not one.is_after_closing}
    for group in data.audiences:
        for reporter in data.summary.reporters:
            code = reporter.region_code
            stated = group.stated.get(code)
            if stated:
                told = Told.INVENTED if code in group.invented else Told.STATED
            elif code in group.held:
                told = Told.HELD
            elif stated is not None:
                told = Told.NAMED
            else:
                told = Told.NOTHING if code in came else Told.NOT_REPORTED
            yield Tile(short_name(reporter.name_zh), group.name, told, stated or 0)


def _reach(data: BulletinData) -> Iterator[dict[str, object]]:
    """The year to date of each literacy action over the prefectures that state it; invented figures stand alone."""
    known = {indicator.code for indicator in data.summary.indicators}
    for group in data.audiences:
        code = f"{ACTION}{group.code.rpartition('.')[2]}"
        numbers = data.numbers(code, Measure.YTD) if code in known else []
        real = [pair for pair in numbers if not data.is_invented(pair[0].region_code, code, Measure.YTD)]
        values = [cell.value for _, cell in real or numbers if cell.value is not None]
        invented = "（示例）" if values and not real else ""
        share = f"{len(values)}/{len(data.summary.reporters)}"
        label = f"{figure(sum(values))}人次（{share}）{invented}" if values else "没有地州市报送"
        value = sum(values) if values else None
        yield {"group": group.name, "value": value, "label": label, "is_invented": bool(invented)}


def _notes(data: BulletinData, *, is_reach_known: bool) -> Iterator[str]:
    yield (
        "“有专门数字”指报告把数字写明属于这类人群，或者指标本身就是关于这类人群的；“只提到”指句子或标题提到这类人群，"
        "数字不只属于它。各类人群有重叠，项数和人次都不能相加。"
    )
    if not is_reach_known:
        yield "五项提升行动覆盖人次本期没有地州市报送，因此没有画出各类人群的人数比较。"
    if any(group.invented for group in data.audiences):
        yield "浅蓝色为虚构的示例数据。"


def _tile_chart(tiles: Sequence[Tile]) -> Drawn:
    places = list(dict.fromkeys(tile.place for tile in tiles))
    groups = list(dict.fromkeys(tile.group for tile in tiles))
    rows = [
        {
            "place": t.place,
            "group": t.group,
            "told": str(t.told),
            "label": t.label,
            "dark": t.told is Told.STATED,
        }
        for t in tiles
    ]
    shown = [told for told in Told if any(tile.told is told for tile in tiles)]
    scale = altair.Scale(domain=[str(told) for told in shown], range=[COLOURS[told] for told in shown])
    legend = altair.Legend(orient="bottom", columns=3 if len(shown) > 4 else len(shown))
    base = altair.Chart(altair.InlineData(values=rows)).encode(
        x=altair.X(
            "group:N", sort=groups, title=None, axis=altair.Axis(orient="top", labelAngle=0, domain=False, ticks=False)
        ),
        y=altair.Y("place:N", sort=places, title=None, axis=altair.Axis(domain=False, ticks=False)),
    )
    squares = base.mark_rect(stroke="white", strokeWidth=2).encode(
        color=altair.Color("told:N", sort=None, scale=scale, title=None, legend=legend)
    )
    words = base.mark_text(fontSize=12).encode(
        text="label:N",
        color=altair.condition("datum.dark", altair.value("white"), altair.value(INK)),
    )
    size = {"width": GROUP_WIDTH * len(groups), "height": ROW_HEIGHT * len(places)}
    return altair.layer(squares, words, **size)


def _reach_chart(rows: Sequence[Mapping[str, object]]) -> Drawn:
    order = [str(row["group"]) for row in rows]
    base = altair.Chart(altair.InlineData(values=list(rows))).encode(
        y=altair.Y("group:N", sort=order, title=None, axis=altair.Axis(ticks=False))
    )
    bars = base.mark_bar(height=15).encode(
        x=altair.X("value:Q", title="提升行动覆盖人次（累计）", axis=altair.Axis(tickCount=5)),
        color=altair.condition("datum.is_invented", altair.value(INVENTED), altair.value(BLUE)),
    )
    known = base.transform_filter("datum.value !== null").mark_text(align="left", dx=5, fontSize=13, color=INK)
    missing = base.transform_filter("datum.value === null").mark_text(align="left", dx=5, fontSize=13, color=MUTED)
    labels = (known.encode(x=altair.X("value:Q"), text="label:N"), missing.encode(x=altair.datum(0), text="label:N"))
    return altair.layer(bars, *labels, width=GROUP_WIDTH * len(rows) - 110, height=BAR_HEIGHT * len(rows))
