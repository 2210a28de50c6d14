"""The page of Flee's rules names all of them, and for each a test that is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "flee-rules.md"
TOPICS = ("places", "choice", "travel", "spawning")
ROW = re.compile(r"\| (\d+) \| (.*) \|")


def rows() -> dict[int, list[str]]:
    """Cells of the table by number of the rule."""
    found = (ROW.fullmatch(line) for line in PAGE.read_text(encoding="utf-8").splitlines())
    return {int(one[1]): one[2].split(" | ") for one in found if one}


def rules_tested(topic: str) -> set[int]:
    """Numbers in the names of the tests of a topic."""
    text = (TESTS / "unit" / f"test_flee_rule_{topic}.py").read_text(encoding="utf-8")
    names = re.findall(r"def test_rules?_(\d+(?:_and_\d+)*)_", text)
    return {int(number) for name in names for number in name.split("_and_")}


def test_every_rule_has_a_row() -> None:
    assert list(rows()) == list(range(1, 54))


@pytest.mark.parametrize("number", [n for n in range(1, 54) if n != 19])
def test_every_rule_has_its_test(number: int) -> None:
    cells = rows()[number]
    assert len(cells) == 4
    assert all(cells)
    topics = re.findall(r"\b(" + "|".join(TOPICS) + r")\b(?: \((\d+|refused)\))?", cells[3])
    for topic, other in topics:
        cited = int(other) if other.isdigit() else number
        assert cited in rules_tested(topic), f"{topic} has no test of rule {cited}"
    files = re.findall(r"`([a-z_]+\.py)`", cells[3])
    assert topics or files or "`laws/`" in cells[3] or "`published/`" in cells[3]
    for file in files:
        assert list(TESTS.glob(f"*/{file}")), f"there is no {file}"
