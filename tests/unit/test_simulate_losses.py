"""Disputed losses of convoys enter the draws by distinct origin."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.claims import Claim, DateSpan, Location, Source, Span, claim_id
from qafila.ledger import Ledger
from qafila.simulate.losses import draw_loss_share
from qafila.simulate.parameters import ParameterTable
from tests.support.synthetic import AS_OF, synthetic_situation

DAY = AS_OF - dt.timedelta(days=20)


def burnt(
    origin: str, number: float, relay: str = "a", days: int = 0, version: str = "1", text: str = ""
) -> Claim:
    text = text or f"{number} tankers, says {origin} by {relay}"
    span = Span(0, len(text), text)
    return Claim(
        claim_id(text, span, "attack_on_convoy", int(number), version), text, DAY, "en",
        "attack_on_convoy", span, "claimed", version,
        locations=(Location("South", "south", "MLI", "exact", "at"),),
        date=DateSpan(DAY - dt.timedelta(days=days), DAY, "day" if not days else "interval"),
        quantity="tankers_destroyed", best=number, low=number, high=number, unit="tankers",
        said_by=(Source(relay, relay, "media"), Source(origin, origin, "union")),
    )  # fmt: skip


def shares(*claims: Claim, draws: int = 2000) -> np.ndarray:
    situation = synthetic_situation()
    ledger = Ledger(claims, {}, AS_OF, 0, 0)
    situation = dataclasses.replace(situation, ledger=ledger)
    return draw_loss_share(situation, ParameterTable(situation.parameters, 7, draws), "capital")


def test_without_counts_the_prior_holds():
    situation = synthetic_situation()
    table = ParameterTable(situation.parameters, 7, 50)
    assert np.array_equal(shares(draws=50), table.draw("convoy_loss_share"))
    assert np.array_equal(shares(burnt("union", 40, days=30), draws=50), shares(draws=50))


def test_more_tankers_destroyed_mean_a_larger_share():
    none, few, many = shares(), shares(burnt("union", 5)), shares(burnt("union", 150))
    assert few.mean() < none.mean() < many.mean()
    assert ((many >= 0.0) & (many <= 1.0)).all()


def test_each_draw_believes_one_origin_and_relays_count_once():
    low, high = burnt("union", 1), burnt("group", 1000)
    relayed = [burnt("union", 1, relay=name) for name in ("b", "c", "d")]
    disputed = shares(low, high)
    sides = (shares(low), shares(high))
    believed = np.isclose(disputed, sides[1])
    assert (believed | np.isclose(disputed, sides[0])).all()
    assert believed.mean() == pytest.approx(0.5, abs=0.05)
    assert np.isclose(shares(low, *relayed, high), sides[1]).mean() == pytest.approx(0.5, abs=0.05)


def test_a_scenario_that_sets_the_share_wins():
    situation = dataclasses.replace(
        synthetic_situation(), ledger=Ledger((burnt("union", 1000),), {}, AS_OF, 0, 0)
    )
    table = ParameterTable(situation.parameters, 7, 20, {"convoy_loss_share": 0.1})
    assert (draw_loss_share(situation, table, "capital") == 0.1).all()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.sampled_from(["army", "group", "radio", "union"]), min_size=2, unique=True),
    st.text("0123456789.", min_size=1, max_size=6),
    st.booleans(),
)
def test_another_version_of_the_reader_that_reads_the_same_changes_no_draw(origins, version, one):
    """Also where one sentence tells all sides, so that document and span are the same."""
    sentence = "the army says so, the group says otherwise" if one else ""

    def read(reader):
        claims = [burnt(name, 7 * n + 1, version=reader, text=sentence)
                  for n, name in enumerate(origins)]  # fmt: skip
        return shares(*claims, draws=200).tobytes()

    assert read("1") == read(version)
