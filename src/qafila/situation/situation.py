"""Situation: what is known of roads and places on a day, with the claims behind every cell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from qafila.case import sources_of
from qafila.network import read_corridors
from qafila.situation.evidence import confirmed_passages, gather_evidence
from qafila.situation.known import find_parameter, known_by, read_parameters
from qafila.situation.notices import Notice, notices_of
from qafila.situation.status import STATES, evidence_weights, insecurity, probabilities
from qafila.situation.targets import TargetFinder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from qafila.case import Case
    from qafila.ledger import Ledger
    from qafila.network import Corridor, Network
    from qafila.pictures import Picture
    from qafila.sources import Sources

ESTIMATE = "estimate"
_CERTAIN = 1e6


@dataclass(frozen=True, eq=False)
class Situation:
    """What is known of roads and places, day by day until a date.

    Parameters
    ----------
    case : Case
        The crisis.
    as_of : datetime.date
        Only what was published by the end of this day is used.
    corridors : tuple of Corridor
        Corridors, sorted by identifier.
    ledger : Ledger
        Claims known on that day.
    observations, stocks : pandas.DataFrame
        Rows of the case published by then.
    parameters : pandas.DataFrame
        Package defaults, overridden by the case.
    data : xarray.Dataset
        Dimensions day, corridor, route, location, state; see ``docs/case-format.md``.
    evidence : pandas.DataFrame
        Which event moves what, by how much, and the claims behind it.
    passage_days : mapping of str to tuple of datetime.date
        For each corridor the days on which cargo is known to have passed it, newest first.
    undisturbed : bool
        Whether this is the baseline in which nothing is blocked.
    warnings : tuple of Notice
        What a reader must know about the inputs.
    """

    case: Case
    as_of: dt.date
    corridors: tuple[Corridor, ...]
    ledger: Ledger
    observations: pd.DataFrame
    stocks: pd.DataFrame
    parameters: pd.DataFrame
    data: xr.Dataset
    evidence: pd.DataFrame
    passage_days: Mapping[str, tuple[dt.date, ...]]
    undisturbed: bool = False
    warnings: tuple[Notice, ...] = ()

    @property
    def network(self) -> Network:
        """Places and routes."""
        return self.case.network

    @property
    def home_country(self) -> str:
        """Country of the city, from which people flee."""
        place = self.network.location_index(self.case.city)
        return str(self.network.locations["country"].iloc[place])

    def parameter(self, name: str, applies_to: str = "") -> pd.Series:
        """Row of a parameter.

        Parameters
        ----------
        name : str
            Name of the parameter.
        applies_to : str
            What it holds for; falls back to the general row.

        Returns
        -------
        pandas.Series
            With best, low, high, unit, distribution, calibrated, source, basis.

        Raises
        ------
        UnknownNameError
            If there is no such parameter.
        """
        return find_parameter(self.parameters, name, applies_to)

    @cached_property
    def _sources(self) -> Sources:
        return sources_of(self.case)

    def kind_of_source(self, name: str) -> str:
        """Kind of who vouches for a row of a table.

        Parameters
        ----------
        name : str
            Its said_by or source.

        Returns
        -------
        str
            Kind as the table of sources has it; empty where that does not know the name.
        """
        return "author" if name == ESTIMATE else self._sources.kind_of(name) or ""

    @cached_property
    def _corridor_table(self) -> pd.DataFrame:
        memory = float(self.parameter("corridor_status_memory")["best"])
        return pd.DataFrame([self._corridor_row(i, memory) for i in range(len(self.corridors))])

    def corridor_table(self) -> pd.DataFrame:
        """One row a corridor: status, probabilities, age of evidence, last confirmed passage.

        Returns
        -------
        pandas.DataFrame
            Columns corridor_id, city_id, name_en, name_fr, name_ar, status, probability, p_open,
            p_contested, p_closed, evidence_age_days, last_evidence, last_confirmed_passage, claims.
            Claims are those that speak of this corridor, newest first; news of the whole country
            moves the probabilities of all corridors a little and is not listed with each.
        """
        return self._corridor_table.copy()

    def passages(self, corridor_id: str) -> tuple[dt.date, ...]:
        """Days on which cargo is known to have passed a corridor.

        Parameters
        ----------
        corridor_id : str
            Identifier of the corridor.

        Returns
        -------
        tuple of datetime.date
            Newest first, without repeats.
        """
        return self.passage_days.get(corridor_id, ())

    def _corridor_row(self, index: int, memory: float) -> dict[str, object]:
        corridor = self.corridors[index]
        last = self.data.isel(day=-1, corridor=index)
        chances = last["corridor_probability"].to_numpy()
        age = float(last["corridor_evidence_age"])
        known = self.undisturbed or age <= memory
        rows = self.evidence[
            (self.evidence["target_kind"] == "corridor")
            & (self.evidence["target_id"] == corridor.corridor_id)
        ]
        rows = rows[rows["specific"].astype(bool)]
        newest = rows.sort_values(["date_end", "weight"], ascending=False, kind="stable")
        claims = dict.fromkeys(name for names in newest["claim_ids"] for name in names)
        seen = rows["date_end"].max()
        return {
            "corridor_id": corridor.corridor_id,
            "city_id": corridor.city_id,
            **{f"name_{code}": name for code, name in corridor.names.items()},
            "status": STATES[int(np.argmax(chances))] if known else "unknown",
            "probability": float(chances.max()) if known else float("nan"),
            **{f"p_{state}": float(p) for state, p in zip(STATES, chances, strict=True)},
            "evidence_age_days": age,
            "last_evidence": None if pd.isna(seen) else seen.date(),
            "last_confirmed_passage": next(iter(self.passages(corridor.corridor_id)), None),
            "claims": tuple(claims),
        }

    @cached_property
    def unheard_routes(self) -> NDArray[np.bool_]:
        """Routes of which nothing is known, shape (day, route): no or only old evidence names them.

        As for corridors, evidence is old after ``corridor_status_memory``.
        """
        age = self.data["route_evidence_age"].transpose("day", "route").to_numpy()
        memory = float(self.parameter("corridor_status_memory")["best"])
        return np.zeros(age.shape, dtype=np.bool_) if self.undisturbed else ~(age <= memory)

    def __repr__(self) -> str:
        counts = self._corridor_table["status"].value_counts()
        states = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
        return f"Situation({self.case.name} as of {self.as_of}: corridors {states})"

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from qafila.situation.showing import situation_card

        return situation_card(self)

    def plot(self, kind: str = "map", *, language: str = "en") -> Picture:
        """Draw the corridors.

        Parameters
        ----------
        kind : str
            ``map``: by status on the last day; ``status``: the status of each, day by day.
        language : str
            ``en``, ``fr`` or ``ar``.

        Returns
        -------
        Picture
            The map or chart.
        """
        from qafila.situation.showing import plot_situation

        return plot_situation(self, kind, language)


def build_situation(
    case: Case,
    ledger: Ledger,
    as_of: dt.date,
    *,
    undisturbed: bool = False,
    warnings: tuple[Notice, ...] = (),
) -> Situation:
    """Derive the situation of a case from its ledger.

    Parameters
    ----------
    case : Case
        The crisis.
    ledger : Ledger
        Claims known on `as_of`.
    as_of : datetime.date
        Last day.
    undisturbed : bool
        Take every corridor as open and every place as safe, whatever is reported.
    warnings : tuple of Notice
        Handed on to the brief.

    Returns
    -------
    Situation
        Day by day from the start of the case, or from `as_of` if that is earlier.
    """
    corridors = read_corridors(case.network, case.corridors)
    parameters = read_parameters(case, as_of)
    stretch = float(find_parameter(parameters, "longest_stretch")["best"])
    finder = TargetFinder(case.network, corridors, case.city, stretch)
    trust = float(find_parameter(parameters, "single_origin_confidence")["best"])
    evidence = gather_evidence(ledger, finder, trust)
    if undisturbed:
        evidence = evidence.iloc[:0]
    first = min(case.start, as_of)
    days = np.arange(np.datetime64(first, "D"), np.datetime64(as_of, "D") + 1)
    return Situation(
        case=case,
        as_of=as_of,
        corridors=corridors,
        ledger=ledger,
        observations=known_by(case.observations, as_of),
        stocks=known_by(case.stocks, as_of),
        parameters=parameters,
        data=_dataset(finder, evidence, days, parameters, undisturbed=undisturbed),
        evidence=evidence,
        passage_days={} if undisturbed else confirmed_passages(ledger, finder),
        undisturbed=undisturbed,
        warnings=(
            *(notice for notice in warnings if not notice.published or notice.published <= as_of),
            *notices_of(case, ledger, parameters, as_of, undisturbed=undisturbed),
        ),
    )


def _dataset(
    finder: TargetFinder,
    evidence: pd.DataFrame,
    days: NDArray[np.datetime64],
    parameters: pd.DataFrame,
    *,
    undisturbed: bool,
) -> xr.Dataset:
    network = finder.network
    names = tuple(corridor.corridor_id for corridor in finder.corridors)
    general = parameters[parameters["applies_to"] == ""]
    best: dict[str, float] = dict(zip(general["parameter"], general["best"], strict=True))
    prior, strength = corridor_priors(parameters, (*names, ""))
    if undisturbed:
        prior[:], strength[:] = (1.0, 0.0, 0.0), _CERTAIN
    kind, traffic = evidence["target_kind"], evidence["traffic"]
    goods = evidence[(kind == "corridor") & traffic.isin(["supply", "both"])]
    weights, _ = evidence_weights(goods, days, names)
    _, age = evidence_weights(goods[goods["specific"].astype(bool)], days, names)
    chance, concentration = probabilities(weights, prior[:-1], strength[:-1])
    unsafe = evidence[kind == "location"]
    roads = evidence[(kind == "route") & evidence["specific"].astype(bool)]
    _, route_age = evidence_weights(roads, days, network.route_ids)
    supply, people = _passability(finder, evidence, days, prior[-1], float(strength[-1]), best)
    people = np.ones_like(people) if undisturbed else people
    return xr.Dataset(
        {
            "corridor_probability": (("day", "corridor", "state"), chance, {"units": "1"}),
            "corridor_concentration": (
                ("day", "corridor"),
                concentration,
                {"units": "observations"},
            ),
            "corridor_evidence_age": (("day", "corridor"), age, {"units": "days"}),
            "route_evidence_age": (("day", "route"), route_age, {"units": "days"}),
            "route_passability": (("day", "route"), supply, {"units": "1"}),
            "route_passability_people": (("day", "route"), people, {"units": "1"}),
            "insecurity": (
                ("day", "location"),
                insecurity(unsafe, days, network.location_ids),
                {"units": "1"},
            ),
        },
        coords={
            "day": days.astype("datetime64[s]"),
            "corridor": list(names),
            "state": list(STATES),
            "route": list(network.route_ids),
            "location": list(network.location_ids),
        },
    )


def corridor_priors(
    parameters: pd.DataFrame, corridor_ids: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What is believed of corridors without evidence.

    Parameters
    ----------
    parameters : pandas.DataFrame
        Columns of ``schema/parameters.csv``.
    corridor_ids : sequence of str
        Corridors; an empty name stands for any.

    Returns
    -------
    array, shape (corridor, state), 1
        Chances of open, contested and closed; they sum to one.
    array, shape (corridor,), observations
        Weight of each.

    Examples
    --------
    >>> from qafila.situation.known import read_parameters
    >>> prior, strength = corridor_priors(read_parameters(None), ["north", ""])
    >>> prior.sum(axis=1).round(12).tolist(), strength.tolist()
    ([1.0, 1.0], [2.0, 2.0])
    """

    def best(name: str) -> NDArray[np.float64]:
        rows = [find_parameter(parameters, name, corridor)["best"] for corridor in corridor_ids]
        return np.array(rows, dtype=np.float64)

    weights = np.column_stack([best(f"corridor_prior_{state}") for state in STATES])
    strength = best("corridor_prior_strength")
    return weights / weights.sum(axis=1, keepdims=True), strength


def _passability(
    finder: TargetFinder,
    evidence: pd.DataFrame,
    days: NDArray[np.datetime64],
    prior: NDArray[np.float64],
    strength: float,
    best: dict[str, float],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share of normal traffic that passes each route, for goods and for people."""
    names = finder.network.route_ids
    worth = np.array([1.0, best["contested_passability"], 0.0])
    rows = evidence[evidence["target_kind"] == "route"]
    goods, _ = evidence_weights(rows[rows["traffic"] != "people"], days, names)
    walkers, _ = evidence_weights(rows[rows["traffic"] != "supply"], days, names)
    inside = finder.home_routes()
    start = np.where(inside[:, None], prior, np.array([1.0, 0.0, 0.0]))
    chance, _ = probabilities(goods, start, strength)
    free = best["people_prior_passability"]
    known = walkers.sum(axis=-1)
    people = (walkers @ worth + strength * np.where(inside, free, 1.0)) / (known + strength)
    return chance @ worth, people
