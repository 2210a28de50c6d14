"""What is known of roads and places on a day, and which claims say so."""

from __future__ import annotations

from qafila.situation.notices import Notice
from qafila.situation.situation import Situation, build_situation

__all__ = ["Notice", "Situation", "build_situation"]
