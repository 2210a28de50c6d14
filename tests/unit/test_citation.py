"""CITATION.cff is valid, by the rules of the Citation File Format 1.2.0, and up to date."""

from __future__ import annotations

import tomllib
from pathlib import Path

import yaml

import qafila

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = {"authors", "cff-version", "message", "title"}
OPTIONAL = {
    "abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license",
    "license-url", "preferred-citation", "references", "repository", "repository-artifact",
    "repository-code", "type", "url", "version",
}  # fmt: skip
ENTITY = {
    "name", "address", "alias", "city", "country", "date-end", "date-start", "email", "fax",
    "location", "orcid", "post-code", "region", "tel", "website",
}  # fmt: skip


def test_the_citation_is_valid_and_of_this_version() -> None:
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(told) >= REQUIRED
    assert set(told) <= REQUIRED | OPTIONAL
    assert told["cff-version"] == "1.2.0"
    assert told["type"] in {"software", "dataset"}
    assert all(set(author) <= ENTITY and author["name"] for author in told["authors"])
    for key in ("title", "message", "abstract"):
        assert isinstance(told[key], str)
        assert told[key]
    assert len(set(told["keywords"])) == len(told["keywords"])
    assert told["version"] == project["version"] == qafila.__version__
    # A list would mean a choice; what is cited is the code, the first of the licences.
    assert told["license"] == project["license"].split(" AND ")[0]
