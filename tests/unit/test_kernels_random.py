"""Draws against exact moments and exact distributions; known vectors of the generator."""

from __future__ import annotations

import math

import numpy as np
import pytest

from qafila.kernels import binomials, sampling
from qafila.kernels import random as draws
from qafila.streams import STREAMS, registry, stream_key, uniforms

N = 20_000


def generator(item: int = 0) -> np.ndarray:
    state = np.empty(4, np.uint64)
    draws.address(state, np.uint64(7), np.uint64(stream_key("test")), 0, 1, item)
    return state


def sample(draw, *arguments, item: int = 0) -> np.ndarray:
    state = generator(item)
    return np.array([draw(state, *arguments) for _ in range(N)])


def chi_square(seen: np.ndarray, expected: np.ndarray) -> float:
    """Standardised chi-square statistic over cells with at least five expected."""
    keep = expected >= 5.0
    rest = expected[~keep].sum()
    cells = np.append(expected[keep], rest) if rest > 0 else expected[keep]
    found = np.append(seen[keep], seen[~keep].sum()) if rest > 0 else seen[keep]
    cells = np.maximum(cells, 1e-12)
    statistic = float(((found - cells) ** 2 / cells).sum())
    freedom = len(cells) - 1
    return (statistic - freedom) / math.sqrt(2.0 * freedom)


def binomial_masses(n: int, p: float) -> np.ndarray:
    return np.array(
        [
            math.exp(
                math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
                + k * math.log(p) + (n - k) * math.log1p(-p)
            )
            for k in range(n + 1)
        ]
    )  # fmt: skip


def test_words_follow_the_reference_implementation():
    # First outputs of xoshiro256++ 1.0 (Blackman and Vigna) from the state 1, 2, 3, 4.
    state = np.array([1, 2, 3, 4], np.uint64)
    assert [int(draws.next_word(state)) for _ in range(4)] == [
        41943041,
        58720359,
        3588806011781223,
        3591011842654386,
    ]


def test_mix_is_the_finaliser_of_splitmix64():
    # First output of splitmix64 from seed 0 (Vigna).
    golden = np.uint64(0x9E3779B97F4A7C15)
    assert int(draws.mix(golden)) == 0xE220A8397B1DCDAF


def test_uniforms_without_compiled_code_are_the_same():
    state = np.empty(4, np.uint64)
    key = np.uint64(stream_key("stocks.regime"))
    for member, day, item in ((0, 0, 0), (3, -2, 1), (4, 59, -7)):
        draws.address(state, np.uint64(7), key, member, day, item)
        expected = uniforms(7, "stocks.regime", member + 1, day, item)[member]
        assert draws.uniform(state) == expected


def test_uniform_fills_the_unit_interval_evenly():
    values = sample(draws.uniform)
    seen = np.bincount((values * 50).astype(int), minlength=50)
    assert abs(chi_square(seen, np.full(50, N / 50))) < 4.0


@pytest.mark.parametrize(
    ("n", "p"),
    [
        *((1, 0.5), (12, 0.03), (40, 0.2), (60, 0.4), (200, 0.06), (90, 0.93), (30, 0.5)),
        *((400, 0.5), (64, 0.999), (65, 0.7), (150, 0.01), (192, 0.98), (193, 0.02)),
        *((5000, 0.3), (5000, 0.004), (20000, 0.9)),
    ],
)
def test_binomial_is_exact(n, p):
    values = sample(binomials.binomial, n, p, item=n)
    assert values.min() >= 0
    assert values.max() <= n
    assert abs(chi_square(np.bincount(values, minlength=n + 1), binomial_masses(n, p) * N)) < 4.5


@pytest.mark.parametrize(
    ("n", "p"),
    [
        *((1, 0.3), (40, 0.2), (400, 0.5), (400, 0.02), (400, 0.97), (193, 0.07), (193, 0.08)),
        *((5000, 0.002), (5000, 0.004), (20000, 0.9)),
    ],
)
def test_binomial_with_a_prepared_chance_is_exact(n, p):
    values = sample(binomials.binomial_again, n, p, binomials.log_of_rarer(p), item=n)
    assert values.min() >= 0
    assert values.max() <= n
    assert abs(chi_square(np.bincount(values, minlength=n + 1), binomial_masses(n, p) * N)) < 4.5


