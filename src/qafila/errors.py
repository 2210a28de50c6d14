"""Every error and warning that a user can meet.

    QafilaError
    ├── InputError (ValueError)             a file of the user's is wrong: file, row, column, hint
    │   ├── SchemaError                     a column is missing or a value has the wrong form
    │   ├── UnknownNameError                a name refers to nothing; says what was meant
    │   ├── UnitError                       a unit is unknown or does not fit
    │   └── NetworkError                    places and roads do not form a usable network
    ├── ReportError                         a document cannot be read
    ├── LedgerError                         the store cannot be opened, is locked, or is too new
    ├── OutputError                         a result cannot be written
    ├── NotCalibratedError (RuntimeError)   a calibrated model was asked for and there is none
    ├── MissingExtraError (ImportError)     an optional part is not installed; says the command
    └── ConservationError (AssertionError)  people or goods were created or lost: our bug

    QafilaWarning (UserWarning)
    ├── DataWarning                         data are incomplete but usable
    ├── ExtrapolationWarning                a value lies outside what was learnt
    └── PluginWarning                       an extension is broken and was left out

That sources contradict each other is no error: it is what the ledger is for.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class QafilaError(Exception):
    """Base of every error of this package."""


@dataclass(frozen=True)
class Problem:
    """One fault in one file of the user's.

    Parameters
    ----------
    file : str
        Path as the user knows it.
    message : str
        What is wrong.
    row : int, optional
        Line of the file, the header being line 1.
    column : str, optional
        Name of the column.
    hint : str
        How to mend it.

    Examples
    --------
    >>> print(Problem("routes.csv", "distance is negative", 3, "distance_km", "write 12.5"))
    routes.csv, row 3, column distance_km: distance is negative; write 12.5
    """

    file: str
    message: str
    row: int | None = None
    column: str | None = None
    hint: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}: {self.message}" + (f"; {self.hint}" if self.hint else "")


class InputError(QafilaError, ValueError):
    r"""One or more faults in what the user gave, all of them named at once.

    Parameters
    ----------
    problems : Problem or iterable of Problem or str
        The faults; a bare string is a fault without a file.

    Examples
    --------
    >>> raise InputError(Problem("case.toml", "no city", hint="add city = \"bamako\""))
    Traceback (most recent call last):
    qafila.errors.InputError: case.toml: no city; add city = "bamako"
    """

    def __init__(self, problems: Problem | Iterable[Problem] | str) -> None:
        if isinstance(problems, str):
            self.problems: tuple[Problem, ...] = ()
            super().__init__(problems)
            return
        found = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.problems = found
        super().__init__("\n".join(str(problem) for problem in found))


class SchemaError(InputError):
    """A column is missing or a value has the wrong form."""


class UnknownNameError(InputError):
    """A name refers to nothing that is known."""


class UnitError(InputError):
    """A unit is unknown or does not fit the quantity."""


class NetworkError(InputError):
    """Places and roads do not form a usable network."""


class ReportError(QafilaError):
    """A document could not be read, or its language is not supported."""


class LedgerError(QafilaError):
    """The ledger cannot be opened, is locked, or was written by a newer version."""


class OutputError(QafilaError):
    """A result could not be written."""


class NotCalibratedError(QafilaError, RuntimeError):
    """A calibrated model was asked for and there is none."""


class ModelError(QafilaError):
    """A language model cannot be reached, or did not answer in the form asked for."""


class MissingExtraError(QafilaError, ImportError):
    """An optional part of the package is not installed."""


class ConservationError(QafilaError, AssertionError):
    """People or goods were created or lost: a fault of ours, please report it."""


class RestrictedError(QafilaError, AssertionError):
    """What is restricted would have reached an output; it never may."""


class QafilaWarning(UserWarning):
    """Base of every warning of this package."""


class DataWarning(QafilaWarning):
    """Data are incomplete but usable."""


class ExtrapolationWarning(QafilaWarning):
    """A value lies outside what the model has learnt from."""


class PluginWarning(QafilaWarning):
    """An extension is broken and was left out."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the known word nearest to a misspelt one.

    Parameters
    ----------
    word : str
        What the user wrote.
    known : iterable of str
        What would have been valid.

    Returns
    -------
    str
        A hint, or an empty string if nothing is near.

    Examples
    --------
    >>> did_you_mean("bamaco", ["bamako", "kayes"])
    'did you mean "bamako"?'
    """
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else ""


def one_of(option: str, value: str, allowed: Iterable[str]) -> None:
    """Refuse a value of an option that is none of the allowed ones.

    Parameters
    ----------
    option : str
        Name of the option, such as ``--profile``.
    value : str
        What was given.
    allowed : iterable of str
        What may be given.

    Raises
    ------
    InputError
        Naming the nearest allowed value, or all.

    Examples
    --------
    >>> one_of("--lang", "fr", ("en", "fr"))
    """
    known = tuple(allowed)
    if value not in known:
        hint = did_you_mean(value, known) or "allowed: " + ", ".join(known)
        raise InputError(f'{option} "{value}" is not known; {hint}')
