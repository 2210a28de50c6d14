"""Run the command with ``python -m qafila``."""

from __future__ import annotations

from qafila.cli import main

if __name__ == "__main__":
    main()
