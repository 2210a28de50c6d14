"""Files are written whole or not at all, and data of the package and of cases are found here."""

from __future__ import annotations

import os
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from qafila.errors import InputError, OutputError, Problem, did_you_mean

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def package_data(*parts: str) -> Traversable:
    """Find a file that ships inside the package.

    Parameters
    ----------
    *parts : str
        Folders and file name below the package.

    Returns
    -------
    Traversable
        The file, readable also from a zipped package.

    Examples
    --------
    >>> package_data("schema", "terms.csv").is_file()
    True
    """
    return files("qafila").joinpath(*parts)


def why_no_file(path: Path) -> str:
    """What stands where a file should be.

    Parameters
    ----------
    path : Path
        Where no file was found.

    Returns
    -------
    str
        What is wrong, in words.

    Examples
    --------
    >>> why_no_file(Path("nowhere.csv")), why_no_file(Path("/"))
    ('the file is missing', 'there is a folder in place of the file')
    """
    if path.is_dir():
        return "there is a folder in place of the file"
    return "the link leads to no file" if path.is_symlink() else "the file is missing"


def shipped_cases() -> dict[str, Path]:
    """Cases that are part of the package.

    Returns
    -------
    dict of str to Path
        Folder by name.

    Examples
    --------
    >>> "mali-2025" in shipped_cases()
    True
    """
    root = Path(str(package_data("cases")))
    return {path.parent.name: path.parent for path in sorted(root.glob("*/case.toml"))}


def list_cases() -> tuple[str, ...]:
    """Names of the cases that are part of the package; each can be opened by its name.

    Returns
    -------
    tuple of str
        Sorted names.

    Examples
    --------
    >>> list_cases()
    ('mali-2025', 'teaching', 'timbuktu-2023')
    """
    return tuple(shipped_cases())


def find_case(name: str) -> Path:
    """Folder of a case: a path if it has a separator or exists, else a shipped case.

    Parameters
    ----------
    name : str
        What the user typed.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        If there is no such case.

    Examples
    --------
    >>> find_case("mali-2025").name
    'mali-2025'
    """
    path = Path(name).expanduser()
    if path.exists() or "/" in name or "\\" in name:
        if path.is_dir():
            return path
        wrong = "is not a folder" if path.exists() else "there is no such folder"
        hint = f'name the folder that holds case.toml, or make one with "qafila new {name}"'
        raise InputError(Problem(name, wrong, hint=hint))
    known = shipped_cases()
    if name in known:
        return known[name]
    hint = did_you_mean(name, known) or "shipped cases: " + ", ".join(known)
    raise InputError(Problem(name, "there is no such case", hint=hint))


def looks_like_flee(folder: Path) -> bool:
    """Whether a folder is one of Flee's inputs rather than a case.

    Parameters
    ----------
    folder : Path
        Any folder.

    Returns
    -------
    bool
        True if it holds ``input_csv``, or the tables that are in it, and no ``case.toml``.

    Examples
    --------
    >>> looks_like_flee(find_case("mali-2025"))
    False
    """
    if not folder.is_dir() or (folder / "case.toml").exists():
        return False
    tables = ("locations.csv", "routes.csv", "conflicts.csv")
    return (folder / "input_csv").is_dir() or all((folder / one).is_file() for one in tables)


def write_whole(path: Path, content: str | bytes) -> None:
    r"""Write a file so that a reader sees either the old or the whole new one.

    Parameters
    ----------
    path : Path
        Where to write; missing folders are made.
    content : str or bytes
        What to write; text is stored as UTF-8 with ``\n`` line ends.

    Raises
    ------
    OutputError
        If the folder cannot be made or written to.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> write_whole(folder / "a.txt", "قافلة")
    >>> (folder / "a.txt").read_text(encoding="utf-8")
    'قافلة'
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).chmod(0o666 & ~_umask())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"{path}: cannot be written ({reason}); choose another folder with --out"
        ) from error


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def find_reports(folder: Path) -> tuple[tuple[Path, ...], list[Problem]]:
    """Files of reports, sorted by name; a link that leads nowhere counts, and is told of later.

    Parameters
    ----------
    folder : Path
        The folder ``reports`` of a case.

    Returns
    -------
    files : tuple of Path
        The files; none where there is no such folder.
    problems : list of Problem
        What is wrong with the folder itself.

    Examples
    --------
    >>> find_reports(shipped_cases()["teaching"] / "reports")[1]
    []
    """
    if not folder.is_dir() and (folder.exists() or folder.is_symlink()):
        hint = "make a folder of it and put the reports there"
        return (), [Problem("reports", "is not a folder", hint=hint)]
    paths = (path for path in folder.glob("*") if not path.is_dir())
    return tuple(sorted(path for path in paths if not path.name.startswith("."))), []
