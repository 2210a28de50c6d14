"""Where names stand on a map, so that they hide neither each other nor the places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila.charts.theme import LABEL_SIZE, text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Box = tuple[float, float, float, float]

_SIDES = (
    (1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1),
)  # fmt: skip
# A name that stands farther off could be that of another place.
_REACHES = (1.0, 1.4, 1.9)
# A name of which more than this share would lie on another name is left out.
_HIDDEN = 0.12
_LINE = 2.5
_HIGH = 90.0
# To hide another name is worse than to stand on a mark, and that is worse than on a road.
_ON_NAME, _ON_MARK, _ON_LINE = 4.0, 1.5, 0.4


@dataclass(frozen=True)
class Spot:
    """A place that wants a name.

    Parameters
    ----------
    text : str
        Its name; empty for a mark that other names keep off.
    x, y : float
        Its pixel.
    radius : float
        Half the size of its mark, px.
    needed : bool
        Whether the name must stand even where there is no room.
    """

    text: str
    x: float
    y: float
    radius: float
    needed: bool


@dataclass(frozen=True)
class Label:
    """A name with the pixel it is anchored to and the side it runs to.

    Parameters
    ----------
    text : str
        The name.
    x, y : float
        Anchor, px; the middle of the line in height.
    align : str
        ``left``, ``right`` or ``center``.
    """

    text: str
    x: float
    y: float
    align: str


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def _outside(box: Box, width: float, height: float) -> float:
    inside = _overlap(box, (0.0, 0.0, width, height))
    return (box[2] - box[0]) * (box[3] - box[1]) - inside


def _candidates(spot: Spot) -> Iterable[tuple[Label, Box]]:
    wide, high = text_width(spot.text, LABEL_SIZE), LABEL_SIZE * 1.25
    for reach in _REACHES:
        gap = (spot.radius + 4.0) * reach
        for side_x, side_y in _SIDES:
            x = spot.x + side_x * (gap if not side_y else gap * 0.7)
            y = spot.y + side_y * (gap + high / 2 if not side_x else gap * 0.7 + high * 0.3)
            align = {1: "left", -1: "right", 0: "center"}[side_x]
            left = {"left": x, "right": x - wide, "center": x - wide / 2}[align]
            yield Label(spot.text, x, y, align), (left, y - high / 2, left + wide, y + high / 2)


def place_labels(
    spots: Sequence[Spot],
    width: float,
    height: float,
    lines: Sequence[tuple[float, float]] = (),
) -> list[Label]:
    """Choose a side for each name, the first named first.

    Parameters
    ----------
    spots : sequence of Spot
        Places, the most important first.
    width, height : float
        Size of the map, px.
    lines : sequence of (float, float)
        Points along lines that names had better keep off, px.

    Returns
    -------
    list of Label
        Names that fit close to their marks; those that are needed stand even if they overlap a
        mark, a line or a little of another name.

    Examples
    --------
    >>> place_labels([Spot("Kayes", 50, 50, 4, True)], 200, 100)[0].align
    'left'
    """
    marks: list[tuple[Box, float]] = [
        (
            (
                spot.x - spot.radius,
                spot.y - spot.radius,
                spot.x + spot.radius,
                spot.y + spot.radius,
            ),
            _ON_MARK,
        )
        for spot in spots
    ]
    marks += [((x - _LINE, y - _LINE, x + _LINE, y + _LINE), _ON_LINE) for x, y in lines]
    labels: list[Label] = []
    for spot in (one for one in spots if one.text):
        reach = text_width(spot.text, LABEL_SIZE) + _REACHES[-1] * (spot.radius + 4.0) + LABEL_SIZE
        near = [
            (box, weight)
            for box, weight in marks
            if box[0] < spot.x + reach
            and box[2] > spot.x - reach
            and box[1] < spot.y + _HIGH
            and box[3] > spot.y - _HIGH
        ]
        found = _best(spot, near, width, height)
        if found is not None:
            labels.append(found[0])
            marks.append((found[1], _ON_NAME))
    return labels


def _best(
    spot: Spot,
    near: Sequence[tuple[Box, float]],
    width: float,
    height: float,
) -> tuple[Label, Box] | None:
    """The first candidate that hides nothing; else, if the name is needed, the least bad one."""
    best: tuple[float, Label, Box] | None = None
    for label, box in _candidates(spot):
        cost = sum(weight * _overlap(box, other) for other, weight in near) + 4 * _outside(
            box, width, height
        )
        if cost == 0.0:
            return label, box
        if best is None or cost < best[0] - 1e-9:
            best = (cost, label, box)
    if best is None or not spot.needed:
        return None
    _, label, box = best
    names = sum(_overlap(box, other) for other, weight in near if weight == _ON_NAME)
    hidden = names / ((box[2] - box[0]) * (box[3] - box[1]))
    return (label, box) if hidden <= _HIDDEN else None
