"""What buckets of a tenth of a day's travel change against buckets of a kilometre.

The figures stand in ``docs/flee-rules.md``; here fewer draws are run.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from qafila.interop.flee_folder import open_flee
from qafila.simulate.allocation.flee_members import FleeMembers, flee_members
from qafila.simulate.allocation.scores import counted_camps, mean_error
from tests.support.flee_draws import SHARED

FOLDERS = SHARED / "cases" / "flee"
DRAWS = 20
pytestmark = pytest.mark.skipif(not FOLDERS.is_dir(), reason="the public Flee folders are not here")


def in_narrow_buckets(members: FleeMembers) -> FleeMembers:
    """The same members with buckets of 1 km."""
    rules = members.inputs.rules
    assert rules.bucket_km == rules.max_speed / 10.0
    narrow = rules._replace(bucket_km=1.0, buckets=int(rules.buckets * rules.bucket_km) + 1)
    return replace(members, inputs=replace(members.inputs, rules=narrow))


@pytest.mark.parametrize("case", ["burundi2015", "mali2012"])
@pytest.mark.parametrize("capacities", [False, True])
def test_wide_buckets_move_the_total_error_by_a_thousandth_at_most(
    case: str, capacities: bool
) -> None:
    folder = open_flee(FOLDERS / case)
    positions, counted = counted_camps(folder)
    wide = flee_members(folder, DRAWS, 7, capacities=capacities)

    def errors(members: FleeMembers) -> NDArray[np.float64]:
        return mean_error(members.run(0, DRAWS)["present"][..., positions], counted)

    found = [errors(members) for members in (wide, in_narrow_buckets(wide))]
    noise = np.sqrt(sum(one.var(ddof=1) / DRAWS for one in found))
    apart = found[0].mean() - found[1].mean()
    assert abs(apart) < 0.001 + 3.0 * noise
