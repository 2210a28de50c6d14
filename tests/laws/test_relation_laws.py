"""Laws of relations: what is published later changes no earlier view, and names carry no weight."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from qafila.assess.actors import Actor, Actors
from qafila.assess.relations import ENDED, IN_FORCE, NOT_YET, UNCERTAIN, Relation, Within
from qafila.relations import PASSING_ON
from qafila.terms import values

FIRST = dt.date(2020, 1, 1)
NAMES = ("a", "b", "c", "d", "e")
DAYS = st.integers(0, 60).map(lambda number: FIRST + dt.timedelta(days=number))
ORDER = (NOT_YET, UNCERTAIN, IN_FORCE, UNCERTAIN, ENDED)


@st.composite
def relations(draw: st.DrawFn) -> Relation:
    """A relation whose days are in order, each of them known or not."""
    days = sorted(draw(st.lists(DAYS, min_size=4, max_size=4)))
    given = [day if draw(st.booleans()) else None for day in days]
    start, end = Within(given[0], given[1]), Within(given[2], given[3])
    first, other = draw(st.permutations(NAMES))[:2]
    return Relation(
        relation_id=f"r{draw(st.integers(0, 10**6))}", actor_a=first, actor_b=other,
        relation=draw(st.sampled_from(values("relation"))), reported_at=draw(DAYS), source="s",
        start=start, end=end, end_reported_at=draw(DAYS) if end.known else None,
        end_source="s" if end.known else "", disputed=draw(st.booleans()),
        note=draw(st.sampled_from(["", "remark"])),
    )  # fmt: skip


def registry(rows: list[Relation], names: tuple[str, ...] = NAMES) -> Actors:
    """A registry of five actors."""
    actors = tuple(Actor(name, {"en": name.upper()}, "armed_group") for name in names)
    return Actors(actors, tuple(rows))


@given(st.lists(relations(), max_size=6), DAYS)
def test_nothing_that_is_published_later_changes_an_earlier_view(rows, day):
    """Later rows may go, and what later ends say may be anything."""
    told = registry(rows)
    earlier = [one for one in rows if one.reported_at <= day]
    other = dt.date(1999, 1, 1)
    spoilt = [
        dataclasses.replace(one, end=Within(other, other), end_source="x", note="spoilt")
        if one.end_reported_at is not None and one.end_reported_at > day
        else one
        for one in earlier
    ]
    for view in (registry(earlier), registry(spoilt)):
        assert view.known_on(day) == told.known_on(day)
        assert view.relations_on(day) == told.relations_on(day)
        since = day - dt.timedelta(days=30)
        assert view.changes(since, day) == told.changes(since, day)


@given(st.lists(relations(), max_size=6), DAYS)
def test_all_that_is_shown_was_published(rows, day):
    for one in registry(rows).known_on(day):
        assert one.reported_at <= day
        assert one.end_reported_at is None or one.end_reported_at <= day
        assert one.end.known == bool(one.end_source)


@given(st.lists(relations(), max_size=6), st.permutations(NAMES), DAYS)
def test_other_names_for_actors_change_names_alone(rows, names, day):
    new = dict(zip(NAMES, names, strict=True))
    renamed = [
        dataclasses.replace(one, actor_a=new[one.actor_a], actor_b=new[one.actor_b]) for one in rows
    ]
    expected = [
        (one.relation_id, new[one.actor_a], new[one.actor_b], one.state(day))
        for one in registry(rows).relations_on(day)
    ]
    found = registry(renamed, tuple(new.values())).relations_on(day)
    assert [(o.relation_id, o.actor_a, o.actor_b, o.state(day)) for o in found] == expected


@given(st.lists(relations(), max_size=6), st.randoms(use_true_random=False), DAYS)
def test_the_order_of_rows_changes_no_state(rows, random, day):
    mixed = list(rows)
    random.shuffle(mixed)

    def states(ones):
        return sorted((one.relation_id, one.state(day)) for one in registry(ones).known_on(day))

    assert states(mixed) == states(rows)


@given(relations())
def test_a_relation_begins_and_ends_once(one):
    """Over days it goes through its states in order; none comes back."""
    days = [FIRST + dt.timedelta(days=number) for number in range(-5, 70)]
    states = [state for state, _ in itertools.groupby(one.state(day) for day in days)]
    steps = iter(ORDER)
    assert all(any(state == step for step in steps) for state in states)
    assert len(states) == len([*itertools.groupby(states)])


@given(relations())
def test_what_is_certain_lies_within_what_is_possible(one):
    for number in range(-5, 70):
        day = FIRST + dt.timedelta(days=number)
        if one.state(day) == IN_FORCE:
            assert one.start.earliest is None or one.start.earliest <= day
            assert one.end.latest is None or day <= one.end.latest
            assert not one.end.known or one.end.earliest is not None
    assert one.passes_on == (one.relation in PASSING_ON)
