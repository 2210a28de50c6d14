"""What forecasts of the public crises were off by: the table that ships in ``defaults/``."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from qafila.columns import schema
from qafila.files import package_data
from qafila.forecasting.displacement.targets import Targets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

POOL = "displacement_pool"
_WORDS = ("crisis", "home", "place", "kind")
_COUNTS = ("origin", "horizon", "told", "recount", "age", "length")
_SIZES = ("stock", "scale", "slope", "flow", "total")
_DIGITS = 4


def pool_text(rows: Targets) -> str:
    """The table of rows with truth, without names of places.

    Parameters
    ----------
    rows : Targets
        Rows with truth.

    Returns
    -------
    str
        CSV: places as numbers, sizes to four digits, of each expert what it was off by in units of
        the scale. What came can be reckoned from it to about four digits: they are published
        counts of the United Nations.
    """
    import pandas as pd

    kept = rows.where(np.isfinite(rows.truth))
    _, place = np.unique(kept.place, return_inverse=True)
    columns: dict[str, object] = {name: getattr(kept, name) for name in _WORDS}
    columns["place"] = [f"{number}" for number in place]
    columns |= {name: getattr(kept, name).astype(np.int64) for name in _COUNTS}
    columns |= {name: _rounded(getattr(kept, name)) for name in _SIZES}
    off = (kept.truth[:, None] - kept.points) / kept.scale[:, None]
    columns |= {name: np.round(off[:, at], _DIGITS) for at, name in enumerate(kept.experts)}
    return pd.DataFrame(columns).to_csv(index=False, lineterminator="\n")


def _rounded(values: Array) -> Array:
    return np.array([float(f"{one:.{_DIGITS}g}") for one in values])


@cache
def pool() -> Targets:
    """The shipped table.

    Returns
    -------
    Targets
        Rows with truth of the public crises, every expert among them.

    Examples
    --------
    >>> sorted(set(pool().home.tolist()))
    ['BDI', 'CAF', 'ETH', 'MLI', 'NGA', 'SSD', 'SYR']
    """
    return read_pool(package_data("defaults", f"{POOL}.csv").read_text(encoding="utf-8"))


def read_pool(text: str) -> Targets:
    """Rows from the text of such a table.

    Parameters
    ----------
    text : str
        CSV as `pool_text` writes it.

    Returns
    -------
    Targets
        The rows. The truth is what persistence was off by behind the stock.
    """
    import pandas as pd

    known = (*_WORDS, *_COUNTS, *_SIZES)
    experts = tuple(one.name for one in schema(POOL) if one.name not in known)
    frame = pd.read_csv(io.StringIO(text), dtype=dict.fromkeys(_WORDS, str), engine="c")
    number = {name: frame[name].to_numpy(dtype=np.float64) for name in (*_SIZES, *experts)}
    whole = {name: frame[name].to_numpy(dtype=np.int64) for name in _COUNTS}
    truth = number["stock"] + number["persistence"] * number["scale"]
    points = [truth - number[name] * number["scale"] for name in experts]
    return Targets(
        crisis=frame["crisis"].to_numpy(dtype=np.str_),
        home=frame["home"].to_numpy(dtype=np.str_),
        place=frame["place"].to_numpy(dtype=np.str_),
        kind=frame["kind"].to_numpy(dtype=np.str_),
        origin=whole["origin"],
        horizon=whole["horizon"],
        truth=np.maximum(truth, 0.0),
        told=whole["told"],
        recount=whole["recount"].astype(bool),
        stock=number["stock"],
        scale=number["scale"],
        slope=number["slope"],
        flow=number["flow"],
        age=whole["age"].astype(np.float64),
        length=whole["length"].astype(np.float64),
        total=number["total"],
        points=np.column_stack(points),
        experts=experts,
    )
