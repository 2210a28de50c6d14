from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from qafila import terms
from qafila.claims import Claim, Source, Span
from qafila.errors import InputError
from qafila.ledger.events import group_events
from qafila.ledger.sampling import held_version, rival_versions, source_weights


def told(name, kind="media", origin=None, **fields):
    chain = (
        (Source(name, name, "media"), Source(origin, origin, kind))
        if origin
        else (Source(name, name, kind),)
    )
    given = {"quantity": "refugees_hosted", "unit": "persons", "modality": "asserted", **fields}
    return Claim(
        f"c-{name}",
        f"d-{name}",
        dt.date(2025, 11, 14),
        "en",
        "population_figure",
        Span(0, 1, "x"),
        reader_version="1",
        said_by=chain,
        **given,
    )


def rivals(*claims):
    [event] = group_events(claims)
    return rival_versions(event)


def test_every_kind_of_source_has_a_weight_and_all_are_equal():
    assert set(source_weights()) == set(terms.values("source_kind"))
    assert set(source_weights().values()) == {1.0}


def test_relays_have_one_chance_together():
    versions = rivals(
        told("afp", best=90000.0),
        *(told(f"outlet-{n}", "intergovernmental", "unhcr", best=70000.0) for n in range(9)),
    )
    uniforms = (np.arange(10_000) + 0.5) / 10_000
    drawn = np.bincount(held_version(versions, uniforms), minlength=2)
    assert drawn.tolist() == [5000, 5000]


def test_weights_decide_how_often_a_version_holds():
    versions = rivals(told("afp", best=90000.0), told("jnim", "armed_group", best=10.0))
    uniforms = np.linspace(0, 1, 9000, endpoint=False)
    drawn = held_version(versions, uniforms, {"media": 2.0, "armed_group": 1.0})
    held = np.bincount(drawn, minlength=2)
    kinds = [one.origin_kind for one in versions]
    assert held[kinds.index("media")] == 6000
    only = held_version(versions, uniforms, {"media": 0.0, "armed_group": 1.0})
    assert set(only.tolist()) == {kinds.index("armed_group")}


def test_versions_without_a_figure_denials_and_other_quantities_do_not_stand_in():
    versions = rivals(
        told("afp", best=90000.0),
        told("unhcr", best=70000.0),
        told("rfi"),
        told("army", "government", best=0.0, modality="denied"),
        told("daara", "government", best=60000.0, quantity="refugees_registered"),
    )
    assert sorted(one.best for one in versions) == [70000.0, 90000.0]
    assert rivals(told("rfi")) == ()


def test_impossible_weights_are_named():
    versions = rivals(told("afp", best=1.0))
    for weights in ({"media": 0.0}, {"media": -1.0}):
        with pytest.raises(InputError, match=r"source_weights\.csv"):
            held_version(versions, np.array([0.5]), weights)
    with pytest.raises(InputError):
        held_version([], np.array([0.5]))


def test_the_ends_of_the_unit_interval_hold_a_version():
    versions = rivals(told("afp", best=90000.0), told("unhcr", best=70000.0))
    drawn = held_version(versions, np.array([0.0, np.nextafter(1.0, 0.0)]))
    assert drawn.tolist() == [0, 1]


def test_what_outlets_only_relay_has_no_vote_beside_what_somebody_said():
    relay = Source("news-pravda", "newspravda", "media", relays=True)
    passed_on = replace(told("relay", best=50.0), said_by=(relay,))
    unknown = replace(told("elsewhere", best=60.0), said_by=(Source("Tanakra", None, "media"),))
    heard = rivals(told("rfi", best=20.0), told("afp", best=80.0), passed_on, unknown)
    assert {version.best for version in heard} == {20.0, 80.0}
    # Where nobody is known, they are all there is.
    assert {version.best for version in rivals(passed_on, unknown)} == {50.0, 60.0}
