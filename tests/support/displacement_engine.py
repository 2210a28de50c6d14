"""Made crises for the engine of displacement: a small country, and truths drawn from the priors."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from qafila.forecasting.displacement.engine.geography import Geography
from qafila.forecasting.displacement.engine.priors import priors
from qafila.forecasting.displacement.engine.states import Settings, State, opened, run
from qafila.forecasting.displacement.reports import Crisis, SiteReports

PLACES = ("Asongo", "Bidi", "Kassa")
START = dt.date(2025, 1, 1)
LEAD = 30
LATER = 30


def country(days: int = 400, begins: int = 0) -> Geography:
    """Four sources and three sites; two sources come under attack, one of them later."""
    conflict = np.zeros((days, 4))
    conflict[begins:, 0] = 1.0
    conflict[begins + 60 :, 1] = 1.0
    age = np.cumsum(conflict, axis=0)
    fresh = np.where(conflict > 0, np.exp(-(age - 1) / 30.0), 0.0)
    ways = np.array(
        [[100.0, 250.0, 400.0], [200.0, 90.0, 300.0], [300.0, 150.0, 80.0], [350.0, 220.0, 120.0]]
    )
    population = np.array([200_000, 120_000, 80_000, 300_000])
    return Geography(
        PLACES, population, conflict, fresh, np.zeros(days, np.int64), ways[None], 30.0
    )


def crisis_of(days, people, known=None, places=PLACES) -> Crisis:
    """A crisis of reports: days (report,), people (report, place)."""
    when = np.asarray(days, dtype=np.int64)
    sites = tuple(
        SiteReports(
            place, "Host", when, when if known is None else known, np.asarray(people)[:, at].copy()
        )
        for at, place in enumerate(places)
    )
    return Crisis("made", "Home", START, sites)


@dataclass(frozen=True, eq=False)
class Truths:
    """Truths drawn from the priors: reports (truth, report, site), hazard, and what came later."""

    days: np.ndarray
    people: np.ndarray
    hazard: np.ndarray
    later: np.ndarray


def truths(number: int, last: int, seed: int, geography: Geography | None = None) -> Truths:
    """Simulate crises of the model itself and what is reported of them, at uneven days."""
    rng = np.random.default_rng(seed)
    land = geography or country()
    settings = Settings(members=number, seed=10_000 + seed)
    days = np.unique(np.concatenate([[0, last], rng.choice(np.arange(3, last), last // 10)]))
    state = opened(land, -LEAD, settings)
    state.active[:] = 1
    state, _, _ = run(state, land, -1, 0, settings)
    began = np.rint(np.exp(rng.uniform(np.log(500), np.log(20_000), state.people.stock.shape)))
    reports = [began]
    state = with_stock(state, began.astype(np.int64))
    state, _, _ = run(state, land, 0, 0, settings, recounts=True)
    state = with_stock(state, began.astype(np.int64))
    few, error = priors()["error_people"].best, priors()["error_stock"].best
    for day in days[1:].tolist():
        state, _, _ = run(state, land, day, day, settings, recounts=True)
        stock = state.people.stock
        wide = np.hypot(error, 0.5 * few / (stock + few))
        told = (stock + few) * np.exp(wide * rng.standard_normal(stock.shape)) - few
        reports.append(np.maximum(np.rint(told), 0))
    hazard = state.people.belief[:, 0].copy()
    state, later, _ = run(
        state, land, last + LATER, last, settings, np.array([LATER]), recounts=True
    )
    return Truths(days, np.stack(reports, axis=1), hazard, later[0])


def with_stock(state: State, stock: np.ndarray) -> State:
    """The same members with other numbers registered; the difference is outside the count."""
    state.people.outside[:] += state.people.stock.sum(axis=1) - stock.sum(axis=1)
    state.people.stock[:] = stock
    return state
