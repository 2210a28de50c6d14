"""Progress of a run on stderr, with Rich."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from qafila.commands.run import Teller

if TYPE_CHECKING:
    from types import TracebackType


class ProgressTeller(Teller):
    """Shows the running station with a bar and leaves a line for each that is done.

    Parameters
    ----------
    title : str
        What is being run.
    """

    def __init__(self, title: str) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._console.print(title, markup=False)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> ProgressTeller:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def start(self, station: str) -> None:
        """Show the bar of a station."""
        self._task = self._progress.add_task(station, total=None)

    def advance(self, done: int, total: int) -> None:
        """Move the bar."""
        if self._task is not None:
            self._progress.update(self._task, completed=done, total=total)

    def note(self, text: str) -> None:
        """Leave a line about something that takes long."""
        self._console.print(f"  {text}", markup=False)

    def finish(self, station: str, did: str, seconds: float) -> None:
        """Replace the bar by a line."""
        if self._task is not None:
            self._progress.remove_task(self._task)
            self._task = None
        self._console.print(f"  {station:<11} {seconds:6.2f} s  {did}", markup=False)
