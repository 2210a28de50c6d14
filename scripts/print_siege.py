"""Write what ``qafila siege`` prints into docs/siege.md.

    python scripts/print_siege.py          run the commands between the markers and write the page
    python scripts/print_siege.py --check  say whether it would change and write nothing

Posteriors of the user are not used; those that ship with a case are.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from qafila.kernels.compiled import code_folder

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "siege.md"
MARKED = re.compile(r"(<!-- run qafila (siege [^>]+) -->\n).*?(<!-- end of run -->)", re.DOTALL)


def output(command: str) -> str:
    """What a command prints."""
    kernels = code_folder().parent
    kernels.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "kernels").symlink_to(kernels)
        done = subprocess.run(
            [sys.executable, "-m", "qafila", *command.split()],
            cwd=ROOT, env={**os.environ, "QAFILA_HOME": home}, capture_output=True, check=False,
            encoding="utf-8",
        )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def printed(text: str) -> str:
    """The page with every marked command run anew."""

    def anew(found: re.Match[str]) -> str:
        shown = f"$ qafila {found[2]}\n{output(found[2])}"
        return f"{found[1]}\n```text\n{shown}```\n\n{found[3]}"

    return MARKED.sub(anew, text)


def main() -> int:
    """Write the page, or with ``--check`` only compare it."""
    text = PAGE.read_text(encoding="utf-8")
    new = printed(text)
    if new == text:
        return 0
    if "--check" in sys.argv[1:]:
        print(PAGE.relative_to(ROOT).as_posix())
        return 1
    PAGE.write_text(new, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
