"""A time stamp with an offset is the day that it is where the case is."""

from __future__ import annotations

import datetime as dt

import pytest

from qafila.errors import ReportError
from qafila.reports import open_document, parse_document


def _published(stamp, *zone):
    data = f"---\npublished: {stamp}\n---\nPumps are dry.".encode()
    return parse_document(data, "note.md", *zone).published


@pytest.mark.parametrize(
    ("stamp", "zone", "day"),
    [
        ("2025-11-30T23:30:00-05:00", "Africa/Bamako", dt.date(2025, 12, 1)),
        ("'2025-11-30T23:30:00-05:00'", "Africa/Bamako", dt.date(2025, 12, 1)),
        ("2025-11-30T23:30:00-05:00", "America/New_York", dt.date(2025, 11, 30)),
        ("2025-11-30T23:30:00Z", "Asia/Tokyo", dt.date(2025, 12, 1)),
        ("2025-12-01T00:30:00+03:00", "Africa/Bamako", dt.date(2025, 11, 30)),
        ("2025-11-30T23:30:00", "Asia/Tokyo", dt.date(2025, 11, 30)),
        ("2025-11-30", "Asia/Tokyo", dt.date(2025, 11, 30)),
    ],
)
def test_day_of_a_time_stamp(stamp, zone, day):
    assert _published(stamp, zone) == day


def test_utc_unless_told(tmp_path):
    assert _published("2025-11-30T23:30:00-05:00") == dt.date(2025, 12, 1)
    path = tmp_path / "note.md"
    path.write_text("---\npublished: 2025-11-30T23:30:00Z\n---\nPumps are dry.", encoding="utf-8")
    assert open_document(path).published == dt.date(2025, 11, 30)
    assert open_document(path, time_zone="Asia/Tokyo").published == dt.date(2025, 12, 1)


@pytest.mark.parametrize("stamp", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:00:00-05:00"])
def test_a_day_out_of_range_is_an_error(stamp):
    with pytest.raises(ReportError, match="out of range"):
        _published(stamp)


def test_an_unknown_zone_is_an_error():
    with pytest.raises(ReportError, match="time zone"):
        _published("2025-11-30T23:30:00-05:00", "Mars/Olympus")
