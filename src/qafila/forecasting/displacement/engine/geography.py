"""Where people leave from and how far the sites are, as far as it is known on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.forecasting.displacement.engine.priors import priors
from qafila.kernels.registering import Days

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from qafila.interop import FleeFolder

    Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Geography:
    """Sources of flight and ways to sites.

    Parameters
    ----------
    places : tuple of str
        The sites.
    population : array of int64, shape (source,), people
        Who lived at each source before.
    conflict : array, shape (day, source), 1
        Intensity from 0 to 1; a row says what was known on its day of that day alone.
    fresh : array, shape (day, source), 1
        1 on the first day of conflict, fading while it lasts; 0 without conflict.
    pattern : array of int64, shape (day,)
        Which of the ways hold on a day.
    ways : array, shape (pattern, source, site), km
        Shortest open ways; infinite where there is none.
    fading : float
        Days over which what is fresh fades by a factor e.

    Notes
    -----
    Nothing tells how many people a site can hold: see `capacities`.
    """

    places: tuple[str, ...]
    population: NDArray[np.int64]
    conflict: Array
    fresh: Array
    pattern: NDArray[np.int64]
    ways: Array
    fading: float

    def for_sites(self, places: Sequence[str]) -> Geography:
        """The same sources with the sites in another order.

        Parameters
        ----------
        places : sequence of str
            Sites; one without roads is as near to every source as the mean of the others.

        Returns
        -------
        Geography
            With these sites.
        """
        index = {place: at for at, place in enumerate(self.places)}
        reached = np.isfinite(self.ways)
        total = np.where(reached, self.ways, 0.0).sum(axis=2, keepdims=True)
        usual = total / np.maximum(reached.sum(axis=2, keepdims=True), 1)
        columns = [self.ways[:, :, [index[place]]] if place in index else usual for place in places]
        ways = np.ascontiguousarray(np.concatenate(columns, axis=2))
        return Geography(
            tuple(places), self.population, self.conflict, self.fresh, self.pattern, ways,
            self.fading,
        )  # fmt: skip

    def days(
        self,
        start: int,
        count: int,
        known: int,
        active: NDArray[np.uint8],
        item: NDArray[np.int64],
        lag: Array,
        *,
        recounts: bool,
    ) -> Days:
        """What happens around people on some days.

        Parameters
        ----------
        start, count : int, days
            The first day and how many.
        known : int
            The last day of which anything is known; what holds on it goes on.
        active : array of uint8, shape (site,)
            1 for sites at which people are registered.
        item : array of int64, shape (site,)
            Numbers of the sites in streams.
        lag : array, shape (part,)
            Lags in units of the mean.
        recounts : bool
            Whether registers are counted anew by chance.

        Returns
        -------
        Days
            For the kernel.
        """
        numbers = np.arange(start, start + count)
        last = len(self.pattern) - 1
        rows = np.clip(np.minimum(numbers, known), 0, last)
        gone = np.maximum(numbers - rows, 0.0) * (numbers > 0)
        fresh = self.fresh[rows] * np.exp(-gone / self.fading)[:, None]
        return Days(
            np.ascontiguousarray(self.conflict[rows]), np.ascontiguousarray(fresh),
            np.ascontiguousarray(self.pattern[rows]), self.ways, active, item, lag, recounts,
        )  # fmt: skip


def unknown_geography(places: Sequence[str], people: int, fading: float | None = None) -> Geography:
    """One source at the same distance of every site, for a crisis of which no roads are known.

    Parameters
    ----------
    places : sequence of str
        The sites.
    people : int
        Who may leave.
    fading : float, optional
        As in `Geography`; the default is that of the priors.

    Returns
    -------
    Geography
        In which only what sites draw besides their distance tells them apart.

    Examples
    --------
    >>> unknown_geography(["a", "b"], 1000).ways.shape
    (1, 1, 2)
    """
    return Geography(
        tuple(places), np.array([people]), np.ones((1, 1)), np.zeros((1, 1)),
        np.zeros(1, dtype=np.int64), np.zeros((1, 1, len(places))), fading or _fading(),
    )  # fmt: skip


def geography_of(
    folder: FleeFolder, places: Sequence[str], fading: float | None = None
) -> Geography:
    """What a folder of Flee tells of sources, conflict and roads.

    Parameters
    ----------
    folder : FleeFolder
        The folder.
    places : sequence of str
        Sites, by the names of the folder.
    fading : float, optional
        As in `Geography`; the default is that of the priors.

    Returns
    -------
    Geography
        Closures hold from the day they begin to the day they end and are not known before either.
        Every place of the country of origin in which people live is a source; without any,
        nothing is known of where people leave.
    """
    from qafila.simulate.allocation.qafila_closures import closed_links, open_camps
    from qafila.simulate.allocation.qafila_ways import ways_km

    known, fades = folder.places, fading or _fading()
    index = known.index()
    sites = [place for place in places if place in index]
    home = np.array(known.countries) == known.home_country
    sources = np.flatnonzero(home & (known.population > 0))
    camps = {place: at for at, place in enumerate(known.camps)}
    columns = [camps.get(index[place], -1) for place in sites]
    shut = ~np.column_stack([open_camps(folder), np.ones(folder.days, dtype=bool)])[:, columns]
    closed = closed_links(folder)
    both = np.column_stack([closed, shut])
    patterns, pattern = np.unique(both, axis=0, return_inverse=True)
    links = folder.links
    if not len(sources):
        return unknown_geography(sites, int(priors()["unknown_population"].best), fades)
    ends = [index[place] for place in sites]
    ways = np.empty((len(patterns), len(sources), len(sites)))
    for at, row in enumerate(patterns):
        km = ways_km(
            links.start, links.end, links.distance_km, len(known.names), ends,
            ~row[: len(links.start)],
        )  # fmt: skip
        ways[at] = np.where(row[len(links.start) :], np.inf, km[sources])
    conflict = np.ascontiguousarray(folder.conflict[:, sources])
    return Geography(
        tuple(sites), known.population[sources].astype(np.int64), conflict,
        _freshness(conflict, fades), pattern.ravel().astype(np.int64), ways, fades,
    )  # fmt: skip


def _fading() -> float:
    return priors()["surge_days"].best


def _freshness(conflict: Array, fading: float) -> Array:
    """1 on the first day of each spell of conflict, fading day by day."""
    fresh = np.zeros_like(conflict)
    age = np.zeros(conflict.shape[1])
    for day, row in enumerate(conflict):
        age = np.where(row > 0, age + 1 if day else np.ones_like(age), 0.0)
        fresh[day] = np.where(row > 0, np.exp(-(age - 1) / fading), 0.0)
    return fresh
