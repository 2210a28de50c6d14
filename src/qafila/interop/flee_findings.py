"""What is wrong with a Flee folder: every fault is a row of ``schema/flee_faults.csv``."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from qafila.errors import InputError, Problem
from qafila.files import package_data

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 300  # characters of a message; a cell may hold a hundred thousand
_UNREAD = ("file_missing", "layout_missing", "file_too_large", "not_csv", "table_empty")


@dataclass(frozen=True)
class Fault:
    """A kind of fault, as a row of ``schema/flee_faults.csv`` describes it.

    Examples
    --------
    >>> known_faults()["link_unknown_place"].repair
    'the link is left out'
    """

    name: str
    level: str
    rule: str
    description: str
    flee: str
    here: str
    repair: str
    follows: frozenset[str]


@cache
def known_faults() -> Mapping[str, Fault]:
    """All kinds of faults by name.

    Returns
    -------
    mapping of str to Fault
        In the order of the table.

    Examples
    --------
    >>> sorted({fault.level for fault in known_faults().values()})
    ['refused', 'repaired', 'tolerated', 'warning']
    """
    text = package_data("schema", "flee_faults.csv").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            row["fault"]: Fault(
                row["fault"],
                row["level"],
                row["rule"],
                row["description"],
                row["flee"],
                row["here"],
                row["repair"],
                frozenset(row["follows"].split("|")) - {""},
            )
            for row in csv.DictReader(io.StringIO(text))
        }
    )


@dataclass
class Findings:
    """Collects what is wrong, so that all of it can be named at once.

    A reader goes on after each fault as if it were repaired. Whether that counts is decided at the
    end: a fault of level ``repaired`` is an error unless `lenient`, one of level ``refused`` always
    is. What is ``tolerated`` is read as Flee reads it, with a warning, unless `lenient`; a
    ``warning`` is never more than that. A fault that only follows from a file that could not be
    read is not told beside it.

    Parameters
    ----------
    lenient : bool
        Repair what can be repaired.
    length_from : str
        What sets the length of the run, as the user knows it.

    Examples
    --------
    >>> findings = Findings(lenient=True)
    >>> findings.add("link_to_itself", "routes.csv", "Gao is linked to itself", row=2)
    >>> print(findings.repaired[0])
    routes.csv, row 2: Gao is linked to itself; the link is left out
    """

    lenient: bool = False
    length_from: str = "Length in sim_period.csv"
    _noted: list[tuple[Fault, Problem]] = field(default_factory=list, init=False, repr=False)
    _repaired: list[Problem] = field(default_factory=list, init=False, repr=False)

    @property
    def refused(self) -> list[Problem]:
        """What stops the reading; a fault that can be repaired says how."""
        return self._of_levels("refused", "repaired")

    @property
    def tolerated(self) -> list[Problem]:
        """What is read as Flee reads it, and named with what stops the reading."""
        return self._of_levels("tolerated")

    @property
    def warned(self) -> list[Problem]:
        """What is told."""
        return self._of_levels("warning", "tolerated")

    @property
    def repaired(self) -> list[Problem]:
        """What was repaired, and how."""
        return list(self._repaired)

    def _of_levels(self, *levels: str) -> list[Problem]:
        unread = {problem.file for fault, problem in self._noted if fault.name in _UNREAD}
        return [
            problem
            for fault, problem in self._noted
            if fault.level in levels and not fault.follows & unread
        ]

    def add(
        self,
        fault: str,
        file: str,
        message: str,
        row: int | None = None,
        column: str | None = None,
        hint: str = "",
        done: str = "",
    ) -> None:
        """Note a fault.

        Parameters
        ----------
        fault : str
            Row of ``schema/flee_faults.csv``.
        file : str
            Name to show.
        message : str
            What is wrong.
        row : int, optional
            Line of the file.
        column : str, optional
            Name of the column.
        hint : str
            How to mend it.
        done : str
            What a repair made of it, or is done with it here, where the table does not say so
            exactly.
        """
        known = known_faults()[fault]
        message = message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"
        if self.lenient and known.level in ("repaired", "tolerated"):
            self._repaired.append(Problem(file, message, row, column, done or known.repair))
            return
        parts = [hint, known.here]
        if known.level == "warning":
            parts = [hint, done or known.here]
        elif known.level in ("repaired", "tolerated"):
            parts.append(f"--lenient: {done or known.repair}")
        hints = "; ".join(part for part in parts if part)
        self._noted.append((known, Problem(file, message, row, column, hints)))

    def has(self, fault: str) -> bool:
        """Whether a fault was noted and not repaired.

        Parameters
        ----------
        fault : str
            Row of ``schema/flee_faults.csv``.

        Returns
        -------
        bool
            True if there is at least one.
        """
        return any(known.name == fault for known, _ in self._noted)

    def stop(self) -> None:
        """Complain of everything that was not repaired.

        Raises
        ------
        InputError
            If anything is left, naming all of it: files that could not be read first, then in the
            order of files and rows.
        """
        if not self.refused:
            return
        unread = {problem for fault, problem in self._noted if fault.name in _UNREAD}
        order = sorted(
            {*self.refused, *self.tolerated},
            key=lambda one: (one not in unread, one.file, one.row or 0, str(one)),
        )
        raise InputError(order)
