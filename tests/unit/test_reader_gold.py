from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from qafila.errors import ReportError

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {"event": 0.88, "figure": 0.87, "place": 0.80, "date": 0.85, "source": 0.84}


def _benchmark():
    spec = importlib.util.spec_from_file_location("reading", ROOT / "benchmarks" / "reading.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def scores():
    return _benchmark().score_reports()[0]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("measure", sorted(FLOORS))
def test_reading_of_the_shipped_reports_does_not_get_worse(scores, language, measure):
    assert scores[language].f1(measure) >= FLOORS[measure]


def test_the_reader_says_which_document_it_cannot_read():
    from qafila.claims import Document
    from qafila.places import Gazetteer
    from qafila.reports import read_claims

    with pytest.raises(ReportError, match="c\\.md"):
        read_claims(Document.from_text("城市的加油站已经没有燃料", "c.md"), Gazetteer(()))
