"""The table of sources: one identifier in three scripts, and what is no origin."""

from __future__ import annotations

import csv
import io
import shutil

import pytest

from qafila import api
from qafila.case import find_case, read_case, sources_of
from qafila.errors import InputError
from qafila.files import package_data
from qafila.ledger.figures import witness
from qafila.ledger.sampling import rival_versions
from qafila.places import countries
from qafila.sources import default_sources
from qafila.text import fold
from tests.support.reading import read


@pytest.mark.parametrize(
    ("identifier", "latin", "arabic"),
    [
        ("malikonews", "Malikonews", "ماليكونيوز"),
        ("fides", "Fides", "فيدس"),
        ("tanakra", "Tanakra", "تنكرا"),
        ("senenews", "SeneNews", "سينينيوز"),
        ("newspravda", "news-pravda", "نيوز برافدا"),
        ("rfi", "RFI", "إذاعة فرنسا الدولية"),
        ("lebanon24", "Lebanon24", "لبنان 24"),
        ("elqalam", "Elqalam Center", "مركز القلم"),
    ],
)
def test_one_identifier_in_every_script(identifier, latin, arabic):
    texts = [
        ("en", f"40 tankers were burnt, {latin} reported."),
        ("fr", f"40 citernes ont été brûlées, a rapporté {latin}."),
        ("ar", f"أحرقت 40 صهريجا، وفق {arabic}."),
    ]
    for language, text in texts:
        assert read(text, language)[0].said_by[-1].source_id == identifier, language


def test_every_outlet_that_the_shipped_reports_speak_of_is_in_the_table():
    claims = api.open_case("mali-2025").ledger().claims
    for claim in claims:
        for source in claim.said_by:
            if source.kind in {"media", "state_media"} and source.source_id is None:
                # Only what has no name of its own: "Malian media", "state television".
                assert not any(
                    word[:1].isupper() and fold(word).text not in {"arabic-language", "mali's"}
                    and not fold(word).text.startswith(("mali", "ivoir", "senegal", "african"))
                    for word in source.name.split()
                ), source  # fmt: skip


def test_every_outlet_that_front_matter_names_is_in_the_table():
    case = read_case(find_case("mali-2025"))
    known = default_sources()
    for path in case.reports:
        for line in path.read_text(encoding="utf-8").splitlines():
            if "source_name:" not in line:
                continue
            names = line.split("source_name: ")[1].split(", url:")[0].strip('"')
            for name in names.split(" via "):
                assert known.find("en", fold(name)) or known.find("fr", fold(name)), name


def test_unlisted_outlets_have_no_identifier():
    for language, text in (
        ("en", "40 tankers were burnt, the site Nowhereville reported."),
        ("fr", "40 citernes ont été brûlées, a rapporté le site Nowhereville."),
        ("ar", "أحرقت 40 صهريجا، وفق موقع نوويرفيل."),
    ):
        [claim] = read(text, language)
        assert (claim.said_by[-1].kind, claim.said_by[-1].source_id) == ("media", None)


def test_relays_are_marked():
    known = default_sources()
    for identifier in ("allafrica", "setal", "newspravda", "yahoo"):
        assert known.get(identifier).relays
    assert not known.get("rfi").relays
    [claim] = read("40 tankers were burnt, allAfrica reported.", "en")
    assert claim.said_by[-1].relays


def test_names_do_not_clash():
    for language in ("en", "fr", "ar"):
        seen = {}
        for row in default_sources().rows:
            for code, name in row.names:
                if code in {"", language}:
                    key = fold(name).flat
                    assert seen.setdefault(key, row.source_id) == row.source_id, name


def test_countries_are_written_as_elsewhere():
    codes = {country.code for country in countries()}
    assert {row.country for row in default_sources().rows} - {None} - {"VAT"} <= codes | {
        "SWE", "KWT", "IND", "TGO", "TCD", "ZAF", "LBN", "NGA", "DZA",
    }  # fmt: skip


