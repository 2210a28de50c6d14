"""A PostgreSQL server of the tests' own: started in a folder of its own, reached by a socket."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

USER = "postgres"
_PLACES = ("/usr/lib/postgresql", "/usr/local/pgsql")


def binaries():
    """Folder of ``initdb`` and ``pg_ctl``, or None."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = (one for place in _PLACES for one in Path(place).glob("**/bin/initdb"))
    return max((one.parent for one in found), default=None)


def _owner():
    """Who runs it: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in (USER, "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


@contextmanager
def server():
    """Start a server and give the address of a database in it, with ``{}`` for its name."""
    folder, owner = Path(tempfile.mkdtemp(prefix="pg-")), _owner()
    of = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)

    def run(program, *given):
        subprocess.run(
            [binaries() / program, "-D", folder / "data", *given],
            check=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            **of,
        )

    run("initdb", "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
    options = f"-c listen_addresses='' -c fsync=off -k {folder}"
    try:
        run("pg_ctl", "-w", "-l", folder / "log", "-o", options, "start")
        yield f"postgresql://{USER}@/{{}}?host={folder}"
    finally:
        subprocess.run(
            [binaries() / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"],
            check=False,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **of,
        )
        shutil.rmtree(folder, ignore_errors=True)
