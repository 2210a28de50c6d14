"""Regions in force and the older units that they hold, as lines, CSV or JSON."""

from __future__ import annotations

import json

from qafila.network import regions


def region_text(code: str, form: str = "") -> str:
    """What the crosswalk says of a code.

    Parameters
    ----------
    code : str
        As in `qafila.network.regions`.
    form : str, optional
        ``json`` or ``csv``; lines for people if not given.

    Returns
    -------
    str
        The text, without a last line end.

    Examples
    --------
    >>> print(region_text("ML0102"))
    ML0102 Diema, ML01: Nioro (nioro), since 2023-03-13
    """
    found = regions(code)
    found = found.assign(valid_from=found["valid_from"].dt.strftime("%Y-%m-%d"))
    if form == "json":
        return json.dumps(found.to_dict("records"), ensure_ascii=False)
    if form == "csv":
        return found.to_csv(index=False, lineterminator="\n").rstrip("\n")
    return "\n".join(
        f"{row['older_pcode']} {row['older_name']}, {row['older_parent']}"
        f"{' (a part)' if row['part'] else ''}: "
        f"{row['name_en']} ({row['region_id']}), since {row['valid_from']}"
        for row in found.to_dict("records")
    )
