"""Rules of the public profile, each by example; laws are in tests/laws."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from qafila import tables
from qafila.brief import Brief, disclosure, rounding, write_exports
from qafila.brief.context import Context
from qafila.brief.sections.known import _figure, _where
from qafila.brief.suppression import Total, hidden_observations, suppress
from qafila.brief.texts import Words
from qafila.claims import Counted, DateSpan
from tests.support import synthetic_brief as made
from tests.support.cases import HEADERS

if TYPE_CHECKING:
    from pathlib import Path

    from qafila.brief.disclosure import Shown
    from qafila.claims import Claim


def context(profile: str) -> Context:
    """The synthetic situation as a profile sees it."""
    return Context(made.situation(), made.forecast(), Words("en"), profile)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, 0.0), (1.0, math.nan), (9.99, math.nan), (10.0, 10.0), (14.0, 10.0), (15.0, 20.0),
     (99.0, 100.0), (1234.0, 1200.0), (98765.0, 99000.0)],
)  # fmt: skip
def test_people_keep_two_digits_and_never_less_than_tens(value: float, shown: float) -> None:
    assert rounding.public_people(value) == pytest.approx(shown, nan_ok=True)


def test_days_and_chances_keep_two_digits() -> None:
    assert rounding.two_digits(3.14159) == 3.1
    assert rounding.two_digits(0.98765) == 0.99
    assert rounding.two_digits(-0.0123) == -0.012


def test_a_single_small_count_takes_a_neighbour_along() -> None:
    assert suppress([4, 100, 60, 164], [Total((0, 1, 2), 3)]) == {0, 2}


def test_two_ones_are_not_given_back_by_their_sum() -> None:
    hidden = suppress([1, 1, 500, 502], [Total((0, 1, 2), 3)])
    assert hidden >= {0, 1, 2}


def test_small_counts_without_a_total_hide_nothing_else() -> None:
    assert suppress([4, 100, 60], []) == {0}


def test_zeros_and_unknown_are_shown_as_they_are() -> None:
    assert suppress([0, 50, 50], [Total((0, 1), 2)]) == frozenset()
    assert suppress([None, 50, 90], [Total((0, 1), 2)]) == frozenset()


def test_suppression_climbs_to_the_higher_total() -> None:
    totals = [Total((0, 1), 2), Total((2, 3), 4)]
    hidden = suppress([3, 4, 7, 200, 207], totals)
    assert hidden >= {0, 1, 2}
    assert not hidden >= {3, 4} or hidden == {0, 1, 2, 3, 4}
    assert 3 in hidden  # else 207 - 200 gives the seven back


def test_passages_are_told_after_three_days_and_by_week() -> None:
    as_of = dt.date(2025, 11, 30)
    fresh, unfinished, old, older = (dt.date(2025, 11, day) for day in (28, 26, 23, 12))
    assert disclosure.public_passage([fresh, unfinished], as_of) is None
    assert disclosure.public_passage([fresh, old, older], as_of) == dt.date(2025, 11, 17)
    assert disclosure.public_passage([older, fresh], as_of) == dt.date(2025, 11, 10)
    assert disclosure.public_passage([], as_of) is None


@pytest.mark.parametrize(
    ("profile", "shown"), [("public", dt.date(2025, 10, 6)), ("internal", dt.date(2025, 10, 30))]
)
def test_a_fresh_passage_does_not_hide_the_one_before_it(profile: str, shown: dt.date) -> None:
    days = (dt.date(2025, 10, 30), dt.date(2025, 10, 8))
    found = dataclasses.replace(made.situation(), passage_days={"west": days})
    assert disclosure.last_passage(found, "west", profile) == shown
    assert disclosure.last_passage(found, "nowhere", profile) is None


def test_small_people_counts_of_observations_vanish_with_their_total() -> None:
    rows = context("public").observations.set_index("observation_id")
    assert rows.loc["camp-2025-10", "suppressed"] == "small_count"
    assert pd.isna(rows.loc["camp-2025-10", "individuals"])
    assert rows.loc["civ-2025-10", "suppressed"] == "small_count"
    assert rows.loc["stock-old", "individuals"] == 1234


def test_fresh_convoys_are_left_out_and_older_ones_told_by_week() -> None:
    rows = context("public").observations
    assert not rows["value"].isin([55]).any()
    assert not rows["observation_id"].isin(["convoy-new", "convoy-old"]).any()
    (old,) = rows[rows["by_week"]].to_dict("records")
    assert (old["value"], old["observation_id"]) == (77, "")
    assert [str(old[f"date_{key}"])[:10] for key in ("start", "end")] == [
        "2025-10-06",
        "2025-10-12",
    ]


def test_internal_profile_shows_everything() -> None:
    rows = context("internal").observations.set_index("observation_id")
    assert (rows["suppressed"] == "").all()
    assert rows.loc["camp-2025-10", "individuals"] == 4
    assert all(shown.figure and shown.words for shown in context("internal").shown.values())


def test_claims_withheld_and_why() -> None:
    found = context("public")
    reasons = {claim.span.text: found.shown[claim.claim_id].reason for claim in found.claims}
    assert reasons["Three people were killed."] == "small_count"
    assert reasons["Six drivers were abducted."] == ""  # published counts of abductions stay
    assert "Un autre est arrivé hier." not in reasons
    assert reasons["Un convoi de 120 citernes est arrivé le 8 octobre."] == "passage_words"


def one(event_type: str, day: int | None, published: int, **values: object) -> tuple[Claim, Shown]:
    """A claim of November and what may be shown of it on the 28th."""
    words = "About two hundred came."
    paper = made.document(words, "x.md", "en", dt.date(2025, 11, published))
    date = None if day is None else dt.date(2025, 11, day)
    found = made.claim(paper, words, event_type, "city", day=date, **values)
    return found, disclosure.shown_claims((found,), dt.date(2025, 11, 28), "public")[found.claim_id]


@pytest.mark.parametrize(
    ("event_type", "quantity", "unit"),
    [("stock_level", "tankers", "tankers"), ("shortage", "convoys", "convoys"),
     ("assessment", "fuel_volume", "litres"), ("supply_arrival", None, None),
     ("humanitarian_assistance", None, "trucks"), ("attack_on_convoy", None, None)],
)  # fmt: skip
@pytest.mark.parametrize("day", [27, None])
def test_a_fresh_passage_is_withheld_whatever_it_was_read_as(
    event_type: str, quantity: str | None, unit: str | None, day: int | None
) -> None:
    _, shown = one(event_type, day, 27, quantity=quantity, unit=unit)
    assert (shown.figure, shown.words, shown.reason) == (False, False, "recent_passage")


def test_a_passage_is_told_by_week_then_in_its_words() -> None:
    told = {day: one("stock_level", day, 27, unit="tankers")[1] for day in (23, 17, 9, 1)}
    assert told[23].reason == "passage_words"  # a Sunday, five days ago
    assert told[17].figure
    assert not told[1].words
    old = disclosure.shown_claims(
        (one("stock_level", 1, 2, unit="tankers")[0],), dt.date(2025, 11, 30), "public"
    )
    assert [shown.words for shown in old.values()] == [True]


def test_needs_and_figures_over_weeks_tell_no_passage() -> None:
    assert one("supply_demand", 27, 27, quantity="tankers_needed", unit="tankers")[1].words
    found, _ = one("supply_arrival", 27, 27, unit="tankers")
    span = DateSpan(dt.date(2025, 11, 1), dt.date(2025, 11, 27), "range", "explicit")
    assert not disclosure.names_convoy(dataclasses.replace(found, date=span))


def test_words_that_overlap_withheld_words_are_withheld() -> None:
    paper = made.papers()[0]
    wide = made.claim(
        paper, "The group says 80 were destroyed. Three people were killed.", "armed_clash",
        "west-town",
    )  # fmt: skip
    known = (*made.claims(), wide)
    shown = disclosure.shown_claims(known, made.AS_OF, "public")
    assert shown[wide.claim_id].words is False
    assert shown[wide.claim_id].figure is True


HEAD = (
    "observation_id,date_start,date_end,reported_at,reported_at_basis,location_id,country,measure,"
    "count_basis,setting,individuals,value,high,unit,source\n"
)


def hidden(*lines: str) -> set[str]:
    """Identifiers of the rows that are hidden."""
    text = HEAD + "\n".join(lines) + "\n"
    frame, problems = tables.read_table("observations", text.encode(), "observations.csv")
    assert not problems
    found = hidden_observations(frame, {})
    return {str(frame["observation_id"].iloc[number]) for number in found}


def arrived(key: str, end: int, count: int, basis: str = "", setting: str = "") -> str:
    """People who arrived from the first of November."""
    span = f"2025-11-01,2025-11-{end:02}"
    return f"{key},{span},2025-11-25,stated,,CIV,new_arrivals,{basis},{setting},{count},,,people,x"


@pytest.mark.parametrize(
    "cells", [",5,,", ",,7,"], ids=["value", "high"]
)  # fmt: skip
def test_a_bound_or_value_may_be_a_small_count_too(cells: str) -> None:
    row = f"few,2025-11-01,2025-11-20,2025-11-25,stated,,CIV,new_arrivals,,,{cells}people,x"
    assert hidden(row) == {"few"}


def test_settings_are_parts_whatever_their_basis() -> None:
    rows = [arrived("camp", 20, 95, "registered", "camp"), arrived("all", 20, 99)]
    host = arrived("host", 20, 4, "estimate", "host_community")
    assert hidden(*rows, host) >= {"host"}
    assert len(hidden(*rows, host)) >= 2
    assert hidden(*rows) == {"camp"}  # 99 - 95 would tell of four in no row


def test_a_total_less_one_part_is_a_count_as_well() -> None:
    span = "2025-11-01,2025-11-20,2025-11-25,stated,,CIV,new_arrivals"
    head = HEAD.replace("count_basis", "legal_status,count_basis")
    lines = [f"all,{span},,,,305,,,people,x", f"ref,{span},refugee,,,300,,,people,x"]

    def closed(*more: str) -> set[str]:
        frame, problems = tables.read_table(
            "observations", "\n".join([head.strip(), *lines, *more, ""]).encode(), "o.csv"
        )
        assert not problems
        return {str(frame["observation_id"].iloc[n]) for n in hidden_observations(frame, {})}

    assert closed() == {"ref"}
    lines[1] = lines[1].replace("300", "200")
    assert closed() == set()
    assert closed(f"idp,{span},idp,,,98,,,people,x") != set()  # 305 - 200 - 98


@pytest.mark.parametrize("with_the_few", [True, False])
def test_claims_of_one_place_and_day_give_no_small_count_by_subtraction(with_the_few: bool) -> None:
    def told(ordinal: int, best: float, group: str | None, country: str | None) -> Claim:
        found, _ = one(
            "displacement", 20, 21, best=best, low=best, high=best, unit="persons",
            counted=Counted(group, country), ordinal=ordinal,
        )  # fmt: skip
        return found

    claims = [told(0, 1205, "refugees", None), told(1, 1200, None, "MLI")]
    claims += [told(2, 5, None, "BFA")] if with_the_few else []
    shown = disclosure.shown_claims(claims, dt.date(2025, 11, 28), "public")
    figures = [shown[claim.claim_id].figure for claim in claims]
    assert figures == [True, False, False][: len(claims)]
    rivals = [told(0, 1205, "refugees", None), told(1, 1200, "refugees", None)]
    assert all(
        one.figure
        for one in disclosure.shown_claims(rivals, dt.date(2025, 11, 28), "public").values()
    )


def test_longer_intervals_do_not_give_a_small_count_by_subtraction() -> None:
    assert hidden(arrived("first", 20, 100), arrived("longer", 21, 104)) == {"longer"}
    assert hidden(arrived("first", 20, 100), arrived("longer", 21, 114)) == set()
    assert hidden(arrived("first", 20, 100), arrived("other", 20, 104)) == set()


def test_running_totals_do_not_give_a_small_count_by_subtraction() -> None:
    def total(day: int, count: int) -> str:
        row = f"d{day},2025-11-{day},2025-11-{day},2025-11-25,stated,,CIV,cumulative"
        return f"{row},,,{count},,,people,x"

    assert hidden(total(20, 200), total(21, 203), total(22, 260)) == {"d21"}
    assert hidden(total(20, 200), total(21, 203), total(22, 206)) == {"d21", "d22"}


def test_insecurity_is_told_by_admin_unit_on_a_grid_in_public() -> None:
    from qafila.brief.mapping import insecurity_spots

    public, internal = insecurity_spots(context("public")), insecurity_spots(context("internal"))
    assert len(public) <= len(internal)
    for axis in ("longitude", "latitude"):
        steps = public[axis] / 0.05
        assert (steps - steps.round()).abs().max() < 1e-6


@pytest.mark.parametrize(
    ("status", "coo", "coa", "named"),
    [
        ("refugee", "MLI", "SEN", "Mali"),
        ("returnee", "MLI", "SEN", "Senegal"),
        ("returnee", "MLI", "", None),
        ("idp", "CIV", "", None),
    ],
)
def test_people_are_said_to_come_from_the_country_that_they_left(status, coo, coa, named):
    row = {"country": "CIV", "legal_status": status, "coo": coo, "coa": coa}
    shown = str(_where(context("internal"), "country:CIV", row))
    assert (" from " in f" {shown} ".replace(">", "> ")) == (named is not None)
    assert named is None or named in shown


def test_pumps_that_are_supplied_in_part_are_not_said_to_be_supplied():
    row = {"suppressed": "", "measure": "recovered", "qualifier": "some stations", "value": 1.0}
    shown = _figure(context("internal"), row)
    assert shown.striptags() == "in part (some stations)"
    assert _figure(context("internal"), {**row, "qualifier": ""}) == Words("en").say("yes")


PASSAGE_ROWS = """\
id-fresh,2025-10-29,2025-10-29,2025-10-29,stated,city,,convoys,,,,,,7311,,,tankers,,,Qfresh,customs,https://example.org/Sfresh,Nfresh
id-young,2025-10-15,2025-10-15,2025-10-16,stated,city,,convoys,,,,,,6007,,,tankers,,,Qyoung,customs,https://example.org/Syoung,Nyoung
id-old,2025-09-17,2025-09-17,2025-09-18,stated,city,,convoys,,,,,,5003,,,tankers,,,Qold,customs,https://example.org/Sold,Nold
"""


def public_pages(tmp_path: Path) -> str:
    """All public files of a situation with a fresh, a young and an old passage, as one text."""
    text = f"{HEADERS['observations']}\n{PASSAGE_ROWS}"
    frame, problems = tables.read_table("observations", text.encode(), "observations.csv")
    assert not problems
    papers, claims = [], []
    for name, day in (("fresh", 29), ("young", 15)):
        when = dt.date(2025, 10, day)
        paper = dataclasses.replace(
            made.document(f"A convoy came {name}.", f"F{name}.md", "en", when),
            title=f"T{name}",
            restates=(("Paper", f"https://example.org/U{name}", f"2025-10-{day - 1}"),),
        )
        papers.append(paper)
        claims.append(made.claim(paper, paper.text, "supply_arrival", "city", day=when))
    found = made.situation(tuple(papers), tuple(claims))
    case = dataclasses.replace(found.case, observations=frame)
    found = dataclasses.replace(found, case=case, observations=frame)
    files = [*write_exports(found, made.forecast(), tmp_path)]
    texts = [path.read_text(encoding="utf-8") for path in files]
    return "\n".join([*texts, Brief(found, made.forecast(), "en").html()])


def test_each_thing_that_would_tell_of_a_passage_is_withheld(tmp_path: Path) -> None:
    told = public_pages(tmp_path)
    fresh = ["id-fresh", "7311", "Qfresh", "Sfresh", "Nfresh", "Ffresh", "Tfresh", "Ufresh"]
    young = ["id-young", "Qyoung", "Syoung", "Nyoung", "Fyoung", "Tyoung", "Uyoung", "id-old"]
    young += ["2025-10-14", "2025-10-16", "16 October 2025", "14 October 2025", "15 October 2025"]
    assert [mark for mark in (*fresh, *young) if mark in told] == []
    assert all(mark in told for mark in ("6007", "5003", "Qold", "Sold", "Nold", "2025-09-18"))


def test_reports_that_cannot_be_read_are_not_named(tmp_path: Path) -> None:
    assert "x.md" in str(made.situation().warnings)
    assert "x.md" not in public_pages(tmp_path)