def test_a_case_may_add_and_replace(tmp_path):
    folder = tmp_path / "case"
    shutil.copytree(find_case("mali-2025"), folder)
    header, *rows = csv.reader(io.StringIO((folder / "sources.csv").read_text(encoding="utf-8")))
    own = dict.fromkeys(header, "")
    own |= {"source_id": "ours", "name": "Our Paper", "kind": "media", "relays": "no",
            "source": "estimate", "basis": "A test", "side": "armed_group"}  # fmt: skip
    with (folder / "sources.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *rows, own.values()])
    case = read_case(folder)
    assert sources_of(case).get("ours").side == "armed_group"
    assert sources_of(case).get("rfi") == default_sources().get("rfi")
    assert "sources.csv" in case.hashes
    (folder / "sources.csv").unlink()
    plain = read_case(folder)
    assert sources_of(plain).get("ours") is None
    assert "sources.csv" not in plain.hashes


def test_an_estimate_needs_a_basis(tmp_path):
    folder = tmp_path / "case"
    shutil.copytree(find_case("mali-2025"), folder)
    text = (folder / "sources.csv").read_text(encoding="utf-8")
    (folder / "sources.csv").write_text(
        text.replace("Run by the Malian state", "", 1), encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"sources\.csv.*basis"):
        read_case(folder)


def test_sides_are_given_where_the_conflict_is():
    package = package_data("defaults", "sources.csv").read_text(encoding="utf-8")
    assert {row["side"] for row in csv.DictReader(io.StringIO(package))} == {""}
    known = sources_of(read_case(find_case("mali-2025")))
    assert known.get("newspravda").side == "partner_force"
    assert known.get("ortm").side == "government"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "40 tankers were burnt, the Malian government said."),
        ("en", "40 tankers were burnt, Mali's customs said."),
        ("en", "40 tankers were burnt, according to Mali's trade minister."),
        ("en", "40 tankers were burnt, ONAP said."),
        ("fr", "40 citernes ont été brûlées, selon le gouvernement malien."),
        ("fr", "40 citernes ont été brûlées, selon les douanes maliennes."),
        ("fr", "40 citernes ont été brûlées, selon l'armée malienne."),
        ("ar", "أحرقت 40 صهريجا، وفق الحكومة المالية."),
        ("ar", "أحرقت 40 صهريجا، وفق الجمارك المالية."),
    ],
)
def test_a_government_and_its_organs_are_one_origin_in_every_language(language, text):
    [claim] = read(text, language)
    assert witness(claim) == "government_mli", claim.said_by


def test_governments_of_other_countries_are_no_organs_of_this_one():
    for language, text in (
        ("en", "40 tankers were burnt, Senegal's customs said."),
        ("fr", "40 citernes ont été brûlées, selon les douanes ivoiriennes."),
        ("ar", "أحرقت 40 صهريجا، وفق الجمارك السنغالية."),
    ):
        [claim] = read(text, language)
        assert witness(claim) != "government_mli", text


def test_organs_keep_their_own_name():
    names = {
        claim.origin.name
        for claim in api.open_case("mali-2025").ledger().claims
        if claim.origin is not None and claim.origin.network == "government_mli"
    }
    assert {"Malian customs", "Government of Mali", "ONAP", "OMAP"} <= names


def test_the_government_speaks_once_of_the_convoy_of_october():
    [convoy] = [
        dispute
        for dispute in api.open_case("mali-2025").ledger().disputes()
        if dispute.event.quantity == "tankers_arrived"
        and str(dispute.event.date_start) == "2025-10-29"
    ]
    keys = [version.origin_key for version in convoy.versions]
    assert keys.count("government_mli") == 1
    assert not any(key.endswith("/government") for key in keys)
    voters = {version.origin_key for version in rival_versions(convoy.event)}
    assert voters == {"government_mli", "fides/local_source/1000"}
