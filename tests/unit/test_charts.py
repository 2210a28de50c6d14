"""Charts: what is drawn, in which order, and that nothing hostile comes through."""

from __future__ import annotations

import datetime as dt
import json
import re
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from qafila.charts import (
    Panel,
    Style,
    draw_map,
    fan_chart,
    fan_grid,
    probability_chart,
    render_png,
    render_svg,
)
from qafila.charts.fans import FAN_COLUMNS
from qafila.charts.labels import Spot, place_labels
from qafila.charts.projection import Frame
from qafila.charts.render import sanitise
from qafila.charts.theme import INSECURITY, LABEL_SIZE, STATUS_COLOURS, STATUS_DASHES, clean
from qafila.files import package_data
from qafila.pictures import write_style
from tests.support.png import read_png
from tests.support.synthetic_brief import HOSTILE

LINE = ["from_longitude", "from_latitude", "to_longitude", "to_latitude"]
TEXTS = {
    key: f"text of {key}"
    for key in (
        "open", "contested", "closed", "unknown", "city", "supply", "crossing", "reception",
        "grade_1", "grade_2", "grade_3", "road",
    )
}  # fmt: skip


def fan(days: int = 10) -> pd.DataFrame:
    """A fan that widens."""
    x = pd.Series(range(1, days + 1), dtype=float)
    factors = dict(zip(FAN_COLUMNS[1:], (0.2, 0.6, 1.0, 1.4, 1.8), strict=True))
    return pd.DataFrame({"x": x} | {name: x * factor for name, factor in factors.items()})


def a_map(status: tuple[str, ...] = ("open", "unknown"), label: str = "Bamako", rtl: bool = False):
    """A city, a port, and corridors between them."""
    places = pd.DataFrame(
        {
            "label": [label, "Dakar"],
            "longitude": [-8.0, -17.4],
            "latitude": [12.6, 14.7],
            "role": ["city", "supply"],
        }
    )
    ways = pd.DataFrame(
        [[-17.4, 14.7, -8.0, 12.6, f"c{i}", "r", one] for i, one in enumerate(status)],
        columns=[*LINE, "corridor_id", "route_id", "status"],
    )
    unsafe = pd.DataFrame({"longitude": [-11.0], "latitude": [14.4], "grade": [3]})
    borders = json.loads(package_data("defaults", "borders.geojson").read_text(encoding="utf-8"))
    return draw_map(borders, places, pd.DataFrame(columns=LINE), ways, unsafe, TEXTS, Style(rtl))


def parse(svg: str) -> ET.Element:
    """A drawing of ours."""
    return ET.fromstring(svg)  # noqa: S314


def strokes(svg: str, colour: str) -> list[ET.Element]:
    """Paths drawn in a colour."""
    return [path for path in parse(svg).findall(".//{*}path") if path.get("stroke") == colour]


def test_borders_are_small_valid_and_credited() -> None:
    text = package_data("defaults", "borders.geojson").read_text(encoding="utf-8")
    borders = json.loads(text)
    assert len(text.encode()) < 300_000
    assert "Natural Earth" in borders["credit"]
    codes = {feature["properties"]["iso_numeric"] for feature in borders["features"]}
    assert {"466", "686", "384", "478"} <= codes  # Mali, Senegal, Côte d'Ivoire, Mauritania
    for feature in borders["features"]:
        for polygon in feature["geometry"]["coordinates"]:
            for ring in polygon:
                assert ring[0] == ring[-1]
                assert len(ring) >= 4


def test_unknown_is_neither_the_colour_nor_the_dash_of_open() -> None:
    assert len(set(STATUS_COLOURS.values())) == 4
    assert STATUS_DASHES["unknown"] != STATUS_DASHES["open"]
    red, green, blue = (int(STATUS_COLOURS["unknown"][i : i + 2], 16) for i in (1, 3, 5))
    assert red == green == blue
    svg = render_svg(a_map(("unknown",)), "m", "t", "d")
    lines = strokes(svg, STATUS_COLOURS["unknown"])
    assert len(lines) == 1  # the legend draws a line element, not a path
    assert lines[0].get("stroke-dasharray") == "2,5"


def test_states_that_share_a_road_lie_side_by_side() -> None:
    svg = render_svg(a_map(("closed", "open")), "m", "t", "d")
    paths = [strokes(svg, STATUS_COLOURS[status])[0].get("d") for status in ("open", "closed")]
    assert paths[0] != paths[1]


def test_map_names_places_and_explains_all_states() -> None:
    svg = render_svg(a_map(("contested",)), "m", "t", "d")
    for word in ("Bamako", "Dakar", "text of open", "text of unknown", "text of grade_3"):
        assert word in svg
    assert "text of reception" not in svg  # nothing of the kind is on the map


