"""Two reports that contradict each other: the page runs as written, and what it says is so.

Both versions stand with their sources, the level moves or does not for a stated reason, and the
difference tells which.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import tutorials

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "tutorial-assessment.md"
FLIGHT, ATTACKS = "Flight of people, XAA", "Attacks on convoys, XAA"
VERSIONS = (
    "3,000 to 4,000 households (the mayor of Berkun)",
    "700 (630 to 770) people (UNHCR)",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The folder after all blocks were run, and what each printed, in one line each."""
    folder = tmp_path_factory.mktemp("desk")
    environment = tutorials.command_environment(folder / "bin")
    shown = [
        tutorials.run_block(block, folder, environment)[0] for block in tutorials.blocks(PAGE, "sh")
    ]
    return folder, [one_line(text) for text in shown]


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def told_of(text: str, indicator: str) -> str:
    """What a page says of one indicator, up to the next point."""
    _, found, rest = text.partition(f"- {indicator}")
    assert found, (indicator, text)
    return rest.split(" - ")[0]


def block(desk: tuple[Path, list[str]], words: str) -> str:
    """What the block printed that holds some words."""
    [place] = [number for number, one in enumerate(tutorials.blocks(PAGE, "sh")) if words in one]
    return desk[1][place]


def changes(desk: tuple[Path, list[str]]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((desk[0] / "changes.json").read_text(encoding="utf-8"))
    return found


def test_one_report_gives_levels_that_rest_on_one_origin_each(
    desk: tuple[Path, list[str]],
) -> None:
    page = block(desk, "--as-of 2024-03-30 --lang en")
    assert "Level of the whole: warning" in page
    assert "Each of these rests on one origin alone." in page
    flight, attacks = told_of(page, FLIGHT), told_of(page, ATTACKS)
    assert "Level: emergency" in flight
    assert "highest figure given: 3,000 households" in flight
    assert "Rests on one origin alone: the mayor of Berkun." in flight
    assert "Level: warning" in attacks
    assert "40 tankers. Rests on one origin alone: Front of the Dunes." in attacks
    unknown = page.partition("What is not known")[2].partition("What would change")[0]
    assert "Abductions (XAA)" in unknown
    assert "Pressure on the authorities (XAA)" in unknown
    assert "What is disputed" not in page


def test_a_contradiction_moves_no_level_and_the_difference_says_why(
    desk: tuple[Path, list[str]],
) -> None:
    page = block(desk, "--with second.md")
    assert "Level of the whole: warning, as before." in page
    assert "No level moved." in page
    flight, attacks = told_of(page, FLIGHT), told_of(page, ATTACKS)
    assert flight.startswith(": still emergency")
    assert "(3,000 households), and there is no higher level" in flight
    assert "Rests on one origin alone: the mayor of Berkun." in flight
    assert attacks.startswith(": still warning")
    assert "Rests on one origin alone: Front of the Dunes." in attacks
    disputes = page.partition("Disputes")[2].partition("The words behind the numbers")[0]
    assert disputes.count("New dispute") == 1
    assert "tankers" not in disputes
    for version in VERSIONS:
        assert version in disputes


def test_both_versions_stand_once_the_second_counts(desk: tuple[Path, list[str]]) -> None:
    page = block(desk, "mv second.md")
    assert "Level of the whole: warning" in page
    disputed = page.partition("What is disputed")[2].partition("The words behind")[0]
    for version in VERSIONS:
        assert version in disputed
    assert "families against persons" in page
    for words in (
        "Between 3,000 and 4,000 families fled from Berkun",
        "Environ 700 personnes ont fui Berkoun",
        "said that it had destroyed 40 tankers near Karvo",
        "L'armée a reconnu qu'un convoi",
    ):
        assert words in page


def test_a_third_report_moves_a_level_by_a_second_origin(desk: tuple[Path, list[str]]) -> None:
    page = block(desk, "cat > third.md")
    assert "Level of the whole: from warning to emergency." in page
    assert "Supply pressure, Tellara: from warning to emergency, since 31 March 2024" in page
    assert "2 distinct origins" in page
    assert "\u0646\u0641\u062f \u0627\u0644\u0648\u0642\u0648\u062f" in page  # the words themselves


def test_two_days_tell_the_same_in_three_languages(desk: tuple[Path, list[str]]) -> None:
    page = block(desk, "--json > changes.json")
    english, french = page.index("What changed since"), page.index("Ce qui a changé depuis")
    arabic = page.index("ما الذي تغيّر منذ")
    assert english < french < arabic
    assert "Supply pressure, Tellara: from warning to emergency" in page[english:french]
    assert "de « alerte » à « urgence »" in page[french:arabic].replace("\u00a0", " ")
    assert "من «إنذار» إلى «طوارئ»" in page[arabic:]
    for number in ("3,000", "4,000", "700"):
        assert number in page[english:french]
    for number in ("3 000", "4 000", "700"):
        assert number in one_line(page[french:arabic])


def test_programs_get_the_same(desk: tuple[Path, list[str]]) -> None:
    found = changes(desk)
    assert found["overall"] == {"from": "warning", "to": "emergency"}
    [moved] = found["moved"]
    assert (moved["indicator"], moved["by"]) == ("supply_pressure", ["dry_pumps"])
    kept = {one["indicator"]: one for one in found["not_moved"]}
    assert kept["flight"]["why_not_moved"] == "highest"
    assert kept["flight"]["new_origins"] == ["unhcr"]
    assert kept["convoy_attacks"]["why_not_moved"]
    [dispute] = found["disputes"]
    assert dispute["change"] == "new"
    assert {(one["origin"], one["unit"]) for one in dispute["versions"]} == {
        ("the mayor of Berkun", "households"),
        ("UNHCR", "persons"),
    }
    cited = {claim for one in (moved, *kept.values()) for claim in one["claims"]}
    assert cited <= set(found["words"])


def test_every_block_is_run() -> None:
    text = (tutorials.DOCS / PAGE).read_text(encoding="utf-8")
    assert set(re.findall(r"^```(\w+)$", text, re.MULTILINE)) == {"sh"}
