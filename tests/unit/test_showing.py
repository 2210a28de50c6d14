"""What objects show of themselves: lines, HTML and pictures."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

import qafila as qf
from qafila.cards import card
from qafila.errors import InputError, UnknownNameError
from qafila.ledger.showing import claim_counts, disputed_claims
from qafila.pictures import Picture
from qafila.situation.showing import status_spans
from qafila.terms import LANGUAGES
from tests.support.synthetic_brief import HOSTILE

NAMES = ("case", "ledger", "situation", "result", "forecast", "siege")


@pytest.fixture(scope="module")
def shown() -> dict[str, object]:
    case = qf.open_case("teaching")
    situation = case.situation()
    return {
        "case": case,
        "ledger": case.ledger(),
        "situation": situation,
        "result": qf.Simulation(situation, days=8, draws=12).run(),
        "siege": case.siege(scenario=qf.Scenario(days=8, draws=12)),
        "forecast": qf.forecast(case, horizons=[2, 5, 8], draws=12),
    }


@pytest.mark.parametrize("name", NAMES)
def test_reprs_are_one_to_five_short_lines(shown: dict[str, object], name: str) -> None:
    lines = repr(shown[name]).splitlines()
    assert 1 <= len(lines) <= 5
    assert max(map(len, lines)) <= 120
    assert re.search(r"\d", lines[0])


@pytest.mark.parametrize("name", NAMES)
def test_html_is_light_and_stands_alone(shown: dict[str, object], name: str) -> None:
    html = shown[name]._repr_html_()  # type: ignore[attr-defined]
    assert len(html) < 20_000
    root = ET.fromstring(html)  # noqa: S314  # made by us
    assert {element.tag for element in root.iter()} <= {
        "div", "strong", "em", "bdi", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    assert "http" not in html
    for element in root.iter():
        style = element.get("style", "")
        # A notebook may be dark: neither ink nor paper is ours to choose.
        assert "background" not in style
        assert not re.search(r"(?<!-)color:(?!inherit)", style)


def test_cards_escape_everything() -> None:
    html = card(HOSTILE, [HOSTILE], [HOSTILE], [[HOSTILE]], HOSTILE)
    assert "<script" not in html
    assert HOSTILE not in html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_pictures_are_drawn_in_every_language(
    shown: dict[str, object], name: str, language: str
) -> None:
    picture = shown[name].plot(language=language)  # type: ignore[attr-defined]
    assert isinstance(picture, Picture)
    assert list(picture._repr_mimebundle_()) == ["image/svg+xml", "text/plain"]
    svg = picture._repr_mimebundle_(include={"image/svg+xml"})["image/svg+xml"]
    assert picture.svg() == svg
    root = ET.fromstring(svg)  # noqa: S314  # made by us
    assert root.findtext("{*}title") == picture.title
    assert picture.title.split(":")[0].split(";")[0][:12] in "".join(root.itertext())
    assert not re.search(r"<(script|a|image|style)\b|href|http(?!://www.w3.org/2000/svg)", svg)
    if language == "ar":
        assert re.search("[\u0621-\u064a]", picture.title)


def test_other_kinds_of_pictures_are_drawn(shown: dict[str, object]) -> None:
    for picture in (
        shown["situation"].plot("status"),  # type: ignore[attr-defined]
        shown["forecast"].plot("stock_out"),  # type: ignore[attr-defined]
        shown["forecast"].plot("new_arrivals_cumulative"),  # type: ignore[attr-defined]
        shown["result"].plot("corridor_state", corridor="north"),  # type: ignore[attr-defined]
        *(shown["result"].plot(str(name)) for name in shown["result"].data.data_vars  # type: ignore[attr-defined]
          if name != "corridor_state" and "day" in shown["result"].data[name].dims),  # type: ignore[attr-defined]
    ):  # fmt: skip
        assert "<path" in picture.svg()


def test_the_map_of_a_case_has_every_place_and_road(shown: dict[str, object]) -> None:
    case = shown["case"]
    spec = json.dumps(case.plot().to_dict())  # type: ignore[attr-defined]
    assert spec.count("LineString") == len(case.routes)  # type: ignore[attr-defined]
    for name in case.locations["name_en"]:  # type: ignore[attr-defined]
        assert name in spec


def test_claims_are_counted_once_and_disputes_are_marked(shown: dict[str, object]) -> None:
    ledger = shown["ledger"]
    counts = claim_counts(ledger)  # type: ignore[arg-type]
    assert counts["claims"].sum() == len(ledger.claims)  # type: ignore[attr-defined]
    assert counts["disputed"].sum() == len(disputed_claims(ledger))  # type: ignore[arg-type]
    assert counts["disputed"].sum() > 0
    assert (counts["disputed"] <= counts["claims"]).all()


def test_spans_of_status_cover_every_day_once_and_end_in_todays(shown: dict[str, object]) -> None:
    situation = shown["situation"]
    spans = status_spans(situation)  # type: ignore[arg-type]
    days = situation.data.sizes["day"]  # type: ignore[attr-defined]
    table = situation.corridor_table().set_index("corridor_id")["status"]  # type: ignore[attr-defined]
    for corridor, part in spans.groupby("corridor_id"):
        assert part["x"].iloc[0] == 0
        assert part["x2"].iloc[-1] == days
        np.testing.assert_array_equal(part["x2"].to_numpy()[:-1], part["x"].to_numpy()[1:])
        assert (part["status"].to_numpy()[1:] != part["status"].to_numpy()[:-1]).all()
        assert part["status"].iloc[-1] == table[corridor]


def test_an_undisturbed_situation_is_open_on_every_day() -> None:
    spans = status_spans(qf.open_case("teaching").situation(undisturbed=True))
    assert set(spans["status"]) == {"open"}


@pytest.mark.parametrize(("ending", "start"), [
    ("svg", b"<svg"), ("png", b"\x89PNG"), ("html", b"<!doctype html>"), ("json", b"{"),
])  # fmt: skip
def test_pictures_are_saved(
    shown: dict[str, object], tmp_path: Path, ending: str, start: bytes
) -> None:
    path = shown["situation"].plot(language="ar").save(tmp_path / f"a.{ending}")  # type: ignore[attr-defined]
    assert path.read_bytes().startswith(start)


def test_wrong_names_are_told(shown: dict[str, object], tmp_path: Path) -> None:
    situation, forecast = shown["situation"], shown["forecast"]
    with pytest.raises(UnknownNameError, match="known: en, fr, ar"):
        situation.plot(language="de")  # type: ignore[attr-defined]
    with pytest.raises(UnknownNameError, match='did you mean "status"'):
        situation.plot("statuses")  # type: ignore[attr-defined]
    with pytest.raises(UnknownNameError, match='did you mean "stock_out"'):
        forecast.plot("stockout")  # type: ignore[attr-defined]
    one = forecast.frame[forecast.frame["horizon"] == 2]  # type: ignore[attr-defined]
    with pytest.raises(InputError, match="two or more horizons"):
        replace(forecast, frame=one).plot()  # type: ignore[type-var]
    with pytest.raises(InputError, match="unknown format"):
        situation.plot().save(tmp_path / "a.gif")  # type: ignore[attr-defined]
    with pytest.raises(InputError, match="nothing to draw"):
        qf.Ledger.empty(situation.as_of).plot()  # type: ignore[attr-defined]
