"""Write into ``docs/forecast.md`` what its example prints; run it after any change of an expert."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from typer.testing import CliRunner

from qafila.cli import app
from qafila.files import write_whole

PAGE = Path(__file__).resolve().parents[1] / "docs" / "forecast.md"
_COMMAND = re.compile(r"```sh\nqafila (.*?)\n```")
_OUTPUT = re.compile(r"(<!-- output -->\n```\n).*?(```)", re.DOTALL)


def main() -> None:
    """Write the page."""
    text = PAGE.read_text(encoding="utf-8")
    command = _COMMAND.search(text)
    if command is None:
        raise SystemExit(f"{PAGE.name} shows no command")
    told = CliRunner().invoke(app, shlex.split(command[1]), catch_exceptions=False).stdout
    write_whole(PAGE, _OUTPUT.sub(lambda found: f"{found[1]}{told}{found[2]}", text))


if __name__ == "__main__":
    main()
