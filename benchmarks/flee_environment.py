"""Finds a Python that has the Flee package, or makes one, and runs ``flee_peer.py`` with it.

Flee 3.1 brings some forty packages of its own. So that none of them meets ours, it gets a virtual
environment below ``QAFILA_HOME`` unless the environment at hand has it (extra ``benchmark``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

VERSION = "3.1"
_DRIVER = Path(__file__).with_name("flee_peer.py")


class NoPeerError(RuntimeError):
    """There is no Python with Flee, and none was to be made."""


def environment_folder() -> Path:
    """Where the environment of Flee is kept between runs."""
    home = os.environ.get("QAFILA_HOME")
    return (Path(home) if home else Path.home() / ".cache" / "qafila") / f"flee-{VERSION}"


def peer_python(told: str | None, *, make: bool) -> str:
    """A Python that can import Flee.

    Parameters
    ----------
    told : str or None
        Python to use without looking for another; ``QAFILA_FLEE_PYTHON`` can name it too.
    make : bool
        Whether to make an environment, with pip and the network, where there is none.
    """
    named = told or os.environ.get("QAFILA_FLEE_PYTHON")
    if named:
        return named
    try:
        if version("flee") == VERSION:
            return sys.executable
    except PackageNotFoundError:
        pass
    python = environment_folder() / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", f"flee=={VERSION}"]
    if _has_flee(python):
        return str(python)
    if not make:
        command = f"python -m venv {environment_folder()} && {' '.join(install)}"
        raise NoPeerError(f"Flee {VERSION} is not installed; to install it: {command}")
    print(f"installing Flee {VERSION} in {environment_folder()}", flush=True)
    venv.create(environment_folder(), with_pip=True)
    subprocess.run(install, check=True, stderr=subprocess.DEVNULL)
    return str(python)


def version_of(python: str) -> str:
    """Version of the Flee package that a Python has."""
    probe = "from importlib.metadata import version; print(version('flee'))"
    done = subprocess.run([python, "-c", probe], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _has_flee(python: Path) -> bool:
    if not python.is_file():
        return False
    probe = "from importlib.metadata import version; version('flee')"
    return subprocess.run([python, "-c", probe], check=False, capture_output=True).returncode == 0


def run_flee(
    python: str, folder: Path, settings: Path, hasten: int, days: int = 0, seed: int = 1
) -> dict:
    """What ``flee_peer.py`` prints for one run in a process of its own."""
    command = [python, str(_DRIVER), str(folder), "--settings", str(settings)]
    command += ["--hasten", str(hasten), "--days", str(days), "--seed", str(seed)]
    # Flee looks for further tables in the folder in which it is started.
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=settings.parent, env=_clean()
    )
    return json.loads(done.stdout)


def _clean() -> dict[str, str]:
    """Without our path of modules, and with one thread for whatever counts in threads."""
    kept = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    return kept | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
