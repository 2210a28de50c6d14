"""What a frozen forecast must hold, and whose figures it is scored by."""

from __future__ import annotations

import datetime as dt
import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qafila.case import read_case
from qafila.commands.forecast import Foretold, Source, case_source
from qafila.commands.freezing import freeze
from qafila.commands.score import judge, score_lines
from qafila.errors import InputError, LedgerError, OutputError
from qafila.forecasting.displacement.experts import NAIVE
from qafila.forecasting.displacement.frozen import content_hash, frozen_text, read_frozen, truth_of
from qafila.forecasting.displacement.looking_back import HORIZONS
from qafila.forecasting.displacement.outlook import look_ahead
from tests.support.cases import HEADERS, write_small_case
from tests.support.displacement import crisis, growing, learnt, site
from tests.support.flee_folders import write_folder

FIRST = dt.date(2025, 1, 1)


@pytest.fixture(scope="module")
def text() -> str:
    outlook = look_ahead(
        growing(7, "made", "MLI"), 105, HORIZONS, learnt(), threshold=1.0, experts=NAIVE
    )
    assert outlook
    head = {"crisis": "made", "home": "MLI", "product": "unconditional", "qafila": "0.0.9"}
    return frozen_text(outlook, head)


def in_first(name: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda record: record["forecasts"][0].__setitem__(name, value)


def sealed(text: str, change: Callable[[dict[str, Any]], object]) -> str:
    """Another record with a hash that fits it."""
    record = json.loads(text)
    change(record)
    return json.dumps(record | {"content_hash": content_hash(record)})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda one: one.pop("forecasts"), "holds no forecasts"),
        (lambda one: one.__setitem__("forecasts", []), "holds no forecasts"),
        (lambda one: one.__setitem__("forecasts", [3]), "forecast 1: is no record"),
        (lambda one: one.pop("home"), "lacks home"),
        (lambda one: one.pop("reference_date"), "lacks reference_date"),
        (lambda one: one.__setitem__("reference_date", "soon"), "reference_date is no day"),
        (lambda one: one.__setitem__("reference_date", "9999-12-31"), "reference_date is no day"),
        (lambda one: one["levels"].__setitem__(1, 0.06), "levels are not the 21"),
        (lambda one: one.__setitem__("sources", {"a": 3}), "sources do not name"),
        (in_first("location", 3), "lacks location, kind or target"),
        (in_first("kind", "camp"), "kind is none of"),
        (in_first("horizon", "7"), "horizon is no day"),
        (in_first("horizon", 10**30), "horizon is no day"),
        (in_first("quantiles", [1.0, 2.0]), "quantiles are not 21 rising numbers"),
        (in_first("quantiles", [float(one) for one in range(21, 0, -1)]), "quantiles are not 21"),
        (in_first("persistence", [float("nan")] * 21), "persistence are not 21"),
        (in_first("persistence", ["1"] * 21), "persistence are not 21"),
    ],
)
def test_what_does_not_hold_is_told_with_file_and_remedy(
    text: str, change: Callable[[dict[str, Any]], object], told: str
) -> None:
    with pytest.raises(InputError) as found:
        read_frozen(sealed(text, change), "a.json")
    message = str(found.value)
    assert message.startswith("a.json: ")
    assert told in message
    assert "score it with the version of Qafila that wrote it (it was written by 0.0.9)" in message


def test_a_whole_country_that_is_counted_by_places_now_is_told(text: str) -> None:
    whole = sealed(text, in_first("location", "country:CIV"))
    frozen = read_frozen(whole, "a.json")
    with pytest.raises(InputError, match='no counts of places that were forecast: "country:CIV"'):
        truth_of(frozen, growing(7, "made", "MLI"))
    by_sum = crisis(site("a", [0], [1.0]), site("b", [0], [1.0]))
    with pytest.raises(InputError, match='"made-0"'):
        truth_of(read_frozen(text, "a.json"), by_sum)


