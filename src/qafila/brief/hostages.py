"""The table of abductions as a profile may see it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from qafila.assess.abductions import abductions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qafila.assess.abductions import Abductions
    from qafila.brief.context import Context


@lru_cache(maxsize=4)
def known_abductions(context: Context) -> Abductions:
    """The table of abductions, from the claims that a profile may know.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    Abductions
        The table.
    """
    return abductions(context.claims)


def why_withheld(context: Context, claims: Iterable[str]) -> str:
    """Why a figure that rests on claims may not be shown.

    Parameters
    ----------
    context : Context
        The brief.
    claims : iterable of str
        Identifiers.

    Returns
    -------
    str
        As in `qafila.brief.disclosure.Shown`; empty if it may. Published counts of people taken or
        freed are no small counts that would have to be hidden: ``DATA_POLICY.md`` says why.
    """
    shown = (context.shown[key] for key in claims)
    return next((one.reason for one in shown if not one.figure), "")
