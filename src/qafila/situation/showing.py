"""A situation as a notebook shows it: a map of the corridors, and their status over days."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qafila import tables, terms
from qafila.cards import card, count
from qafila.charts import draw_map, status_chart
from qafila.errors import UnknownNameError, did_you_mean
from qafila.network.drawing import borders, stretches
from qafila.pictures import Picture, check_language, legend, say, say_date, write_style
from qafila.situation.status import STATES

if TYPE_CHECKING:
    import datetime as dt

    from qafila.situation.situation import Situation

KINDS = ("map", "status")
_NAMED = frozenset({"city", "supply", "crossing", "town"})
_FEW = 6


def plot_situation(situation: Situation, kind: str = "map", language: str = "en") -> Picture:
    """Draw a situation.

    Parameters
    ----------
    situation : Situation
        What is known.
    kind : str
        ``map`` (corridors by status on the last day) or ``status`` (of each corridor by day).
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    Picture
        The map or chart.

    Raises
    ------
    UnknownNameError
        If there is no such kind of picture.
    """
    check_language(language)
    if kind not in KINDS:
        hint = did_you_mean(kind, KINDS) or "known: " + ", ".join(KINDS)
        raise UnknownNameError(f'there is no picture "{kind}" of a situation; {hint}')
    return _map(situation, language) if kind == "map" else _status(situation, language)


def _words(language: str) -> dict[str, str]:
    states = {state: terms.label("route_status", state, language) for state in STATES}
    return {**legend(language), **states}


def _told(situation: Situation, language: str) -> str:
    """Every corridor with its status in words."""
    return "; ".join(
        f"{row[f'name_{language}']}: {terms.label('route_status', row['status'], language)}"
        for row in situation.corridor_table().to_dict("records")
    )


def _map(situation: Situation, language: str) -> Picture:
    name = situation.case.name
    title = say("map_title", language, name=name, date=say_date(situation.as_of, language))
    status = situation.corridor_table().set_index("corridor_id")["status"]
    network = situation.network
    ways = [
        stretches(network, corridor.route_indices).assign(
            corridor_id=corridor.corridor_id, status=status[corridor.corridor_id]
        )
        for corridor in situation.corridors
    ]
    corridors = pd.concat(ways, ignore_index=True)
    roads = stretches(network)
    others = roads[~roads["route_id"].isin(corridors["route_id"])]
    chart = draw_map(
        borders(), _places(situation, language), others, corridors, _insecurity(situation),
        _words(language), write_style(language), title=title,
    )  # fmt: skip
    return Picture(chart, title, _told(situation, language), language)


def _places(situation: Situation, language: str) -> pd.DataFrame:
    """All places with the part that each plays in the supply of the city."""
    supply = {corridor.supply_id for corridor in situation.corridors}
    crossings = {corridor.crossing_id for corridor in situation.corridors}
    named = _NAMED
    # Where many places receive people their names would hide the roads.
    if situation.network.locations["reception"].sum() <= _FEW:
        named |= {"reception"}
    rows = []
    for row in situation.network.locations.to_dict("records"):
        place = row["location_id"]
        if place == situation.case.city:
            role = "city"
        elif place in supply:
            role = "supply"
        elif place in crossings:
            role = "crossing"
        else:
            role = "reception" if row["reception"] else "town"
        label = str(row[f"name_{language}"]) if role in named else ""
        rows.append((label, float(row["longitude"]), float(row["latitude"]), role))
    return pd.DataFrame(rows, columns=["label", "longitude", "latitude", "role"])


def _insecurity(situation: Situation) -> pd.DataFrame:
    """Places by grade of insecurity on the last day; the grades are those of the brief's map."""
    rules = tables.read_defaults("parameters", "brief")
    grades = rules.loc[rules["parameter"] == "insecurity_grade", "best"].to_numpy(dtype=float)
    values = situation.data["insecurity"].isel(day=-1).to_numpy()
    frame = situation.network.locations[["longitude", "latitude"]].copy()
    frame["grade"] = [int((value >= grades).sum()) for value in values]
    shown: pd.DataFrame = frame[frame["grade"] > 0].reset_index(drop=True)
    return shown


def status_spans(situation: Situation) -> pd.DataFrame:
    """The likeliest status of each corridor, as spans of days in which it stays the same.

    Parameters
    ----------
    situation : Situation
        What is known.

    Returns
    -------
    pandas.DataFrame
        Columns corridor_id, x, x2 (days since the start; the end is not part of the span) and
        status, which is unknown where evidence is older than the memory of a status.
    """
    memory = float(situation.parameter("corridor_status_memory")["best"])
    chance = situation.data["corridor_probability"].to_numpy()
    age = situation.data["corridor_evidence_age"].to_numpy()
    likeliest = np.array(STATES)[chance.argmax(axis=-1)]
    known = np.full(age.shape, situation.undisturbed) | (age <= memory)
    status = np.where(known, likeliest, "unknown")
    rows: list[tuple[Any, ...]] = []
    for number, corridor in enumerate(situation.corridors):
        column = status[:, number]
        starts = [0, *(np.flatnonzero(column[1:] != column[:-1]) + 1), len(column)]
        rows += [
            (corridor.corridor_id, int(start), int(end), str(column[start]))
            for start, end in itertools.pairwise(starts)
        ]
    return pd.DataFrame(rows, columns=["corridor_id", "x", "x2", "status"])


def _status(situation: Situation, language: str) -> Picture:
    names = {corridor.corridor_id: corridor.names[language] for corridor in situation.corridors}
    first: dt.date = pd.Timestamp(situation.data["day"].to_numpy()[0]).date()
    spans = status_spans(situation)
    spans["label"] = spans["corridor_id"].map(names)
    passages = pd.DataFrame(
        [
            (names[corridor.corridor_id], (day - first).days + 0.5)
            for corridor in situation.corridors
            for day in situation.passages(corridor.corridor_id)
            if first <= day <= situation.as_of
        ],
        columns=["label", "x"],
    )
    title = say("status_title", language, name=situation.case.name)
    style = write_style(language, first, [0, int(spans["x2"].max())])
    chart = status_chart(spans, passages, title, _words(language), style)
    return Picture(chart, title, _told(situation, language), language)


def situation_card(situation: Situation) -> str:
    """A situation as HTML.

    Parameters
    ----------
    situation : Situation
        What is known.

    Returns
    -------
    str
        Every corridor with status, probability, age of evidence and last confirmed passage.
    """
    rows = [
        (
            row["name_en"],
            row["status"],
            "–" if np.isnan(row["probability"]) else f"{row['probability']:.0%}",
            count(round(row["evidence_age_days"]), "day") if np.isfinite(row["evidence_age_days"])
            else "none",
            row["last_confirmed_passage"] or "–",
            len(row["claims"]),
        )
        for row in situation.corridor_table().to_dict("records")
    ]  # fmt: skip
    facts = [
        count(len(situation.ledger.claims), "claim"),
        count(len(situation.observations), "observation"),
        count(len(situation.ledger.disputes()), "dispute"),
    ]
    facts += ["baseline: nothing is blocked"] if situation.undisturbed else []
    return card(
        f"Situation of {situation.case.name} as of {situation.as_of}",
        facts,
        ("corridor", "status", "probability", "evidence", "last passage", "claims"),
        rows,
        "unknown means that there is no recent evidence; it never means open",
    )