def test_map_without_borders_or_corridors_is_still_drawn() -> None:
    empty = pd.DataFrame(columns=[*LINE, "corridor_id", "route_id", "status"])
    places = pd.DataFrame({"label": ["A"], "longitude": [30.0], "latitude": [15.0], "role": "city"})
    nothing = pd.DataFrame(columns=["longitude", "latitude", "grade"])
    chart = draw_map({}, places, pd.DataFrame(columns=LINE), empty, nothing, TEXTS)
    assert "A</text>" in render_svg(chart, "m", "t", "d")


def test_the_same_chart_gives_the_same_bytes() -> None:
    assert render_svg(a_map(), "m", "t", "d") == render_svg(a_map(), "m", "t", "d")


def test_two_figures_share_no_identifier() -> None:
    found = [
        set(re.findall(r' id="([^"]+)"', render_svg(a_map(), name, "t", "d")))
        for name in ("one", "two")
    ]
    assert found[0]
    assert not found[0] & found[1]
    svg = render_svg(a_map(), "one", "t", "d")
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= found[0]


def test_svg_is_plain_drawing_with_title_and_description() -> None:
    svg = render_svg(fan_chart(Panel(fan(), HOSTILE, HOSTILE)), "f", HOSTILE, HOSTILE)
    root = parse(svg)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert "script" not in names
    assert names <= {"svg", "title", "desc", "g", "path", "text", "tspan", "rect", "line",
                     "defs", "clipPath", "circle"}  # fmt: skip
    keys = {key for element in root.iter() for key in element.attrib}
    assert not {key for key in keys if key.startswith("on") or "href" in key or key == "style"}
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "f-title f-desc"
    assert "\u202e" not in "".join(root.find("{*}g").itertext())  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["1a", "A", "a b", "a'", ""])
def test_figure_names_are_plain(name: str) -> None:
    with pytest.raises(ValueError, match="plain name"):
        render_svg(fan_chart(Panel(fan(), "x")), name, "t", "d")


def test_sanitise_drops_addresses_scripts_and_foreign_elements() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'width="9" height="9"><style>@import "http://a"</style><image href="http://a/x.png"/>'
        '<a xlink:href="javascript:1"><text>in</text></a><foreignObject><b/></foreignObject>'
        '<rect fill="url(http://a)" onclick="x()" style="fill:red" width="1.23456"/>'
        '<g clip-path="url(#c)"/></svg>'
    )
    out = sanitise(svg, "f", "t", "d")
    for word in ("http://a", "javascript", "onclick", "style", "foreignObject", "image", "in<"):
        assert word not in out
    assert 'width="1.2"' in out
    assert 'clip-path="url(#f-1)"' in out


def test_right_to_left_texts_are_isolated_and_stand_at_the_right() -> None:
    left = render_svg(fan_chart(Panel(fan(), "Fuel", y_title="days")), "f", "t", "d")
    right = render_svg(
        fan_chart(Panel(fan(), "الوقود", y_title="أيام"), Style(rtl=True)), "f", "t", "d"
    )
    assert "\u2067الوقود\u2069" in right
    assert "\u2067" not in left
    assert 'direction="ltr"' in right  # anchors must not turn with the page
    title = re.search(r'<text text-anchor="(\w+)"[^>]*>\u2067الوقود', right)
    assert title is not None
    assert title.group(1) == "end"


def test_ticks_are_written_as_given() -> None:
    style = Style(ticks=[(1.0, "1 déc."), (5.0, "5 déc.")], decimal=",", thousands="\u202f")
    svg = render_svg(fan_chart(Panel(fan() * 1000 / 1000, "Fuel"), style), "f", "t", "d")
    assert "1 déc." in svg
    assert "5 déc." in svg
    large = fan()
    large[list(FAN_COLUMNS[1:])] *= 10_000
    assert "100\u202f000" in render_svg(fan_chart(Panel(large, "Fuel"), style), "f", "t", "d")


def test_threshold_and_comparison_are_drawn_and_named() -> None:
    frame = fan().assign(compare=3.0)
    panel = Panel(frame, "Fuel", threshold=2.0, threshold_label="two days")
    svg = render_svg(fan_chart(panel), "f", "t", "d")
    assert "two days" in svg
    assert "persistence" in svg
    assert "persistence" not in render_svg(fan_chart(Panel(fan(), "Fuel")), "f", "t", "d")


def test_fans_of_a_grid_do_not_share_a_scale() -> None:
    large = fan()
    large[list(FAN_COLUMNS[1:])] *= 1000
    svg = render_svg(
        fan_grid([Panel(fan(), "A"), Panel(large, "B"), Panel(fan(), "C")]), "g", "", ""
    )
    assert "15,000" in svg
    assert ">15<" in svg
    assert all(f">{name}<" in svg for name in "ABC")


def test_probability_axis_runs_from_none_to_all() -> None:
    frame = pd.DataFrame({"x": [1, 2, 3], "probability": [0.0, 0.1, 0.25]})
    svg = render_svg(probability_chart(frame, "Dry"), "p", "t", "d")
    assert "100%" in svg
    assert "25%" in svg


