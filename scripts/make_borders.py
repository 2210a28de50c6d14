"""Cut the outlines of countries out of a Natural Earth TopoJSON file.

    python scripts/make_borders.py countries-50m.json src/qafila/defaults/borders.geojson

The input is ``countries-50m.json`` of the npm package ``world-atlas`` (get it by ``npm pack
world-atlas``). Natural Earth is in the public domain. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]

# The box is far wider than any map of West Africa, so that its own edges are never drawn.
WEST, SOUTH, EAST, NORTH = -32.0, -12.0, 34.0, 40.0
DECIMALS = 2
CREDIT = "Made with Natural Earth (public domain), 1:50m countries, version 4.1.0, by world-atlas"


def decode_arcs(topology: dict[str, Any]) -> list[Ring]:
    """Undo the quantisation and the delta coding of a topology's arcs.

    Returns
    -------
    list of list of (float, float)
        Longitude and latitude of every point of every arc, degrees.
    """
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(points)
    return arcs


def ring_of(numbers: list[int], arcs: list[Ring]) -> Ring:
    """Join arcs to a closed ring; a negative number is an arc run backwards."""
    ring: Ring = []
    for number in numbers:
        points = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += points[1:] if ring else points
    return ring


def clip_side(ring: Ring, axis: int, limit: float, keep_above: bool) -> Ring:
    """Sutherland-Hodgman: the part of a ring on one side of a line."""
    kept: Ring = []
    for start, end in zip(ring, ring[1:] + ring[:1], strict=True):
        start_in = (start[axis] >= limit) == keep_above
        end_in = (end[axis] >= limit) == keep_above
        if start_in:
            kept.append(start)
        if start_in != end_in:
            share = (limit - start[axis]) / (end[axis] - start[axis])
            other = start[1 - axis] + share * (end[1 - axis] - start[1 - axis])
            kept.append((limit, other) if axis == 0 else (other, limit))
    return kept


def clip(ring: Ring) -> Ring:
    """The part of a ring inside the box, rounded, closed and clockwise as d3 wants it."""
    for axis, limit, above in (
        (0, WEST, True),
        (0, EAST, False),
        (1, SOUTH, True),
        (1, NORTH, False),
    ):
        ring = clip_side(ring, axis, limit, above)
    short: Ring = []
    for x, y in ring:
        point = (round(x, DECIMALS), round(y, DECIMALS))
        if not short or point != short[-1]:
            short.append(point)
    if short and short[0] != short[-1]:
        short.append(short[0])
    return short if len(short) >= 4 else []


def polygons_of(geometry: dict[str, Any], arcs: list[Ring]) -> list[list[Ring]]:
    """Clipped polygons of a country; those outside the box vanish."""
    parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    polygons = []
    for part in parts:
        rings = [ring for ring in (clip(ring_of(numbers, arcs)) for numbers in part) if ring]
        if rings:
            polygons.append(rings)
    return polygons


def cut(topology: dict[str, Any]) -> dict[str, Any]:
    """Countries of the box as GeoJSON, sorted by their numeric ISO code."""
    arcs = decode_arcs(topology)
    features = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        polygons = polygons_of(geometry, arcs) if geometry.get("arcs") else []
        if polygons:
            features.append(
                {
                    "type": "Feature",
                    "properties": {"iso_numeric": str(geometry.get("id", ""))},
                    "geometry": {"type": "MultiPolygon", "coordinates": polygons},
                }
            )
    features.sort(key=lambda feature: str(feature["properties"]["iso_numeric"]))
    return {
        "type": "FeatureCollection",
        "credit": CREDIT,
        "bbox": [WEST, SOUTH, EAST, NORTH],
        "features": features,
    }


def main() -> None:
    """Read the paths from the command line and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("topojson", type=Path, help="countries-50m.json of world-atlas")
    parser.add_argument("output", type=Path, help="GeoJSON file to write")
    paths = parser.parse_args()
    topology = json.loads(paths.topojson.read_text(encoding="utf-8"))
    text = json.dumps(cut(topology), separators=(",", ":"), ensure_ascii=False)
    paths.output.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