def observed(folder: Path, *rows: tuple[int, int, str]) -> None:
    """Counts of people in Côte d'Ivoire: day, people, who says so."""
    columns = HEADERS["observations"].split(",")
    lines = [HEADERS["observations"]]
    for number, (day, people, source) in enumerate(rows):
        date = (FIRST + dt.timedelta(days=day)).isoformat()
        row = {
            "observation_id": f"o{number}", "date_start": date, "date_end": date,
            "reported_at": date, "reported_at_basis": "stated", "country": "CIV",
            "measure": "stock", "legal_status": "refugee", "count_basis": "registered",
            "individuals": str(people), "unit": "people", "coo": "MLI", "coa": "CIV",
            "said_by": source, "source": "test",
        }  # fmt: skip
        lines.append(",".join(row.get(name, "") for name in columns))
    (folder / "observations.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def done() -> Foretold:
    made = growing(7, "made", "MLI")
    outlook = look_ahead(made, 105, HORIZONS, learnt(), threshold=1.0, experts=NAIVE)
    assert outlook
    record = {"configuration": {"horizons": [7], "threshold": 1.0}}
    return Foretold(Source("made", "MLI", made, outlook.day), outlook, record)


def no_links(*_: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


@pytest.mark.parametrize("linked", [True, False])
def test_a_file_that_came_during_the_work_is_not_written_over(
    done: Foretold, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linked: bool
) -> None:
    path = tmp_path / "a.json"
    if not linked:
        monkeypatch.setattr("os.link", no_links)

    def came(_: object) -> None:
        path.write_text("of somebody else", encoding="utf-8")

    monkeypatch.setattr("qafila.commands.freezing.probe_freeze", came)
    with pytest.raises(OutputError, match="never written over"):
        freeze(done, path)
    assert path.read_text(encoding="utf-8") == "of somebody else"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("linked", [True, False])
def test_a_forecast_is_put_away_whole_and_alone_in_its_folder(
    done: Foretold, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linked: bool
) -> None:
    if not linked:
        monkeypatch.setattr("os.link", no_links)
    path = tmp_path / "a.json"
    freeze(done, path)
    assert read_frozen(path.read_text(encoding="utf-8"), "a.json").places
    assert list(tmp_path.iterdir()) == [path]


def test_a_case_is_scored_by_the_sources_of_which_the_forecast_was_made(tmp_path: Path) -> None:
    folder = write_small_case(tmp_path / "case")
    unhcr = [(day, 1000 + day, "UNHCR") for day in range(0, 61, 10)]
    observed(folder, *unhcr)
    source = case_source(read_case(folder), FIRST + dt.timedelta(days=60))
    assert source.crisis
    outlook = look_ahead(source.crisis, 60, (30,), learnt(), threshold=1.0, experts=NAIVE)
    assert outlook
    frozen = tmp_path / "a.json"
    record = {"configuration": {"horizons": [30], "threshold": 1.0}}
    freeze(Foretold(source, outlook, record), frozen)
    assert json.loads(frozen.read_text(encoding="utf-8"))["sources"] == {"country:CIV": "UNHCR"}

    others = [(day, 9000, "somebody") for day in range(0, 120, 5)]
    observed(folder, *unhcr, (90, 1100, "UNHCR"), *others)
    judged = judge(frozen, folder, None, lenient=False)
    np.testing.assert_array_equal(judged.truth, [1100.0])
    (warning,) = judged.warnings
    assert "scored by figures of UNHCR" in warning
    assert "now uses those of somebody" in warning
    assert f"warning: {warning}" in score_lines(judged)
    assert judged.record()["warnings"] == [warning]

    observed(folder, *others)
    with pytest.raises(InputError, match=r"holds no counts any more.*country:CIV by UNHCR"):
        judge(frozen, folder, None, lenient=False)


def put_away(folder: Path, text: str, **head: str) -> Path:
    path = folder / "frozen.json"
    path.write_text(sealed(text, lambda one: one.update(head)), encoding="utf-8")
    return path


def test_a_shipped_case_is_found_by_its_name(text: str, tmp_path: Path) -> None:
    frozen = put_away(tmp_path, text, home="SDN")
    with pytest.raises(InputError, match="about people from MLI, the forecast about SDN"):
        judge(frozen, Path("mali-2025"))
    with pytest.raises(InputError, match='did you mean "mali-2025"'):
        judge(frozen, Path("mali-2026"))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"settings": Path("x.yml")}, "--settings needs a folder of Flee; .*mali-2025 is none"),
        ({"validation": Path()}, "--validation needs a folder of Flee"),
        ({"lenient": True}, "--lenient needs a folder of Flee"),
    ],
)
def test_options_of_a_folder_are_refused_for_a_case(
    text: str, tmp_path: Path, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        judge(put_away(tmp_path, text), Path("mali-2025"), **options)


def test_a_ledger_is_one_of_a_case(text: str, tmp_path: Path) -> None:
    frozen = put_away(tmp_path, text)
    with pytest.raises(InputError, match="--ledger needs a case"):
        judge(frozen, write_folder(tmp_path / "flee"), ledger="x.db")
    (tmp_path / "odd.db").write_text("no ledger at all", encoding="utf-8")
    with pytest.raises(LedgerError, match=r"odd\.db"):
        judge(frozen, Path("mali-2025"), ledger=str(tmp_path / "odd.db"))


def test_settings_of_a_folder_are_read(text: str, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "flee")
    with pytest.raises(InputError, match=r"nowhere\.yml"):
        judge(put_away(tmp_path, text), folder, settings=tmp_path / "nowhere.yml", lenient=True)
