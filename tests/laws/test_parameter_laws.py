"""Laws of parameters: whatever lies within its bounds runs, and nothing is made or lost."""

from __future__ import annotations

import warnings

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.forecasting import forecast_from_result
from qafila.parameters import known_parameters
from qafila.simulate import Simulation
from tests.support.synthetic import observation, synthetic_situation

ARRIVED = observation("arrived", "new_arrivals", country="MRT", individuals=300, coo="MLI")
HELD = observation("held", "stock", country="MRT", individuals=90_000, coo="MLI",
                   legal_status="refugee")  # fmt: skip


def within(known):
    """A value within the bounds of a parameter, often one of them."""
    ends = st.sampled_from([known.minimum, known.maximum])
    return st.one_of(ends, st.floats(known.minimum, known.maximum, allow_subnormal=False))


@st.composite
def rows(draw):
    names = draw(st.lists(st.sampled_from(sorted(known_parameters())), unique=True, max_size=12))
    found = []
    for name in names:
        known = known_parameters()[name]
        low, best, high = sorted(draw(st.tuples(*[within(known)] * 3)))
        own = "petrol" if "commodity" in known.scopes else "unknown"
        thing = "" if "all" in known.scopes else own
        kind = draw(st.sampled_from(["fixed", "uniform", "triangular"]))
        found.append({"parameter": name, "applies_to": thing, "best": best, "low": low,
                      "high": high, "distribution": kind})  # fmt: skip
    return tuple(found)


@settings(max_examples=40, deadline=None)
@given(parameters=rows(), seed=st.integers(0, 99))
def test_any_parameters_within_their_bounds_run_and_conserve(parameters, seed):
    situation = synthetic_situation(
        parameters=parameters, observations=(ARRIVED, HELD), passability={"capital-to-south": 0.5}
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = Simulation(situation, days=6, draws=4, seed=seed, threads=1).run()
        frame = forecast_from_result(situation, result, [1, 6]).frame
    data = result.data
    for name, array in data.data_vars.items():
        values = array.to_numpy()
        assert name == "corridor_state" or (values[np.isfinite(values)] >= 0).all(), name
    people = data["at_home"] + data["present"].sum("location") + data["in_transit"]
    assert (people == data["people_start"]).all()
    assert (data["served"] + data["unmet"] == data["demand"]).all()
    chances = frame[frame["target"] == "stock_out"]["value"]
    assert chances.between(0.0, 1.0).all()
