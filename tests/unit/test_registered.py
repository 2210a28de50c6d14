"""Registered people in a run: the station, the section in three languages, exports, `run.json`."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import html as html_module
import importlib.util
import io
import re
from typing import TYPE_CHECKING

import pytest

from qafila import tables
from qafila.brief import Brief, write_exports
from qafila.brief.registered import places_of
from qafila.brief.texts import table
from qafila.case import find_case, read_case
from qafila.commands.run import RunOptions, Teller, run_case
from qafila.forecasting import Forecast
from qafila.forecasting.displacement.registered import NOBODY, NOT_INSTALLED, Registered
from qafila.simulate import Scenario
from qafila.terms import LANGUAGES
from tests.support import synthetic_brief as made
from tests.support.cases import HEADERS, write_small_case
from tests.support.registered import day_of, registered

if TYPE_CHECKING:
    from pathlib import Path

INSTALL = 'pip install "qafila[forecast]"'
LARGE = {"country:MRT": 52_345.0, "country:SEN": 1234.0, "country:GIN": 6.0}
SMALL = Scenario(days=8, draws=10)


class Notes(Teller):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.did: dict[str, str] = {}

    def note(self, text: str) -> None:
        self.told.append(text)

    def finish(self, station: str, did: str, seconds: float) -> None:
        self.did[station] = did


def forecast(people: Registered) -> Forecast:
    return dataclasses.replace(made.forecast(), registered=people)


def section(people: Registered, language: str = "en", profile: str = "public") -> str:
    """The section as text without markup."""
    html = Brief(made.situation(), forecast(people), language, profile).html()
    found = re.search(r'<section id="registered".*?</section>', html, re.DOTALL)
    assert found is not None
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found.group(0)))
    return html_module.unescape(text)


def exported(folder: Path, people: Registered, profile: str = "public") -> list[dict[str, str]]:
    write_exports(made.situation(), forecast(people), folder, profile)
    text = (folder / "registered.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_section_has_labels_figures_and_definitions(language: str) -> None:
    text, words = section(registered(LARGE), language), table(language)
    for key in ("registered_likely", "registered_planning", "registered_worst"):
        assert words[key] in text
    assert words["registered_not_validated"] in text
    label = {"en": "unconditional", "fr": "inconditionnel", "ar": "غير مشروط"}[language]
    assert text.count(label) >= 2
    assert "registered.csv" in text
    assert not re.search(r"\bna[nt]\b|None|[{}]", text)


def test_planning_figures_are_those_of_the_outlook() -> None:
    people = registered(LARGE)
    assert people.outlook is not None
    planning = people.outlook.planning()
    context = Brief(made.situation(), forecast(people), "en", "internal").context
    found = {one.place: one for one in places_of(context, people)}
    for at, place in enumerate(people.outlook.places):
        ahead = found[place].ahead
        assert [one.horizon for one in ahead] == [30, 90]
        for one in ahead:
            number = people.outlook.horizons.index(one.horizon)
            told = (one.likely, one.planning, one.worst)
            assert told == tuple(round(value) for value in planning[at, number])
            assert one.low < one.likely < one.planning < one.worst


def test_a_fresh_report_raises_no_alarm_and_an_old_one_does() -> None:
    def alarm(age: int) -> bool:
        html = Brief(made.situation(), forecast(registered(LARGE, age))).html()
        found = re.search(r'<section id="registered".*?</section>', html, re.DOTALL)
        return found is not None and 'class="alarm' in found.group(0)

    assert [alarm(age) for age in (20, 90, 91)] == [False, False, True]
    text = section(registered(LARGE, 304))
    assert f"{day_of(304).day} {day_of(304):%B %Y}" in text
    assert "304 days" in text
    assert "out of date" in text


def test_small_places_and_wide_intervals_are_left_to_the_table(tmp_path: Path) -> None:
    html = Brief(made.situation(), forecast(registered(LARGE))).html()
    head = re.findall(r'<th scope="row"[^>]*>(.*?)</th>', html, re.DOTALL)
    rows = [re.sub(r"<[^>]+>", " ", one) for one in head]
    assert any("Mauritania" in one for one in rows)
    assert not any("Guinea" in one for one in rows)
    wide = registered(LARGE, spread=20.0)
    assert "Mauritania, Senegal; registered.csv" in section(wide)
    assert {row["location"] for row in exported(tmp_path, wide)} == {*LARGE, "total"}


def test_of_many_places_the_five_largest_are_shown() -> None:
    people = {f"country:{code}": 2000.0 + at for at, code in enumerate(
        ("MRT", "SEN", "GIN", "NER", "BFA", "CIV", "DZA")
    )}  # fmt: skip
    text = section(registered(people))
    assert "5 largest): 2 places;" in text
    shown = [one for one in ("Mauritania", "Senegal", "Guinea", "Niger", "Algeria") if one in text]
    assert shown == ["Guinea", "Niger", "Algeria"]


def test_a_lone_place_is_shown_however_small() -> None:
    assert "Senegal" in section(registered({"country:SEN": 40.0}))


def test_a_known_figure_is_cited_and_told_exactly_only_if_it_is_the_sum() -> None:
    age = (made.AS_OF - dt.date(2024, 12, 31)).days
    people = registered(LARGE, age)
    context = Brief(made.situation(), forecast(people)).context
    found = {one.place: one for one in places_of(context, people)}
    assert [ref.anchor for ref in found["country:SEN"].refs]
    assert found["country:SEN"].stock == 1234.0
    # No known figure says so, and a sum over places would tell what is kept back of one of them.
    assert found["country:MRT"].stock == 52_000.0
    assert found["total"].stock == 54_000.0
    assert found["country:GIN"].stock != found["country:GIN"].stock
    other = registered(LARGE | {"country:SEN": 1300.0}, age)
    changed = {one.place: one for one in places_of(context, other)}
    assert changed["country:SEN"].stock == 1300.0
    odd = {one.place: one for one in places_of(context, registered({"country:SEN": 1267.0}, age))}
    assert odd["country:SEN"].stock == 1300.0


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_rows_have_the_hub_columns_and_labels(tmp_path: Path, profile: str) -> None:
    rows = exported(tmp_path, registered(LARGE), profile)
    assert {row["product"] for row in rows} == {"unconditional"}
    assert {row["expert"] for row in rows} == {"qafila"}
    assert {row["calibrated"] for row in rows} == {"no"}  # whole countries were never scored
    assert {row["target"] for row in rows} == {
        f"registered_{one}" for one in (
            "stock_whole_country", "net_change_whole_country", "stock_total", "net_change_total"
        )
    }  # fmt: skip
    assert {row["horizon"] for row in rows} == {"7", "30", "60", "90"}
    names = {row["location"]: row["name_en"] for row in rows}
    assert names["total"] == "All places together"
    assert names["country:SEN"] == "Senegal"
    for row in rows:
        assert (row["value"] == "") == (row["suppressed"] == "yes")
    # Registered people never stand among arrivals.
    for name in ("arrivals.csv", "supply.csv"):
        assert "registered_" not in (tmp_path / name).read_text(encoding="utf-8")


def test_the_public_sees_nothing_of_a_small_count(tmp_path: Path) -> None:
    rows = exported(tmp_path / "a", registered(LARGE))
    kept = {row["location"] for row in rows if row["suppressed"] == "yes"}
    assert kept == {"country:GIN"}
    few = [row for row in rows if row["location"] == "country:GIN"]
    assert {row["value"] for row in few} == {""}
    for row in rows:
        if row["output_type"] == "quantile" and row["value"]:
            assert float(row["value"]) % 10 == 0
    inside = exported(tmp_path / "b", registered(LARGE), "internal")
    assert all(row["value"] for row in inside)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [NOBODY, NOT_INSTALLED])
def test_without_a_forecast_one_sentence_says_why(
    tmp_path: Path, language: str, state: str
) -> None:
    people = Registered("MLI", state)
    text = section(people, language)
    assert (INSTALL in text) == (state == NOT_INSTALLED)
    assert len(text) < 500
    paths = write_exports(made.situation(), forecast(people), tmp_path)
    assert "registered.csv" not in {path.name for path in paths}


def test_names_of_places_and_sources_are_escaped() -> None:
    people = registered({made.HOSTILE: 5000.0, "b": 4000.0}, source=made.HOSTILE)
    html = Brief(made.hostile_situation(), forecast(people)).html()
    assert "<script" not in html
    assert "<img" not in html


def test_an_article_is_named_by_its_host_alone() -> None:
    text = section(registered(LARGE, source="https://example.org/90-tankers-came-monday"))
    assert "example.org" in text
    assert "tankers" not in text


def series() -> str:
    """Registered people in two countries, month by month, and people displaced at home."""
    lines = []
    for number in range(8):
        day = dt.date(2025, 3, 1) + dt.timedelta(days=30 * number)
        for place, coa, people in (("", "MRT", 20_000 + 400 * number), ("", "SEN", 3000)):
            lines.append(
                f"{coa.lower()}-{number},{day},{day},{day},stated,{place},{coa},stock,refugee,registered,,"
                f"{people},,,,,people,MLI,{coa},,UNHCR,https://example.org/a,"
            )
    day = dt.date(2025, 9, 1)
    lines.append(
        f"idp,{day},{day},{day},stated,city,MLI,stock,idp,registered,,90000,,,,,people,MLI,MLI,,"
        "DTM,https://example.org/b,"
    )
    return "\n".join([HEADERS["observations"], *lines, ""])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = write_small_case(tmp_path_factory.mktemp("case") / "case")
    text = series()
    _, problems = tables.read_table("observations", text.encode(), "observations.csv")
    assert not problems
    (found / "observations.csv").write_text(text, encoding="utf-8")
    return found


def run(folder: Path, out: Path, teller: Teller | None = None, **more: object) -> dict:
    case = read_case(folder)
    options = {
        "as_of": case.as_of, "scenario": SMALL, "languages": LANGUAGES, "profile": "public",
        "out": out,
    }  # fmt: skip
    return run_case(case, RunOptions(**(options | more)), teller)


def test_a_run_forecasts_registered_people(folder: Path, tmp_path: Path) -> None:
    notes = Notes()
    record = run(folder, tmp_path / "out", notes)
    told = record["registered"]
    assert notes.did["registered"] == "told"
    assert (told["state"], told["product"], told["series"]) == ("told", "unconditional", 3)
    assert told["horizons"] == [7, 30, 60, 90]
    assert told["sources"] == {"country:MRT": "UNHCR", "country:SEN": "UNHCR"}
    for weights in told["experts"].values():
        assert sum(weights.values()) == pytest.approx(1.0, abs=0.001)
    assert re.fullmatch("[0-9a-f]{64}", told["residuals"]["sha256"])
    assert told["residuals"]["countries"] == 6
    assert "exports/registered.csv" in record["outputs"]
    text = (tmp_path / "out" / "exports" / "registered.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    # Displaced people at home are another series.
    assert {row["location"] for row in rows} == {"country:MRT", "country:SEN", "total"}
    middle = {
        (row["location"], row["horizon"]): float(row["value"])
        for row in rows
        if row["output_type_id"] == "0.5"
    }
    assert middle["total", "7"] < 40_000
    for language in LANGUAGES:
        page = (tmp_path / "out" / f"brief.{language}.html").read_text(encoding="utf-8")
        assert page.count('<section id="registered"') == 1


def test_without_the_extra_the_run_goes_on_and_says_so(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "statsforecast" else real(name)
    )
    notes = Notes()
    record = run(folder, tmp_path / "out", notes)
    assert record["registered"]["state"] == NOT_INSTALLED
    assert [INSTALL in one for one in notes.told if "registered" in one] == [True]
    assert "exports/registered.csv" not in record["outputs"]
    page = (tmp_path / "out" / "brief.en.html").read_text(encoding="utf-8")
    assert "pip install" in page


def test_a_case_without_registered_counts_says_so(tmp_path: Path) -> None:
    notes = Notes()
    record = run(write_small_case(tmp_path / "bare"), tmp_path / "out", notes)
    assert record["registered"] == {"state": NOBODY, "home": "MLI"}
    assert len([one for one in notes.told if "nobody from MLI" in one]) == 1
    assert "exports/registered.csv" not in record["outputs"]


def test_a_baseline_has_no_forecast_of_registered_people(folder: Path, tmp_path: Path) -> None:
    record = run(folder, tmp_path / "out", undisturbed=True)
    assert record["registered"] == {"state": "not_asked"}
    page = (tmp_path / "out" / "brief.en.html").read_text(encoding="utf-8")
    assert '<section id="registered"' not in page


@pytest.fixture(scope="module", params=["mali-2025", "timbuktu-2023"])
def shipped(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple:
    case = read_case(find_case(request.param))
    out = tmp_path_factory.mktemp("shipped")
    options = RunOptions(case.as_of, SMALL, LANGUAGES, "public", out, stored=False)
    return case, out, run_case(case, options)


def test_shipped_cases_tell_how_old_their_counts_are(shipped: tuple) -> None:
    case, out, record = shipped
    told = record["registered"]
    if case.name == "timbuktu-2023":  # its newest count is older than a year
        assert told["state"] == "too_old"
        page = (out / "brief.en.html").read_text(encoding="utf-8")
        assert "every count of people from" in page
        return
    assert told["state"] == "told"
    assert {frozenset(one) for one in told["cautions"]} == {frozenset({"code", "place"})}
    codes = {one["code"] for one in told["cautions"]}
    assert "old" in codes
    for language in LANGUAGES:
        page = (out / f"brief.{language}.html").read_text(encoding="utf-8")
        found = re.search(r'<section id="registered".*?</section>', page, re.DOTALL)
        assert found is not None
        assert 'class="alarm' in found.group(0)
        assert table(language)["registered_not_validated"] in found.group(0)
    text = (out / "exports" / "registered.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["reference_date"] for row in rows} == {case.as_of.isoformat()}
    assert {row["product"] for row in rows} == {"unconditional"}
