"""GDELT 2 events: 61 columns parted by tabs, no header, FIPS codes of countries.

Every row was coded by a machine from one article. Its claims are therefore ``conditional``: said,
and confirmed by nobody.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qafila.claims import Actor
from qafila.reports.readers.cells import code, day, words
from qafila.reports.readers.forms import Draft, Layout, Row, RowError, TableFormat, table_rows
from qafila.reports.readers.lookup import country_of
from qafila.reports.readers.people import on_day
from qafila.reports.readers.ucdp import precisions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qafila.claims import Location
    from qafila.reports.readers.lookup import Lookup

_ACTOR = (
    "code", "name", "countrycode", "knowngroupcode", "ethniccode", "religion1code",
    "religion2code", "type1code", "type2code", "type3code",
)  # fmt: skip
_PLACE = ("type", "fullname", "countrycode", "adm1code", "adm2code", "lat", "long", "featureid")
HEADER = (
    "globaleventid", "sqldate", "monthyear", "year", "fractiondate",
    *(f"actor1{name}" for name in _ACTOR),
    *(f"actor2{name}" for name in _ACTOR),
    "isrootevent", "eventcode", "eventbasecode", "eventrootcode", "quadclass", "goldsteinscale",
    "nummentions", "numsources", "numarticles", "avgtone",
    *(f"actor1geo_{name}" for name in _PLACE),
    *(f"actor2geo_{name}" for name in _PLACE),
    *(f"actiongeo_{name}" for name in _PLACE),
    "dateadded", "sourceurl",
)  # fmt: skip
_HOST = re.compile(r"https?://(?:www\.)?([a-z0-9][a-z0-9.-]{2,80})(?=[:/?#]|$)", re.IGNORECASE)
_BASE = 3  # digits of a base code, of which longer ones are kinds


def prepare(layout: Layout, lookup: Lookup) -> Callable[[Sequence[str]], Row]:
    """Make the function that reads the rows of one file.

    Parameters
    ----------
    layout : Layout
        Its columns.
    lookup : Lookup
        Places and sources.

    Returns
    -------
    callable
        From the cells of a row to what it says.

    Raises
    ------
    RowError
        If a row has no key or a day is none.
    """
    at = {name: layout.place(name) for name in GDELT.columns}
    known = {
        row["code"]: (row["ours"], row["subtype"] or None) for row in table_rows("gdelt_events")
    }
    kinds = {row["code"]: (row["name"], row["kind"]) for row in table_rows("gdelt_actors")}
    exactness = precisions("precisions", "gdelt")
    span = layout.span("eventcode", "eventbasecode", "eventrootcode")

    def actors(codes: tuple[str, ...]) -> tuple[Actor, ...]:
        return tuple(
            Actor(kinds[kind][0], None, kinds[kind][1], "other", country_of(nation))
            for nation, kind in (codes[:2], codes[2:])
            if kind in kinds
        )

    def places(where: tuple[str, ...]) -> tuple[Location, ...]:
        kind, name, nation = where
        sure = exactness.get(kind, "country")
        parts = [part.strip() for part in name.split(",")]
        named = {"name": parts[0]} if sure == "exact" else {"region": parts[0]}
        return lookup.places(**named, country=country_of(nation, "fips"), precision=sure)

    def read(cells: Sequence[str]) -> Row:
        key = code(cells[at["globaleventid"]])
        if not key:
            raise RowError("the row has no id", "globaleventid")
        added = day(cells[at["dateadded"]])
        written = cells[at["eventcode"]].strip()
        event = known.get(written) or known.get(written[:_BASE])
        if event is None or cells[at["isrootevent"]].strip() != "1":
            return Row(key, added, (), ())
        on = day(cells[at["sqldate"]])
        date = on_day(on, cells[at["sqldate"]])
        where = tuple(
            cells[at[f"actiongeo_{name}"]] for name in ("type", "fullname", "countrycode")
        )
        who = tuple(
            cells[at[name]].strip()
            for name in (
                "actor1countrycode", "actor1type1code", "actor2countrycode", "actor2type1code",
            )
        )  # fmt: skip
        draft = Draft(
            event[0],
            span,
            event[1],
            lookup.remember(("gdelt-who", who), lambda: actors(who)),
            lookup.remember(("gdelt", where), lambda: places(where)),
            date,
            modality="conditional",
        )
        host = _HOST.match(cells[at["sourceurl"]].strip())
        return Row(key, added or on, lookup.chain(GDELT, words(host[1]) if host else ""), (draft,))

    return read


GDELT = TableFormat(
    name="gdelt",
    version="1.0",
    outlet="GDELT",
    source_id=None,
    kind="dataset",
    tells=(frozenset({"globaleventid", "eventcode", "actiongeo_countrycode", "sqldate"}),),
    columns=(
        "globaleventid", "sqldate", "dateadded", "isrootevent", "eventcode", "eventbasecode",
        "eventrootcode", "actor1countrycode", "actor1type1code", "actor2countrycode",
        "actor2type1code", "actiongeo_type", "actiongeo_fullname", "actiongeo_countrycode",
        "sourceurl",
    ),
    prepare=prepare,
    private=frozenset({"actor1name", "actor2name"}),
    header=HEADER,
    title="GDELT 2 events",
)  # fmt: skip
