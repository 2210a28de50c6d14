"""A share of roads is normal only where what is not known could not change that."""

from __future__ import annotations

import pytest

from qafila.assess.evidence import Matched
from qafila.assess.gauges import Track
from qafila.assess.model import Unit
from qafila.assess.roads import Roads
from qafila.assess.rules import Gauge, read_rules
from qafila.assess.signals import signal_from_payload
from qafila.assess.tracks import Map
from qafila.ledger.payloads import payload_of
from tests.support.assessing import DAY, NUMBERS, said

[ROADS] = [
    one for one in read_rules().gauges["supply_pressure"] if one.model == "corridors_not_open"
]
BAMAKO = Unit("city", "bamako")
ROAD = Gauge("road", "supply_pressure", "origins", watch=1.0)


def signals(*claims):
    return {one.claim_id: signal_from_payload(payload_of(one)) for one in claims}


def road(against=(), over=()) -> Track:
    matched = Matched(ROAD, BAMAKO, "MLI", signals(*against), signals(*over))
    return Track(matched, 14, NUMBERS, Map({}))


def shut() -> Track:
    return road([said(1, place="diema", on=3)])


def opened() -> Track:
    again = [said(n, "agreement/road_open", "diema", on=2, origin=f"o{n}") for n in (2, 3)]
    return road([said(1, place="diema", on=3)], again)


@pytest.mark.parametrize(
    ("not_open", "open_again", "unheard", "level"),
    [
        (0, 1, 9, "unknown"),  # one of ten is known, and it is open
        (0, 10, 0, "normal"),  # all are known, and all are open
        (1, 19, 0, "normal"),
        (1, 8, 11, "unknown"),
        (1, 0, 9, "watch"),  # a level that is reached stands, whatever else is not known
        (3, 0, 7, "warning"),
        (0, 0, 10, "unknown"),
        (0, 0, 0, "unknown"),
    ],
)
def test_few_known_corridors_are_no_calm(not_open, open_again, unheard, level) -> None:
    ways = [shut()] * not_open + [opened()] * open_again + [None] * unheard
    reading = Roads(ROADS, ways).reading(DAY.toordinal())
    assert reading.level == level
    assert (reading.value is None) == (level == "unknown")
    if level != "unknown":
        assert reading.value == not_open / len(ways)
        assert reading.claims


def test_one_origin_alone_does_not_open_a_road() -> None:
    against = [said(1, place="diema", on=3)]
    again = [said(2, "agreement/road_open", "diema", on=2)]
    reading = Roads(ROADS, [road(against, again)]).reading(DAY.toordinal())
    assert (reading.level, reading.value) == ("warning", 1.0)
    assert (reading.claims, reading.said_over) == (("c1",), ("c2",))
