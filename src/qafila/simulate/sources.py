"""What can be simulated: a situation, or a folder in which a known total is split."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

import pandas as pd

from qafila import __version__, tables
from qafila.errors import InputError, Problem, UnknownNameError
from qafila.parameters import parameter, row_problems, scope_problem, things_of
from qafila.simulate.changes import force
from qafila.simulate.ensemble import thread_count
from qafila.simulate.input_hash import input_hash
from qafila.simulate.memory import block_size, check_tables
from qafila.simulate.reception import change_problems, known_limits
from qafila.simulate.siege.particles import calibration_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import numpy as np
    import xarray as xr
    from numpy.typing import NDArray

    from qafila.claims import Claim
    from qafila.simulate.case_members import CaseMembers
    from qafila.simulate.members import Arrays
    from qafila.simulate.scenario import Scenario
    from qafila.simulate.siege.particles import Calibration, Particles
    from qafila.situation import Situation

UNCONDITIONAL, SCENARIO, ALLOCATION = "unconditional", "scenario", "allocation"
QAFILA, FLEE = "qafila", "flee"  # whose rules people move by

Ran = TypeVar("Ran")


class Source(Protocol[Ran]):
    """What a simulation is run on."""

    @property
    def name(self) -> str:
        """Name of the case or folder."""

    @property
    def as_of(self) -> dt.date:
        """Day 0."""

    @property
    def product(self) -> str:
        """``unconditional``, ``scenario`` or ``allocation``."""

    @property
    def rules(self) -> str:
        """Whose rules people move by."""

    @property
    def camps_fill(self) -> bool | None:
        """Whether camps of a folder can be full; None for a case, whose places say it."""

    @property
