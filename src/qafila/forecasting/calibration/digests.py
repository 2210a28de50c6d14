"""What enters a calibration, as short digests: a posterior holds for these inputs and no others."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import numpy as np

from qafila.forecasting.widening import DECLARED
from qafila.kernels.travel import RATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from qafila.claims import Claim
    from qafila.forecasting.calibration.observed import Observation
    from qafila.situation import Situation

MODEL_VERSION = 5  # raised whenever the kernel or the past of a siege gives other numbers
_ATTACK = "attack_on_convoy"
_FIGURE = re.compile(r"\d+\.\d+(?:e[+-]?\d+)?")
_PLACES = 6  # decimals: the last ones differ between machines


def digests_of(
    situation: Situation, city: str, observations: Iterable[Observation]
) -> dict[str, str]:
    """Digests of all that enters the calibration of a city.

    Parameters
    ----------
    situation : Situation
        What is known.
    city : str
        Identifier of the city.
    observations : iterable of Observation
        What it is held against.

    Returns
    -------
    dict of str to str
        By what it is; the same for the same inputs, on every machine.
    """
    numbers = [at for at, one in enumerate(situation.corridors) if one.city_id == city]
    columns = ["parameter", "applies_to", "best", "low", "high", "distribution"]
    # Those by which people move and that by which intervals are told do not enter.
    known = situation.parameters
    stocks = situation.stocks[situation.stocks["location_id"] == city]
    return {
        "days": _digest([str(situation.case.start), str(situation.as_of), city]),
        "observations": _digest(_figures(repr(one)) for one in observations),
        "stocks": _rows(stocks.drop(columns=["basis"])),
        "parameters": _rows(known.loc[~known["parameter"].isin({*RATES, DECLARED}), columns]),
        "corridors": _corridors(situation, numbers),
        "attacks": _digest(sorted(map(_told, situation.ledger.claims))),
        "network": _network(situation, numbers),
        "model": str(MODEL_VERSION),
    }


def differing(ours: Mapping[str, str], theirs: Mapping[str, str]) -> tuple[str, ...]:
    """What two calibrations do not share.

    Parameters
    ----------
    ours, theirs : mapping of str to str
        Digests.

    Returns
    -------
    tuple of str
        Names, in the order of the first.

    Examples
    --------
    >>> differing({"stocks": "1", "model": "1"}, {"stocks": "2", "model": "1"})
    ('stocks',)
    """
    return tuple(name for name, digest in ours.items() if theirs.get(name) != digest)


def _digest(parts: Iterable[str]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(part.encode() + b"\n")
    return digest.hexdigest()


def _figures(text: str) -> str:
    """A text whose figures have as many digits as are the same on every machine."""
    return _FIGURE.sub(lambda found: f"{float(found[0]):.9g}", text)


def _rows(frame: pd.DataFrame) -> str:
    return _digest("|".join(map(_cell, row)) for row in frame.itertuples(index=False))


def _cell(value: object) -> str:
    return f"{value:.9g}" if isinstance(value, float) else str(value)


def _corridors(situation: Situation, numbers: list[int]) -> str:
    data = situation.data
    chance = data["corridor_probability"].to_numpy()[:, numbers]
    known = data["corridor_concentration"].to_numpy()[0, numbers]
    names = [situation.corridors[number].corridor_id for number in numbers]
    figures = [np.round(part, _PLACES).tolist() for part in (chance, known)]
    return _digest([*names, *map(str, figures)])


def _told(claim: Claim) -> str:
    """What a claim says of an attack; nothing for any other."""
    if claim.event_type != _ATTACK:
        return ""
    places = sorted(place.location_id or place.name for place in claim.locations)
    return "|".join(
        str(one)
        for one in (
            claim.date.start, claim.date.end, claim.reported_at, claim.quantity, claim.best,
            claim.low, claim.high, claim.modality, claim.origin_key, *places,
        )
    )  # fmt: skip


def _network(situation: Situation, numbers: list[int]) -> str:
    used = sorted({at for one in numbers for at in situation.corridors[one].route_indices})
    passable = situation.network.seasons.for_tankers()[:, used]
    seasons = np.round(passable, _PLACES).tolist()
    return _digest([_rows(situation.network.routes.iloc[used]), str(seasons)])
