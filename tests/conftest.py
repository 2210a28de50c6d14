"""What holds for every test."""

from __future__ import annotations

import pytest

from qafila.charts import render


@pytest.fixture(autouse=True)
def _checked_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every part of a picture is checked against Vega-Lite's schema, which a run leaves out."""
    monkeypatch.setattr(render, "CHECKED", True)
