"""The frame of a map: degrees to pixels and back, by the Mercator projection."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Mercator has no place for the poles.
_NEAREST_TO_POLE = 85.0


def _northing(latitude: float) -> float:
    bounded = max(-_NEAREST_TO_POLE, min(_NEAREST_TO_POLE, latitude))
    return math.log(math.tan(math.pi / 4 + math.radians(bounded) / 2))


@dataclass(frozen=True)
class Frame:
    """What part of the world a map shows, and how large.

    Parameters
    ----------
    width, height : float
        Size, px.
    scale : float
        Pixels per radian.
    shift_x, shift_y : float
        Pixel of longitude 0, latitude 0.

    Examples
    --------
    >>> frame = Frame.around([(-8.0, 12.6), (-17.4, 14.7)], 600)
    >>> x, y = frame.to_pixel(-8.0, 12.6)
    >>> [round(value, 6) for value in frame.to_degrees(x, y)]
    [-8.0, 12.6]
    """

    width: float
    height: float
    scale: float
    shift_x: float
    shift_y: float

    @classmethod
    def around(
        cls,
        points: Sequence[tuple[float, float]],
        width: float,
        margin: float = 46.0,
        shape: tuple[float, float] = (0.5, 0.8),
    ) -> Frame:
        """Fit a frame around points.

        Parameters
        ----------
        points : sequence of (float, float)
            Longitude and latitude, degrees; none gives a view of the whole world.
        width : float
            Width of the map, px.
        margin : float
            Free space at each side, px.
        shape : (float, float)
            Least and greatest height as a share of the width.

        Returns
        -------
        Frame
            A frame that holds every point.

        Examples
        --------
        >>> Frame.around([], 600).width
        600
        """
        given = points or [(-170.0, -60.0), (170.0, 75.0)]
        east = [math.radians(longitude) for longitude, _ in given]
        north = [_northing(latitude) for _, latitude in given]
        # A single place still needs some country around it.
        span_x = max(max(east) - min(east), math.radians(2.0))
        span_y = max(max(north) - min(north), math.radians(2.0))
        room = width - 2 * margin
        height = min(max(span_y / span_x * room + 2 * margin, shape[0] * width), shape[1] * width)
        scale = min(room / span_x, (height - 2 * margin) / span_y)
        return cls(
            width=width,
            height=round(height),
            scale=scale,
            shift_x=width / 2 - scale * (max(east) + min(east)) / 2,
            shift_y=round(height) / 2 + scale * (max(north) + min(north)) / 2,
        )

    def to_pixel(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Pixel of a position.

        Parameters
        ----------
        longitude, latitude : float
            Position, degrees.

        Returns
        -------
        (float, float)
            Pixels from the upper left corner.
        """
        return (
            self.shift_x + self.scale * math.radians(longitude),
            self.shift_y - self.scale * _northing(latitude),
        )

    def to_degrees(self, x: float, y: float) -> tuple[float, float]:
        """Position of a pixel; the inverse of `to_pixel`.

        Parameters
        ----------
        x, y : float
            Pixels from the upper left corner.

        Returns
        -------
        (float, float)
            Longitude and latitude, degrees.
        """
        latitude = 2 * math.atan(math.exp((self.shift_y - y) / self.scale)) - math.pi / 2
        return math.degrees((x - self.shift_x) / self.scale), math.degrees(latitude)
