"""Choose among the claims of a ledger, and write them one after the other."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from qafila.claims import claim_record
from qafila.commands.listing import as_json
from qafila.errors import InputError, did_you_mean
from qafila.terms import values
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from qafila.claims import Claim
    from qafila.ledger import Ledger

_PART = 1000


@dataclass(frozen=True)
class Wanted:
    """Which claims are asked for; None asks for all.

    Parameters
    ----------
    event_type : str or None
        Kind of event.
    place : str or None
        Identifier of a place that the claim names.
    source : str or None
        Part of the name, or the identifier, of a source in the chain.

    Examples
    --------
    >>> Wanted(event_type="price").place is None
    True
    """

    event_type: str | None = None
    place: str | None = None
    source: str | None = None

    def settled(self, places: pd.DataFrame) -> Wanted:
        """Turn what a person wrote into the terms and identifiers that claims bear.

        Parameters
        ----------
        places : pandas.DataFrame
            Places of the case; they may be named in any language and with any capitals.

        Returns
        -------
        Wanted
            The same in the words of the ledger.

        Raises
        ------
        InputError
            If there is no such kind of event or no such place.
        """
        kind = _term(self.event_type) if self.event_type else None
        place = _place(self.place, places) if self.place else None
        return replace(self, event_type=kind, place=place)

    def fits(self, claim: Claim) -> bool:
        """Whether a claim is asked for.

        Parameters
        ----------
        claim : Claim
            The claim.

        Returns
        -------
        bool
            True if it meets all conditions.
        """
        return (
            (self.event_type is None or claim.event_type == self.event_type)
            and (self.place is None or self.place in {one.location_id for one in claim.locations})
            and (self.source is None or _names(claim, self.source.casefold()))
        )


def select_claims(ledger: Ledger, wanted: Wanted, *, disputed: bool = False) -> tuple[Claim, ...]:
    """Claims of a ledger that fit.

    Parameters
    ----------
    ledger : Ledger
        What is known.
    wanted : Wanted
        Which claims are asked for.
    disputed : bool
        Only claims that take part in a dispute.

    Returns
    -------
    tuple of Claim
        In the order of the ledger.
    """
    chosen = ledger.claims
    if disputed:
        names = {
            claim.claim_id
            for dispute in ledger.disputes()
            for version in dispute.versions
            for claim in version.claims
        }
        chosen = tuple(claim for claim in chosen if claim.claim_id in names)
    return tuple(filter(wanted.fits, chosen))


def claim_stream(
    ledger: Ledger, wanted: Wanted, places: pd.DataFrame, *, as_csv: bool
) -> Iterator[str]:
    """Claims as text, without ever holding all of them.

    Parameters
    ----------
    ledger : Ledger
        What is known.
    wanted : Wanted
        Which claims are asked for.
    places : pandas.DataFrame
        Places of the case, which name them in every language.
    as_csv : bool
        A table instead of one JSON object a line.

    Yields
    ------
    str
        Whole lines with their ends; the header of a table comes with the first.
    """
    from qafila.brief import claims_csv

    found = ((number, one) for number, one in enumerate(ledger, start=1) if wanted.fits(one))
    if not as_csv:
        for number, claim in found:
            yield as_json(claim_record(claim) | {"number": number}) + "\n"
        return
    header = claims_csv(())
    yield header
    while part := list(islice(found, _PART)):
        numbers = {claim.claim_id: number for number, claim in part}
        text = claims_csv((claim for _, claim in part), numbers=numbers, locations=places)
        yield text.removeprefix(header)


def _term(written: str) -> str:
    known = values("event_type")
    kind = re.sub(r"[\s-]+", "_", written.strip().casefold())
    if kind in known:
        return kind
    hint = did_you_mean(kind, known) or "allowed: " + ", ".join(known)
    raise InputError(f'--type "{written}" is not known; {hint}')


def _place(written: str, places: pd.DataFrame) -> str:
    columns = ("location_id", "name_en", "name_fr", "name_ar")
    found: dict[str, str] = {}
    for name, *names in places[[*columns, "aliases"]].itertuples(index=False):
        for other in (name, *names[:-1], *names[-1]):
            found.setdefault(fold(other).flat, name)
    place = found.get(fold(written.strip()).flat)
    if place is not None:
        return place
    hint = did_you_mean(written.casefold(), places["location_id"]) or "see locations.csv"
    raise InputError(f'--place "{written}" is not in locations; {hint}')


def _names(claim: Claim, wanted: str) -> bool:
    return any(wanted == link.source_id or wanted in link.name.casefold() for link in claim.said_by)
