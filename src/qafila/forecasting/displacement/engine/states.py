"""The members of a crisis: people by source, on the way and registered, run day by day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import ConservationError
from qafila.forecasting.displacement.engine.priors import beliefs, draw, gamma_lags, priors, rates
from qafila.kernels.registering import STREAMS as NAMES
from qafila.kernels.registering import People, Room, run_days
from qafila.streams import STREAMS, parameter_stream, stream_key, uniforms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from qafila.forecasting.displacement.engine.geography import Geography
    from qafila.forecasting.displacement.engine.priors import Prior

    Array = NDArray[np.float64]
    Whole = NDArray[np.int64]

SLOTS = 96  # days that somebody is on the way at most, and one
_KEYS = np.array([STREAMS[name] for name in NAMES], dtype=np.uint64)
_ITEM = (1 << 31) - 1


@dataclass(frozen=True, eq=False)
class Settings:
    """How many members, from what numbers, and what is believed before.

    Parameters
    ----------
    members : int
        How many.
    seed : int
        Seed of the run.
    threads : int
        Threads; no result depends on it.
    given : mapping of str to Prior, optional
        Beliefs in place of those that ship with the package.
    """

    members: int = 200
    seed: int = 7
    threads: int = 1
    given: Mapping[str, Prior] | None = None

    def value(self, name: str) -> float:
        """Most plausible value of a parameter.

        Parameters
        ----------
        name : str
            The parameter.

        Returns
        -------
        float
            In the unit of the table.
        """
        return (self.given or priors())[name].best


@dataclass(frozen=True, eq=False)
class State:
    """All members at the end of a day.

    Parameters
    ----------
    day : int
        The day.
    people : People
        Counts and beliefs.
    rates : array, shape (member, rate)
        Constants of each member.
    active : array of uint8, shape (site,)
        1 for sites of which people have been reported.
    total : array of int64, shape (member,)
        People that each member must hold.
    """

    day: int
    people: People
    rates: Array
    active: NDArray[np.uint8]
    total: Whole

    def copy(self) -> State:
        """The same state in arrays of its own.

        Returns
        -------
        State
            Equal to this one.
        """
        people = People._make(one.copy() for one in self.people)
        return replace(self, people=people, active=self.active.copy(), total=self.total.copy())

    def check(self) -> None:
        """See that nobody was created or lost.

        Raises
        ------
        ConservationError
            If a member holds more or fewer people than it began with.
        """
        if (held(self.people) != self.total).any():
            raise ConservationError("people of a displacement were created or lost")


def held(people: People) -> Whole:
    """People of each member: at home, on the way, registered and outside the count.

    Parameters
    ----------
    people : People
        The members.

    Returns
    -------
    array of int64, shape (member,)
        The same on every day.
    """
    inside = people.home.sum(axis=1) + people.ring.sum(axis=(1, 2)) + people.stock.sum(axis=1)
    return np.asarray(inside + people.outside)


def settle(state: State) -> None:
    """Take those who were added from home, and put those who were taken away back there.

    Parameters
    ----------
    state : State
        Whose counts were changed; who cannot be found at home is outside the count.
    """
    people = state.people
    more = held(people) - state.total
    members = np.arange(len(more))
    source = people.home.argmax(axis=1)
    taken = np.minimum(more, people.home[members, source])
    people.home[members, source] -= taken
    people.outside[:] -= more - taken


def opened(geography: Geography, day: int, settings: Settings) -> State:
    """Members before anybody was reported.

    Parameters
    ----------
    geography : Geography
        Sources and sites.
    day : int
        The day before the first that is run.
    settings : Settings
        How many members.

    Returns
    -------
    State
        All people are at home; no site is active.
    """
    members, sites = settings.members, len(geography.places)
    native = np.ascontiguousarray(geography.population, dtype=np.int64)
    constants = rates(members, settings.seed, settings.given)
    usual = np.log(draw("return_rate", members, settings.seed, settings.given))
    people = People(
        home=np.tile(native, (members, 1)),
        native=native,
        ring=np.zeros((members, SLOTS, sites), dtype=np.int64),
        stock=np.zeros((members, sites), dtype=np.int64),
        crossed=np.zeros((members, sites), dtype=np.int64),
        outside=np.zeros(members, dtype=np.int64),
        left=np.zeros(members, dtype=np.int64),
        belief=beliefs(members, settings.seed, settings.given),
        risk=_risks(native, settings),
        pull=np.column_stack(
            [
                _scores(f"pull/{place}", settings.value("pull_spread"), settings)
                for place in geography.places
            ]
        ),
        back=np.tile(usual[:, None], (1, sites)),
    )
    return State(day, people, constants, np.zeros(sites, dtype=np.uint8), held(people))


def _risks(native: Whole, settings: Settings) -> Array:
    """Log risk of each source: of large towns a smaller share leaves than of small ones."""
    exponent = draw("size_exponent", settings.members, settings.seed, settings.given)
    size = np.log(np.maximum(native, 1) / settings.value("usual_population"))
    spread = settings.value("risk_spread")
    chance = [_scores(f"risk/{source}", spread, settings) for source in range(len(native))]
    return np.ascontiguousarray(np.outer(exponent - 1.0, size) + np.column_stack(chance))


def _scores(what: str, spread: float, settings: Settings) -> Array:
    """A normal number for each member, from two uniform ones (Box and Muller)."""
    name = parameter_stream("displacement", what)
    u = 1.0 - uniforms(settings.seed, name, settings.members)
    v = uniforms(settings.seed, name, settings.members, item=1)
    return np.asarray(spread * np.sqrt(-2.0 * np.log(u)) * np.cos(2.0 * np.pi * v))


def items(geography: Geography) -> Whole:
    """Numbers of sites in streams, by their names.

    Parameters
    ----------
    geography : Geography
        Names of the sites.

    Returns
    -------
    array of int64, shape (site,)
        The same for a site wherever it stands in the list.
    """
    return np.array([stream_key(place) & _ITEM for place in geography.places], dtype=np.int64)


def run(
    state: State,
    geography: Geography,
    until: int,
    known: int,
    settings: Settings,
    wanted: Whole | None = None,
    *,
    recounts: bool = False,
) -> tuple[State, Whole, Whole]:
    """Run members to the end of a later day.

    Parameters
    ----------
    state : State
        Where they begin; it is changed and must not be used again.
    geography : Geography
        Sources and sites.
    until : int
        The last day.
    known : int
        The last day of which anything is known about conflict and roads.
    settings : Settings
        Seed and threads.
    wanted : array of int64, shape (row,), rising, days, optional
        After how many days to note what is registered.
    recounts : bool
        Whether registers are counted anew by chance.

    Returns
    -------
    State
        At the end of `until`.
    array of int64, shape (row, member, site), people
        Registered.
    array of int64, shape (row, member, site), people
        Crossed since the beginning.

    Raises
    ------
    ConservationError
        If people were created or lost.
    """
    count = until - state.day
    rows = np.empty(0, dtype=np.int64) if wanted is None else np.asarray(wanted, dtype=np.int64)
    shape = len(rows), *state.people.stock.shape
    stocks, crossings = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    if count <= 0:
        return state, stocks, crossings
    days = geography.days(
        state.day + 1, count, known, state.active, items(geography),
        gamma_lags(settings.value("lag_shape")), recounts=recounts,
    )  # fmt: skip

    def part(first: int, last: int) -> None:
        run_days(
            days, state.people, state.rates, np.uint64(settings.seed), _KEYS, state.day + 1,
            first, last, rows, stocks, crossings, _room(geography),
        )  # fmt: skip

    members = len(state.rates)
    if settings.threads <= 1:
        part(0, members)
    else:
        edges = np.linspace(0, members, settings.threads + 1).astype(int).tolist()
        with ThreadPoolExecutor(settings.threads) as pool:
            list(pool.map(part, edges[:-1], edges[1:]))
    after = replace(state, day=until)
    after.check()
    return after, stocks, crossings


def _room(geography: Geography) -> Room:
    sources, sites = geography.ways.shape[1:]
    return Room(
        np.empty(4, dtype=np.uint64), np.empty((sources, sites)), np.empty(sites),
        np.empty(sites), np.empty(sites),
    )  # fmt: skip
