"""The command ``qafila``: what is typed is parsed here, and results are printed."""

# The order of the imports is that of the commands in --help.
# isort: off
from qafila.cli.main import app, main
from qafila.cli import (
    running,
    simulating,
    calibrating,
    siege,
    forecasting,
    foretelling,
    assessing,
    changing,
    watching,
    cases,
    claims,
    ledger,
)

# isort: on

__all__ = [
    "app",
    "assessing",
    "calibrating",
    "cases",
    "changing",
    "claims",
    "forecasting",
    "foretelling",
    "ledger",
    "main",
    "running",
    "siege",
    "simulating",
    "watching",
]
