"""What holds for every test."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from qafila.charts import render

# Tests share the machine with each other: no clock on the wall says anything about the code.
settings.register_profile(
    "beside others", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("beside others")


@pytest.fixture(autouse=True)
def _checked_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every part of a picture is checked against Vega-Lite's schema, which a run leaves out."""
    monkeypatch.setattr(render, "CHECKED", True)
