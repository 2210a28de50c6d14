"""Members of an ensemble on a Flee folder, under Flee's rules or Qafila's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.errors import one_of
from qafila.simulate.sources import FLEE, QAFILA

if TYPE_CHECKING:
    import pandas as pd

    from qafila.interop.flee_folder import FleeFolder
    from qafila.simulate.members import Members

RULES = (QAFILA, FLEE)


def can_be_full(rules: str, capacities: bool | None = None) -> bool:
    """Whether camps can be full.

    Parameters
    ----------
    rules : str
        ``qafila`` or ``flee``.
    capacities : bool or None
        What was asked for, if anything.

    Returns
    -------
    bool
        What was asked for, else only under Flee's rules: the capacities of public folders mostly
        were not known on the day.

    Examples
    --------
    >>> can_be_full("flee"), can_be_full("qafila"), can_be_full("qafila", True)
    (True, False, True)
    """
    return rules == FLEE if capacities is None else capacities


def folder_members(
    folder: FleeFolder,
    draws: int,
    seed: int,
    *,
    rules: str = QAFILA,
    capacities: bool | None = None,
    parameters: pd.DataFrame | None = None,
) -> Members:
    """Members of an ensemble on a folder.

    Parameters
    ----------
    folder : FleeFolder
        A folder with ``source_data``, whose total is split.
    draws : int
        How many members.
    seed : int
        Seed of the run.
    rules : str
        ``qafila`` or ``flee``.
    capacities : bool or None
        Whether camps can be full; None for what `can_be_full` says of the rules.
    parameters : pandas.DataFrame, optional
        Parameters in base units instead of the defaults of the package; Flee's rules have none.

    Returns
    -------
    Members
        They can be pickled and run in any ranges.

    Raises
    ------
    InputError
        If the rules are unknown, or the settings ask for a rule that is left out.
    """
    one_of("rules", rules, RULES)
    limited = can_be_full(rules, capacities)
    if rules == FLEE:
        from qafila.simulate.allocation.flee_members import flee_members

        return flee_members(folder, draws, seed, capacities=limited)
    from qafila.simulate.allocation.qafila_members import qafila_members

    return qafila_members(folder, draws, seed, capacities=limited, parameters=parameters)
