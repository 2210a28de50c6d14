"""Members on a cluster of two worker processes of this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import qafila as qf
from qafila.errors import InputError, MissingExtraError
from qafila.simulate import cluster
from qafila.simulate.ensemble import count_all, count_range, run_all
from tests.support.flee_folders import write_folder
from tests.support.members import MadeUp
from tests.support.synthetic import synthetic_situation
from tests.unit.test_ensemble import bytes_of

versions = pytest.importorskip("distributed.versions", reason="the extra cluster is not installed")

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds for a process to start
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def _started(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    python_path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    with (folder / f"{words[0]}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{words[0]}", *words[1:]],
            stdout=log,
            stderr=log,
            env={**os.environ, "PYTHONPATH": python_path},
        )


def _until(what: str, is_so: object) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < end, f"{what} after {PATIENCE:g} s"
        time.sleep(0.05)


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Address of a scheduler with two workers, and the processes of the workers."""
    from distributed import Client

    told = tmp_path / "scheduler.json"
    common = ("--host", "127.0.0.1", "--scheduler-file", str(told), "--no-dashboard")
    processes = [_started(tmp_path, "dask_scheduler", "--port", "0", *common)]
    try:
        _until("no scheduler", lambda: told.exists() and told.read_text(encoding="utf-8"))
        alone = ("--no-nanny", "--nthreads", "1", "--local-directory", str(tmp_path))
        processes += [_started(tmp_path, "dask_worker", *common, *alone) for _ in range(2)]
        address = json.loads(told.read_text(encoding="utf-8"))["address"]
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=PATIENCE)
        yield address, processes[1:]
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


def test_a_cluster_gives_the_bytes_of_one_machine(
    workers: tuple[str, list[subprocess.Popen[bytes]]],
) -> None:
    address, _ = workers
    members = MadeUp(600)
    steps: list[tuple[int, int]] = []
    held, _ = run_all(members, cluster=address, advance=lambda *step: steps.append(step))
    alone = members.run(0, 600)
    assert {name: value.tobytes() for name, value in held.items()} == {
        name: value.tobytes() for name, value in alone.items()
    }
    assert len(steps) == 60
    assert steps[-1] == (600, 600)
    counted, _ = count_all(members, cluster=address)
    assert bytes_of(counted) == bytes_of(count_range(members, 0, 600))


def test_a_case_and_a_folder_give_on_a_cluster_what_they_give_here(
    workers: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    address, _ = workers
    folder = qf.open_flee(write_folder(tmp_path / "folder"))
    for simulation in (
        qf.Simulation(synthetic_situation(), days=4, draws=70),
        qf.Simulation(folder, draws=70, rules="flee"),
        qf.Simulation(folder, draws=70, rules="qafila"),
    ):
        assert simulation.run(cluster=address).data.identical(simulation.run().data)
        there, here = simulation.summarise(cluster=address), simulation.summarise()
        assert bytes_of(there.counted) == bytes_of(here.counted)


def test_a_worker_that_is_killed_changes_no_byte(
    workers: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    address, processes = workers
    marks = tmp_path / "marks"
    marks.mkdir()
    members = MadeUp(640, str(marks))
    victim = processes[0].pid

    def begun_by_victim() -> list[Path]:
        return list(marks.glob(f"*-{victim}"))

    def kill_in_the_middle() -> None:
        _until("the worker has not begun", lambda: len(begun_by_victim()) >= 3)
        os.kill(victim, signal.SIGKILL)

    killer = threading.Thread(target=kill_in_the_middle, daemon=True)
    killer.start()
    counted, _ = count_all(members, cluster=address)
    killer.join()
    assert processes[0].wait(PATIENCE) == -signal.SIGKILL
    ranges = [path.name.split("-")[0] for path in marks.iterdir()]
    assert len(ranges) > len(set(ranges)) == 64, "nothing was run anew: killed too late"
    assert bytes_of(counted) == bytes_of(count_range(MadeUp(640), 0, 640))


def test_nobody_at_an_address_is_an_error_in_one_paragraph(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "_TIMEOUT", 0.5)
    with pytest.raises(InputError, match="no Dask scheduler answers") as caught:
        count_all(MadeUp(3), cluster="tcp://127.0.0.1:9")
    assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="unknown address scheme"):
        count_all(MadeUp(3), cluster="pigeon://post")


def test_another_version_is_an_error_in_one_paragraph(
    workers: tuple[str, list[subprocess.Popen[bytes]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, _ = workers
    with monkeypatch.context() as patch:
        asked = versions._version_cached
        patch.setattr(
            versions, "_version_cached", lambda name: "0.1.0" if name == "numba" else asked(name)
        )
        with pytest.raises(InputError, match=r"numba is .* and 0\.1\.0 here") as caught:
            count_all(MadeUp(3), cluster=address)
    assert "\n" not in str(caught.value)
    monkeypatch.setattr(cluster, "own_digest", lambda: "another")
    with pytest.raises(InputError, match="another state of qafila"):
        count_all(MadeUp(3), cluster=address)


def test_without_dask_the_command_to_install_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'qafila\[cluster\]'"):
        count_all(MadeUp(3), cluster="tcp://127.0.0.1:9")


def test_versions_that_differ_are_named() -> None:
    here = {"packages": {"python": "3.12.1", "numpy": "2.1.0", "dask": "2025.1"}}
    there = {"packages": {"python": "3.11.1", "numpy": None, "dask": "2025.1"}}
    found = {"client": here, "scheduler": {"packages": {"dask": "2024.1"}}, "workers": {"b": there}}
    assert cluster.differing(found) == [
        "dask is 2024.1 at the scheduler and 2025.1 here",
        "numpy is missing at b and 2.1.0 here",
        "python is 3.11 at b and 3.12 here",
    ]
    assert "no worker" in cluster.differing({**found, "workers": {}})[-1]
