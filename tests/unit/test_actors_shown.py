"""Actors as people see them: the command, the section of the brief, and the exported table."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import subprocess
import sys

import pytest

from qafila.assess.actors import Actor, Actors, read_actors
from qafila.assess.relations import Relation, Within
from qafila.brief.context import Context
from qafila.brief.exported_history import relations_csv
from qafila.brief.model import Figure, Table, plain
from qafila.brief.relating import Teller, standing
from qafila.brief.sections import actors as section
from qafila.brief.texts import Words
from qafila.case import find_case, read_case
from qafila.commands.actors import actors_report
from qafila.terms import LANGUAGES
from tests.support import synthetic_brief as made

HOSTILE = '<script>alert(1)</script> & "x"'
DAY = dt.date(2025, 11, 30)


@pytest.fixture(scope="module")
def mali():
    return read_case(find_case("mali-2025"))


def qafila(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qafila", *words], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_names_sides_relations_and_sources(mali, language):
    lines = actors_report(mali, DAY, ()).lines(language)
    words, text = Words(language), "\n".join(lines)
    side = words.label("actor_side", "separatist")
    assert side[:1].upper() + side[1:] in lines
    wagner = read_actors(mali).get("wagner").name(language)
    corps = read_actors(mali).get("africa_corps").name(language)
    assert any(corps in line and "arabnews.pk" in line for line in lines)
    gone = words.label("relation", "succeeded_by")
    gone = plain(words.say("relation_heir", relation=gone, other=corps))
    assert f"{wagner} ({gone})" in lines[-1]
    assert not re.search(r"[{}<>]|&[a-z#]", text)


def test_the_record_holds_what_was_known_and_its_state(mali):
    record = actors_report(mali, dt.date(2022, 3, 1), ()).record()
    found = {one["relation_id"]: one for one in record["relations"]}
    assert all(one["reported_at"] <= "2022-03-01" for one in found.values())
    assert found["malian-army-supported-by-wagner"]["end_latest"] is None
    assert found["malian-army-supported-by-barkhane"]["holds"]
    assert found["malian-army-supported-by-serval"]["state"] == "ended"
    assert json.loads(json.dumps(record)) == record


def test_the_command_prints_a_list_or_one_object(tmp_path):
    told = qafila("actors", "teaching")
    assert (told.returncode, told.stderr) == (0, "")
    assert "2024" in told.stdout
    given = qafila("actors", "teaching", "--json")
    assert json.loads(given.stdout)["case"] == "teaching"
    wrong = qafila("actors", "teaching", "--lang", "de")
    assert wrong.returncode == 2
    assert "--lang" in wrong.stderr


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("2024-11-30", "2024-11-30"), "30 November 2024"),
        (("2022-03-01", "2022-03-31"), "March 2022"),
        (("2021-01-01", "2021-12-31"), "2021"),
        (("2021-12-01", "2021-12-23"), "between 1 December 2021 and 23 December 2021"),
        ((None, "2021-12-23"), "by 23 December 2021"),
        (("2021-12-23", None), "not before 23 December 2021"),
        ((None, None), "unknown"),
    ],
)
def test_a_day_is_told_as_precisely_as_it_is_known(days, expected):
    within = Within(*(dt.date.fromisoformat(day) if day else None for day in days))
    assert Teller(Words("en"), Actors(()), {}).day(within).striptags() == expected


def hostile() -> Actors:
    """Two actors whose names try to be markup."""
    rows = tuple(
        Actor(key, {"en": f"{key} {HOSTILE}"}, "armed_group", "separatist") for key in "ab"
    )
    day = dt.date(2025, 1, 1)
    return Actors(
        rows,
        (
            Relation("x", "a", "fights", "b", day, "javascript:alert(1)", Within(day, day)),
            Relation(
                "y", "a", "merged_into", "b", day, f"https://e.org/{HOSTILE}", Within(day, day)
            ),
        ),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_section_escapes_names_and_links_no_other_addresses(monkeypatch, language):
    monkeypatch.setattr(section, "read_actors", lambda case: hostile())
    context = Context(made.situation(), made.forecast(), Words(language), "public")
    built = section.build(context)
    html = "".join(
        [str(block.svg) + str(block.caption) for block in built.blocks if isinstance(block, Figure)]
        + [
            str(cell.html)
            for block in built.blocks
            if isinstance(block, Table)
            for row in block.rows
            for cell in row.cells
        ]
    )
    assert "alert(1)" in html
    assert "<script" not in html
    assert "href=" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_shows_every_relation_and_marks_what_is_not_sure(mali, language):
    context = Context(made.situation(), made.forecast(), Words(language), "public")
    built = section.build(context)
    registry = read_actors(context.situation.case)
    [figure] = [block for block in built.blocks if isinstance(block, Figure)]
    known = registry.known_on(context.as_of)
    tables = [block for block in built.blocks if isinstance(block, Table)]
    assert len(tables[0].rows) + len(tables[1].rows) == len(known) > 20
    assert "stroke-dasharray" in str(figure.svg)
    now, over = standing(registry, context.as_of)
    assert {*now, *over} == set(known)
    for side in {registry.get(one.actor_a).side for one in known}:
        label = context.words.label("actor_side", side)
        assert label[1:] in str(figure.svg)


def test_a_case_without_relations_says_so(monkeypatch):
    monkeypatch.setattr(section, "read_actors", lambda case: Actors(()))
    context = Context(made.situation(), made.forecast(), Words("en"), "public")
    text = " ".join(
        str(sentence.html) for block in section.build(context).blocks
        for sentence in getattr(block, "sentences", ())
    )  # fmt: skip
    assert "No relation between actors is known." in text


@pytest.mark.parametrize("kind", ["merged_into", "fights"])
def test_one_relation_alone_can_be_drawn(monkeypatch, kind):
    rows, day = hostile().rows, dt.date(2025, 1, 1)
    one = Relation("x", "a", kind, "b", day, "estimate", Within(None, day))
    monkeypatch.setattr(section, "read_actors", lambda case: Actors(rows, (one,)))
    context = Context(made.situation(), made.forecast(), Words("en"), "public")
    assert any(isinstance(block, Figure) for block in section.build(context).blocks)


def test_the_export_has_one_row_for_each_known_relation():
    context = Context(made.situation(), made.forecast(), Words("en"), "public")
    found = list(csv.DictReader(io.StringIO(relations_csv(context))))
    known = read_actors(context.situation.case).known_on(context.as_of)
    assert [row["relation_id"] for row in found] == [one.relation_id for one in known]
    wagner = next(row for row in found if row["relation_id"] == "malian-army-supported-by-wagner")
    assert (wagner["actor_b_name_ar"], wagner["side_b"]) == ("فاغنر", "partner_force")
    assert (wagner["disputed"], wagner["state"]) == ("yes", "ended")
