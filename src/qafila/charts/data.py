"""Tables and shapes as text inside a chart.

Text is copied and compared at once, where nested lists of numbers cost Altair seconds.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import altair as alt

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


def rows(frame: pd.DataFrame) -> alt.InlineData:
    """A table inside a chart.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table; its index is left out.

    Returns
    -------
    altair.InlineData
        The data.

    Examples
    --------
    >>> import pandas as pd
    >>> rows(pd.DataFrame({"x": [1]})).values
    '[{"x":1}]'
    """
    text = frame.to_json(orient="records", double_precision=10, date_format="iso")
    return alt.InlineData(values=text, format=alt.JsonDataFormat(type="json"))


def shapes(features: Sequence[dict[str, Any]]) -> alt.InlineData:
    """GeoJSON features inside a chart.

    Parameters
    ----------
    features : sequence of dict
        The features.

    Returns
    -------
    altair.InlineData
        The data.

    Examples
    --------
    >>> shapes([]).values
    '[]'
    """
    text = json.dumps(list(features), separators=(",", ":"), allow_nan=False)
    return alt.InlineData(values=text, format=alt.JsonDataFormat(type="json"))
