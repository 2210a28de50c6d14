"""The report of ``qafila backtest``: a whole page, escaped, with n beside its figures."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from qafila.brief.looking_back.looked import LEAST, Looked, cells_of
from qafila.brief.looking_back.losses import losses
from qafila.brief.looking_back.page import report
from qafila.brief.looking_back.tables import each_table, headline_table, kinds_table
from qafila.brief.texts import Words
from qafila.charts import render_svg
from qafila.charts.rolling import Track, tracks_chart, weights_chart
from qafila.charts.verification import experts_chart
from qafila.cli import app
from qafila.commands.backtest import Backtested, BacktestOptions
from qafila.commands.backtest_report import write_report
from qafila.errors import UnknownNameError
from qafila.forecasting.displacement.judging import POOLED, QAFILA
from qafila.pictures import write_style
from qafila.terms import LANGUAGES
from tests.support.looked_back import crisis, looked
from tests.support.synthetic_brief import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("one", "two", "<script>alert(9)</script>")
CRISES = (
    crisis(NAMES[0], "MLI", seed=1),
    crisis(NAMES[1], "BDI", ("A", HOSTILE), seed=2),
    crisis(NAMES[2], "SSD", ("only",), seed=3),
)
VOID = {"meta", "br", "img", "link", "input", "hr"}
BEST = "crps_ratio_best_naive"


class Balanced(HTMLParser):
    """Elements of a page; whether each that is opened is closed."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text.append(data)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The report in each language."""
    made = looked(CRISES)
    return {
        language: report(
            Looked(made.crises, made.told, made.scores, made.kinds, made.step, Words(language))
        )
        for language in LANGUAGES
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_and_asks_for_nothing(pages: dict[str, str], language: str) -> None:
    page = pages[language]
    read = Balanced(page)
    assert read.open == []
    tags = {tag for tag, _ in read.seen}
    assert tags.isdisjoint({"script", "link", "img", "iframe", "object", "use", "image"})
    root = next(attributes for tag, attributes in read.seen if tag == "html")
    assert root == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    for _, attributes in read.seen:
        assert not any(name.startswith("on") for name in attributes)
        for name in ("src", "href", "srcset", "action"):
            assert (attributes.get(name) or "#").startswith("#")
    assert not re.search(r"url\((?!#)|@import", page)
    anchors = [attributes["id"] for _, attributes in read.seen if "id" in attributes]
    assert len(anchors) == len(set(anchors))
    links = {str(attributes["href"])[1:] for tag, attributes in read.seen if tag == "a"}
    assert links <= set(anchors)
    assert len(page) < 5_000_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_text_and_every_crisis_is_there(pages: dict[str, str], language: str) -> None:
    page, read = pages[language], Balanced(pages[language])
    assert "<script" not in page
    assert "\u202e" not in page
    text = "".join(read.text)
    for name in NAMES:
        assert text.count(name) >= 2 + 2 * 2
    assert not re.search(r"\b([Nn]a[Nn]|inf|None|NaT)\b", text)
    assert not re.search(r"[\u0660-\u0669\u06f0-\u06f9]", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_and_picture_says_what_it_is(pages: dict[str, str], language: str) -> None:
    words, page = Words(language), pages[language]
    product, measure = words.label("product", "unconditional"), words.say("backtest_measure")
    captions = re.findall(r"<(caption|figcaption)[^>]*>(.*?)</\1>", page, re.DOTALL)
    assert len(captions) == 7 + 3 + 2 * len(CRISES)
    for _, caption in captions:
        assert product in caption
        assert measure in caption
        assert "2015" in caption
    pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(pictures) == 3 + 2 * len(CRISES)
    for picture in pictures:
        root = ET.fromstring(picture)  # noqa: S314
        assert root.get("role") == "img"
        for part in ("title", "desc"):
            told = root.find(f"{{*}}{part}")
            assert told is not None
            assert told.text
            assert told.get("id") in str(root.get("aria-labelledby"))
        drawn = unescape("".join(root.itertext()))
        assert product in drawn
        assert measure in drawn


def test_n_stands_beside_every_figure() -> None:
    made = looked(CRISES)
    cells = cells_of(made.scores)
    table = each_table(made)
    assert len(table.rows) == (cells["crisis"] != POOLED).sum() == 2 * len(CRISES)
    shown = [(row.cells[2].html.striptags(), row.cells[3].html.striptags()) for row in table.rows]
    told = cells[cells["crisis"] != POOLED]
    assert shown == [
        (f"{n:,}", f"{windows}")
        for n, windows in zip(told["n_targets"], told["n_windows"], strict=True)
    ]
    assert len(headline_table(made).rows) == len(made.horizons)
    kinds = kinds_table(made)
    assert kinds is not None
    for row in (*headline_table(made).rows, *kinds.rows):
        numbers = [cell.html.striptags() for cell in row.cells]
        assert all(re.fullmatch(r"[\d,]+", one) for one in numbers[-7:-5])


def with_cells(made: Looked, crisis_name: str, horizon: int, n: int, **values: float) -> Looked:
    """The same with other scores in one cell."""
    table = made.scores.copy()
    at = (table["crisis"] == crisis_name) & (table["horizon"] == horizon)
    at &= (table["expert"] == QAFILA) & (table["scale"] == "natural")
    table.loc[at, "n_targets"] = n
    for metric, value in values.items():
        table.loc[at & (table["metric"] == metric), "value"] = value
    return replace(made, scores=table)


def told_of(made: Looked) -> str:
    """What is said of losses."""
    return " ".join(one.html.striptags() for one in losses(made).sentences)


def test_losses_are_told_from_the_figures() -> None:
    made = looked(CRISES)
    for name in NAMES:
        for horizon in made.horizons:
            made = with_cells(made, name, horizon, 300, **{BEST: 0.9, "coverage90": 0.9})
    assert "No judged cell has a ratio above 1." in told_of(made)
    assert "6 of 6; lost: 0" in told_of(made)
    assert "No judged cell has fewer than 80.0% of truths" in told_of(made)
    lost = with_cells(made, "one", 7, LEAST, **{BEST: 1.02, "coverage90": 0.79})
    assert "5 of 6; lost: 1" in told_of(lost)
    assert "Lost, with a ratio above 1: one, 7 days: 1.020 (n = 100; windows 12)." in told_of(lost)
    assert "in the 90% interval: one, 7 days: 79.0% (n = 100; windows 12)." in told_of(lost)
    assert "lost, too narrow" in each_table(lost).rows[_row(lost, "one", 7)].cells[-1].html
    small = with_cells(made, "one", 7, LEAST - 1, **{BEST: 1.02, "coverage90": 0.79})
    assert "5 of 5; lost: 0" in told_of(small)
    assert "not judged: one, 7 days: 1.020 (n = 99; windows 12)." in told_of(small)
    assert "not judged: one, 7 days: 79.0% (n = 99; windows 12)." in told_of(small)
    assert "not judged" in each_table(small).rows[_row(small, "one", 7)].cells[-1].html


def _row(made: Looked, name: str, horizon: int) -> int:
    cells = cells_of(made.scores)
    cells = cells[cells["crisis"] != POOLED].reset_index(drop=True)
    return int(cells.index[(cells["crisis"] == name) & (cells["horizon"] == horizon)][0])


def test_a_band_that_reaches_one_is_no_gain() -> None:
    made = looked(CRISES)
    sure = with_cells(made, POOLED, 7, 900, **{f"{BEST}_high": 0.99})
    sure = with_cells(sure, POOLED, 30, 900, **{f"{BEST}_high": 0.99})
    assert "no gain is shown" not in told_of(sure)
    unsure = with_cells(sure, POOLED, 30, 900, **{f"{BEST}_high": 1.0, BEST: 0.98})
    assert "no gain is shown: 30 days: 0.980 (n = 900;" in told_of(unsure)


def test_what_is_not_known_is_a_dash() -> None:
    made = looked(CRISES[:1])
    made = with_cells(made, "one", 7, 300, **{BEST: float("nan")})
    page = report(made)
    assert not re.search(r"\bnan\b", page, re.IGNORECASE)
    assert "–" in each_table(made).rows[_row(made, "one", 7)].cells[4].html


def test_one_horizon_of_one_place_is_reported_too() -> None:
    page = report(looked((crisis("alone", "MLI", ("only",)),), horizons=(30,)))
    assert Balanced(page).open == []
    assert page.count("<svg") == 3 + 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_experts_are_named_in_every_language(language: str) -> None:
    rows = [
        {"panel": panel, "label": label, "value": value, "low": value - 0.1, "high": value + 0.1,
         "main": label == "b"}
        for panel in ("7", "30")
        for label, value in (("a", 1.0), ("b", 0.9), (HOSTILE, 1.3))
    ]  # fmt: skip
    texts = dict.fromkeys(("main", "expert", "band", "one"), "text")
    chart = experts_chart(pd.DataFrame(rows), "Title", "", texts, write_style(language))
    root = ET.fromstring(render_svg(chart, "f", "t", "d"))  # noqa: S314
    words = ["".join(one.itertext()).strip("\u2067\u2069") for one in root.findall(".//{*}text")]
    assert words.count("a") == words.count("b") == 1
    assert sum("<script>" in one for one in words) == 1


def test_weights_fill_the_field_and_lone_days_are_drawn() -> None:
    frame = pd.DataFrame(
        {"panel": "7 days", "x": [0, 0, 15, 15], "expert": ["a", "b"] * 2,
         "weight": [0.25, 0.75, 0.5, 0.5]}
    )  # fmt: skip
    chart = weights_chart(frame, "Weights", "", {"a": "A", "b": "B"})
    areas = [json.loads(one.data.values) for one in chart.vconcat[0].concat[0].layer[:2]]
    ends = [[(row["y"], row["y2"]) for row in rows] for rows in areas]
    assert ends == [[(0, 25), (0, 50)], [(25, 100), (50, 100)]]
    alone = weights_chart(frame[frame["x"] == 0], "Weights", "", {"a": "A", "b": "B"})
    rows = json.loads(alone.vconcat[0].concat[0].layer[0].data.values)
    assert [row["x"] for row in rows] == [0, 1]


def test_a_field_of_a_track_is_as_high_as_what_came_not_as_a_wide_fan() -> None:
    names = ("low90", "low50", "median", "high50", "high90")
    fans = pd.DataFrame({"origin": [0, 0, 30], "x": [7, 30, 60]} | dict.fromkeys(names, 50.0))
    wide = fans.assign(high90=1e6)
    reports = pd.DataFrame({"x": [0, 20, 40], "people": [10.0, 90.0, 60.0]})
    texts = dict.fromkeys(("median", "half", "wide", "reports"), "text")
    domains = []
    for one in (fans, wide):
        chart = tracks_chart([Track("All", one, reports)], "Fans", "", texts).to_dict()
        layer = chart["vconcat"][0]["concat"][0]["layer"][0]
        domains.append(layer["encoding"]["y"]["scale"]["domain"])
        svg = render_svg(
            tracks_chart([Track(HOSTILE, one, reports)], "t", "", texts), "f", "t", "d"
        )
        assert "<script" not in svg
    assert domains[0] == domains[1] == [0, pytest.approx(90 * 1.15)]


def test_the_command_writes_both_and_refuses_an_unknown_language(tmp_path: Path) -> None:
    made = looked(CRISES)
    done = Backtested(made.crises, made.told, made.scores, BacktestOptions())
    written = write_report(done, tmp_path / "new", "fr")
    assert [path.name for path in written] == ["scores_by_kind.csv", "report.html"]
    assert '<html lang="fr"' in written[1].read_text(encoding="utf-8")
    table = pd.read_csv(written[0])
    assert list(table) == [*made.scores.columns, "kind"]
    assert np.isfinite(table["value"]).all()
    before = written[1].read_bytes()
    assert write_report(done, tmp_path / "new", "fr")[1].read_bytes() == before
    with pytest.raises(UnknownNameError, match="de"):
        write_report(done, tmp_path / "other", "de")
    assert not (tmp_path / "other").exists()
    with pytest.raises(UnknownNameError):
        CliRunner().invoke(app, ["backtest", "--language", "de"], catch_exceptions=False)
