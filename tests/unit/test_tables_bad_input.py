"""Tables that are damaged, mislabelled or hostile: a message or a row put aside, never a crash."""

from __future__ import annotations

import gzip
import io
import json
import resource
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qafila.errors import ReportError
from tests.support.tables import FIXTURES, read

UCDP = (FIXTURES / "ucdp_49.csv").read_text(encoding="utf-8")
DTM = (FIXTURES / "dtm.csv").read_text(encoding="utf-8")
HXL = "Pays,Ville,Date,Déplacés\n#country+name,#loc+name,#date,#affected+idps\n"


def put(tmp_path: Path, data: bytes, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
def test_any_encoding_gives_the_same_claims(tmp_path: Path, encoding: str) -> None:
    path = put(tmp_path, DTM.replace("Mali,", "Mali é à ç,").encode(encoding))
    pairs, tally = read(path)
    assert [one.best for _, claims in pairs for one in claims] == [1240.0]
    assert "é à ç" in pairs[0][0].text
    assert tally.quarantined == 0


def test_arabic_in_a_windows_code_page(tmp_path: Path) -> None:
    rows = "".join(f"مالي,مدينة باماكو الكبرى,2025-09-{day:02},{day}00\n" for day in range(1, 20))
    pairs, tally = read(put(tmp_path, (HXL.replace("é", "e") + rows).encode("cp1256")))
    assert tally.notes == ["table.csv: read as cp1256, by likeness"]
    assert len(pairs) == 19
    assert "باماكو" in pairs[0][0].text
    assert pairs[0][1][0].locations[0].country == "MLI"


def test_a_few_stray_bytes_spoil_their_row_only(tmp_path: Path) -> None:
    rows = [f"Mali,Ségou,2025-09-{day:02},{day}00\n".encode() for day in range(1, 20)]
    rows[3] = rows[3].replace("é".encode(), b"\xe9")
    pairs, tally = read(put(tmp_path, HXL.encode() + b"".join(rows)))
    assert (len(pairs), tally.quarantined) == (18, 1)
    assert "not UTF-8" in tally.faults[0].message


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_any_separator(tmp_path: Path, mark: str) -> None:
    text = DTM.replace(",", mark)
    pairs, _ = read(put(tmp_path, text.encode()))
    assert [one.best for _, claims in pairs for one in claims] == [1240.0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\n \n", "empty"),
        (UCDP.splitlines()[0].encode(), "no rows below its header"),
        ("\n".join(DTM.splitlines()[:1]).encode() + b"\n\n\n", "no rows"),
        (b"%PDF-1.7", "PDF"),
        (b"PAR1....", "Parquet"),
        (b"SQLite format 3\x00...", "database"),
        (b"a,b,c\n1,2,3\n", "does not have the columns of any format that is known .it has: a, b"),
        (b"{}", "no list of records"),
        (b"[]", "no list of records"),
        (b'{"items": [', "ends in the middle"),
        (b'[{"iso3": "MLI", "figure": 1, "displacement_type": "x"}, ]}', "brackets do not match"),
        (b"[" * 5000, "nested deeper"),
        (b'[{"iso3": ' + b"[" * 50 + b"]" * 50 + b"}]", "nested deeper"),
        (b'[{"iso3": tru}]', "the first record is not valid JSON"),
        (b"x" * 2_000_000, "more than 1,000,000 characters"),
    ],
)  # fmt: skip
def test_a_plain_message(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(ReportError, match=words):
        read(put(tmp_path, data))


def test_a_wrong_format_says_which_it_looks_like(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match='it looks like "ucdp"'):
        read(FIXTURES / "ucdp_49.csv", "acled")
    with pytest.raises(ReportError, match='it looks like "gdelt"'):
        read(FIXTURES / "gdelt.export.csv", "ucdp")
    with pytest.raises(ReportError, match='did you mean "acled"'):
        read(FIXTURES / "acled.csv", "aclde")
    with pytest.raises(ReportError, match="cannot be read"):
        read(tmp_path / "nowhere.csv")


def test_ragged_rows_and_open_quotes_are_put_aside(tmp_path: Path) -> None:
    head, *rows = UCDP.splitlines()
    odd = [rows[0], "1,2,3", rows[1] + ",too,many", 'x,"never closed,' + rows[0], rows[2]]
    pairs, tally = read(put(tmp_path, "\n".join([head, *odd, *rows[1:]]).encode()))
    assert {document.name for document, _ in pairs} == {f"ucdp:90000{n}" for n in (1, 2, 3)}
    assert [fault.row for fault in tally.faults] == [3, 4, 5]
    assert [fault.message for fault in tally.faults] == [
        "3 cells where the header has 49",
        "51 cells where the header has 49",
        "its quotes do not match",
    ]


def test_a_column_twice_is_refused_only_where_it_is_read(tmp_path: Path) -> None:
    text = DTM.replace("operationStatus", "numPresentIdpInd")
    with pytest.raises(ReportError, match="the column numpresentidpind stands twice"):
        read(put(tmp_path, text.encode()))
    pairs, _ = read(put(tmp_path, DTM.replace("numberMales", "numberFemales").encode()))
    assert len(pairs) == 1


def test_lines_of_windows_and_breaks_in_cells(tmp_path: Path) -> None:
    text = UCDP.replace("north of the house of Awa Invented", '"north\nof the house"')
    pairs, tally = read(put(tmp_path, text.replace("\n", "\r\n").encode()))
    assert tally.quarantined == 0
    assert len(pairs) == 3
    assert "north\nof the house" in pairs[0][0].text
    assert [one.best for one in pairs[0][1]] == [None, 6.0]


def test_rows_with_nul(tmp_path: Path) -> None:
    head, *rows = UCDP.splitlines()
    text = "\n".join([head, rows[0].replace("Nara", "Na\x00ra"), *rows[1:]])
    pairs, tally = read(put(tmp_path, text.encode()))
    assert (len(pairs), tally.faults[0].message) == (2, "holds NUL characters")


def packed(name: str, data: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return held.getvalue()


def test_packed_tables_are_read(tmp_path: Path) -> None:
    whole = read(FIXTURES / "ucdp_49.csv")[0]
    assert read(put(tmp_path, packed("GEDEvent.csv", UCDP.encode()), "ged.zip"))[0] == whole
    assert read(put(tmp_path, gzip.compress(UCDP.encode()), "ged.csv.gz"))[0] == whole


def test_bombs_are_stopped(tmp_path: Path) -> None:
    row = UCDP.splitlines()[2].encode() + b"\n"
    bomb = UCDP.splitlines()[0].encode() + b"\n" + row * 200_000
    for data, name in ((packed("a.csv", bomb), "a.zip"), (gzip.compress(bomb), "a.csv.gz")):
        assert len(data) < 1_000_000
        with pytest.raises(ReportError, match="swells to more than"):
            read(put(tmp_path, data, name))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (packed("xl/workbook.xml", b"x"), "Excel workbook"),
        (packed("notes.pdf", b"x"), "holds 0"),
        (packed("a.csv", UCDP.encode())[:200], "cannot be unpacked"),
        (gzip.compress(UCDP.encode())[:300], "cannot be unpacked"),
        (b"\x1f\x8bnot gzip", "cannot be unpacked"),
        (b"PK\x03\x04not zip", "cannot be unpacked"),
    ],
)
def test_archives_that_hold_no_table(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(ReportError, match=words):
        read(put(tmp_path, data, "a.zip"))


def test_json_lines_and_bad_objects(tmp_path: Path) -> None:
    records = json.loads((FIXTURES / "idu.json").read_text(encoding="utf-8"))
    lines = "\n".join(map(json.dumps, records))
    pairs, _ = read(put(tmp_path, lines.encode(), "idu.jsonl"))
    assert [document.text for document, _ in pairs] == [
        document.text for document, _ in read(FIXTURES / "idu.json")[0]
    ]
    bad = [json.dumps(records[0]).replace('"MLI"', "MLI"), '{"iso3": "MLI", "iso3": "NER"}']
    text = "[" + ",".join([json.dumps(records[1]), *bad]) + "]"
    pairs, tally = read(put(tmp_path, text.encode(), "idu.json"))
    assert len(pairs) == 1
    assert [fault.message for fault in tally.faults] == [
        "is not valid JSON", "the name stands twice",
    ]  # fmt: skip


def test_json_figures_that_are_no_numbers(tmp_path: Path) -> None:
    record = json.loads((FIXTURES / "idu.json").read_text(encoding="utf-8"))[1]
    for value, shown in ((float("nan"), 0), (float("inf"), 1), (-5, 1), ([1], 1), (None, 0)):
        text = json.dumps([record, record | {"figure": value, "event_name": "other"}])
        pairs, tally = read(put(tmp_path, text.encode(), "idu.json"))
        assert (len(pairs), tally.quarantined) == (1, shown), value


def test_a_large_file_of_objects_takes_no_memory(tmp_path: Path) -> None:
    record = (FIXTURES / "dtm.csv").read_text(encoding="utf-8").splitlines()
    one = dict(zip(record[0].split(","), record[1].split(","), strict=True))
    path = tmp_path / "dtm.json"
    with path.open("w", encoding="utf-8") as stream:
        stream.write('{"result": [' + json.dumps(one))
        for number in range(20_000):
            stream.write("," + json.dumps(one | {"roundNumber": str(number)}))
        stream.write("]}")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    from qafila.reports.readers.reading import Tally, read_table
    from qafila.reports.registry import formats
    from tests.support.tables import lookup

    tally = Tally(path.name)
    count = sum(1 for _ in read_table(path, lookup(), formats(), tally))
    assert count == tally.rows == 20_001
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < path.stat().st_size / 1e6 + 30


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300), st.integers(0, 1600), st.booleans())
def test_any_bytes_give_a_message_or_rows(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, place: int, bare: bool
) -> None:
    data = noise if bare else UCDP.encode()[:place] + noise + UCDP.encode()[place:]
    path = tmp_path_factory.mktemp("noise") / "table.csv"
    path.write_bytes(data)
    try:
        pairs, tally = read(path)
    except ReportError:
        return
    assert tally.rows >= len(pairs)
    for document, claims in pairs:
        for claim in claims:
            span = claim.span
            assert document.text[span.start : span.end] == span.text
