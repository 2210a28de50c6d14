"""Layers and rows of charts, put together without copies.

Altair copies every layer several times on each level of a chart, whenever that is made or written,
to find data, sizes and selections that layers share. Ours share none and are taken as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Layered(alt.LayerChart):
    def __init__(self, **properties: Any) -> None:
        super(alt.LayerChart, self).__init__(**properties)


class _Stacked(alt.VConcatChart):
    def __init__(self, **properties: Any) -> None:
        super(alt.VConcatChart, self).__init__(**properties)


class _Gridded(alt.ConcatChart):
    def __init__(self, **properties: Any) -> None:
        super(alt.ConcatChart, self).__init__(**properties)


def layered(layers: Sequence[Any], **properties: Any) -> alt.LayerChart:
    """Layers on one field.

    Parameters
    ----------
    layers : sequence of altair charts
        From the ground up: without size, view or selection of their own.
    **properties : Any
        What holds for all of them, such as ``width``.

    Returns
    -------
    altair.LayerChart
        The chart.

    Examples
    --------
    >>> len(layered([alt.Chart().mark_point()], width=90).layer)
    1
    """
    return _Layered(layer=list(layers), **properties)


def stacked(charts: Sequence[Any], spacing: float) -> alt.VConcatChart:
    """Charts one below the other.

    Parameters
    ----------
    charts : sequence of altair charts
        From the top, without selections.
    spacing : float
        Room between two of them, px.

    Returns
    -------
    altair.VConcatChart
        The chart.

    Examples
    --------
    >>> len(stacked([alt.Chart().mark_point()], 14).vconcat)
    1
    """
    return _Stacked(vconcat=list(charts), spacing=spacing)


def gridded(charts: Sequence[Any], **properties: Any) -> alt.ConcatChart:
    """Charts in rows of one length.

    Parameters
    ----------
    charts : sequence of altair charts
        Row by row, without selections.
    **properties : Any
        How they are laid out, such as ``columns``.

    Returns
    -------
    altair.ConcatChart
        The chart.

    Examples
    --------
    >>> len(gridded([alt.Chart().mark_point()], columns=2).concat)
    1
    """
    return _Gridded(concat=list(charts), **properties)
