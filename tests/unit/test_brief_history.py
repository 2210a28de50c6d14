"""Timeline and abductions in the brief and its exports, as each profile may see them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest

from qafila.brief.context import Context
from qafila.brief.exported_history import timeline_csv
from qafila.brief.exported_hostages import abductions_csv
from qafila.brief.history import history
from qafila.brief.model import Figure, Table
from qafila.brief.sections import abductions, timeline
from qafila.brief.texts import Words
from qafila.claims import Actor
from qafila.terms import LANGUAGES
from tests.support import synthetic_brief as made


def context(profile: str = "public", language: str = "en", **given: object) -> Context:
    return Context(made.situation(**given), None, Words(language), profile)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", ["public", "internal"])
def test_each_number_of_the_picture_has_a_row_of_the_table_with_its_claims(
    language: str, profile: str
) -> None:
    known = context(profile, language)
    figure, table = timeline.build(known).blocks
    assert isinstance(figure, Figure)
    assert isinstance(table, Table)
    drawn = set(re.findall(r">(\d+)</text>", figure.svg))
    assert drawn >= {str(number) for number in range(1, len(table.rows) + 1)}
    assert all(row.cells[-1].refs for row in table.rows)
    assert len(table.rows) == len(history(known).drawn)
    assert 'role="img"' in figure.svg


def test_the_picture_is_described_row_by_row() -> None:
    figure = timeline.build(context("internal")).blocks[0]
    assert isinstance(figure, Figure)
    description = re.search(r"<desc[^>]*>(.*?)</desc>", figure.svg, re.DOTALL)
    assert description
    assert "Attacks on convoys: 1 (10 October 2025)." in description[1]


def test_names_of_rows_stand_where_the_language_starts_and_time_runs_one_way() -> None:
    def places(language: str) -> tuple[float, list[float]]:
        svg = str(timeline.build(context("internal", language)).blocks[0].svg)
        texts = re.findall(r'transform="translate\(([\d.]+),[\d.]+\)"[^>]*>([^<]+)</text>', svg)
        names = [float(x) for x, text in texts if text.strip("\u2067\u2069") in HOSTAGES]
        days = [float(x) for x, text in texts if re.fullmatch(r"\W*\d+ \w+\W*", text)]
        return names[0], days

    left, days = places("en")
    assert left < min(days)
    assert days == sorted(days)
    right, days = places("ar")
    assert right > max(days)
    assert days == sorted(days)


HOSTAGES = {"Hostages", "الرهائن"}


def test_a_passage_is_told_by_week_in_public_and_a_fresh_one_not_at_all() -> None:
    public, internal = (rows(timeline_csv(context(one))) for one in ("public", "internal"))
    passages = [row for row in public if row["event_type"] == "supply_arrival"]
    assert [(row["date_start"], row["date_end"], row["date_precision"]) for row in passages] == [
        ("2025-10-06", "2025-10-12", "week")
    ]
    days = {row["date_start"] for row in internal if row["event_type"] == "supply_arrival"}
    assert days == {"2025-10-08", "2025-10-29"}


def test_small_counts_are_withheld_in_public_and_those_of_hostages_are_not() -> None:
    public = {row["event_type"]: row for row in rows(timeline_csv(context("public")))}
    assert (public["casualties"]["low"], public["casualties"]["withheld"]) == ("", "small_count")
    assert public["abduction"]["low"] == "6"
    internal = {row["event_type"]: row for row in rows(timeline_csv(context("internal")))}
    assert internal["casualties"]["low"] == "3"


def test_every_event_is_exported_and_those_of_the_picture_have_its_number() -> None:
    known = context("internal")
    told = rows(timeline_csv(known))
    keys = [key for row in told for key in row["claim_ids"].split("|")]
    assert sorted(keys) == sorted(claim.claim_id for claim in known.claims)
    numbers = [int(row["number"]) for row in told if row["number"]]
    assert sorted(numbers) == list(range(1, len(history(known).drawn) + 1))


def test_the_table_tells_who_was_taken_and_that_nothing_is_told_of_a_release() -> None:
    section = abductions.build(context())
    table = next(block for block in section.blocks if isinstance(block, Table))
    (row,) = table.rows
    texts = [cell.html.striptags() for cell in row.cells]
    assert texts[1] == "6 (10 October 2025)"
    assert texts[2:5] == ["no release reported", "6", "held, as far as is known"]
    assert row.cells[1].refs


def test_a_number_not_announced_is_told_as_such_and_is_empty_in_the_export() -> None:
    paper = made.document(
        "Nationals of India were among those taken.", "h.md", "en", dt.date(2025, 10, 14)
    )
    named = made.claim(
        paper, paper.text, "abduction", "west-town", subtype="nationalities",
        actors=(Actor("Indian", None, "civilians", "target", "IND"),),
    )  # fmt: skip
    known = context(more_documents=(paper,), more_claims=(named,))
    table = next(one for one in abductions.build(known).blocks if isinstance(one, Table))
    row = next(one for one in table.rows if "India" in one.cells[0].html)
    assert [cell.html.striptags() for cell in row.cells[1:4]] == [
        "number not told", "no release reported", "not known",
    ]  # fmt: skip
    (line,) = (one for one in rows(abductions_csv(known)) if one["nationalities"] == "IND")
    assert {line[key] for key in line if key.endswith(("_low", "_high"))} == {""}
    assert (line["name_fr"], line["no_number_taken"]) == ("Inde", named.claim_id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_claims_both_sections_say_so(language: str) -> None:
    known = context(language=language, empty=True)
    for section in (timeline.build(known), abductions.build(known)):
        (prose,) = section.blocks
        assert prose.template == "prose.html"
