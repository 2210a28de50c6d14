"""A chart as a picture: SVG that can stand inside a page, or PNG.

The SVG is made anew from what the renderer gave: only drawing elements and attributes that are
listed here are kept, so neither a script nor an address can come through, whatever the texts hold.
Identifiers start with the name of the figure, so that several figures share a page.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterator

# The tests set it: every part of every picture is then checked against the schema of Vega-Lite.
CHECKED = False

_ELEMENTS = {
    "svg", "g", "path", "text", "tspan", "rect", "line", "circle", "defs", "clipPath",
    "linearGradient", "stop",
}  # fmt: skip
_ATTRIBUTES = {
    "d", "transform", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity",
    "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "opacity",
    "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "width", "height", "cx", "cy", "r", "rx", "ry",
    "text-anchor", "font-family", "font-size", "font-weight", "font-style", "clip-path", "id",
    "viewBox", "offset", "stop-color", "stop-opacity",
}  # fmt: skip
_LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}(?:e-?\d+)?")
_INNER_URL = re.compile(r"url\(#([\w-]+)\)")
_ROUNDED = {"d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height"}


@contextmanager
def unchecked() -> Iterator[None]:
    """While a page is drawn, leave out Altair's check of each part of a chart, unless `CHECKED`.

    Yields
    ------
    None
        The setting of whoever calls is restored afterwards.

    Examples
    --------
    >>> from altair.utils import schemapi
    >>> with unchecked():
    ...     schemapi.DEBUG_MODE == CHECKED
    True
    """
    from altair.utils.schemapi import debug_mode

    with debug_mode(CHECKED):
        yield


def _short(match: re.Match[str]) -> str:
    text = f"{float(match.group()):.1f}"
    return text.removesuffix(".0")


class _Names:
    """Identifiers in order of appearance: the renderer counts on from figure to figure."""

    def __init__(self, figure_id: str) -> None:
        self._figure_id = figure_id
        self._known: dict[str, str] = {}

    def of(self, name: str) -> str:
        return self._known.setdefault(name, f"{self._figure_id}-{len(self._known) + 1}")


def _attribute(name: str, value: str, names: _Names) -> str | None:
    plain = name.rpartition("}")[2]
    if plain not in _ATTRIBUTES:
        return None
    if plain == "id":
        value = names.of(value)
    elif "url(" in value:
        found = _INNER_URL.fullmatch(value.strip())
        if found is None:
            return None
        value = f"url(#{names.of(found.group(1))})"
    elif plain in _ROUNDED:
        value = _LONG_NUMBER.sub(_short, value)
    return f" {plain}={quoteattr(value)}"


def _write(element: ET.Element, names: _Names, parts: list[str]) -> None:
    name = element.tag.rpartition("}")[2]
    if name not in _ELEMENTS:
        return
    found = (_attribute(key, value, names) for key, value in element.attrib.items())
    parts.append(f"<{name}{''.join(text for text in found if text)}>")
    parts.append(escape(element.text or "") if name in {"text", "tspan"} else "")
    for child in element:
        _write(child, names, parts)
    parts.append(f"</{name}>")


def sanitise(svg: str, figure_id: str, title: str, description: str) -> str:
    """Rebuild an SVG from the drawing elements and attributes that are allowed.

    Parameters
    ----------
    svg : str
        What a renderer gave.
    figure_id : str
        Name of the figure, unique on its page.
    title, description : str
        What the figure shows, for those who cannot see it.

    Returns
    -------
    str
        SVG without script, style or address, with ``<title>`` and ``<desc>``.

    Examples
    --------
    >>> svg = '<svg width="5" onload="x()"><script>1</script></svg>'
    >>> "script" in sanitise(svg, "f", "t", "d") or "onload" in sanitise(svg, "f", "t", "d")
    False
    """
    root = ET.fromstring(svg)  # noqa: S314  # made by our own renderer, never by a user
    inner: list[str] = []
    names = _Names(figure_id)
    for child in root:
        _write(child, names, inner)
    width, height = root.get("width", "0"), root.get("height", "0")
    box = root.get("viewBox", f"0 0 {width} {height}")
    # The page may run from right to left; anchors inside the picture are meant from the left.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" id={quoteattr(figure_id)} direction="ltr" '
        f'role="img" aria-labelledby="{figure_id}-title {figure_id}-desc" '
        f"viewBox={quoteattr(box)} width={quoteattr(width)} height={quoteattr(height)}>"
        f'<title id="{figure_id}-title">{escape(title)}</title>'
        f'<desc id="{figure_id}-desc">{escape(description)}</desc>' + "".join(inner) + "</svg>"
    )


def render_svg(chart: Any, figure_id: str, title: str, description: str) -> str:
    """Draw a chart as SVG for a page.

    Parameters
    ----------
    chart : altair chart
        What to draw.
    figure_id : str
        Name of the figure: lower-case ASCII letters, digits, hyphens.
    title, description : str
        What the figure shows, for those who cannot see it.

    Returns
    -------
    str
        The same bytes for the same chart.

    Raises
    ------
    ValueError
        If the name of the figure is not a plain one.

    Examples
    --------
    >>> import altair as alt
    >>> import pandas as pd
    >>> chart = alt.Chart(pd.DataFrame({"x": [1]})).mark_point().encode(x="x:Q")
    >>> render_svg(chart, "f1", "One", "A point").startswith("<svg")
    True
    """
    import vl_convert

    if not re.fullmatch(r"[a-z][a-z0-9-]*", figure_id):
        raise ValueError(f'"{figure_id}" is not a plain name for a figure')
    svg = vl_convert.vegalite_to_svg(chart.to_dict(validate=False), allowed_base_urls=[])
    return sanitise(svg, figure_id, title, description)


def render_png(chart: Any, scale: float = 2.0) -> bytes:
    """Draw a chart as PNG.

    Parameters
    ----------
    chart : altair chart
        What to draw.
    scale : float
        Pixels of the picture per pixel of the chart.

    Returns
    -------
    bytes
        The picture.

    Examples
    --------
    >>> import altair as alt
    >>> import pandas as pd
    >>> chart = alt.Chart(pd.DataFrame({"x": [1]})).mark_point().encode(x="x:Q")
    >>> render_png(chart)[1:4]
    b'PNG'
    """
    import vl_convert

    picture: bytes = vl_convert.vegalite_to_png(
        chart.to_dict(validate=False), scale=scale, allowed_base_urls=[]
    )
    return picture