@pytest.mark.parametrize(("n", "p"), [(10**6, 1e-6), (10**7, 0.37), (10**9, 0.999), (10**12, 0.01)])
def test_binomial_of_large_numbers_has_the_right_moments(n, p):
    values = sample(binomials.binomial, n, p).astype(float)
    mean, variance = n * p, n * p * (1 - p)
    assert abs(values.mean() - mean) < 5.0 * math.sqrt(variance / N)
    assert abs(values.var() / variance - 1.0) < 0.06


@pytest.mark.parametrize(
    ("n", "p", "expected"),
    [(0, 0.5, 0), (9, 0.0, 0), (9, 1.0, 9), (9, -0.1, 0), (9, 1.5, 9), (-3, 0.5, 0)],
)
def test_binomial_at_the_edges(n, p, expected):
    assert binomials.binomial(generator(), n, p) == expected


@pytest.mark.parametrize("mean", [0.1, 3.0, 9.9, 10.1, 40.0])
def test_poisson_is_exact(mean):
    values = sample(sampling.poisson, mean)
    top = int(mean + 12 * math.sqrt(mean) + 12)
    masses = np.exp([k * math.log(mean) - mean - math.lgamma(k + 1) for k in range(top)])
    assert values.max() < top
    assert abs(chi_square(np.bincount(values, minlength=top), masses * N)) < 4.5


def test_normal_has_the_right_moments():
    values = sample(draws.normal)
    error = 1.0 / math.sqrt(N)
    assert abs(values.mean()) < 5 * error
    assert abs(values.var() - 1.0) < 5 * math.sqrt(2) * error
    assert abs((values**3).mean()) < 5 * math.sqrt(15) * error
    assert abs((np.abs(values) < 1.0).mean() - math.erf(1 / math.sqrt(2))) < 5 * error


@pytest.mark.parametrize("shape", [0.3, 1.0, 2.5, 40.0])
def test_gamma_has_the_right_moments(shape):
    values = sample(sampling.gamma, shape)
    assert values.min() >= 0.0
    assert abs(values.mean() - shape) < 5 * math.sqrt(shape / N)
    kurtosis = 6.0 / shape
    assert abs(values.var() / shape - 1.0) < 5 * math.sqrt((2.0 + kurtosis) / N)


@pytest.mark.parametrize(("a", "b"), [(0.5, 0.5), (2.0, 3.0), (1e-9, 1e-9)])
def test_beta_has_the_right_moments(a, b):
    values = sample(sampling.beta, a, b)
    variance = a * b / ((a + b) ** 2 * (a + b + 1))
    assert values.min() >= 0.0
    assert values.max() <= 1.0
    assert abs(values.mean() - a / (a + b)) < 5 * math.sqrt(variance / N)


def test_triangular_has_the_right_moments():
    values = sample(sampling.triangular, 1.0, 2.0, 6.0)
    low, mode, high = 1.0, 2.0, 6.0
    variance = (low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18
    assert values.min() >= low
    assert values.max() <= high
    assert abs(values.mean() - (low + mode + high) / 3) < 5 * math.sqrt(variance / N)
    assert abs(values.var() / variance - 1.0) < 0.05


def test_addresses_do_not_overlap():
    words = set()
    state = np.empty(4, np.uint64)
    for name in ("movement.hops", "stocks.regime"):
        for member in range(5):
            for day in range(-3, 3):
                for item in range(4):
                    key = np.uint64(STREAMS[name])
                    draws.address(state, np.uint64(7), key, member, day, item)
                    words.add(int(draws.next_word(state)))
    assert len(words) == 2 * 5 * 6 * 4


def test_a_stream_that_stands_twice_is_an_error():
    with pytest.raises(ValueError, match="twice"):
        registry(("a", "b", "a"))
    with pytest.raises(TypeError):
        STREAMS["new"] = 1  # type: ignore[index]


def test_stocks_and_movement_share_no_stream():
    from qafila.kernels import travel
    from qafila.kernels.siege import tables

    assert not set(travel.STREAMS) & set(tables.STREAMS)
    assert {*travel.STREAMS, *tables.STREAMS} <= set(STREAMS)
