"""The log of a watch: one JSON object a line, only ever added to."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from qafila.commands.listing import as_json
from qafila.commands.watch_entry import WAITS
from qafila.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path


class WatchLog:
    """What earlier watches of a case did, and what this one does.

    Parameters
    ----------
    path : Path
        The file; made when something is first written.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> log = WatchLog(pathlib.Path(tempfile.mkdtemp()) / "watch.jsonl")
    >>> log.add({"document": "ab", "kept_as": "reports/a.md",
    ...          "alerts": [{"key": "x", "reference": "a,b,c"}]})
    >>> WatchLog(log.path).last, log.reference("x")
    (('ab', 'reports/a.md'), ('a,b,c',))
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.last: tuple[str | None, str] = None, ""
        self.unmoved: set[tuple[str | None, str]] = set()
        self.levels: dict[str, str] | None = None
        self.as_of = ""
        self._alerts: dict[str, str] = {}
        for record in self._records():
            self._note(record)

    def _records(self) -> list[dict[str, Any]]:
        """Whole lines; one that a loss of power cut off is no line, and is taken away."""
        try:
            data = self.path.read_bytes()
            whole = data.rfind(b"\n") + 1
            if whole < len(data):
                os.truncate(self.path, whole)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise OutputError(f"{self.path}: cannot be read ({error.strerror})") from error
        found = []
        for number, line in enumerate(data[:whole].splitlines(), start=1):
            try:
                record = json.loads(line)
            except ValueError:
                record = None
            if not isinstance(record, dict):
                raise OutputError(
                    f"{self.path}, row {number}: is no JSON object; move the log away, and the "
                    "watch starts a new one"
                )
            found.append(record)
        return found

    def _note(self, record: dict[str, Any]) -> None:
        self.last = record.get("document"), record.get("kept_as", "")
        if record.get("outcome") == WAITS:
            self.unmoved.add(self.last)
        else:
            self.unmoved.discard(self.last)
        self.levels = record.get("levels", self.levels)
        self.as_of = record.get("as_of", self.as_of)
        for alert in record.get("alerts", ()):
            self._alerts[alert["key"]] = alert["reference"]

    def has(self, document: str | None, kept_as: str) -> bool:
        """Whether a file was read already and only its move is left to do.

        Parameters
        ----------
        document : str or None
            Digest of its text.
        kept_as : str
            Where it goes.

        Returns
        -------
        bool
            True for the file of the last line, which a killed watch may have had no time to move,
            and for those that could not be moved.
        """
        return (document, kept_as) in {self.last, *self.unmoved}

    def reference(self, key: str) -> tuple[str, ...]:
        """The last alert on an indicator and place.

        Parameters
        ----------
        key : str
            Indicator and place.

        Returns
        -------
        tuple of str
            How a later one refers to it; empty if there is none.
        """
        return (self._alerts[key],) if key in self._alerts else ()

    def add(self, record: dict[str, Any]) -> None:
        """Append one line and wait until it is on the disk.

        Parameters
        ----------
        record : dict
            What was done.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as stream:
                stream.write((as_json(record) + "\n").encode("utf-8", "backslashreplace"))
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            reason = error.strerror or str(error)
            raise OutputError(f"{self.path}: cannot be written ({reason})") from error
        self._note(record)
