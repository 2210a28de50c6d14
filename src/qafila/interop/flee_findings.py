"""What is wrong with a Flee folder: every fault is a row of ``schema/flee_faults.csv``."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from qafila.errors import InputError, Problem
from qafila.files import package_data

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 300  # characters of a message; a cell may hold a hundred thousand


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
    repair: str


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
                row["repair"],
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
    ``warning`` is never more than that.

    Parameters
    ----------
    lenient : bool
        Repair what can be repaired.
    refused, repaired, tolerated, warned : list of Problem
        What stops the reading; what was repaired; what is named with what stops it; what is told.

    Examples
    --------
    >>> findings = Findings(lenient=True)
    >>> findings.add("link_to_itself", "routes.csv", "Gao is linked to itself", row=2)
    >>> print(findings.repaired[0])
    routes.csv, row 2: Gao is linked to itself; the link is left out
    """

    lenient: bool = False
    refused: list[Problem] = field(default_factory=list)
    repaired: list[Problem] = field(default_factory=list)
    tolerated: list[Problem] = field(default_factory=list)
    warned: list[Problem] = field(default_factory=list)

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
            What a repair made of it, where the table does not say so exactly.
        """
        known = known_faults()[fault]
        message = message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"
        if self.lenient and known.level in ("repaired", "tolerated"):
            self.repaired.append(Problem(file, message, row, column, done or known.repair))
            return
        problem = Problem(file, message, row, column, hint)
        if known.level == "warning":
            self.warned.append(problem if hint else replace(problem, hint=f"Flee: {known.flee}"))
        elif known.level == "tolerated":
            self.tolerated.append(problem)
            self.warned.append(replace(problem, hint=f"Flee: {known.flee}"))
        else:
            self.refused.append(problem)

    def stop(self) -> None:
        """Complain of everything that was not repaired.

        Raises
        ------
        InputError
            If anything is left, naming all of it in the order of files and rows.
        """
        if self.refused:
            every = self.refused + self.tolerated
            order = sorted(every, key=lambda one: (one.file, one.row or 0))
            raise InputError(tuple(dict.fromkeys(order)))
