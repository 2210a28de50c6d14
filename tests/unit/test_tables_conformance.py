"""What every format of tables must hold, whoever adds it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from qafila.claims import Claim
from qafila.reports.lexicons import schema_units
from qafila.reports.readers.reading import Tally, read_table
from qafila.reports.registry import formats
from qafila.terms import values
from tests.support.tables import FILES, FIXTURES, lookup, read

PAIRS = [(name, file) for name, files in FILES.items() for file in files]
every = pytest.mark.parametrize(("name", "file"), PAIRS, ids=[file for _, file in PAIRS])
HOSTILE = (
    "=cmd|' /C calc'!A0", "@SUM(1)", "+1+1", "-2", "NaN", "inf", "-inf", "1e309", "9" * 400,
    "\x00", "\u202egnp.exe", "<script>alert(1)</script>", '"', '""', "'", "a\nb", ";", ",", "\t",
    "\\", "null", "None", "-", "<5", "1,2,3", "0x10", "١٢٣", "2025-02-30", "31/12/2025", "{}",
    "[[[[", "\ud83d", "é" * 5000, "../../etc/passwd", "%s%n", "Bamako", "0", "99999999999",
)  # fmt: skip


def check(claim: Claim, text: str, method: str) -> None:
    span = claim.span
    assert text[span.start : span.end] == span.text != ""
    assert claim.method == method
    assert claim.event_type in values("event_type")
    assert claim.modality in values("modality")
    assert claim.subtype in {None, *values("claim_subtype")}
    assert claim.measure in {None, *values("claim_measure")}
    assert claim.reported_at is not None
    for place in claim.locations:
        assert place.role in values("location_role")
        assert place.precision in values("location_precision")
        assert not any(sign.isdigit() for sign in place.name)
    for actor in claim.actors:
        assert actor.kind in {None, *values("actor_kind")}
        assert actor.role in values("actor_role")
    assert claim.date.precision in {None, *values("date_precision")}
    assert claim.date.basis in {None, *values("date_basis")}
    assert claim.counted is None or claim.counted.group in {None, *values("counted_group")}
    figures = [value for value in (claim.low, claim.best, claim.high) if value is not None]
    assert all(0 <= value < 1e13 for value in figures)
    assert figures == sorted(figures)
    if figures:
        assert claim.unit == schema_units()[str(claim.quantity)]
    for source in claim.said_by:
        assert source.kind in {None, *values("source_kind")}


def test_every_format_has_a_table_here() -> None:
    assert set(FILES) == set(formats())
    assert {file.name for file in FIXTURES.iterdir()} == {file for _, file in PAIRS} | {
        "odp_timeseries.json"
    }


@every
def test_a_table_is_told_by_its_columns_and_read(name: str, file: str) -> None:
    pairs, tally = read(FIXTURES / file)
    assert tally.format == name
    assert pairs
    assert tally.quarantined == 0, tally.faults
    assert tally.claims == sum(len(claims) for _, claims in pairs)
    for document, claims in pairs:
        assert document.document_id == hashlib.sha256(document.text.encode()).hexdigest()
        assert document.name.startswith(f"{name}:")
        for claim in claims:
            assert claim.document_id == document.document_id
            check(claim, document.text, name)
    identifiers = [claim.claim_id for _, claims in pairs for claim in claims]
    assert len(set(identifiers)) == len(identifiers)


@every
def test_the_same_rows_give_the_same_claims(name: str, file: str) -> None:
    assert read(FIXTURES / file)[0] == read(FIXTURES / file, name)[0]


@every
def test_the_text_of_a_row_stands_verbatim_in_the_file(name: str, file: str) -> None:
    whole = (FIXTURES / file).read_text(encoding="utf-8-sig")
    assert all(document.text in whole for document, _ in read(FIXTURES / file)[0])


@every
def test_no_claim_names_a_private_person_or_a_spot(name: str, file: str) -> None:
    for _, claims in read(FIXTURES / file)[0]:
        for claim in claims:
            told = repr(claim)
            assert "Awa" not in told
            assert "@somebody" not in told
            assert "14.4" not in told.replace(claim.document_id, "")


@every
def test_rows_are_read_one_after_the_other(name: str, file: str, tmp_path: Path) -> None:
    if not file.endswith(".csv"):
        pytest.skip("objects of JSON: see the test of a large file")
    head, body = split((FIXTURES / file).read_text(encoding="utf-8"), file)
    path = tmp_path / file
    path.write_text(head + body * 400, encoding="utf-8")
    tally = Tally(file)
    rows = read_table(path, lookup(), formats(), tally)
    next(rows)
    assert 1 <= tally.rows <= 5
    rows.close()


def split(text: str, file: str) -> tuple[str, str]:
    """Header with its tags, and rows."""
    lines = text.splitlines(keepends=True)
    first = 0 if file.startswith("gdelt") else 2 if "#" in lines[1][:2] else 1
    return "".join(lines[:first]), "".join(lines[first:])


def with_cell(file: str, row: int, column: int, cell: str) -> bytes:
    """The fixture with one cell replaced."""
    text = (FIXTURES / file).read_text(encoding="utf-8")
    if file.endswith(".json"):
        records = [*objects(json.loads(text))]
        one = records[row % len(records)]
        one[list(one)[column % len(one)]] = cell
        return json.dumps(records).encode("utf-8")
    head, body = split(text, file)
    mark = "\t" if file.startswith("gdelt") else ";" if file == "acled_old.csv" else ","
    rows = [*csv.reader(io.StringIO(body), delimiter=mark)]
    one = rows[row % len(rows)]
    one[column % len(one)] = " ".join(cell.split()) if mark == "\t" else cell
    if mark == "\t":
        lines = "".join("\t".join(cells) + "\n" for cells in rows)
        return (head + lines).encode("utf-8", "surrogatepass")
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=mark, lineterminator="\n").writerows(rows)
    return (head + stream.getvalue()).encode("utf-8", "surrogatepass")


def objects(value: object) -> list[dict[str, object]]:
    if isinstance(value, list):
        return [one for one in value if isinstance(one, dict)]
    held = value.values() if isinstance(value, dict) else ()
    return next((found for one in held if (found := objects(one))), [])


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(PAIRS),
    st.integers(0, 9),
    st.integers(0, 70),
    st.one_of(st.sampled_from(HOSTILE), st.text(max_size=20)),
)
def test_a_hostile_cell_spoils_its_row_at_most(
    tmp_path_factory: pytest.TempPathFactory,
    pair: tuple[str, str],
    row: int,
    column: int,
    cell: str,
) -> None:
    name, file = pair
    # Without a header line the first sign of the file is all that tells JSON from cells.
    assume(not (name == "gdelt" and cell.lstrip()[:1] in {"{", "["}))
    path = tmp_path_factory.mktemp("hostile") / file
    path.write_bytes(with_cell(file, row, column, cell))
    pairs, tally = read(path, name)
    clean = read(FIXTURES / file)[1]
    assert tally.rows - tally.quarantined >= clean.rows - 1
    for document, claims in pairs:
        for claim in claims:
            span = claim.span
            assert document.text[span.start : span.end] == span.text
            assert all(place.name.isprintable() for place in claim.locations)
            assert all(actor.name.isprintable() for actor in claim.actors)
            assert all(source.name.isprintable() for source in claim.said_by)
            figures = [value for value in (claim.low, claim.best, claim.high) if value is not None]
            assert all(0 <= value < 1e13 for value in figures)


@every
def test_an_empty_cell_is_unknown_and_never_zero(name: str, file: str, tmp_path: Path) -> None:
    path = tmp_path / file
    for column in range(65):
        path.write_bytes(with_cell(file, 0, column, ""))
        for _, claims in read(path, name)[0]:
            assert all(claim.best != 0 or "0" in claim.span.text for claim in claims)
