"""docs/siege.md shows what the program prints."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def printer() -> ModuleType:
    path = ROOT / "scripts" / "print_siege.py"
    spec = importlib.util.spec_from_file_location("print_siege", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_the_page_shows_is_what_the_commands_print(printer: ModuleType) -> None:
    text = printer.PAGE.read_text(encoding="utf-8")
    assert len(printer.MARKED.findall(text)) == 3
    assert printer.printed(text) == text, "run python scripts/print_siege.py"


def test_every_kind_of_change_for_a_siege_is_explained_there(printer: ModuleType) -> None:
    from qafila.simulate.scenario import SETTING

    text = printer.PAGE.read_text(encoding="utf-8")
    for kind in (*SETTING, "truce", "repair_corridor", "close_crossing", "open_crossing"):
        assert re.search(rf"`{kind}`", text), kind
