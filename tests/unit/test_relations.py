"""Actors over time: what is told of a day was published by then, and every fault is named."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from qafila.assess.actors import read_actors
from qafila.assess.relations import relation_of
from qafila.case import find_case, read_case, sources_of
from qafila.claims import Document
from qafila.commands.actors import actors_report
from qafila.errors import InputError
from qafila.files import package_data
from qafila.places import Gazetteer
from qafila.relations import relation_problems
from qafila.reports import read_claims
from qafila.sources import default_sources
from qafila.tables import read_defaults, schema
from qafila.terms import values
from tests.support.cases import write_small_case

COLUMNS = [column.name for column in schema("relations")]
SOUND = {
    "relation_id": "r", "actor_a": "jnim", "relation": "fights", "actor_b": "malian_army",
    "country": "MLI", "start_latest": "2017-03-05", "reported_at": "2017-03-10",
    "source": "https://example.org/a",
}  # fmt: skip


def table(*rows: dict[str, str]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({**SOUND, **row} for row in rows)
    return stream.getvalue()


@pytest.fixture
def folder(tmp_path):
    return write_small_case(tmp_path / "case")


def faults(folder, *rows: dict[str, str]) -> list[str]:
    (folder / "relations.csv").write_text(table(*rows), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_case(folder)
    return str(caught.value).splitlines()


@pytest.fixture(scope="module")
def mali():
    return read_actors(read_case(find_case("mali-2025")))


def told(actors, day: str) -> set[tuple[str, str, str]]:
    held = actors.relations_on(dt.date.fromisoformat(day))
    return {(one.actor_a, one.relation, one.actor_b) for one in held}


def state(actors, relation_id: str, day: str) -> str:
    date = dt.date.fromisoformat(day)
    return next(one for one in actors.known_on(date) if one.relation_id == relation_id).state(date)


def test_tables_of_the_package_are_sound():
    frame = read_defaults("relations", "relations")
    places = ()
    assert relation_problems(frame, (), places, "defaults/relations.csv") == []
    for name in ("actors", "relations"):
        rows = read_defaults(name, name)
        bare = rows[(rows["source"] == "estimate") & (rows["basis"] == "")]
        assert list(bare.index) == []
        assert all(source == "estimate" or "://" in source for source in rows["source"])
    assert set(read_defaults("actors", "actors")["side"]) <= set(values("actor_side"))


def test_registry_and_lexicon_are_one_truth(mali):
    text = package_data("reports", "lexicons", "actors.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["actor_id"]]
    assert len(rows) > 40
    for row in rows:
        actor = mali.get(row["actor_id"])
        assert actor is not None, row["actor_id"]
        assert (actor.kind, actor.country) == (row["kind"], row["country"]), row["actor_id"]


def test_a_partner_who_leaves_and_one_who_comes_are_two_relations(mali):
    french, russian = ("mali", "supported_by", "france"), ("mali", "supported_by", "russia")
    assert {french, russian} & told(mali, "2021-11-30") == {french}
    assert {french, russian} <= told(mali, "2022-03-01")
    assert {french, russian} & told(mali, "2023-01-01") == {russian}


def test_a_succession_is_as_precise_as_its_source_and_no_alias(mali):
    everywhere, here = (
        "wagner-succeeded-by-africa-corps",
        "wagner-succeeded-by-africa-corps-in-mali",
    )
    assert state(mali, everywhere, "2024-06-25") == "in_force"
    assert state(mali, here, "2025-06-08") == "in_force"
    first = next(one for one in mali.relations if one.relation_id == everywhere).start
    assert (first.earliest, first.latest) == (dt.date(2023, 8, 23), dt.date(2024, 6, 25))
    assert not first.exact
    assert mali.called("Wagner").actor_id != mali.called("Africa Corps").actor_id


def test_separatists_and_jihadists_who_fought_side_by_side_stay_two(mali):
    [once] = [one for one in mali.relations if one.relation == "allied_with"]
    assert (once.actor_a, once.actor_b, once.disputed) == ("csp_dpa", "jnim", True)
    days = [once.state(dt.date(2024, 7, day)) for day in (24, 26, 27, 28)]
    assert days == ["not_yet", "uncertain", "in_force", "ended"]
    assert mali.get("csp_dpa").side != mali.get("jnim").side
    heirs = [one for one in mali.relations if {one.actor_a, one.actor_b} == {"fla", "jnim"}]
    assert heirs == []


def test_a_day_between_two_possible_ones_is_uncertain(folder):
    row = {
        "start_earliest": "2025-01-01", "start_latest": "2025-01-31", "reported_at": "2025-01-05",
        "end_earliest": "2025-03-01", "end_latest": "2025-03-31", "end_reported_at": "2025-03-02",
        "end_source": "https://example.org/b", "relation_id": "x",
    }  # fmt: skip
    (folder / "relations.csv").write_text(table(row), encoding="utf-8")
    actors = read_actors(read_case(folder))
    days = ("2025-01-10", "2025-01-31", "2025-03-01", "2025-03-15", "2025-03-31", "2025-04-01")
    assert [state(actors, "x", day) for day in days] == [
        "uncertain", "in_force", "in_force", "uncertain", "uncertain", "ended",
    ]  # fmt: skip


def test_an_end_is_not_known_before_it_is_published(folder):
    row = {
        "relation_id": "x", "note": "Ended in June", "end_latest": "2025-06-08",
        "end_reported_at": "2025-06-20", "end_source": "https://example.org/b",
    }  # fmt: skip
    (folder / "relations.csv").write_text(table(row), encoding="utf-8")
    actors = read_actors(read_case(folder))
    assert state(actors, "x", "2025-06-19") == "in_force"
    assert state(actors, "x", "2025-06-20") == "ended"
    before = next(one for one in actors.known_on(dt.date(2025, 6, 19)) if one.relation_id == "x")
    assert (before.end_source, before.note, before.end.known) == ("", "", False)
    assert all(one.relation_id != "x" for one in actors.known_on(dt.date(2017, 3, 9)))


def test_a_case_without_the_new_columns_still_reads(folder):
    head = "actor_id,name_en,name_fr,name_ar,aliases,kind,country\n"
    (folder / "actors.csv").write_text(
        head + "rsf,Rapid Support Forces,,,RSF,armed_group,\n", encoding="utf-8"
    )
    actor = read_actors(read_case(folder)).get("rsf")
    assert (actor.name("ar"), actor.side, actor.aliases) == ("Rapid Support Forces", "", ("RSF",))


def test_rows_of_a_case_take_the_place_of_those_of_the_package(folder):
    row = {"relation_id": "jnim-fights-malian-army", "reported_at": "2020-01-01"}
    (folder / "relations.csv").write_text(table(row), encoding="utf-8")
    case = read_case(folder)
    found = [one for one in read_actors(case).relations if one.relation_id == row["relation_id"]]
    assert [one.source for one in found] == ["https://example.org/a"]
    assert "relations.csv" in case.hashes


def test_relations_of_another_country_stay_out(folder):
    text = (folder / "case.toml").read_text(encoding="utf-8")
    (folder / "case.toml").write_text(
        text.replace('"MLI", "CIV", "SEN"', '"SDN", "TCD"'), encoding="utf-8"
    )
    for name in ("locations.csv",):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace("MLI", "SDN"), encoding="utf-8")
    assert read_actors(read_case(folder)).relations == ()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"actor_b": "malian_armi"},
         'relations.csv, row 2, column actor_b: "malian_armi" is not in actors; '
         'did you mean "malian_army"?'),
        ({"actor_a": "malian_army"},
         "relations.csv, row 2, column actor_b: malian_army is related to itself; "
         "name the other actor"),
        ({"actor_b": ""},
         "relations.csv, row 2, column actor_b: the other actor is missing; fill in actor_b"),
        ({"relation": "claims_territory_of", "actor_b": "", "country": ""},
         "relations.csv, row 2, column country: whose territory is claimed is missing; "
         "fill in actor_b or country"),
        ({"relation": "befriends"},
         'relations.csv, row 2, column relation: "befriends" is not a known relation; allowed: '),
        ({"end_latest": "2016-01-01", "end_reported_at": "2018-01-01", "end_source": "x"},
         "relations.csv, row 2, column end_latest: the relation ends on 2016-01-01, before it "
         "begins on 2017-03-05; mend the day that is wrong"),
        ({"start_earliest": "2018-01-01"},
         "relations.csv, row 2, column start_latest: start_latest 2017-03-05 is before "
         "start_earliest 2018-01-01; swap the two days"),
        ({"end_latest": "2019-01-01", "end_reported_at": "2019-02-01"},
         "relations.csv, row 2, column end_source: an end needs its source and the day of its "
         "publication; fill in end_source"),
        ({"end_source": "x"},
         "relations.csv, row 2, column end_latest: an end is sourced but its day is missing; "
         "fill in end_latest"),
        ({"source": ""}, "relations.csv, row 2, column source:"),
        ({"source": "estimate"},
         "relations.csv, row 2, column basis: an estimate needs a basis; "
         "say how it was estimated"),
        ({"location_id": "nowhere"},
         'relations.csv, row 2, column location_id: "nowhere" is not in locations'),
        ({"reported_at": ""}, "relations.csv, row 2, column reported_at:"),
    ],
)  # fmt: skip
def test_each_fault_is_one_message_with_row_column_and_hint(folder, row, message):
    [found] = faults(folder, row)
    assert found.startswith(message)


@pytest.mark.parametrize("relation", ["succeeded_by", "merged_into", "part_of"])
@pytest.mark.parametrize("ring", [["jnim", "is"], ["aqim", "jnim", "dozo", "niger"]])
def test_a_circle_is_named_once_with_all_who_are_in_it(folder, relation, ring):
    rows = [
        {"relation_id": f"r{number}", "relation": relation, "actor_a": first, "actor_b": other}
        for number, (first, other) in enumerate(zip(ring, [*ring[1:], ring[0]], strict=True))
    ]
    [found] = faults(folder, *rows)
    assert f"row {len(rows) + 1}, column actor_b" in found
    assert all(name in found for name in ring)
    assert "the wrong way round" in found


def test_a_circle_through_rows_of_the_package_is_found(folder):
    row = {"relation": "succeeded_by", "actor_a": "fla", "actor_b": "csp_psd"}
    [found] = faults(folder, row)
    assert "fla -> csp_psd -> csp_dpa -> fla" in found


def test_succession_and_merger_close_one_circle(folder):
    [found] = faults(
        folder,
        {"relation_id": "a", "relation": "succeeded_by", "actor_a": "is", "actor_b": "aqim"},
        {"relation_id": "b", "relation": "merged_into", "actor_a": "aqim", "actor_b": "is"},
    )
    assert "the succession goes in a circle: aqim -> is -> aqim" in found


def test_a_chain_that_parts_and_meets_again_is_no_circle(folder):
    pairs = [("is", "aqim"), ("is", "dozo"), ("aqim", "issp"), ("dozo", "issp")]
    rows = [
        {"relation_id": f"r{number}", "relation": "merged_into", "actor_a": a, "actor_b": b}
        for number, (a, b) in enumerate(pairs)
    ]
    (folder / "relations.csv").write_text(table(*rows), encoding="utf-8")
    assert len(read_case(folder).relations) == 4


def test_all_faults_come_at_once(folder):
    found = faults(
        folder,
        {"relation_id": "a", "actor_b": "nobody"},
        {"relation_id": "b", "actor_b": "jnim"},
        {"relation_id": "c", "end_latest": "2016-01-01"},
        {"relation_id": "d", "relation": "succeeded_by", "actor_a": "fla", "actor_b": "csp_dpa"},
    )
    assert [line.split(",")[1].strip() for line in sorted(found)] == [
        "row 2", "row 3", "row 4", "row 4", "row 4", "row 5",
    ]  # fmt: skip


def test_who_is_named_in_claims_and_who_stands_in_no_table(folder):
    case = read_case(folder)
    text = "JNIM fighters burnt ten tankers near West Town. Militants burnt two near South Town."
    note = Document.from_text(text, "a.md", language="en", published=dt.date(2025, 10, 20))
    claims = read_claims(note, Gazetteer.from_locations(case.locations), sources_of(case))
    spoken = read_actors(case).spoken_of(claims)
    assert set(spoken.by_actor) == {"jnim"}
    assert [name for name, _ in spoken.unlisted] == ["militants"]
    named = {claim for group in spoken.unlisted.values() for claim in group}
    assert not named & set(spoken.by_actor["jnim"])


def test_two_frameworks_of_the_separatists_are_a_succession_and_no_alias(mali):
    first, second, bare = (mali.called(name) for name in ("CSP-PSD", "CSP-DPA", "CSP"))
    assert (first.actor_id, second.actor_id) == ("csp_psd", "csp_dpa")
    assert bare.stands_for == ("csp_psd", "csp_dpa")
    chain = {
        one.actor_a: (one.actor_b, one.start.latest)
        for one in mali.relations
        if one.relation == "succeeded_by"
    }
    assert chain["csp_psd"] == ("csp_dpa", dt.date(2024, 5, 2))
    assert chain["csp_dpa"] == ("fla", dt.date(2024, 11, 30))
    assert all("csp" not in {one.actor_a, one.actor_b} for one in mali.relations)


def test_the_branch_of_aqim_went_up_in_the_coalition_and_aqim_did_not(mali):
    held = told(mali, "2025-11-30")
    assert ("aqim_sahara", "merged_into", "jnim") in held
    assert ("aqim", "part_of", "al_qaeda") in held
    assert not any(one.passes_on for one in mali.relations if one.actor_a == "aqim")


def test_no_relation_leans_on_a_network_that_passes_on_what_others_say(mali):
    known = {row.name.casefold().replace(" ", "") for row in default_sources().rows if row.relays}
    assert "news-pravda" in known
    leaning = {
        one.relation_id
        for one in map(relation_of, read_defaults("relations", "relations").to_dict("records"))
        for source in (one.source, one.end_source)
        if any(name in source.casefold() for name in (*known, "sputnik", "unblog"))
    }
    assert leaning == set()


def test_names_that_stand_for_others_stand_for_actors_of_the_registry(mali):
    for actor in mali.rows:
        for meant in actor.stands_for:
            assert mali.get(meant).kind == actor.kind
            assert mali.get(meant).stands_for == ()


def test_every_actor_of_the_countries_is_listed_somewhere():
    case = read_case(find_case("mali-2025"))
    lines = "\n".join(actors_report(case, dt.date(2025, 11, 30), ()).lines("en"))
    missing = [row.actor_id for row in read_actors(case).rows if row.name("en") not in lines]
    assert missing == []
