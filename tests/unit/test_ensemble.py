"""Members in threads, held and counted."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from qafila.simulate.ensemble import (
    COMPILING,
    Counted,
    count_all,
    count_range,
    in_threads,
    join,
    run_all,
)
from qafila.simulate.tally import mean, quantiles
from tests.support.members import MadeUp


def bytes_of(found: Counted) -> dict[str, bytes]:
    tallies = {
        f"{name} {field}": np.asarray(value).tobytes()
        for name, one in found.tallies.items()
        for field, value in vars(one).items()
    }
    single = found.single[0][1]
    return {**tallies, **{name: found.each(name).tobytes() for name in single}}


@pytest.mark.parametrize("threads", [1, 2, 7])
def test_threads_change_no_byte(threads: int) -> None:
    members = MadeUp(130)
    held, seconds = run_all(members, threads=threads)
    alone = members.run(0, 130)
    assert {name: value.tobytes() for name, value in held.items()} == {
        name: value.tobytes() for name, value in alone.items()
    }
    assert seconds.simulation > 0.0
    counted, _ = count_all(members, threads=threads)
    assert bytes_of(counted) == bytes_of(count_range(members, 0, 130))


def test_ranges_in_any_order_give_the_same_counts() -> None:
    members = MadeUp(90)
    edges = [0, 1, 30, 64, 90]
    parts = [count_range(members, a, b) for a, b in itertools.pairwise(edges)]
    one, two, three, four = parts
    mixed = join([join([four, one]), join([three, two])])
    assert bytes_of(mixed) == bytes_of(count_range(members, 0, 90))


def test_counts_agree_with_what_is_held() -> None:
    members = MadeUp(500)
    held, _ = run_all(members, threads=2)
    counted, _ = count_all(members, threads=2)
    arrivals = held["arrivals"].reshape(500, -1)
    np.testing.assert_array_equal(mean(counted.tallies["arrivals"]), arrivals.mean(axis=0))
    told = np.quantile(arrivals, [0.05, 0.5, 0.95], axis=0)
    found = quantiles(counted.tallies["arrivals"], [0.05, 0.5, 0.95])
    np.testing.assert_allclose(found, told, rtol=1 / 256, atol=1e-9)
    np.testing.assert_array_equal(counted.each("error"), held["error"])


def test_progress_is_told_and_compilation_announced() -> None:
    class Cold(MadeUp):
        def needs_compilation(self) -> bool:
            return True

    told: list[str] = []
    steps: list[tuple[int, int]] = []
    run_all(Cold(40), threads=1, progress=told.append, advance=lambda *step: steps.append(step))
    assert told == [COMPILING]
    assert steps == [(16, 40), (32, 40), (40, 40)]


def test_a_fault_in_a_thread_reaches_the_caller_and_ends_the_rest() -> None:
    begun: list[int] = []

    def work(members: MadeUp, first: int, last: int) -> int:
        begun.append(first)
        raise ValueError(f"member {first}")

    ranges = [(number, number + 1) for number in range(100)]
    with pytest.raises(ValueError, match="member 0"):
        list(in_threads(work, MadeUp(100), ranges, 2))
    assert len(begun) <= 5
