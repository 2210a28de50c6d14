"""Check the reader's tables of phrases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.cards import count
from qafila.errors import InputError
from qafila.files import package_data
from qafila.reports.lexicon_checks import lexicon_problems
from qafila.reports.lexicon_tables import read_lexicons

if TYPE_CHECKING:
    from collections.abc import Mapping


def check_lexicons() -> dict[str, int]:
    """See that no row of the reader's lexicons is wrong or without effect.

    Returns
    -------
    dict of str to int
        Number of rows by table.

    Raises
    ------
    InputError
        With all problems at once.

    Examples
    --------
    >>> check_lexicons()["triggers"] > 1000
    True
    """
    found = read_lexicons(package_data("reports", "lexicons"))
    problems = lexicon_problems()
    if problems:
        raise InputError(problems)
    return {table: len(lines) for table, lines in found.tables.items()}


def lexicons_line(sound: Mapping[str, int]) -> str:
    """What came of a check of the lexicons in one line.

    Parameters
    ----------
    sound : mapping of str to int
        Of `check_lexicons`.

    Returns
    -------
    str
        How much was checked.

    Examples
    --------
    >>> lexicons_line({"verbs": 500, "roles": 80})
    'lexicons: no problems; 580 rows in 2 tables'
    """
    rows, tables = count(sum(sound.values()), "row"), count(len(sound), "table")
    return f"lexicons: no problems; {rows} in {tables}"


def nothing_to_check() -> InputError:
    """Make an error of a call that names nothing.

    Returns
    -------
    InputError
        Says what may be named.
    """
    return InputError("nothing to check; name a CASE, or give --lexicons")
