"""Abductions by nationality: bounds, gaps that are no zeros, and who is known to be free."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from qafila.assess.abductions import Abductions, Group, abductions
from qafila.claims import Actor, Claim, Counted, DateSpan, Location, Source, Span


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def said(number: int, event_type: str = "abduction", **values: object) -> Claim:
    """A claim of an outlet of its own; `people` is its number, `of` the nationality counted."""
    people, of = values.pop("people", None), values.pop("of", None)
    low, high = people if isinstance(people, tuple) else (people, people)
    start, end = values.pop("days", (None, None))
    precision = values.pop("precision", "day" if start else None)
    given: dict[str, object] = {
        "document_id": f"d{number}", "reported_at": day("2025-11-10"), "modality": "asserted",
        "said_by": (Source(f"Outlet {number}", f"outlet-{number}", "media"),),
        "span": Span(0, 1, "x"), "low": low, "high": high,
        "unit": "persons" if people is not None else None,
        "counted": Counted(country=str(of)) if of else None,
        "date": DateSpan(day(start) if start else None, day(end) if end else None, precision),
    }  # fmt: skip
    return Claim(
        claim_id=f"c{number:015}", language="en", event_type=event_type, reader_version="1",
        **(given | values),
    )  # fmt: skip


def target(country: str, count: int | None = None) -> Actor:
    return Actor("people", None, "civilians", "target", country, count)


def group(found: Abductions, *codes: str, kind: str = "nationality") -> Group:
    (one,) = (one for one in found.groups if one.nationalities == codes and one.kind == kind)
    return one


SIXTH = ("2025-11-06", "2025-11-06")
OCTOBER = ("2025-10-20", "2025-10-20")


def test_held_as_long_as_no_release_is_told() -> None:
    one = group(abductions([said(1, people=5, of="IND", days=SIXTH)]), "IND")
    assert (one.status, one.held) == ("held", (5, 5))
    assert one.freed == ()


def test_a_relay_and_another_report_of_the_same_figure_are_one_case() -> None:
    agency = (Source("Relay", "relay", "media"), Source("Agency", "agency", "media"))
    claims = [
        said(1, people=5, of="IND", days=SIXTH, said_by=agency),
        said(2, people=5, of="IND", said_by=agency[1:]),
        said(3, people=5, of="IND"),
    ]
    (case,) = group(abductions(claims), "IND").taken
    assert case.bounds == (5, 5)
    assert case.origins == ("agency", "outlet-3")
    assert not case.disputed


def test_versions_stand_beside_each_other_and_bound_what_is_told() -> None:
    claims = [said(1, people=2, of="ARE", days=SIXTH), said(2, people=4, of="ARE", days=SIXTH)]
    (case,) = group(abductions(claims), "ARE").taken
    assert (case.bounds, case.versions, case.disputed) == ((2, 4), ((2, 2), (4, 4)), True)


def test_other_days_are_other_people() -> None:
    claims = [said(1, people=2, of="CHN", days=SIXTH), said(2, people=3, of="CHN", days=OCTOBER)]
    one = group(abductions(claims), "CHN")
    assert [case.bounds for case in one.taken] == [(3, 3), (2, 2)]
    assert one.held == (5, 5)


def test_what_may_be_one_of_several_cases_adds_nobody_for_sure() -> None:
    claims = [
        said(1, people=2, of="CHN", days=SIXTH), said(2, people=3, of="CHN", days=OCTOBER),
        said(3, people=4, of="CHN"),
    ]  # fmt: skip
    one = group(abductions(claims), "CHN")
    assert one.taken[-1].bounds == (0, 4)
    assert one.held == (5, 9)


def test_freed_only_if_as_many_are_free_as_were_taken() -> None:
    taken = said(1, people=3, of="EGY", days=SIXTH)
    freed = said(2, "hostage_release", people=3, of="EGY")
    some = said(3, "hostage_release", people=1, of="EGY")
    assert group(abductions([taken, freed]), "EGY").status == "freed"
    one = group(abductions([taken, some]), "EGY")
    assert (one.status, one.held) == ("partly_freed", (2, 2))


def test_disputed_releases_leave_bounds() -> None:
    taken = said(1, people=3, of="EGY", days=SIXTH)
    claims = [taken, *(said(n, "hostage_release", people=n - 1, of="EGY") for n in (2, 3))]
    one = group(abductions(claims), "EGY")
    assert [case.bounds for case in one.freed] == [(1, 2)]
    # At least: as if one and two were of different people. At most: one is free for sure.
    assert (one.held, one.status) == ((0, 2), "unknown")


@pytest.mark.parametrize("modality", ["conditional", "denied"])
def test_a_doubtful_release_frees_nobody_for_sure(modality: str) -> None:
    taken = said(1, people=3, of="EGY", days=SIXTH)
    freed = said(2, "hostage_release", people=3, of="EGY", modality=modality)
    one = group(abductions([taken, freed]), "EGY")
    assert (one.held, one.status) == ((0, 3), "unknown")


def test_a_release_before_they_were_taken_was_of_others() -> None:
    taken = said(1, people=3, of="EGY", days=SIXTH)
    freed = said(2, "hostage_release", people=3, of="EGY", days=OCTOBER)
    one = group(abductions([taken, freed]), "EGY")
    assert (one.held, one.status) == ((3, 3), "held")
    assert len(one.freed) == 1


def test_not_announced_is_a_gap_and_no_zero() -> None:
    taken = said(1, people=5, of="IND", days=SIXTH)
    silent = said(2, "hostage_release", subtype="number_not_announced", actors=(target("IND"),))
    one = group(abductions([taken, silent]), "IND")
    assert (one.freed, one.unsaid_freed) == ((), (silent.claim_id,))
    assert (one.held, one.status) == ((0, 5), "unknown")


def test_named_without_a_number_is_a_gap_and_no_zero() -> None:
    (one,) = abductions([said(1, subtype="nationalities", actors=(target("SRB"),))]).groups
    assert (one.taken, one.held, one.status) == ((), None, "unknown")
    assert one.unsaid_taken == one.claims


def test_freed_without_a_number_taken_leaves_the_rest_unknown() -> None:
    (one,) = abductions([said(1, "hostage_release", people=4, of="MAR")]).groups
    assert (one.held, one.status) == (None, "unknown")


def test_others_taken_at_another_time_without_a_number_leave_the_top_open() -> None:
    months = ("2025-05-01", "2025-10-31")
    claims = [
        said(1, people=5, of="IND", days=SIXTH),
        said(2, people=(22, 26), days=months, precision="interval", document_id="d",
             said_by=(Source("Monitor", "monitor", "ngo"),)),
        said(3, subtype="nationalities", actors=(target("IND"), target("CHN")), document_id="d",
             said_by=(Source("Monitor", "monitor", "ngo"),)),
    ]  # fmt: skip
    found = abductions(claims)
    one = group(found, "IND")
    assert one.more
    assert one.held == (5, math.inf)
    total = group(found, kind="total")
    assert [case.bounds for case in total.taken] == [(22, 26)]
    assert total.claims == (claims[1].claim_id,)


def test_several_nationalities_under_one_number_are_counted_together() -> None:
    freed = said(1, "hostage_release", people=3, actors=(target("ARE", 2), target("IRN")))
    found = abductions([freed])
    assert [case.bounds for case in group(found, "ARE", "IRN", kind="together").freed] == [(3, 3)]
    assert [case.bounds for case in group(found, "ARE").freed] == [(2, 2)]
    assert group(found, "IRN").unsaid_freed == (freed.claim_id,)


def test_one_sentence_tells_of_the_same_people_taken_and_freed() -> None:
    place = (Location("Kayes", "kayes", "MLI"),)
    words = {"document_id": "d", "span": Span(3, 40, "x")}
    claims = [
        said(1, people=6, days=("2025-09-04", "2025-09-04"), locations=place, **words),
        said(2, "hostage_release", people=6, **words),
        said(3, people=12, locations=(Location("Niger", None, "NER"),)),
    ]
    found = abductions(claims)
    by_place = {one.places: (one.status, one.held) for one in found.groups}
    assert by_place == {("kayes",): ("freed", (0, 0)), ("country:NER",): ("held", (12, 12))}


def test_prisoners_opinions_and_background_are_no_hostages() -> None:
    claims = [
        said(1, "hostage_release", people=27, counted=Counted("prisoners")),
        said(2, "hostage_release", people=27, quantity="prisoners_released"),
        said(3, people=3, of="EGY", modality="opinion"),
        said(4, people=3, of="EGY", modality="background"),
    ]
    assert abductions(claims).groups == ()


def test_a_total_of_an_earlier_time_says_nothing_of_today() -> None:
    (one,) = abductions(
        [said(1, people=13, days=("2022-01-01", "2022-12-31"), precision="year",
              modality="background")]
    ).groups  # fmt: skip
    assert (one.kind, one.past, one.held, one.status) == ("total", True, None, "unknown")
    assert one.taken[0].bounds == (13, 13)


def test_ransoms_of_one_amount_stand_together_and_denied_ones_do_not_stand() -> None:
    claims = [
        said(n, "ransom", low=50e6, high=None, unit="USD", modality=modality)
        for n, modality in enumerate(["asserted", "conditional", "denied"], start=1)
    ]
    (one,) = abductions([*claims, said(9, "ransom", low=5e6, high=5e6, unit="USD")]).ransoms[:1]
    assert (one.low, one.high, one.modalities) == (50e6, None, ("asserted", "conditional"))
    assert len(one.origins) == 2
