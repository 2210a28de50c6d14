"""National roads by their number, however it is written."""

from __future__ import annotations

import re

_ROAD = re.compile(r"(?:RN|N)?\s*-?\s*0*(\d{1,2})", re.IGNORECASE)


def road_number(written: str) -> str:
    """One way of writing a national road.

    Parameters
    ----------
    written : str
        A number, or a name such as "RN 6" or "N6".

    Returns
    -------
    str
        "RN6"; empty where it is no numbered national road.

    Examples
    --------
    >>> road_number("N6"), road_number("6"), road_number("corniche")
    ('RN6', 'RN6', '')
    """
    match = _ROAD.fullmatch(written.strip())
    return f"RN{match[1]}" if match else ""
