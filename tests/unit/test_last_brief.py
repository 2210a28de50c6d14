"""The day of the last brief: asked for, of an earlier run near by, or as usual."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from qafila.case import find_case, read_case
from qafila.commands.last_brief import last_brief
from qafila.errors import InputError

DAY = dt.date(2025, 11, 30)


@pytest.fixture(scope="module")
def case():
    return read_case(find_case("teaching"))


def ran(folder, case, as_of):
    folder.mkdir(parents=True)
    text = json.dumps({"case": case, "as_of": as_of})
    (folder / "run.json").write_text(text, encoding="utf-8")


def test_without_an_earlier_run_it_is_some_days_before(case, tmp_path):
    found = last_brief(case, tmp_path / "out", DAY)
    assert found.record() == {"day": "2025-11-23", "how": "usual"}


def test_the_newest_earlier_run_of_the_same_case_counts(case, tmp_path):
    ran(tmp_path / "a", case.name, "2025-11-10")
    ran(tmp_path / "b", case.name, "2025-11-20")
    ran(tmp_path / "c", "another", "2025-11-28")
    ran(tmp_path / "d", case.name, "2025-11-30")
    ran(tmp_path / "out", case.name, "2025-11-25")
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / "run.json").write_text("[", encoding="utf-8")
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "run.json").write_text('{"case": 3}', encoding="utf-8")
    found = last_brief(case, tmp_path / "out", DAY)
    assert found.record() == {"day": "2025-11-20", "how": "run"}


def test_what_is_asked_for_holds_and_must_be_earlier(case, tmp_path):
    ran(tmp_path / "a", case.name, "2025-11-10")
    given = dt.date(2025, 11, 1)
    assert last_brief(case, tmp_path / "out", DAY, given).record() == {
        "day": "2025-11-01", "how": "given",
    }  # fmt: skip
    with pytest.raises(InputError, match="is not before 2025-11-30"):
        last_brief(case, tmp_path / "out", DAY, DAY)
