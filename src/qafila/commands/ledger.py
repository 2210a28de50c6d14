"""Check a ledger, and say what it holds."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qafila.case import find_case, read_case
from qafila.errors import InputError, LedgerError
from qafila.ledger.looking import looked_at
from qafila.ledger.records import LEDGER_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping


def ledger_of(where: str, ledger: str | None = None) -> str:
    """File or address of the ledger of a case.

    Parameters
    ----------
    where : str
        Folder or name of a case, or the ledger itself.
    ledger : str, optional
        File or address, if it is not the usual one of the case.

    Returns
    -------
    str
        The ledger, which is there.

    Raises
    ------
    InputError
        If there is none: looking at a ledger starts no new one.
    """
    found = ledger or (where if "://" in where or Path(where).is_file() else None)
    if found is None:
        case = read_case(find_case(where))
        if case.shipped:
            raise InputError(
                f'the case "{case.name}" is part of the package and keeps no ledger; give the '
                "file, such as ledger.sqlite in the folder of a run"
            )
        found = str(case.folder / "ledger.sqlite")
    if "://" not in found and not Path(found).is_file():
        raise InputError(f"{found}: there is no ledger; run the case first, or give another file")
    return found


def verify(where: str, head: str | None = None) -> dict[str, Any]:
    """Check that nothing in a ledger was damaged or altered.

    Parameters
    ----------
    where : str
        File or address of the ledger.
    head : str, optional
        A ``head`` that `info` once told, to find out whether all that was recorded by then is
        still there.

    Returns
    -------
    dict
        ``ledger``, its ``ledger_version``, ``sound``, ``faults`` (all of them), and of a sound one
        ``checked``, the number of things, and ``head``. An older ledger stays as it is; it has no
        digests.

    Raises
    ------
    InputError
        If `head` is no digest, or the ledger is an older one, which has none.
    """
    checked: dict[str, int] = {}
    version = found = None
    if head is not None and not re.fullmatch("[0-9a-f]{64}", head := head.strip().lower()):
        raise InputError("--head: write the 64 signs that qafila ledger info prints as head")
    try:
        with looked_at(where) as (store, version):
            if head is not None and version < LEDGER_VERSION:
                raise InputError(
                    f"--head: {where} is of ledger version {version}, which kept no digests"
                )
            faults = store.verify(head)
            # Of what was damaged not even the counts may be readable.
            held = store.info() if not faults else {}
            checked = _counts(held) if held else {}
            found = held.get("head") if version == LEDGER_VERSION else None
    except LedgerError as error:
        faults = [str(error)]
    return {
        "ledger": where,
        "ledger_version": version,
        "sound": not faults,
        "faults": faults,
        "checked": checked,
        "head": found,
    }


def info(where: str) -> dict[str, Any]:
    """Say what a ledger holds.

    Parameters
    ----------
    where : str
        File or address of the ledger.

    Returns
    -------
    dict
        From `qafila.ledger.Store.info`, with the version that the ledger has: an older one stays
        as it is.
    """
    with looked_at(where) as (store, version):
        held = {**store.info(), "ledger_version": version}
        if version < LEDGER_VERSION:
            held |= {"sealed_since": None, "head": None}  # those of the copy say nothing
        return held


def _counts(info: Mapping[str, Any]) -> dict[str, int]:
    counted = ("documents", "claims", "superseded", "reviews")
    return {key: info[key] for key in counted}


def verify_lines(report: Mapping[str, Any]) -> list[str]:
    """What came of a check, for people.

    Parameters
    ----------
    report : mapping
        From `verify`.

    Returns
    -------
    list of str
        One line for a sound ledger, else one for each fault.

    Examples
    --------
    >>> verify_lines({"ledger": "a.sqlite", "sound": False, "faults": ["claim c: x"]})
    ['a.sqlite: 1 fault', '  claim c: x']
    """
    if report["sound"]:
        told = ", ".join(f"{number} {name}" for name, number in report["checked"].items())
        line = f"{report['ledger']}: sound; {told} (ledger version {report['ledger_version']})"
        return [line, f"  head: {report['head'] or 'none, it is of an older version'}"]
    number = len(report["faults"])
    head = f"{report['ledger']}: {number} fault{'s' if number > 1 else ''}"
    return [head, *(f"  {fault}" for fault in report["faults"])]


def info_lines(where: str, info: Mapping[str, Any]) -> list[str]:
    """What a ledger holds, for people.

    Parameters
    ----------
    where : str
        File or address of the ledger.
    info : mapping
        From `qafila.ledger.Store.info`.

    Returns
    -------
    list of str
        A line for each fact.

    Examples
    --------
    >>> info_lines("a.sqlite", {"claims": 3, "readers": {"rules 1.7": 3}, "first_report": None})
    ['a.sqlite', '  claims: 3', '  readers: rules 1.7 (3)', '  first report: none']
    """
    lines = [where]
    for name, value in info.items():
        shown = value
        if isinstance(value, dict):
            shown = ", ".join(f"{key} ({number})" for key, number in value.items())
        told = "none" if shown is None or shown == "" else shown
        lines.append(f"  {name.replace('_', ' ')}: {told}")
    return lines
