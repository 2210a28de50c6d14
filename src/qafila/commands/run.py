"""The whole flow of one case, from its reports to its briefs."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qafila import __version__
from qafila.api import attach_ledger
from qafila.cards import count
from qafila.commands.last_brief import last_brief
from qafila.commands.review import review_notes
from qafila.commands.run_record import inputs_told, keep_record, reviews_told
from qafila.commands.simulate_lines import sizes
from qafila.errors import OutputError, ReportError
from qafila.files import write_whole
from qafila.forecasting.calibration.gathering import STRICT
from qafila.forecasting.calibration.telling import calibration_record, priors_note
from qafila.simulate.siege.particles import told_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from qafila.case import Case
    from qafila.forecasting import Forecast
    from qafila.reports.llm.reading import Asked
    from qafila.simulate import Scenario
    from qafila.situation import Situation


LEDGER = "ledger.sqlite"
_FAULTS = ("no_reports", "unsupported_language", "unreadable")


@dataclass(frozen=True)
class RunOptions:
    """What the user asked of a run.

    Parameters
    ----------
    as_of : datetime.date
        Day whose knowledge is used.
    scenario : Scenario
        Days, draws, seed and planned changes.
    languages : tuple of str
        Languages of the briefs; ``brief.html`` is the first.
    profile : str
        ``public`` or ``internal``.
    out : Path
        Folder of results.
    ledger : str or None
        File or address of the ledger, if not the usual one.
    strict : bool
        Make errors of warnings about reports.
    undisturbed : bool
        Use the baseline in which nothing is blocked.
    keep_removed : bool
        Count claims of documents that are no longer among the reports.
    reviews : bool
        Whether analysts' reviews count.
    llm : bool
        Whether claims count that a language model pointed at in an earlier run.
    model : Asked or None
        A language model to ask now.
    since : datetime.date or None
        Day of the last brief; by default that of the newest earlier run beside `out`.
    stored : bool
        Whether a posterior that is stored for this day and these inputs is used.
    """

    as_of: dt.date
    scenario: Scenario
    languages: tuple[str, ...]
    profile: str
    out: Path
    ledger: str | None = None
    strict: bool = False
    undisturbed: bool = False
    keep_removed: bool = False
    reviews: bool = True
    llm: bool = False
    model: Asked | None = None
    since: dt.date | None = None
    stored: bool = True


class Teller:
    """Is told what a run does; `qafila.cli` shows it, here it is silent."""

    def start(self, station: str) -> None:
        """A station begins.

        Parameters
        ----------
        station : str
            Its name.
        """

    def advance(self, done: int, total: int) -> None:
        """Part of the station is done.

        Parameters
        ----------
        done, total : int
            Steps done so far, and all.
        """

    def note(self, text: str) -> None:
        """Something that takes long is about to happen.

        Parameters
        ----------
        text : str
            What.
        """

    def finish(self, station: str, did: str, seconds: float) -> None:
        """A station has ended.

        Parameters
        ----------
        station : str
            Its name.
        did : str
            What came of it.
        seconds : float
            How long it took.
        """


@dataclass
class _Clock:
    teller: Teller
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def station(self, name: str) -> Iterator[list[str]]:
        did: list[str] = []
        self.teller.start(name)
        begun = time.perf_counter()
        yield did
        self.seconds[name] = round(time.perf_counter() - begun, 3)
        self.teller.finish(name, "".join(did), self.seconds[name])


def default_out(case: Case, as_of: dt.date) -> Path:
    """Folder of results if none is asked for.

    Parameters
    ----------
    case : Case
        The case.
    as_of : datetime.date
        The day.

    Returns
    -------
    Path
        ``qafila-out/<case>-<as_of>`` below the current folder. A case of yours goes by its folder:
        a copy of another case may still bear that one's name.
    """
    name = case.name if case.shipped else case.folder.resolve().name
    return Path("qafila-out") / f"{name}-{as_of.isoformat()}"


def run_case(case: Case, options: RunOptions, teller: Teller | None = None) -> dict[str, Any]:
    """Run every station and write briefs, exports and ``run.json``.

    Parameters
    ----------
    case : Case
        The checked case.
    options : RunOptions
        What is asked for.
    teller : Teller, optional
        Is told what happens.

    Returns
    -------
    dict
        What ``run.json`` holds.

    Raises
    ------
    OutputError
        Before any work, if the folder cannot be written to.
    InputError
        Before any work, if the last brief was not before this one.
    """
    from qafila.brief.texts import Words
    from qafila.commands.run_registered import registered_told
    from qafila.forecasting import forecast_from_result
    from qafila.forecasting.calibration.storing import look_up
    from qafila.simulate import Simulation
    from qafila.simulate.beside import ASSUMPTION, beside

    clock = _Clock(teller or Teller())
    since = last_brief(case, options.out, options.as_of, options.since)
    _probe(options.out)
    with clock.station("reports") as did:
        ledger = options.ledger
        if ledger is None and case.shipped:
            ledger = str(options.out / LEDGER)
            _keep_private(options.out / LEDGER, clock.teller)
        opened = attach_ledger(
            case,
            ledger,
            keep_removed=options.keep_removed,
            reviews=options.reviews,
            llm=options.llm,
            model=options.model,
            progress=clock.teller.advance,
        )
        reports = count(opened.reading.documents, "report")
        did.append(f"{reports}, {count(opened.reading.claims, 'claim')}")
    with clock.station("situation") as did:
        situation = opened.situation(options.as_of, undisturbed=options.undisturbed)
        _refuse(situation, strict=options.strict)
        removed = situation.ledger.removed
        if removed:
            clock.teller.note(removed_note(removed))
        for line in (*opened.reading.model, *review_notes(opened, situation.ledger)):
            clock.teller.note(line)
        for notice in situation.warnings:
            told = Words("en").say(f"warning_{notice.code}", detail=notice.detail).unescape()
            clock.teller.note(f"note: {told}".rstrip())
        known, disputes = situation.ledger.claims, situation.ledger.disputes()
        counts = f"{count(len(known), 'claim')} known, {count(len(disputes), 'dispute')}"
        did.append(f"{counts}; {_statuses(situation)}")
    with clock.station("simulation") as did:
        scenario = options.scenario
        posterior, differs = look_up(situation) if options.stored else (None, ())
        if posterior is None:
            clock.teller.note(priors_note(situation, differs, stored=options.stored))
        simulation = Simulation.of(situation, scenario, posterior)
        result = simulation.run(progress=clock.teller.note)
        apart = beside(simulation, result)
        did.append(f"{sizes(scenario.draws, scenario.days)}, seed {scenario.seed}")
    with clock.station("forecast") as did:
        horizons = tuple(range(1, scenario.days + 1))
        forecast = replace(forecast_from_result(situation, result, horizons), beside=apart)
        did.append(f"{count(len(forecast.frame), 'row')}, {told_of(result.calibration)}")
    forecast = _with_registered(situation, forecast, options, clock)
    with clock.station("brief") as did:
        written = _write(situation, forecast, options, clock.teller, since.day)
        did.append(f"{count(len(written), 'file')} in {options.out}")
    record = {
        "qafila": __version__,
        "case": case.name,
        "as_of": options.as_of.isoformat(),
        "since": since.record(),
        "days": scenario.days,
        "draws": scenario.draws,
        "seed": scenario.seed,
        "changes": len(scenario.changes),
        "profile": options.profile,
        "languages": list(options.languages),
        "undisturbed": options.undisturbed,
        "keep_removed": options.keep_removed,
        "llm": opened.llm,
        "reviews": reviews_told(situation, counted=options.reviews),
        "documents_left_out": removed,
        "input_hash": result.input_hash,
        "coupling": {"told": ASSUMPTION} | (asdict(apart) if options.profile != "public" else {}),
        "calibrated": "no" if posterior is None else "yes",
        "calibration": calibration_record(
            situation, posterior, differs, table=STRICT, stored=options.stored
        ),
        "registered": registered_told(forecast.registered, options.profile),
        **inputs_told(situation, options.profile),
        "outputs": {path.relative_to(options.out).as_posix(): _sha256(path) for path in written},
        "seconds": clock.seconds,
    }
    return keep_record(record, options.out, LEDGER)


def _with_registered(
    situation: Situation, forecast: Forecast, options: RunOptions, clock: _Clock
) -> Forecast:
    """Like persistence, it knows of no planned change, and of no world without a blockade."""
    from qafila.commands.run_registered import registered_people

    if options.scenario.changes or options.undisturbed:
        return forecast
    with clock.station("registered") as did:
        claims = situation.ledger.claims
        people = registered_people(situation.case, claims, options.as_of, clock.teller)
        did.append(people.state.replace("_", " "))
    return replace(forecast, registered=people)


def removed_note(number: int) -> str:
    """What to tell of documents that the ledger holds and the folder of reports no longer does.

    Parameters
    ----------
    number : int
        Documents.

    Returns
    -------
    str
        A line for people.

    Examples
    --------
    >>> removed_note(1)
    'note: 1 document of the ledger is no longer among the reports and left out; ...'
    """
    told = f"{count(number, 'document')} of the ledger {'is' if number == 1 else 'are'}"
    return f"note: {told} no longer among the reports and left out; --keep-removed counts them"


def _keep_private(ledger: Path, teller: Teller) -> None:
    """Only its owner may read the ledger: it stands in one folder with what is passed on."""
    try:
        os.close(os.open(ledger, os.O_CREAT | os.O_RDWR, 0o600))
        ledger.chmod(0o600)
    except OSError as error:
        teller.note(f"{ledger}: others may be able to read it ({error.strerror})")


def _refuse(situation: Situation, *, strict: bool) -> None:
    faults = [notice for notice in situation.warnings if notice.code in _FAULTS]
    if strict and faults:
        told = [
            f"{notice.code.replace('_', ' ')}: {notice.detail}".rstrip(": ") for notice in faults
        ]
        raise ReportError("\n".join(told))


def _statuses(situation: Situation) -> str:
    counts = situation.corridor_table()["status"].value_counts()
    return ", ".join(f"{count(one, 'corridor')} {status}" for status, one in sorted(counts.items()))


def _probe(folder: Path) -> None:
    """Fail before the work and not after it."""
    probe = folder / ".probe"
    try:
        write_whole(probe, "")
        probe.unlink()
    except OutputError as error:
        raise OutputError(str(error).replace(str(probe), str(folder), 1)) from error
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written to ({error.strerror})") from error


def _write(
    situation: Situation,
    forecast: Forecast,
    options: RunOptions,
    teller: Teller,
    since: dt.date,
) -> list[Path]:
    """Make all results aside, then put them in place: no folder holds files of two runs."""
    from qafila.brief import Brief, write_exports

    aside = options.out / ".partial"
    shutil.rmtree(aside, ignore_errors=True)
    made = list(write_exports(situation, forecast, aside / "exports", options.profile))
    total = len(options.languages) + 1
    teller.advance(1, total)
    for number, language in enumerate(options.languages):
        html = Brief(situation, forecast, language, options.profile, since).html()
        for name in [f"brief.{language}.html"] + ([] if number else ["brief.html"]):
            write_whole(aside / name, html)
            made.append(aside / name)
        teller.advance(number + 2, total)
    return _put_in_place(aside, made, options.out, teller)


def _put_in_place(aside: Path, made: list[Path], out: Path, teller: Teller) -> list[Path]:
    """Replace the results of an earlier run; ``run.json`` goes first and comes back last."""
    target = {path: out / path.relative_to(aside) for path in made}
    try:
        (out / "run.json").unlink(missing_ok=True)
        for old in (*out.glob("brief*.html"), *(out / "exports").glob("*")):
            if old.is_file() and old not in target.values():
                old.unlink()
                teller.note(f"note: removed {old.relative_to(out)} of an earlier run")
        for path, place in sorted(target.items()):
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)
    except OSError as error:
        raise OutputError(f"{out}: results cannot be put in place ({error.strerror})") from error
    shutil.rmtree(aside, ignore_errors=True)
    return sorted(target.values())


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
