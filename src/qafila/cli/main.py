"""The command ``qafila`` itself: results on stdout, progress and messages on stderr."""

from __future__ import annotations

import gc
import logging
import sys
from typing import Annotated, NoReturn

import typer

from qafila import __version__
from qafila.errors import InputError, QafilaError

# A command makes millions of small objects, and most of them stay until it ends: to search them for
# cycles as often as Python does by default takes a tenth of its time and frees next to nothing.
_COLLECT = (200_000, 20, 100)

app = typer.Typer(
    name="qafila",
    help="From reports in Arabic, French and English to a sourced picture of a city under siege.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def main() -> NoReturn:
    """Run the command; exit 2 for wrong input, 1 for other failures, 0 only for success."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    gc.set_threshold(*_COLLECT)
    code: object = 0
    try:
        # A command that ends with typer.Exit gives its exit code back here.
        code = app(standalone_mode=False)
    except typer.Abort:
        _fail("stopped", 130)
    except InputError as error:
        _fail(str(error), 2)
    except QafilaError as error:
        _fail(str(error), 1)
    except KeyboardInterrupt:
        _fail("stopped; nothing half-written was left behind", 130)
    except Exception as error:
        # Wrong usage comes from the option parser with an exit code of its own.
        wrong = getattr(error, "exit_code", None)
        if wrong is None:
            logging.getLogger("qafila.cli").exception("this is a fault of ours; please report it")
            sys.exit(1)
        show = getattr(error, "show", None)
        if show is not None:
            show()
        sys.exit(wrong)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int) -> NoReturn:
    from qafila.commands.listing import plain

    lines = [plain(line) for line in message.splitlines() or [message]]
    head = "qafila: " if len(lines) == 1 else f"qafila: {len(lines)} problems\n"
    sys.stderr.write(head + "\n".join(lines) + "\n")
    sys.exit(code)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and stop."
        ),
    ] = False,
) -> None:
    """From reports in Arabic, French and English to a sourced picture of a city under siege."""


@app.command()
def version() -> None:
    """Print the version."""
    print(__version__)


@app.command("help", hidden=True)
def show_help(
    context: typer.Context,
    command: Annotated[str | None, typer.Argument(help="A command.")] = None,
) -> None:
    """Show what the program or one of its commands does."""
    app([command, "--help"] if command else ["--help"], prog_name=context.find_root().info_name)
