"""What is built installs and runs from a clean environment, without a network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from qafila import __version__

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "qafila"
IGNORED = {"__pycache__", "ledger.sqlite"}
# Run by every interpreter of the clean environment: whatever tries to connect fails.
GUARD = """
import socket

def refuse(*arguments, **options):
    raise OSError("a connection was tried")

socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = socket.create_connection = refuse
"""


def run(*words: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd, env=kept | environment, capture_output=True, text=True, check=False,
        encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr or done.stdout
    return done


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sdist, and the wheel that is built from it and from nothing else."""
    hatchling = pytest.importorskip("hatchling", reason='pip install -e ".[test]" installs it')
    path = os.pathsep.join(entry for entry in sys.path if entry)
    assert hatchling
    out = tmp_path_factory.mktemp("dist")
    build = (sys.executable, "-m", "hatchling", "build", "-d", out)
    run(*build, "-t", "sdist", cwd=ROOT, PYTHONPATH=path)
    (sdist,) = out.glob("*.tar.gz")
    aside = tmp_path_factory.mktemp("sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(aside, filter="data")
    run(*build, "-t", "wheel", cwd=aside / f"qafila-{__version__}", PYTHONPATH=path)
    (wheel,) = out.glob("*.whl")
    return sdist, wheel


@pytest.fixture(scope="module")
def clean(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of a fresh environment that holds the wheel, and sees the libraries of this one."""
    folder = tmp_path_factory.mktemp("clean")
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    python = next(
        path for path in (folder / "bin" / "python", folder / "Scripts" / "python.exe")
        if path.exists()
    )  # fmt: skip
    install = ("install", "--no-index", "--no-deps", "--no-cache-dir", "--quiet", built[1])
    run(sys.executable, "-m", "pip", "--python", python, *install, cwd=folder)
    code = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    site = Path(run(python, "-c", code, cwd=folder).stdout.strip())
    libraries = {sysconfig.get_paths()[kind] for kind in ("purelib", "platlib")}
    (site / "libraries.pth").write_text("\n".join([*sorted(libraries), "import offline_guard\n"]))
    (site / "offline_guard.py").write_text(GUARD)
    return python


def offline() -> tuple[str, ...]:
    """Prefix that takes the network away altogether, where the system lets us."""
    words = ("unshare", "--map-root-user", "--net")
    if shutil.which(words[0]) is None:
        return ()
    return words if subprocess.run([*words, "true"], check=False).returncode == 0 else ()


def test_the_wheel_holds_the_package_its_data_and_its_licence(built: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(built[1]) as archive:
        names = set(archive.namelist())
        metadata = archive.read(f"qafila-{__version__}.dist-info/METADATA").decode("utf-8")
    source = {
        f"qafila/{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and not IGNORED & set(path.parts)
    }
    inside = {name for name in names if not name.startswith("qafila-")}
    assert {"missing": source - inside, "too much": inside - source} == {
        "missing": set(),
        "too much": set(),
    }
    assert "qafila/py.typed" in inside
    assert f"qafila-{__version__}.dist-info/licenses/LICENSE" in names
    assert "\nLicense-Expression: Apache-2.0 AND ODbL-1.0 AND CC-BY-4.0\n" in metadata
    for case in ("mali-2025", "teaching"):
        path = f"src/qafila/cases/{case}/LICENSES.md"
        assert path.removeprefix("src/") in inside
        assert f"\nLicense-File: {path}\n" in metadata
        assert f"qafila-{__version__}.dist-info/licenses/{path}" in names


def test_the_sdist_holds_what_its_readers_and_packagers_need(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[0]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for name in ("LICENSE", "README.md", "CITATION.cff", "pyproject.toml", "requirements.lock"):
        assert name in names
    assert any(name.startswith("tests/unit/test_") for name in names)
    assert any(name.startswith("docs/") for name in names)
    assert not any(name.endswith((".sqlite", ".pyc", ".egg-info")) for name in names)


def test_the_wheel_works_from_elsewhere_without_a_network(clean: Path, tmp_path: Path) -> None:
    prefix = offline()
    where = "import pathlib, qafila; print(pathlib.Path(qafila.__file__).resolve())"
    home = run(*prefix, clean, "-c", where, cwd=tmp_path).stdout.strip()
    assert clean.parent.parent.resolve() in Path(home).parents
    command = (*prefix, clean, "-m", "qafila")
    assert run(*command, "--version", cwd=tmp_path).stdout.strip() == __version__
    told = json.loads(run(*command, "check", "teaching", "--json", cwd=tmp_path).stdout)
    assert told["case"] == "teaching"
    assert "tellara" in run(*command, "claims", "teaching", "--csv", cwd=tmp_path).stdout
    script = clean.with_name("qafila" + clean.suffix)
    assert run(*prefix, script, "--version", cwd=tmp_path).stdout.strip() == __version__


@pytest.mark.slow
def test_the_wheel_runs_the_whole_flow_without_a_network(clean: Path, tmp_path: Path) -> None:
    run(
        *offline(), clean, "-m", "qafila", "run", "teaching", "--out", tmp_path / "out",
        cwd=tmp_path, QAFILA_HOME=str(tmp_path / "cache"),
    )  # fmt: skip
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["case"] == "teaching"
    assert (tmp_path / "out" / "brief.html").stat().st_size > 10_000


def test_the_guard_refuses_connections(clean: Path, tmp_path: Path) -> None:
    code = (
        "import socket\n"
        "try:\n    socket.create_connection(('127.0.0.1', 9))\n"
        "except OSError as error:\n    print(error)\n"
    )
    assert run(clean, "-c", code, cwd=tmp_path).stdout.strip() == "a connection was tried"


def test_every_licence_of_a_table_is_in_the_expression_of_the_project() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        expression = tomllib.load(file)["project"]["license"].split(" AND ")
    names = {"Open Database License": "ODbL-1.0", "ODbL": "ODbL-1.0", "CC BY 4.0": "CC-BY-4.0"}
    told = (PACKAGE / "cases" / "mali-2025" / "LICENSES.md").read_text(encoding="utf-8")
    cells = [line.split("|")[2].strip() for line in told.splitlines() if line.startswith("| `")]
    assert cells
    found = {code for cell in cells for name, code in names.items() if cell.startswith(name)}
    assert all(cell.startswith(tuple(names)) for cell in cells)
    assert found | {"Apache-2.0"} == set(expression)
    for address in ("opendatacommons.org/licenses/odbl/1-0", "creativecommons.org/licenses/by/4.0"):
        assert address in told
