"""Exports: the same bytes each time, nothing in public that the profile keeps back."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from pathlib import Path

import pytest

from qafila.brief import claims_csv, write_exports
from qafila.brief.exports import weeks
from qafila.errors import InputError
from tests.support import synthetic_brief as made

NAMES = [
    "claims.csv", "situation.csv", "arrivals.csv", "supply.csv", "disputes.csv",
    "known_figures.csv", "relations.csv", "timeline.csv", "abductions.csv", "network.geojson",
]  # fmt: skip


def written(folder: Path, profile: str) -> dict[str, str]:
    """Texts of the exports."""
    paths = write_exports(made.situation(), made.forecast(), folder, profile)
    assert [path.name for path in paths] == NAMES
    return {path.name: path.read_text(encoding="utf-8-sig") for path in paths}


def rows(text: str) -> list[dict[str, str]]:
    """Rows of a table."""
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_same_inputs_give_the_same_bytes(tmp_path: Path, profile: str) -> None:
    assert written(tmp_path / "a", profile) == written(tmp_path / "b", profile)


def test_numbers_have_six_digits_at_most(tmp_path: Path) -> None:
    for name, text in written(tmp_path, "internal").items():
        assert re.search(r"\bna[nt]\b", text.lower()) is None
        if name in ("arrivals.csv", "supply.csv"):
            for row in rows(text):
                digits = row["value"].replace(".", "").replace("-", "").split("e")[0].lstrip("0")
                assert len(digits.rstrip("0")) <= 6


def test_public_tables_keep_back_what_the_profile_keeps_back(tmp_path: Path) -> None:
    texts = written(tmp_path, "public")
    assert {row["kind"] for row in rows(texts["situation.csv"])} == {"corridor", "corridor_week"}
    everything = "".join(texts.values())
    assert "Three people were killed" not in everything
    assert "est arrivé hier" not in everything
    assert "restricted" not in everything
    for row in rows(texts["arrivals.csv"]):
        assert row["value"] == "" or float(row["value"]) % 10 == 0
        assert (row["suppressed"] == "yes") == (row["value"] == "")
    for feature in json.loads(texts["network.geojson"])["features"]:
        assert not {"insecurity", "passability_supply"} & set(feature["properties"])


def test_internal_tables_are_by_day_and_marked(tmp_path: Path) -> None:
    texts = written(tmp_path, "internal")
    kinds = {row["kind"] for row in rows(texts["situation.csv"])}
    assert {"corridor_day", "route_day", "location_day"} <= kinds
    for name in ("situation.csv", "arrivals.csv", "supply.csv"):
        assert {row["marking"] for row in rows(texts[name])} == {"restricted, do not forward"}
    assert "Three people were killed" in texts["claims.csv"]


def test_claims_have_their_chain_dates_and_withheld_reason(tmp_path: Path) -> None:
    found = {row["claim_id"]: row for row in rows(written(tmp_path, "public")["claims.csv"])}
    assert len(found) == 6  # the fresh passage is not there at all
    group = found[made.claims()[1].claim_id]
    assert (group["said_by"], group["best"]) == ("Agency <- the group", "80")
    assert (group["restated"], group["withheld"]) == ("yes", "")
    killed = found[made.claims()[2].claim_id]
    assert (killed["best"], killed["text"], killed["withheld"]) == ("", "", "small_count")
    convoy = found[made.claims()[4].claim_id]
    assert (convoy["date_start"], convoy["date_end"]) == ("2025-10-06", "2025-10-12")
    assert convoy["date_precision"] == "week"


def test_forecast_tables_name_measure_basis_and_calibration(tmp_path: Path) -> None:
    texts = written(tmp_path, "public")
    arrivals, supply = rows(texts["arrivals.csv"]), rows(texts["supply.csv"])
    assert {row["measure"] for row in arrivals} == {"new_arrivals"}
    assert {row["calibrated"] for row in arrivals + supply} == {"no"}
    assert {row["target"] for row in supply} == {"days_of_supply", "stock_out"}
    assert {row["expert"] for row in supply} == {"simulation", "persistence"}
    assert {row["reference_date"] for row in arrivals} == {"2025-10-31"}


def test_network_is_valid_geojson(tmp_path: Path) -> None:
    found = json.loads(written(tmp_path, "public")["network.geojson"])
    assert found["type"] == "FeatureCollection"
    assert found["licence"] == ""  # the small case is our own
    names = [feature["id"] for feature in found["features"]]
    assert len(names) == len(set(names)) == 8 + 7 + 2
    for feature in found["features"]:
        spots = feature["geometry"]["coordinates"]
        points = [spots] if feature["geometry"]["type"] == "Point" else spots
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in points)
    west = next(one for one in found["features"] if one["id"] == "corridor/west")
    assert west["properties"]["status"] in ("open", "contested", "closed", "unknown")
    assert len(west["geometry"]["coordinates"]) == 4


def test_tables_start_with_a_mark_by_which_spreadsheets_know_their_letters(tmp_path: Path) -> None:
    for path in write_exports(made.situation(), made.forecast(), tmp_path):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf") == (path.suffix == ".csv")


def test_hub_columns_come_first_and_in_order(tmp_path: Path) -> None:
    hub = "reference_date,target,horizon,target_end_date,location,output_type,output_type_id,value,"
    for name in ("arrivals.csv", "supply.csv"):
        assert written(tmp_path, "public")[name].startswith(hub)


def test_places_are_named_in_every_language(tmp_path: Path) -> None:
    found = {row["location"]: row for row in rows(written(tmp_path, "public")["arrivals.csv"])}
    names = {key: (row["name_en"], row["name_fr"], row["name_ar"]) for key, row in found.items()}
    assert names["country:CIV"][:2] == ("Côte d'Ivoire", "Côte d'Ivoire")
    assert all(all(three) for three in names.values())
    assert all(re.search(r"[\u0600-\u06ff]", three[2]) for three in names.values())


def test_disputes_have_a_row_for_each_version(tmp_path: Path) -> None:
    found = rows(written(tmp_path, "public")["disputes.csv"])
    assert [row["version"] for row in found] == ["1", "2"]
    assert len({row["dispute_id"] for row in found}) == 1
    by_origin = {row["origin"]: row for row in found}
    assert (by_origin["the group"]["best"], by_origin["a union"]["low"]) == ("80", "36")
    assert by_origin["the group"]["origin_kind"] == "armed_group"
    assert {row["differs_in_kind"] for row in found} == {"no"}
    told = {claim.claim_id for claim in made.claims()[:2]}
    assert {row["claim_ids"] for row in found} == told


def test_known_figures_keep_back_what_the_brief_keeps_back(tmp_path: Path) -> None:
    public = rows(written(tmp_path / "a", "public")["known_figures.csv"])
    assert [row["number"] for row in public] == ["F1", "F2", "F3", "F4"]
    withheld = {row["suppressed"] for row in public if not row["individuals"] + row["value"]}
    assert withheld == {"small_count"}
    passages = [row for row in public if row["measure"] == "convoys"]
    for row in passages:  # neither by date nor by the name of the row
        assert row["observation_id"] == ""
        days = (dt.date.fromisoformat(row[key]) for key in ("date_start", "date_end"))
        assert [day.weekday() for day in days] == [0, 6]
    internal = rows(written(tmp_path / "b", "internal")["known_figures.csv"])
    assert len(passages) == 1
    assert {"convoy-new", "convoy-old"} <= {row["observation_id"] for row in internal}
    assert {row["suppressed"] for row in internal} == {""}


def test_claims_name_the_addresses_of_their_sources(tmp_path: Path) -> None:
    found = {row["claim_id"]: row for row in rows(written(tmp_path, "public")["claims.csv"])}
    restated, own = made.claims()[0], made.claims()[4]
    assert found[restated.claim_id]["source_urls"] == "https://example.org/agency"
    assert found[own.claim_id]["source_urls"] == ""
    hostile = write_exports(made.hostile_situation(), made.forecast(), tmp_path / "h")[0]
    assert "javascript:" not in hostile.read_text(encoding="utf-8-sig")


def test_only_whole_weeks_are_told() -> None:
    start = dt.date(2025, 9, 1)
    for length in range(60):
        for shift in range(7):
            first = start + dt.timedelta(days=shift)
            last = first + dt.timedelta(days=length)
            found = weeks(first, last)
            assert all((begin.weekday(), (end - begin).days) == (0, 6) for begin, end in found)
            assert all(first <= begin and end <= last for begin, end in found)
            inside = sum((first + dt.timedelta(days=n)).weekday() == 0 for n in range(length - 5))
            assert len(found) == inside


def test_rows_by_week_stay_the_same_from_day_to_day(tmp_path: Path) -> None:
    table = rows(written(tmp_path, "public")["situation.csv"])
    told = [row for row in table if row["kind"] == "corridor_week"]
    assert told
    assert max(row["date_end"] for row in told) == "2025-10-26"  # the 31st is a Friday
    for row in table:
        for key in ("p_open", "p_contested", "p_closed"):
            assert row[key] == f"{float(f'{float(row[key]):.2g}'):g}"


def test_words_of_a_passage_are_kept_back_for_weeks(tmp_path: Path) -> None:
    found = {row["claim_id"]: row for row in rows(written(tmp_path, "public")["claims.csv"])}
    convoy = found[made.claims()[4].claim_id]
    assert (convoy["text"], convoy["withheld"]) == ("", "passage_words")
    assert (convoy["best"], convoy["said_by"]) == ("120", "Example Daily")


def test_commands_to_screens_are_seen_and_not_obeyed() -> None:
    import dataclasses

    from qafila.claims import Source

    words = "Road \x1b[2J\x9b31m cut \u202ednah\u2066 \u200f end\r.\u2028"
    paper = made.document(words, "x.md", "en", dt.date(2025, 10, 1))
    found = made.claim(paper, words, "blockade", "city")
    found = dataclasses.replace(found, said_by=(Source("A\x07gency \u202e"),))
    row = rows(claims_csv([found]))[0]
    assert row["text"] == ("Road \ufffd[2J\ufffd31m cut \ufffddnah\ufffd \ufffd end\ufffd.\ufffd")
    assert row["said_by"] == row["origin"] == "A\ufffdgency \ufffd"
    assert found.span.text == words


def test_claims_table_of_the_command_holds_everything() -> None:
    found = rows(claims_csv(made.claims()))
    assert len(found) == 7
    assert {row["withheld"] for row in found} == {""}


def test_spreadsheet_formulas_are_defused() -> None:
    import dataclasses

    claim = dataclasses.replace(made.claims()[0], qualifier="=1+1")
    assert rows(claims_csv([claim]))[0]["qualifier"] == "'=1+1"


def test_unknown_profile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not known"):
        write_exports(made.situation(), made.forecast(), tmp_path, "secret")


def test_claims_have_the_number_of_the_brief_and_all_their_places(tmp_path: Path) -> None:
    table = rows(written(tmp_path, "internal")["claims.csv"])
    assert [row["number"] for row in table] == [str(n) for n in range(1, len(table) + 1)]
    known = [row for row in table if row["location_id"]]
    assert known
    for row in known:
        assert row["name_en"]
        assert row["name_ar"]
        assert row["location_id"] in {part.split(":")[1] for part in row["locations"].split("|")}


def test_places_of_a_claim_whose_words_are_kept_back_are_not_listed(tmp_path: Path) -> None:
    table = rows(written(tmp_path, "public")["claims.csv"])
    closed = [row for row in table if not row["text"]]
    assert closed
    assert {row["locations"] for row in closed} == {""}


def test_a_stretch_keeps_both_ends() -> None:
    import dataclasses

    from qafila.claims import Location

    ends = tuple(Location(name, name, "MLI", "stretch", "between") for name in ("a", "b"))
    claim = dataclasses.replace(made.claims()[0], locations=ends)
    assert rows(claims_csv([claim]))[0]["locations"] == "between:a|between:b"


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_every_row_of_the_situation_has_its_name_and_a_corridor_its_city(
    tmp_path: Path, profile: str
) -> None:
    for row in rows(written(tmp_path, profile)["situation.csv"]):
        assert row["name_en"]
        assert row["name_fr"]
        assert row["name_ar"]
        assert bool(row["city_id"]) == row["kind"].startswith("corridor")
