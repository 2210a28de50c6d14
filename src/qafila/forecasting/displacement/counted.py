"""Who counted how many people: rows of a case and of imported tables, in one form."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from qafila.claims import REPORT_METHODS
from qafila.situation.counts import origins

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from qafila.claims import Claim

ASYLUM, REFUGEE, EITHER = "asylum_seeker", "refugee", ""
PROTECTED = (REFUGEE, "prima_facie", "person_in_refugee_like_situation", ASYLUM)
BASES = ("registered", "verified", "recognised")
GRANTED = "recognised"
HOST = ("host_community", "urban")
SITES = ("camp", "site")
_NO_SITE = "place:"  # no identifier of a place holds a colon
_GROUPS = {"refugees": REFUGEE, "asylum_seekers": ASYLUM, None: EITHER}
_QUANTITIES = ("refugees_hosted", "refugees_registered")


@dataclass(frozen=True)
class Count:
    """One registered number of people of the country of origin.

    Parameters
    ----------
    place : str
        Identifier of the place; empty where a whole country was counted.
    country : str
        Country of asylum.
    status : str
        Legal status; empty where all are counted together.
    setting : str
        Where they live, as far as told.
    granted : bool
        Whether a status granted is counted: the same people were asylum seekers before.
    day, known : datetime.date
        Day counted for, and of publication.
    people : float
        People.
    source : str
        Who says so.
    """

    place: str
    country: str
    status: str
    setting: str
    granted: bool
    day: dt.date
    known: dt.date
    people: float
    source: str


def no_site(place: str) -> str:
    """How a place that is not known to be a camp or site stands among those of other settings.

    Parameters
    ----------
    place : str
        Identifier of the place.

    Returns
    -------
    str
        No identifier of any place.

    Examples
    --------
    >>> no_site("bouna")
    'place:bouna'
    """
    return _NO_SITE + place


def observed_counts(
    observations: pd.DataFrame, countries: Mapping[str, str], home: str, as_of: dt.date
) -> tuple[list[Count], Counter[str]]:
    """Registered refugees and asylum seekers among the observations of a case.

    Parameters
    ----------
    observations : pandas.DataFrame
        Columns of ``schema/observations.csv``.
    countries : mapping of str to str
        Country of each place.
    home : str
        Country of origin.
    as_of : datetime.date
        Day by whose end a row must be published.

    Returns
    -------
    list of Count
        In the order of the table.
    Counter
        How many rows about people from there were left out, by reason: ``idp``, ``returnee``,
        ``basis`` (not registered one by one), ``undated``, ``later``.
    """
    rows = observations[(observations["measure"] == "stock") & observations["individuals"].notna()]
    said = origins(rows)
    found: list[Count] = []
    left: Counter[str] = Counter()
    for row, source in zip(rows.to_dict("records"), said, strict=True):
        country = row["coa"] or row["country"] or countries.get(row["location_id"], "")
        why = _why_not(row, country, home, as_of)
        if why is not None:
            left[why] += why != "elsewhere"
            continue
        found.append(
            Count(
                row["location_id"],
                country,
                row["legal_status"],
                row["setting"],
                row["count_basis"] == GRANTED,
                row["date_end"].date(),
                row["reported_at"].date(),
                float(row["individuals"]),
                source,
            )
        )
    return found, left


def _why_not(row: Mapping[object, object], country: str, home: str, as_of: dt.date) -> str | None:
    status = str(row["legal_status"])
    reasons = (
        ("elsewhere", row["coo"] != home),
        (status, status not in (*PROTECTED, EITHER)),
        ("elsewhere", country == home or not country),
        ("basis", row["count_basis"] not in BASES),
        ("undated", pd.isna(row["reported_at"])),  # type: ignore[call-overload]
        ("later", not pd.isna(row["reported_at"]) and row["reported_at"] > pd.Timestamp(as_of)),  # type: ignore[call-overload, operator]
        ("later", row["date_end"] > pd.Timestamp(as_of)),  # type: ignore[operator]
    )
    return next((name for name, holds in reasons if holds), None)


def claimed_counts(claims: Iterable[Claim], home: str, as_of: dt.date) -> Iterator[Count]:
    """Registered refugees and asylum seekers among claims of imported tables.

    Parameters
    ----------
    claims : iterable of Claim
        Claims of a ledger. Those read from reports are left out: their words round.
    home : str
        Country of origin.
    as_of : datetime.date
        The day.

    Yields
    ------
    Count
        Of whole countries and of places that the case knows.
    """
    for claim in claims:
        whom = claim.counted
        if claim.method in REPORT_METHODS or whom is None or whom.country != home:
            continue
        if claim.quantity not in _QUANTITIES or claim.measure != "stock":
            continue
        if claim.best is None or whom.group not in _GROUPS or claim.reported_at is None:
            continue
        day = claim.date.end
        if day is None or claim.date.start != day or max(day, claim.reported_at) > as_of:
            continue
        for where in claim.locations[:1]:
            if where.country and where.country != home and _is_told(where.precision, where):
                yield Count(
                    place=where.location_id or "",
                    country=where.country,
                    status=_GROUPS[whom.group],
                    setting="",
                    granted=False,
                    day=day,
                    known=claim.reported_at,
                    people=float(claim.best),
                    source=claim.said_by[-1].name if claim.said_by else "",
                )


def _is_told(precision: str | None, where: object) -> bool:
    return precision == "country" or bool(getattr(where, "location_id", None))
