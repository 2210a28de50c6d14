"""Members of an ensemble on a Flee folder, under Flee's rules or Qafila's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.errors import one_of

if TYPE_CHECKING:
    from qafila.interop.flee_folder import FleeFolder
    from qafila.simulate.members import Members

RULES = ("qafila", "flee")


def folder_members(
    folder: FleeFolder, draws: int, seed: int, *, rules: str = "qafila", capacities: bool = True
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
    capacities : bool
        False for camps without limit under Flee's rules; under Qafila's they have none.

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
    if rules == "flee":
        from qafila.simulate.allocation.flee_members import flee_members

        return flee_members(folder, draws, seed, capacities=capacities)
    from qafila.simulate.allocation.qafila_members import qafila_members

    return qafila_members(folder, draws, seed)
