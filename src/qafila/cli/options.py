"""Arguments and options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from qafila.files import list_cases

CaseName = Annotated[
    str,
    typer.Argument(
        metavar="CASE",
        help=f"Folder of a case, or name of a shipped one: {', '.join(list_cases())}.",
        autocompletion=lambda: list(list_cases()),
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Use what was published by the end of this day."),
]
KeepRemoved = Annotated[
    bool,
    typer.Option("--keep-removed", help="Count documents that are no longer among the reports."),
]
NoReviews = Annotated[
    bool,
    typer.Option("--no-reviews", help="Take claims as they were read, whatever analysts decided."),
]
LlmClaims = Annotated[
    bool,
    typer.Option("--llm-claims", help="Count what a language model pointed at in earlier runs."),
]
NoPosterior = Annotated[
    bool,
    typer.Option("--no-posterior", help="Draw from priors, even if a posterior is stored."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
AsJsonl = Annotated[bool, typer.Option("--jsonl", help="Print one JSON record a line.")]
LlmUrl = Annotated[
    str | None,
    typer.Option(
        "--llm-url",
        metavar="URL",
        help="Ask this OpenAI-compatible language model too; its key is QAFILA_LLM_KEY.",
    ),
]
LlmName = Annotated[str | None, typer.Option("--llm-model", metavar="NAME", help="Which model.")]