def test_png_shows_something() -> None:
    pixels = read_png(render_png(fan_chart(Panel(fan(), "Fuel")), scale=1.0))
    assert pixels.shape[1] > 600
    assert len({tuple(one) for one in pixels[::7, ::7].reshape(-1, 3)}) > 3


def test_labels_hide_neither_each_other_nor_needed_names() -> None:
    spots = [Spot(f"Place {i}", 100 + 3 * i, 100, 4, needed=i < 3) for i in range(12)]
    labels = place_labels(spots, 400, 200)
    assert {label.text for label in labels} >= {"Place 0", "Place 1", "Place 2"}
    assert len(labels) < len(spots)  # there is no room for all
    assert place_labels(spots, 400, 200) == labels


def test_a_spot_without_a_name_gets_no_label_but_keeps_names_off() -> None:
    mark = Spot("", 112, 100, 6, needed=True)
    alone, beside = (
        place_labels([Spot("Kayes", 100, 100, 3, needed=True), *more], 400, 200)
        for more in ((), (mark,))
    )
    assert [label.text for label in beside] == ["Kayes"]
    assert beside != alone


def test_rims_of_insecurity_lie_over_the_roads() -> None:
    svg = render_svg(a_map(("contested",)), "m", "t", "d")
    rims = [path for path in strokes(svg, INSECURITY) if path.get("stroke-width") == "1.6"]
    assert len(rims) == 1
    assert rims[0].get("fill") in (None, "none", "transparent")
    order = list(parse(svg).iter())
    [road] = strokes(svg, STATUS_COLOURS["contested"])
    drawn = {path.get("d"): number for number, path in enumerate(order) if path.get("d")}
    assert drawn[rims[0].get("d")] > drawn[road.get("d")]


def test_no_label_stands_away_from_its_mark() -> None:
    spots = [Spot(f"Place {i}", 100 + i % 5, 100 + i // 5, 4, needed=i % 2 == 0) for i in range(25)]
    labels = place_labels(spots, 400, 200)
    places = {spot.text: spot for spot in spots}
    assert 0 < len(labels) < len(spots)  # what has no room is left out, needed or not
    for label in labels:
        spot = places[label.text]
        far = max(abs(label.x - spot.x), abs(label.y - spot.y))
        assert far <= 2 * (spot.radius + 4) + LABEL_SIZE


def test_labels_keep_off_lines_where_they_can() -> None:
    line = [(100.0 + step, 100.0) for step in range(0, 100, 4)]
    [label] = place_labels([Spot("Kayes", 100, 100, 3, needed=True)], 400, 200, line)
    assert label.align != "left"


def test_frame_holds_every_point_within_its_margin() -> None:
    points = [(-17.4, 14.7), (2.0, 6.0), (-0.1, 21.0)]
    frame = Frame.around(points, 680)
    for point in points:
        x, y = frame.to_pixel(*point)
        assert 40 <= x <= frame.width - 40
        assert 40 <= y <= frame.height - 40


def test_clean_keeps_letters_of_every_script() -> None:
    assert clean("كايس Kayes Ségou") == "كايس Kayes Ségou"
    assert clean("a\x00b\u2066c\u200fd\te") == "abcd e"


def test_a_line_at_the_top_keeps_its_width() -> None:
    frame = fan().assign(compare=100.0)
    spec = fan_chart(Panel(frame, "People")).to_dict()
    domains = re.findall(r"'domain': \[0, ([\d.]+)\]", str(spec))
    assert domains
    assert all(float(top) > 100.0 for top in domains)


def test_right_to_left_fonts_hold_latin_letters_too() -> None:
    from qafila.charts.theme import config

    fonts = config(Style(rtl=True))["font"].split(", ")
    # Noto Sans has no Arabic letter and Noto Sans Arabic no Latin one.
    assert not fonts[0].startswith("Noto")
    assert fonts.index("DejaVu Sans") < min(
        at for at, font in enumerate(fonts) if font.startswith("Noto")
    )
    assert config(Style())["font"].startswith("Noto Sans")


def test_axes_tell_years_where_a_date_could_be_of_two() -> None:
    first = dt.date(2016, 3, 3)
    long = [label for _, label in write_style("en", first, [0, 1884]).ticks]
    assert long[0] == "3 Mar 2016"
    assert len(set(long)) == len(long)
    assert write_style("fr", first, [0, 1884]).ticks[0][1] == "3 mars 2016"
    assert all("20" not in label[-4:] for _, label in write_style("en", first, [0, 60]).ticks)
    across = dt.date(2025, 12, 20)
    assert write_style("en", across, [0, 30]).ticks[0][1] == "20 Dec"
    assert write_style("en", across, [0, 299]).ticks[0][1] == "20 Dec 2025"
