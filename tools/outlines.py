"""``python -m tools.outlines countries-50m.json``: makes assets/map/countries.json, the outlines on the maps of places.

It reads the file of that name of the npm package world-atlas 2.0.2 (Natural Earth 4.1.0, 1:50m, TopoJSON). Lines are
simplified (Douglas and Peucker), rings too small to be seen are left out, and what stays is laid on a grid and written
as text: for each arc the differences from point to point, zigzag, five bits a character from "?" on.
"""

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

MADE = Path(__file__).parent.parent / "assets" / "map" / "countries.json"
_TOLERANCE_DEG, _STEP_DEG, _LEAST_AREA = 0.11, 0.02, 0.04

Point = tuple[float, float]
Rings = list[list[int]]     # of arcs; ~n is arc n from its end


def main() -> int:
    """Make the file."""
    source = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = _arcs(source)
    countries = [_rings(one, arcs) for one in source["objects"]["countries"]["geometries"] if one.get("arcs")]
    used = sorted({max(arc, ~arc) for rings in countries for ring in rings for arc in ring})
    number = {arc: at for at, arc in enumerate(used)}
    made = {"step": _STEP_DEG, "arcs": [_written(_simple(arcs[arc])) for arc in used],
            "countries": [[[number[arc] if arc >= 0 else ~number[~arc] for arc in ring] for ring in rings]
                          for rings in countries]}
    MADE.write_text(json.dumps(made, separators=(",", ":")), encoding="utf-8")
    print(f"{MADE} has {MADE.stat().st_size} bytes")
    return 0


def _arcs(source: dict[str, Any]) -> list[list[Point]]:
    (scale_x, scale_y), (left, bottom) = source["transform"]["scale"], source["transform"]["translate"]
    found = []
    for arc in source["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale_x + left, y * scale_y + bottom))
        found.append(points)
    return found


def _rings(country: dict[str, Any], arcs: list[list[Point]]) -> Rings:
    """Return the rings of a country that are large enough, its largest in any case."""
    polygons = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
    rings: Rings = [ring for polygon in polygons for ring in polygon]
    large = [ring for ring in rings if _area(ring, arcs) > _LEAST_AREA]
    return large or [max(rings, key=lambda ring: _area(ring, arcs))]


def _area(ring: list[int], arcs: list[list[Point]]) -> float:
    points = [point for arc in ring for point in (arcs[arc] if arc >= 0 else arcs[~arc][::-1])]
    return abs(sum(x * up - right * y for (x, y), (right, up) in pairwise([*points, points[0]]))) / 2


def _simple(points: list[Point]) -> list[Point]:
    """Return the points without those that lie next to the line through their neighbours."""
    keep, open_ends = {0, len(points) - 1}, [(0, len(points) - 1)]
    while open_ends:
        start, end = open_ends.pop()
        far = max(range(start + 1, end), key=lambda at: _beside(points, at, start, end), default=0)
        if far and _beside(points, far, start, end) > _TOLERANCE_DEG:
            keep.add(far)
            open_ends += [(start, far), (far, end)]
    return [points[at] for at in sorted(keep)]


def _beside(points: list[Point], at: int, start: int, end: int) -> float:
    """Return how far a point is from the line between two others, in degrees."""
    (x1, y1), (x2, y2), (x, y) = points[start], points[end], points[at]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    if not length:
        return float(((x - x1) ** 2 + (y - y1) ** 2) ** 0.5)
    return float(abs((y2 - y1) * (x - x1) - (x2 - x1) * (y - y1)) / length)


def _written(points: list[Point]) -> str:
    grid = [(round(x / _STEP_DEG), round(y / _STEP_DEG)) for x, y in points]
    differences = [grid[0], *((right - x, up - y) for (x, y), (right, up) in pairwise(grid))]
    return "".join(_number(value) for pair in differences for value in pair)


def _number(value: int) -> str:
    left, text = value << 1 if value >= 0 else ~(value << 1), ""
    while left >= 0x20:
        text, left = text + chr((left & 0x1F | 0x20) + 63), left >> 5
    return text + chr(left + 63)


if __name__ == "__main__":
    sys.exit(main())
