"""Make a case to fill in."""

from __future__ import annotations

import re
from pathlib import Path

from qafila.errors import InputError, OutputError, Problem
from qafila.files import package_data, write_whole
from qafila.text import fold


def new_case(folder: Path) -> list[Path]:
    """Copy the teaching case into a new folder.

    Parameters
    ----------
    folder : Path
        Where to make it; it must not exist or be empty.

    Returns
    -------
    list of Path
        Files that were written.

    Raises
    ------
    InputError
        If there is something in the folder already.
    OutputError
        If it cannot be written to.

    Examples
    --------
    >>> import tempfile
    >>> made = new_case(Path(tempfile.mkdtemp()) / "my-crisis")
    >>> "case.toml" in [path.name for path in made]
    True
    >>> _case_name(Path("Crise au Nord"))
    'crise-au-nord'
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(Problem(str(folder), "is not empty", hint="name a folder that is new"))
    template = Path(str(package_data("cases", "teaching")))
    _probe(folder)
    written = []
    for source in sorted(template.rglob("*")):
        if source.is_file() and "__pycache__" not in source.parts:
            target = folder / source.relative_to(template)
            content = source.read_bytes()
            if source.name == "case.toml":
                content = content.replace(b'"teaching"', f'"{_case_name(folder)}"'.encode())
            write_whole(target, content)
            written.append(target)
    return written


def _probe(folder: Path) -> None:
    """Fail before anything is copied, with advice that fits this command."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / ".probe", "")
        (folder / ".probe").unlink()
    except (OSError, OutputError):
        raise OutputError(
            f"{folder}: a case cannot be made here; name a folder in a place that you may write to"
        ) from None


def _case_name(folder: Path) -> str:
    """Name of a case after its folder, so that two cases never share a folder of results."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(folder.resolve().name).text).strip("-")
    return plain or "my-crisis"
