"""Laws of forecasts of registered people: nothing of the future, nothing of the scored country."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from qafila.forecasting import scores as draws_scores
from qafila.forecasting.displacement import scoring
from qafila.forecasting.displacement.agreeing import coherent, steadied
from qafila.forecasting.displacement.boosting import BOOSTING
from qafila.forecasting.displacement.combining import Combined, combine
from qafila.forecasting.displacement.engine import ENGINE
from qafila.forecasting.displacement.experts import NAIVE
from qafila.forecasting.displacement.looking_back import (
    HORIZONS,
    forecast_crisis,
    origins,
    past_rows,
    with_engine,
)
from qafila.forecasting.displacement.reports import Crisis, SiteReports, as_known, with_sums
from qafila.forecasting.displacement.residuals import LEVELS, weighted_quantiles
from qafila.forecasting.displacement.stacking import weights
from qafila.forecasting.displacement.targets import Targets, joined, known_sites
from tests.support.displacement import crisis, growing, learnt, site

LAWS = settings(max_examples=25, deadline=None)
FEW = settings(max_examples=4, deadline=None, phases=(Phase.generate,))
EVERY = (*NAIVE, ENGINE, BOOSTING)
people = st.floats(0, 2e6).map(round)
seeds = st.integers(0, 10_000)


@st.composite
def reports(draw: st.DrawFn, name: str = "a") -> SiteReports:
    """Reports in any order, days twice, any jump, some published late."""
    days = draw(st.lists(st.integers(-20, 300), min_size=1, max_size=12))
    counts = [draw(people) for _ in days]
    known = [day + draw(st.sampled_from([0, 0, 0, 5, 90])) for day in days]
    return site(name, days, counts, known)


@st.composite
def crises(draw: st.DrawFn) -> Crisis:
    """One to three places, of which at least one ever had people."""
    number = draw(st.integers(1, 3))
    sites = [draw(reports(f"place {at}")) for at in range(number)]
    return crisis(*sites)


def told(made: Crisis, origin: int, experts: tuple[str, ...] = NAIVE) -> Combined | None:
    return forecast_crisis(made, origin, HORIZONS, learnt(), experts=experts)


def same(first: Combined | None, second: Combined | None) -> bool:
    if first is None or second is None:
        return first is second
    return first.rows.place.tolist() == second.rows.place.tolist() and np.array_equal(
        first.quantiles, second.quantiles
    )


@LAWS
@given(made=crises(), origin=st.integers(30, 280))
def test_a_forecast_is_whole_whatever_was_reported(made: Crisis, origin: int) -> None:
    found = told(made, origin)
    if found is None:
        assert not known_sites(made, origin)
        return
    assert np.isfinite(found.quantiles).all()
    assert (found.quantiles >= 0).all()
    assert (np.diff(found.quantiles, axis=1) >= -1e-9).all()
    assert np.allclose(found.weights.sum(axis=1), 1)
    assert (found.weights >= 0).all()


@LAWS
@given(made=crises(), origin=st.integers(30, 280), garbage=people, shift=st.integers(0, 400))
def test_a_poisoned_future_changes_nothing(
    made: Crisis, origin: int, garbage: int, shift: int
) -> None:
    def poisoned(one: SiteReports) -> SiteReports:
        later = (one.known > origin) | (one.day > origin)
        more = np.append(one.day, origin + 1 + shift)
        return replace(
            one,
            day=more,
            known=np.append(one.known, origin + 1 + shift),
            people=np.append(np.where(later, garbage, one.people), garbage),
            recounts=(origin + 1,),
        )

    future = replace(made, sites=tuple(poisoned(one) for one in made.sites))
    assert same(told(made, origin), told(future, origin))


@FEW
@given(seed=seeds, garbage=people)
def test_a_poisoned_future_changes_nothing_of_a_long_series(seed: int, garbage: int) -> None:
    made = growing(seed, "made", "MLI")
    past = tuple(
        replace(one, people=np.where(one.day > 120, garbage, one.people)) for one in made.sites
    )
    assert same(told(made, 120, EVERY), told(replace(made, sites=past), 120, EVERY))


@FEW
@given(seed=seeds)
def test_a_forecast_is_what_looking_back_says(seed: int) -> None:
    made = growing(seed, "made", "MLI", days=180)
    back = past_rows(made, origins(made), HORIZONS)
    assert back is not None
    whole = combine(with_engine(made, back), learnt(), boosting=False)
    live = told(made, 120, (*NAIVE, ENGINE))
    assert live is not None
    for at in np.flatnonzero(back.origin == 120):
        here = (live.rows.place == back.place[at]) & (live.rows.horizon == back.horizon[at])
        assert np.allclose(live.quantiles[here][0], whole.quantiles[at])


@FEW
@given(seed=seeds, garbage=st.floats(0, 1e6))
def test_the_scored_country_is_never_learnt_from(seed: int, garbage: float) -> None:
    made = growing(seed, "made", "MLI")
    earlier = growing(seed + 1, "before", "MLI")
    before = past_rows(earlier, range(30, 200, 30), HORIZONS)
    assert before is not None
    before = with_engine(earlier, before)
    poisoned = replace(before, truth=np.full(len(before), garbage))
    clean = told(made, 100, EVERY)
    for own in (before, poisoned):
        found = forecast_crisis(made, 100, HORIZONS, joined([learnt(), own]), experts=EVERY)
        assert same(found, clean)


@FEW
@given(seed=seeds)
def test_parts_and_wholes_agree_and_no_horizon_is_a_needle(seed: int) -> None:
    rows = learnt()
    draw = np.random.default_rng(seed)
    wild = np.sort(draw.gamma(0.3, 5000.0, (len(rows), len(LEVELS))), axis=1)
    calm = steadied(rows, wild)
    assert np.allclose(calm[:, scoring.MIDDLE], wild[:, scoring.MIDDLE])
    assert (np.diff(calm, axis=1) >= 0).all()
    together = np.stack([wild, wild[::-1]], axis=1)
    assert np.array_equal(steadied(rows, together)[:, 0], calm)
    agreed = coherent(rows, calm)
    assert (np.diff(agreed, axis=1) >= 0).all()
    for at in np.flatnonzero(rows.kind == "all"):
        parts = (rows.crisis == rows.crisis[at]) & (rows.origin == rows.origin[at])
        parts &= (rows.horizon == rows.horizon[at]) & (rows.kind != "all")
        for level in (0, 1, scoring.MIDDLE):
            assert (agreed[parts, level] <= agreed[at, level] + 1e-9).all()
        low = scoring.MIDDLE
        ends = np.maximum(agreed[at, -2], agreed[parts, low])
        assert (agreed[parts, -2] <= ends + 1e-9).all()


def test_rows_of_the_scored_country_are_refused() -> None:
    rows = learnt()
    with pytest.raises(ValueError, match="scored country"):
        combine(rows, rows)


@LAWS
@given(made=crises(), origin=st.integers(30, 280), seed=seeds)
def test_names_and_order_of_places_do_not_count(made: Crisis, origin: int, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(made.sites))
    renamed = replace(
        made,
        sites=tuple(replace(made.sites[at], place=f"other {at}") for at in order),
    )
    first, second = told(made, origin), told(renamed, origin)
    if first is None or second is None:
        assert first is second
        return
    names = {f"other {at}": made.sites[at].place for at in order}
    for at, place in enumerate(second.rows.place.tolist()):
        here = (first.rows.place == names.get(place, place)) & (
            first.rows.horizon == second.rows.horizon[at]
        )
        assert np.allclose(first.quantiles[here][0], second.quantiles[at])


@LAWS
@given(seed=seeds, origin=st.integers(60, 200))
def test_a_score_counts_once_its_truth_was_known(seed: int, origin: int) -> None:
    rows = past_rows(growing(seed, "made", "MLI"), range(30, 200, 15), (30,))
    assert rows is not None
    losses = np.random.default_rng(seed).gamma(1.0, 1.0, rows.points.shape)
    prior = np.zeros(rows.points.shape[1])
    unknown = rows.told > origin
    changed = np.where(unknown[:, None], 1e6 * losses[:, ::-1], losses)
    upto = rows.origin <= origin
    assert np.array_equal(weights(rows, losses, prior)[upto], weights(rows, changed, prior)[upto])


@LAWS
@given(one=reports(), origin=st.integers(-30, 400))
def test_what_was_known_is_the_newest_report_of_each_day(one: SiteReports, origin: int) -> None:
    seen = as_known(one, origin)
    assert (np.diff(seen.day) > 0).all()
    for day, count in zip(seen.day, seen.people, strict=True):
        then = (one.day == day) & (one.known <= origin)
        newest = one.known[then].max()
        assert count in one.people[then & (one.known == newest)]


@LAWS
@given(made=crises())
def test_sums_are_sums_of_places(made: Crisis) -> None:
    seen = [as_known(one) for one in made.sites]
    whole = [one for one in with_sums(made, seen) if one.place == "total"]
    for one in whole:
        assert one.people[-1] == sum(part.people[-1] for part in seen)


@LAWS
@given(draws=st.lists(st.floats(0, 1e4), min_size=200, max_size=300), truth=st.floats(0, 1e4))
def test_scores_agree_with_those_of_draws(draws: list[float], truth: float) -> None:
    held = np.quantile(draws, LEVELS)[None]
    came = np.array([truth])
    spread = max(draws) - min(draws) + abs(truth - np.median(draws)) + 1e-9
    found = float(scoring.crps(held, came)[0])
    assert found == pytest.approx(draws_scores.crps(draws, truth), abs=0.03 * spread)
    assert found >= 0
    assert float(scoring.weighted_interval_score(held, came)[0]) >= 0


@LAWS
@given(held=st.lists(st.floats(0, 1e4), min_size=21, max_size=21), truth=st.floats(0, 1e4))
def test_the_interval_score_is_that_of_its_definition(held: list[float], truth: float) -> None:
    quantiles = np.sort(np.array(held))
    at = {round(float(level), 3): quantiles[number] for number, level in enumerate(LEVELS)}
    score = abs(truth - at[0.5]) / 2
    for tail in (0.05, 0.1, 0.25):
        low, high = at[tail], at[round(1 - tail, 3)]
        miss = max(low - truth, 0) + max(truth - high, 0)
        score += tail * (high - low + miss / tail)
    found = scoring.weighted_interval_score(quantiles[None], np.array([truth]))
    assert float(found[0]) == pytest.approx(score / 3.5)


def test_where_truths_lie_is_uniform_if_forecasts_are_right() -> None:
    draw = np.random.default_rng(3)
    held = np.tile(np.quantile(draw.normal(100, 10, 20_000), LEVELS), (4000, 1))
    found = scoring.pit(held, draw.normal(100, 10, 4000))
    shares = np.histogram(found, bins=10, range=(0, 1))[0] / 4000
    assert np.abs(shares - 0.1).max() < 0.03


@LAWS
@given(held=st.lists(st.floats(0, 1e3), min_size=21, max_size=21), line=st.floats(0, 1e3))
def test_chances_fall_as_the_threshold_rises(held: list[float], line: float) -> None:
    quantiles = np.sort(np.array(held))[None]
    low, high = (
        float(scoring.chance_above(quantiles, np.array([one]))[0]) for one in (line, line + 50)
    )
    assert 0 <= high <= low <= 1


@LAWS
@given(
    values=st.lists(st.floats(-50, 50), min_size=1, max_size=30),
    seed=seeds,
    factor=st.floats(0.1, 10),
)
def test_weighted_quantiles_keep_order_and_bounds(
    values: list[float], seed: int, factor: float
) -> None:
    counts = np.random.default_rng(seed).uniform(0.05, 1, (3, len(values)))
    found = weighted_quantiles(np.array(values), counts)
    assert (np.diff(found, axis=1) >= 0).all()
    assert found.min() >= min(values)
    assert found.max() <= max(values)
    assert np.allclose(found, weighted_quantiles(np.array(values), factor * counts))
    order = np.argsort(values, kind="stable")
    steps = counts[:, order]
    middles = (np.cumsum(steps, axis=1) - steps / 2) / steps.sum(axis=1, keepdims=True)
    ordered = np.array(values)[order]
    assert np.allclose(found, [np.interp(LEVELS, row, ordered) for row in middles])


@LAWS
@given(count=people, late=st.integers(220, 400))
def test_a_later_report_of_one_place_moves_no_earlier_weight_of_a_sum(
    count: int, late: int
) -> None:
    """One place reports on day 0 and then not for long; its later figure is the future."""
    often = [site(f"o{at}", list(range(0, 300, 9)), [100.0 + at + day for day in range(34)])
             for at in range(2)]  # fmt: skip
    whole = [
        past_rows(
            crisis(*often, site("seldom", [0, late], [900.0, figure])), range(30, 200, 15), (30,)
        )
        for figure in (900.0, float(count))
    ]
    known = []
    for rows in whole:
        assert rows is not None
        early = (rows.kind != "site") & (rows.told <= 150)
        known.append(rows.where(early).truth)
    assert np.array_equal(known[0], known[1])


@FEW
@given(seed=seeds)
def test_sums_are_weighed_alike_in_looking_back_and_ahead(seed: int) -> None:
    """Places that report at different times, one of them seldom."""
    full = growing(seed, "made", "MLI", days=260)
    seldom = full.sites[0]
    few = np.arange(len(seldom.day)) % 7 == 0
    thinned = replace(
        seldom, day=seldom.day[few], known=seldom.known[few], people=seldom.people[few]
    )
    made = replace(full, sites=(thinned, *full.sites[1:]))
    back = past_rows(made, origins(made), HORIZONS)
    assert back is not None
    whole = combine(back, learnt().among(NAIVE), boosting=False)
    live = told(made, 120)
    assert live is not None
    for at in np.flatnonzero(back.origin == 120):
        here = (live.rows.place == back.place[at]) & (live.rows.horizon == back.horizon[at])
        assert np.allclose(live.weights[here][0], whole.weights[at])


def test_what_came_is_told_only_near_a_report_and_with_one_behind() -> None:
    made = crisis(site("a", [0, 30, 100], [10.0, 40.0, 180.0]))
    rows = past_rows(made, [30], (5, 30, 60, 70, 90))
    assert rows is not None
    assert _told(rows) == {5: (50.0, 100), 60: (160.0, 100), 70: (180.0, 100)}


def _told(rows: Targets) -> dict[int, tuple[float, int]]:
    known = zip(rows.horizon, rows.truth, rows.told, strict=True)
    return {int(days): (float(truth), int(day)) for days, truth, day in known if truth == truth}
