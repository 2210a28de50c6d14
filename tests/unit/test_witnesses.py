"""Who counts as an origin of an event."""

from __future__ import annotations

import pytest

from qafila.claims import Claim, Source, Span
from qafila.ledger.figures import witnesses

RFI = Source("RFI", "rfi", "media")
AFP = Source("AFP", "afp", "media")
NOTES = Source("Case notes", "notes", "author")
THERE = Source("sources there", None, "local_source")
CUSTOMS = Source("customs", None, "government")
MINISTRY = Source("the government", None, "government")
OFFICE = Source("the fuel office", "office", "government")


def count(*chains: tuple[Source, ...]) -> int:
    """Origins of claims with these chains."""
    return len(
        witnesses(
            Claim(f"c{number}", "d", None, "en", "shortage", Span(0, 1, "x"), "asserted", "1",
                  said_by=chain)
            for number, chain in enumerate(chains)
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("chains", "origins"),
    [
        (((RFI,), (RFI, THERE)), 1),
        (((RFI, THERE), (AFP, THERE)), 2),
        (((RFI, CUSTOMS), (AFP, MINISTRY)), 1),
        (((RFI, CUSTOMS), (AFP, OFFICE)), 2),
        (((NOTES,), (NOTES, RFI)), 1),
        (((NOTES,),), 1),
        (((RFI,), (AFP,)), 2),
    ],
)
def test_origins_are_counted_once(chains: tuple[tuple[Source, ...], ...], origins: int) -> None:
    assert count(*chains) == count(*reversed(chains)) == origins
