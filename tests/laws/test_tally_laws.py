"""Laws of draws that are counted and not kept."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from qafila.errors import InputError
from qafila.simulate import tally as tallies
from qafila.simulate.tally import (
    RELATIVE_ERROR,
    Tally,
    bins_of,
    edges_of,
    mean,
    merge,
    quantiles,
    sd,
    tally,
)

LEVELS = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
FIELDS = ("missing", "least", "most", "total", "squares", "first_bin", "start", "counts")
sizes = st.integers(0, 61).flatmap(lambda bits: st.integers(-(2**bits), 2**bits))
tables = st.tuples(st.integers(1, 24), st.integers(1, 4)).flatmap(
    lambda shape: arrays.arrays(np.int64, shape, elements=sizes)
)


def bytes_of(found: Tally) -> tuple[object, ...]:
    return (found.draws, *(getattr(found, name).tobytes() for name in FIELDS))


@given(values=tables, data=st.data())
def test_any_split_in_any_order_gives_the_same_bytes(values: np.ndarray, data: st.DataObject):
    cuts = data.draw(st.lists(st.integers(0, len(values)), max_size=4))
    edges = sorted({0, *cuts, len(values)})
    order = data.draw(st.permutations(range(len(values))))
    parts = [tally(values[list(order)][a:b]) for a, b in itertools.pairwise(edges)]
    parts = data.draw(st.permutations(parts))
    merged = parts[0]
    for part in parts[1:]:
        merged = merge(merged, part)
    assert bytes_of(merged) == bytes_of(tally(values))


@given(values=tables)
def test_moments_are_those_of_exact_fractions(values: np.ndarray) -> None:
    found = tally(values)
    for cell, column in enumerate(values.T.tolist()):
        exact = Fraction(sum(column), len(column))
        assert mean(found)[cell] == float(exact)
        if len(column) > 1:
            variance = sum((one - exact) ** 2 for one in column) / (len(column) - 1)
            assert sd(found)[cell] == np.sqrt(float(variance))
    assert found.least.tolist() == values.min(axis=0).tolist()
    assert found.most.tolist() == values.max(axis=0).tolist()


@pytest.mark.parametrize("greatest", [10, 10**5, 2**26, 2**40])
def test_many_cells_of_counts_are_summed_up_by_arrays(
    greatest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = np.random.default_rng(3).integers(-5, greatest, (50, 400))
    one_by_one = [0]
    plain = tallies._whole_sums

    def counting(digits: np.ndarray) -> list[int]:
        one_by_one[0] += digits.shape[1]
        return plain(digits)

    monkeypatch.setattr(tallies, "_whole_sums", counting)
    found = tally(values)
    moments = mean(found), sd(found)
    assert (one_by_one[0] == 0) == (greatest < 2**26)
    assert moments[0] == pytest.approx(values.mean(axis=0))
    assert moments[1] == pytest.approx(values.std(axis=0, ddof=1))


@given(values=tables)
def test_quantiles_are_within_the_stated_error(values: np.ndarray) -> None:
    found = quantiles(tally(values), LEVELS)
    told = np.quantile(values, LEVELS, axis=0)
    # Each of the two neighbours that a quantile lies between is within the error of its own size.
    ranks = np.array(LEVELS) * (len(values) - 1)
    ordered = np.sort(values, axis=0).astype(float)
    near = np.maximum(np.abs(ordered[np.floor(ranks).astype(int)]),
                      np.abs(ordered[np.ceil(ranks).astype(int)]))  # fmt: skip
    assert (np.abs(found - told) <= RELATIVE_ERROR * near * (1 + 1e-9) + 1e-9).all()
    small = (np.abs(values) < 512).all(axis=0)
    np.testing.assert_allclose(found[:, small], told[:, small], rtol=1e-12, atol=1e-12)


@given(value=st.integers(-(2**62) + 1, 2**62 - 1))
def test_a_bin_holds_the_value_and_is_narrow(value: int) -> None:
    least, most = (int(one[0]) for one in edges_of(bins_of(np.array([value]))))
    assert least <= value <= most
    assert most - least <= RELATIVE_ERROR * min(abs(least), abs(most))


@given(values=arrays.arrays(np.int64, st.integers(2, 40), elements=sizes))
def test_bins_rise_with_values(values: np.ndarray) -> None:
    ordered = np.sort(values)
    assert (np.diff(bins_of(ordered)) >= 0).all()


@settings(max_examples=30)
@given(values=arrays.arrays(np.float64, (9, 2), elements=st.floats(0, 1e6)), parts=st.just(1024))
def test_parts_of_a_unit_are_rounded_and_no_more(values: np.ndarray, parts: int) -> None:
    found = tally(values, parts)
    np.testing.assert_allclose(mean(found, parts), values.mean(axis=0), atol=0.5 / parts, rtol=1e-9)
    told = np.quantile(values, LEVELS, axis=0)
    assert np.allclose(quantiles(found, LEVELS, parts), told, atol=1 / parts, rtol=RELATIVE_ERROR)


def test_a_missing_value_is_missing_in_every_summary() -> None:
    found = tally(np.array([[1.0, np.nan], [3.0, 2.0]]), 1024)
    assert mean(found, 1024).tolist()[0] == 2.0
    assert np.isnan(mean(found, 1024)[1])
    assert np.isnan(sd(found, 1024)[1])
    assert np.isnan(quantiles(found, LEVELS, 1024)[:, 1]).all()


@pytest.mark.parametrize("value", [np.inf, 2.0**62])
def test_what_cannot_be_summed_up_is_refused(value: float) -> None:
    with pytest.raises(InputError, match="too large"):
        tally(np.array([[value]]))
