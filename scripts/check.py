"""Run what continuous integration runs: style, types, layers, tests and the examples in the docs.

    python scripts/check.py

Every tool runs in the environment of the interpreter that runs this script. All of them run, even
after a failure, so that one look shows everything that is to be mended.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# One process for each core; each begins with a stretch of tests that share their fixtures.
PARALLEL = ("-n", "auto", "--dist", "worksteal")
CHECKS = {
    "style": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "types": ("mypy",),
    "layers": ("lint-imports",),
    # Else each process of the tests compiles them for itself.
    "kernels": ("python", "scripts/compile_kernels.py"),
    "tests": ("pytest", *PARALLEL),
}


def executable(tool: str) -> str:
    """Path of a tool that is installed beside this interpreter."""
    found = shutil.which(tool, path=str(Path(sys.executable).parent))
    if found is None:
        install = f'"{sys.executable}" -m pip install -c requirements.lock -e ".[test]"'
        sys.exit(f"{tool} is not installed here; run: {install}")
    return found


def main() -> int:
    """Run every check and tell which failed."""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    commands = {name: (executable(words[0]), *words[1:]) for name, words in CHECKS.items()}
    failed = []
    for name, command in commands.items():
        print(f"$ {' '.join(CHECKS[name])}", flush=True)
        start = time.perf_counter()
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        verdict = "ok" if code == 0 else f"FAILED with code {code}"
        print(f"= {name}: {verdict} after {time.perf_counter() - start:.1f} s\n", flush=True)
        if code != 0:
            failed.append(name)
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
