"""Colours, dashes, fonts and sizes of every figure.

The colours of states are told apart with any kind of colour vision and in grey print, and each
state has a dash of its own besides. Unknown is a dotted grey, never the colour of safe.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FONT = "Noto Sans, Noto Sans Arabic, Noto Naskh Arabic, Segoe UI, Tahoma, Arial, sans-serif"
# Fonts that hold both scripts come first: a drawer of PNG takes the letters that its first font
# lacks from any other, often a bold one, or none at all.
FONT_RTL = f"Segoe UI, Tahoma, Arial, DejaVu Sans, {FONT}"
INK = "#1d2730"
MUTED = "#55626d"
FAINT = "#c9ced3"
PAPER = "#ffffff"
SEA = "#e3ebf1"
LAND = "#f7f5ef"
BORDER = "#a9a293"
ROAD = "#cdc6b8"
FAN = "#24557a"
FAN_WIDE = "#c5d7e6"
FAN_NARROW = "#86accb"
COMPARE = "#8a5a00"
DANGER = "#9b1c1c"
INSECURITY = "#6a3d9a"

WIDTH = 680
MAP_WIDTH = 860
LABEL_SIZE = 12
SMALL_SIZE = 11
LONGEST_LABEL = 48

# Okabe and Ito's blue and orange, a dark red, a mid grey: lightness differs as well as hue.
STATUS_COLOURS: Mapping[str, str] = MappingProxyType(
    {"open": "#0072b2", "contested": "#e08e00", "closed": "#8f1d1d", "unknown": "#757575"}
)
STATUS_DASHES: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {"open": (), "contested": (9, 4), "closed": (), "unknown": (2, 5)}
)
STATUS_WIDTHS: Mapping[str, float] = MappingProxyType(
    {"open": 3.0, "contested": 3.4, "closed": 5.0, "unknown": 3.4}
)
GRADE_OPACITY: Mapping[int, float] = MappingProxyType({1: 0.16, 2: 0.3, 3: 0.48})
GRADE_SIZE: Mapping[int, float] = MappingProxyType({1: 260.0, 2: 620.0, 3: 1150.0})
# Okabe and Ito's vermilion, blue and green, and a grey: told apart with any colour vision.
SIDE_COLOURS: Mapping[str, str] = MappingProxyType(
    {"armed_groups": "#b5400a", "states": "#0072b2", "others": "#009e73", "not_told": "#6f767c"}
)
ROLE_SHAPES: Mapping[str, str] = MappingProxyType(
    {
        "city": "square",
        "supply": "square",
        "crossing": "diamond",
        "reception": "triangle-up",
        "town": "circle",
    }
)
ROLE_FILLS: Mapping[str, str] = MappingProxyType(
    {
        "city": INK,
        "supply": PAPER,
        "crossing": PAPER,
        "reception": "#00795c",
        "town": MUTED,
    }
)
ROLE_SIZES: Mapping[str, float] = MappingProxyType(
    {"city": 130.0, "supply": 70.0, "crossing": 62.0, "reception": 66.0, "town": 14.0}
)

# Experts that weigh together, from the ground up: neighbours differ in lightness as well as hue.
EXPERT_COLOURS = (
    "#24557a", "#e6b34a", "#6f767c", "#8ecae6", "#7b4b94", "#a8d5ba", "#0a7a5a", "#d9c6e8",
)  # fmt: skip

# Levels are told apart by height as well, and in grey print by lightness. What is unknown, or has
# nothing to compare with, is no bar at all.
LEVEL_COLOURS: Mapping[str, str] = MappingProxyType(
    {"normal": "#9cc3dc", "watch": "#f0c44c", "warning": "#dd6b0b", "emergency": "#8f1d1d"}
)
LEVEL_HEIGHTS: Mapping[str, float] = MappingProxyType(
    {"normal": 0.22, "watch": 0.45, "warning": 0.72, "emergency": 1.0}
)

# Modes are told apart by dash as well as by hue.
MODE_COLOURS: Mapping[str, str] = MappingProxyType(
    {"road": "#6b5f4b", "track": "#a07a3c", "river": "#2f7fb0", "air": "#8a8f94"}
)
MODE_DASHES: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {"road": (), "track": (6, 3), "river": (10, 3, 2, 3), "air": (2, 4)}
)
MODE_WIDTHS: Mapping[str, float] = MappingProxyType(
    {"road": 1.9, "track": 1.7, "river": 1.9, "air": 1.4}
)
KIND_SHAPES: Mapping[str, str] = MappingProxyType(
    {
        "city": "square",
        "port": "square",
        "depot": "square",
        "border_crossing_point": "diamond",
        "refugee_camp": "triangle-up",
        "idp_site": "triangle-down",
        "transit_centre": "triangle-right",
        "town": "circle",
    }
)
KIND_FILLS: Mapping[str, str] = MappingProxyType(
    {
        "city": INK,
        "port": PAPER,
        "depot": "#b9c2ca",
        "border_crossing_point": PAPER,
        "refugee_camp": "#00795c",
        "idp_site": "#8a5a00",
        "transit_centre": "#86accb",
        "town": MUTED,
    }
)
KIND_SIZES: Mapping[str, float] = MappingProxyType(
    {
        "city": 62.0,
        "port": 62.0,
        "depot": 58.0,
        "border_crossing_point": 50.0,
        "refugee_camp": 60.0,
        "idp_site": 60.0,
        "transit_centre": 56.0,
        "town": 16.0,
    }
)


@dataclass(frozen=True)
class Style:
    """How a language writes: direction and separators of numbers.

    Examples
    --------
    >>> Style(rtl=True).thousands
    ','
    """

    rtl: bool = False
    decimal: str = "."
    thousands: str = ","
    percent: str = "%"
    ticks: Sequence[tuple[float, str]] = field(default=())

    def write(self, text: str) -> str:
        r"""Text that keeps its own order inside a left-to-right picture.

        Parameters
        ----------
        text : str
            What is shown.

        Returns
        -------
        str
            Cleaned text; right-to-left text stands between isolates.

        Examples
        --------
        >>> Style().write("a\u202eb")
        'ab'
        """
        plain = clean(text)
        return f"\u2067{plain}\u2069" if self.rtl and plain else plain


def clean(text: str) -> str:
    r"""Text without controls and direction marks, cut to a length that fits a figure.

    Parameters
    ----------
    text : str
        Anything, hostile text included.

    Returns
    -------
    str
        Printable text on one line.

    Examples
    --------
    >>> clean("Kayes\n\u202eroad")
    'Kayes road'
    """
    if not text.isprintable():
        text = "".join(
            " " if character.isspace() else character
            for character in text
            if character.isspace() or unicodedata.category(character)[0] != "C"
        )
    return " ".join(text.split())


def shorten(text: str) -> str:
    """Text cut to the longest label that a figure can take.

    Parameters
    ----------
    text : str
        A label.

    Returns
    -------
    str
        The label, with an ellipsis if it was cut.

    Examples
    --------
    >>> len(shorten("a" * 99))
    48
    """
    plain = clean(text)
    return plain if len(plain) <= LONGEST_LABEL else plain[: LONGEST_LABEL - 1] + "…"


def text_width(text: str, size: float) -> float:
    """Estimated width of a line of text.

    Parameters
    ----------
    text : str
        The text.
    size : float
        Font size, px.

    Returns
    -------
    float
        Width, px; right within about a tenth for the fonts named here.

    Examples
    --------
    >>> text_width("mm", 10) > text_width("il", 10)
    True
    """
    total = 0.0
    for character in text:
        if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
            continue
        if character in "iljtfrI.,:;'|!() اآأإلر":
            total += 0.33
        elif character in "mwMW%—":
            total += 0.88
        elif character.isupper() or character in "سشصض":
            total += 0.68
        else:
            total += 0.57
    return total * size


def label_limit(labels: Iterable[str], most: float) -> float:
    """Width at which an axis is to cut its labels.

    Parameters
    ----------
    labels : iterable of str
        All labels of the axis.
    most : float
        Room for one of them, px.

    Returns
    -------
    float
        `most`; 0, which is never, if all have room: a limit makes the renderer measure each label
        several times more, and that is most of what a picture costs.

    Examples
    --------
    >>> label_limit(["Kayes"], 330.0), label_limit(["Kayes" * 30], 330.0)
    (0.0, 330.0)
    """
    longest = max((text_width(label, LABEL_SIZE) for label in labels), default=0.0)
    return most if longest > most else 0.0


def config(style: Style) -> dict[str, Any]:
    """Vega-Lite configuration of every figure.

    Parameters
    ----------
    style : Style
        How the language writes.

    Returns
    -------
    dict
        The configuration.

    Examples
    --------
    >>> config(Style(decimal=","))["locale"]["number"]["decimal"]
    ','
    """
    font = FONT_RTL if style.rtl else FONT
    number = {
        "decimal": style.decimal,
        "thousands": style.thousands,
        "grouping": [3],
        "currency": ["", ""],
    }
    return {
        "background": PAPER,
        "font": font,
        "locale": {"number": number},
        "padding": {"left": 4, "right": 10, "top": 4, "bottom": 4},
        "view": {"stroke": None},
        "axis": {
            "labelFont": font,
            "titleFont": font,
            "labelFontSize": SMALL_SIZE,
            "titleFontSize": SMALL_SIZE,
            "titleFontWeight": "normal",
            "labelColor": MUTED,
            "titleColor": MUTED,
            "gridColor": "#e6e9ec",
            "domainColor": FAINT,
            "tickColor": FAINT,
            "labelPadding": 4,
            # Dates and numbers are short, and names come with a limit of their own.
            "labelLimit": 0,
        },
        "title": {
            "font": font,
            "fontSize": 13,
            "fontWeight": 600,
            "color": INK,
            "subtitleFont": font,
            "subtitleFontSize": SMALL_SIZE,
            "subtitleColor": MUTED,
            "subtitlePadding": 4,
            "offset": 8,
        },
        "concat": {"spacing": 10},
    }
