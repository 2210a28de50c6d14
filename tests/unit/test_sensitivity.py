"""Which parameters move the answer: the table of a case, the page of the docs, and the brief."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from benchmarks import siege_sensitivity as made
from qafila.brief.context import Context
from qafila.brief.model import Prose, Table
from qafila.brief.sections import parameters
from qafila.brief.texts import Words
from qafila.case import find_case, read_case, shipped_cases
from qafila.errors import InputError
from qafila.forecasting.calibration.digests import MODEL_VERSION
from qafila.parameters import known_parameters
from qafila.sensitivity import FILE
from qafila.terms import LANGUAGES
from tests.support import synthetic_brief
from tests.support.cases import write_small_case

HEAD = "parameter,effect,error,unit,start,end,method,source"
ROW = "convoy_rate,1.5,0.2,days,2025-10-01,2025-11-24,morris,somewhere"
PAGE = made.PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def mali():
    return read_case(find_case("mali-2025"))


@pytest.fixture(scope="module")
def effects() -> list[made.Effect]:
    """What the page of the docs says."""
    part = re.search(r"<!-- sensitivity -->(.*?)<!-- end of sensitivity -->", PAGE, re.DOTALL)
    lines = re.findall(r"^\| `(\w+)` \| (\S+) \| (\S+) \| (\S+) \| (\S+) \|", part[1], re.MULTILINE)
    assert len(lines) == made.SHOWN
    return [made.Effect(name, *map(float, numbers)) for name, *numbers in lines]


def told(case, language: str = "en") -> list[Table | Prose]:
    situation = replace(synthetic_brief.situation(), case=case)
    forecast = synthetic_brief.forecast()
    return list(parameters.moved(Context(situation, forecast, Words(language), "public")))


def test_the_table_of_the_case_is_that_of_the_page(mali, effects) -> None:
    start = mali.start + dt.timedelta(days=made.SETTLING_DAYS)
    text = made.rows(effects, start, dt.date.fromisoformat(made.DAY))
    assert made.TABLE.read_text(encoding="utf-8") == text
    assert FILE in mali.hashes


def test_the_table_was_made_with_the_model_as_it_is(mali) -> None:
    assert mali.sensitivity["source"].str.endswith(f", model version {MODEL_VERSION}").all()


def test_the_table_is_about_parameters_and_no_corridor(mali) -> None:
    named = set(mali.sensitivity["parameter"])
    assert named <= set(known_parameters())
    assert not named & set(mali.corridors["corridor_id"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_brief_tells_the_five_that_move_most(mali, effects, language: str) -> None:
    table, note = told(mali, language)
    words = Words(language)
    expected = sorted(effects, key=lambda one: -one.size)[:5]
    shown = [tuple(cell.html.striptags() for cell in row.cells) for row in table.rows]
    for (label, effect), one in zip(shown, expected, strict=True):
        assert parameters.parameter_label(one.name, language) in label
        assert words.figures(round(one.size, 1)) in effect
        assert words.figures(round(one.error, 1)) in effect
    for day in ("2025-10-01", made.DAY):
        assert words.date(dt.date.fromisoformat(day)) in table.caption
    (sentence,) = note.sentences
    assert words.label("sensitivity_method", "morris") in sentence.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_without_the_table_says_that_it_was_not_made(language: str) -> None:
    case = read_case(shipped_cases()["timbuktu-2023"])
    assert case.sensitivity.empty
    (said,) = told(case, language)
    wanted = Words(language).say("moved_missing", city="").striptags()[:20]
    assert wanted in said.sentences[0].html.striptags()


def test_nothing_is_said_where_nothing_is_forecast(mali) -> None:
    situation = replace(synthetic_brief.situation(), case=mali)
    assert parameters.moved(Context(situation, None, Words("en"), "public")) == ()
    calm = replace(situation, undisturbed=True)
    context = Context(calm, synthetic_brief.forecast(), Words("en"), "public")
    assert parameters.moved(context) == ()


def test_every_moved_input_has_a_name_in_each_language() -> None:
    for name in ("demand", "attacks_a_day", *known_parameters()):
        labels = {parameters.parameter_label(name, language) for language in LANGUAGES}
        assert None not in labels
        assert len(labels) > 1
    assert set(made.meanings()) >= {"demand", "attacks_a_day"}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (ROW.replace("convoy_rate", "convoy_rat"), "column parameter: there is no parameter"),
        (ROW.replace("1.5", "-1.5"), "column effect"),
        (ROW.replace("days", "km"), 'column unit: "km" is no time'),
        (ROW.replace("days", "furlongs"), "column unit"),
        (ROW.replace("2025-10-01", "2025-12-01"), "column start: start is after end"),
        (ROW.replace("morris", "guess"), "column method"),
        (ROW.replace("somewhere", ""), "column source"),
        (f"{ROW}\n{ROW}", "row 3, column parameter: the row repeats"),
        (
            f"{ROW}\n{ROW.replace('convoy_rate', 'demand').replace('11-24', '11-20')}",
            "row 3, column end: end is not that of the first row",
        ),
    ],
)
def test_what_is_wrong_is_named(tmp_path, row: str, fault: str) -> None:
    folder = write_small_case(tmp_path / "case")
    (folder / FILE).write_text(f"{HEAD}\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_case(folder)
    assert f"{FILE}, row" in str(caught.value)
    assert fault in str(caught.value)


def test_a_sound_table_is_read(tmp_path) -> None:
    folder = write_small_case(tmp_path / "case")
    (folder / FILE).write_text(f"{HEAD}\n{ROW}\n", encoding="utf-8")
    assert read_case(folder).sensitivity["effect"].tolist() == [1.5]
