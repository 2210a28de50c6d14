"""What ``run.json`` says of inputs and of reviews, and how it is written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qafila.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from qafila.situation import Situation

_INTERNAL = (
    "internal: holds every sentence, day and figure, also of later reports and of fresh passages; "
    "never pass it on with the brief"
)


def reviews_told(situation: Situation, *, counted: bool) -> dict[str, Any]:
    """How many claims analysts accepted, corrected or rejected; never who they are.

    Parameters
    ----------
    situation : Situation
        What is known.
    counted : bool
        Whether reviews count.

    Returns
    -------
    dict
        By decision.
    """
    made = [one.review.decision for one in situation.ledger.reviewed.values()]
    return {"counted": counted, **{name: made.count(name) for name in sorted(set(made))}}


def inputs_told(situation: Situation, profile: str) -> dict[str, Any]:
    """Inputs and warnings; in public without names of reports, which are as telling as titles.

    Parameters
    ----------
    situation : Situation
        What is known.
    profile : str
        ``public`` or ``internal``.

    Returns
    -------
    dict
        Digests of inputs and documents, and warnings.
    """
    from qafila.brief import public_situation

    hashes = dict(sorted(situation.case.hashes.items()))
    known = situation.ledger.documents.values()
    papers = sorted((document.name, document.document_id) for document in known)
    if profile == "public":
        reports = sorted(hashes.pop(name) for name in list(hashes) if name.startswith("reports/"))
        hashes |= {f"report {number}": one for number, one in enumerate(reports, start=1)}
        papers = [(str(n), one) for n, one in enumerate(sorted(one for _, one in papers), start=1)]
        situation = public_situation(situation)
    return {
        "inputs": hashes,
        "documents": dict(papers),
        "warnings": [[notice.code, notice.detail] for notice in situation.warnings],
    }


def keep_record(record: dict[str, Any], out: Path, ledger: str) -> dict[str, Any]:
    """Write ``run.json``, and say in it what is not to be passed on.

    Parameters
    ----------
    record : dict
        What it says of the run.
    out : Path
        Folder of results.
    ledger : str
        Name of the ledger, which may stand in that folder.

    Returns
    -------
    dict
        What was written.
    """
    told = dict(record)
    if (out / ledger).exists():
        told["not_to_be_passed_on"] = {ledger: _INTERNAL}
    write_whole(out / "run.json", json.dumps(told, indent=2, ensure_ascii=False) + "\n")
    return told
