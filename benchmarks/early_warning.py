"""How early levels were in autumn 2025: ``python benchmarks/early_warning.py [--fast] [--check]``.

Each day from 1 September to 30 November 2025 the case ``mali-2025`` is assessed with what had been
published by its end, and the levels are set beside the days on which harm is known to have begun
(``early_warning.csv``). Then the same with other thresholds and windows, and without any one
origin or language, to show how much rests on choices.

The tables go to standard output and between the markers of ``docs/early-warning.md``; ``--check``
writes nothing and says whether the page holds them. ``--fast`` leaves out the tables with roads,
for which the situation of each day is built (a minute or two).
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import re
import sys
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import qafila as qf
from qafila.assess.assessing import Assessor
from qafila.assess.evidence import Evidence
from qafila.assess.model import LEVELS, Unit
from qafila.assess.observing import observed_signals
from qafila.assess.rules import read_rules
from qafila.assess.signals import signal_from_payload
from qafila.ledger.payloads import payload_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from qafila.api import OpenCase
    from qafila.assess.rules import Gauge, Rules
    from qafila.assess.signals import Signal
    from qafila.ledger import Ledger

FOLDER = Path(__file__).resolve().parent
PAGE = FOLDER.parent / "docs" / "early-warning.md"
FIRST, LAST = dt.date(2025, 9, 1), dt.date(2025, 11, 30)
DAYS = tuple(FIRST + dt.timedelta(days=one) for one in range((LAST - FIRST).days + 1))
AHEAD_DAYS = 30  # a level this long before harm is a warning of it and no false alarm
SHORT_DAYS = 7  # a level that stands for less has come and gone
CITY = "supply_pressure"
CITIES = ("bamako", "mopti")
COUNTED = frozenset({"origins", "incidents", "places", "kinds", "nationalities"})
Key = tuple[str, str]
Levels = tuple[str, ...]


class Truth(NamedTuple):
    """When harm is known to have begun and ended; without an end it outlasts the last day."""

    key: Key
    start: dt.date
    end: dt.date


class Tried(NamedTuple):
    """A variant and the levels that it gives."""

    name: str
    levels: Mapping[Key, Levels]


def truths() -> list[Truth]:
    """Rows of ``early_warning.csv``."""
    with (FOLDER / "early_warning.csv").open(encoding="utf-8", newline="") as stream:
        return [
            Truth(
                (row["indicator_id"], row["place"]),
                dt.date.fromisoformat(row["start"]),
                dt.date.fromisoformat(row["end"]) if row["end"] else LAST,
            )
            for row in csv.DictReader(stream)
        ]


def from_history(case: OpenCase, ledger: Ledger, rules: Rules) -> dict[Key, Levels]:
    """Levels of each day, from what had been reported by then: the history of the last day."""
    found = Assessor(case, rules).assess(ledger, LAST)
    return {(one.indicator_id, one.unit.place): one.history[-len(DAYS) :] for one in found.findings}


def with_roads(case: OpenCase) -> dict[Key, Levels]:
    """Levels of each day as ``qafila assess`` shows them, with corridors, and of the whole."""
    assessor, found = Assessor(case), []
    for day in DAYS:
        situation = case.situation(day)
        found.append(assessor.assess(situation.ledger, day, situation=situation))
    levels: dict[Key, Levels] = {
        (one.indicator_id, one.unit.place): tuple(day.findings[place].level for day in found)
        for place, one in enumerate(found[-1].findings)
    }
    levels["whole", ""] = tuple(one.overall.level for one in found)
    return levels


def rank(level: str) -> int:
    """Number of a level; what is none is negative."""
    return LEVELS.index(level) if level in LEVELS else -1


def first(levels: Sequence[str], least: str, since: dt.date = FIRST) -> dt.date | None:
    """The first day, from a day on, on which a level or a higher one is shown."""
    days = zip(DAYS, levels, strict=True)
    return next((day for day, one in days if day >= since and rank(one) >= rank(least)), None)


def say(day: dt.date | None) -> str:
    """A day in short."""
    return "never" if day is None else f"{day.day} {day:%b}"


def spells(levels: Sequence[str]) -> list[tuple[int, int, str]]:
    """First day, last day and level of each run of days with one level."""
    found, place = [], 0
    for level, run in groupby(levels):
        number = len(list(run))
        found.append((place, place + number - 1, level))
        place += number
    return found


def lead(truth: Truth, levels: Sequence[str]) -> str:
    """How many days before harm a warning was there, and whether it still stood."""
    came = first(levels, "warning", truth.start - dt.timedelta(days=AHEAD_DAYS))
    if came is None:
        return "never"
    days = (truth.start - came).days
    if days <= 0:
        return f"{-days} days late" if days else "on the day"
    before = levels[DAYS.index(truth.start) - 1]
    stood = "" if rank(before) >= rank("warning") else f", but {before} on the eve"
    return f"{days} days ahead{stood}"


def outside(truth: Truth, levels: Sequence[str]) -> int:
    """Days at warning or above that are neither of the harm nor ahead of it."""
    begin = truth.start - dt.timedelta(days=AHEAD_DAYS)
    pairs = zip(DAYS, levels, strict=True)
    return sum(rank(one) >= 2 and not begin <= day <= truth.end for day, one in pairs)


def missed(truth: Truth, levels: Sequence[str]) -> str:
    """Days of harm below warning."""
    of_harm = [
        one for day, one in zip(DAYS, levels, strict=True) if truth.start <= day <= truth.end
    ]
    return f"{sum(rank(one) < 2 for one in of_harm)} of {len(of_harm)}"


def table(header: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """A table of Markdown."""
    every = [header, ["---"] * len(header), *lines]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in every)


def named(key: Key) -> str:
    """An indicator and its place, for a table."""
    return f"`{key[0]}` {key[1]}".strip()


def calls_table(levels: Mapping[Key, Levels]) -> str:
    """When each level was reached, against when harm began."""
    header = (
        "indicator", "harm begins", "first watch", "first warning", "first emergency",
        "warning against harm", "days of harm below warning", "days at warning without harm",
    )  # fmt: skip
    return table(
        header,
        [
            (
                named(one.key), say(one.start),
                *(say(first(levels[one.key], level)) for level in LEVELS[1:]),
                lead(one, levels[one.key]), missed(one, levels[one.key]),
                outside(one, levels[one.key]),
            )
            for one in truths()
        ],
    )  # fmt: skip


def steadiness_table(levels: Mapping[Key, Levels]) -> str:
    """How often each level changed, and how many stood for a few days only."""
    lines = []
    for key, shown in levels.items():
        runs = spells(shown)
        if {level for _, _, level in runs} == {"unknown"}:
            continue
        inner = runs[1:-1]
        short = sum(end - start + 1 < SHORT_DAYS for start, end, _ in inner)
        days = Counter(shown)
        told = ", ".join(f"{level} {days[level]}" for level in ("unknown", "no_baseline", *LEVELS)
                         if days[level])  # fmt: skip
        lines.append((named(key), len(runs) - 1, short, told))
    return table(("indicator", "changes", f"levels of under {SHORT_DAYS} days", "days"), lines)


def spells_table(case: OpenCase, key: Key, levels: Sequence[str], rules: Rules) -> str:
    """Each level that was shown, and the gauges and origins that it rested on when it came."""
    assessor, lines = Assessor(case, only(rules, key[0])), []
    for start, end, level in spells(levels):
        found = assessor.assess(case.ledger(DAYS[start]), DAYS[start]).finding(*key)
        if found is None:
            raise KeyError(key)
        by = [one for one in found.readings if rank(level) >= 0 and one.level == level]
        told = ", ".join(f"`{one.gauge_id}`" for one in by) or ("–" if rank(level) < 0 else "held")
        who = ", ".join(found.origins) or "–"
        lines.append((f"{say(DAYS[start])} to {say(DAYS[end])}", level, told, who))
    return table(("days", "level", "gauges that give it", "origins"), lines)


def only(rules: Rules, indicator_id: str) -> Rules:
    """The rules of one indicator."""
    kept = tuple(one for one in rules.indicators if one.indicator_id == indicator_id)
    return dataclasses.replace(rules, indicators=kept)


def moved(rules: Rules, steps: int) -> Rules:
    """Thresholds one step harder to reach (1) or easier (-1): one more or less, or a quarter."""

    def mark(gauge: Gauge, value: float | None) -> float | None:
        if value is None:
            return None
        if gauge.kind in COUNTED:
            return max(1.0, value + steps)
        return value * 1.25 ** (-steps if gauge.falls else steps)

    return _each_gauge(
        rules,
        lambda one: dataclasses.replace(
            one, **{level: mark(one, getattr(one, level)) for level in LEVELS[1:]}
        ),
    )


def _each_gauge(rules: Rules, change: Callable[[Gauge], Gauge]) -> Rules:
    gauges = {key: tuple(change(one) for one in some) for key, some in rules.gauges.items()}
    return dataclasses.replace(rules, gauges=gauges)


def windowed(rules: Rules, times: float) -> Rules:
    """Windows of another length; what levels need to fall stays as it is."""
    changed = tuple(
        dataclasses.replace(one, window_days=max(1, round(one.window_days * times)))
        for one in rules.indicators
    )
    return dataclasses.replace(rules, indicators=changed)


def without(case: OpenCase, ledger: Ledger, left_out: Callable[[Signal], bool],
            languages: Sequence[str] = ()) -> tuple[OpenCase, Ledger]:  # fmt: skip
    """A case and a ledger without the claims and figures of somebody, or in some language."""
    kept = []
    for claim in ledger.claims:
        signal = signal_from_payload(payload_of(claim))
        if claim.language not in languages and not (signal and left_out(signal)):
            kept.append(claim)
    gone = {one.ref for one in observed_signals(case) if left_out(one)}
    rows = case.observations[~case.observations["observation_id"].isin(gone)]
    return dataclasses.replace(case, observations=rows), ledger.holding(kept, ledger.documents)


def origins_of(case: OpenCase, ledger: Ledger, rules: Rules) -> list[str]:
    """Everybody on whom a level of the cities could ever rest, within these days."""
    evidence = Evidence(case, rules)
    told = [signal_from_payload(payload_of(claim)) for claim in ledger.claims]
    evidence.add([one for one in (*told, *observed_signals(case)) if one is not None])
    matched = [
        evidence.matched[gauge.gauge_id, Unit("city", city)]
        for gauge in rules.gauges[CITY]
        for city in CITIES
    ]
    return sorted(
        {
            signal.origin
            for one in matched
            for signal in (*one.signals.values(), *one.endings.values())
            if signal.reported <= LAST.toordinal()
        }
    )


def variants(case: OpenCase, ledger: Ledger, rules: Rules) -> Iterator[Tried]:
    """The levels of the cities with other choices."""

    def tried(name: str, rules: Rules, *changed: tuple[OpenCase, Ledger]) -> Tried:
        return Tried(name, from_history(*(changed[0] if changed else (case, ledger)), rules))

    yield tried("as shipped", rules)
    yield tried("thresholds one step harder to reach", moved(rules, 1))
    yield tried("thresholds one step easier to reach", moved(rules, -1))
    yield tried("windows half as long", windowed(rules, 0.5))
    yield tried("windows twice as long", windowed(rules, 2))
    for language, name in (("ar", "Arabic"), ("en", "English"), ("fr", "French")):
        changed = without(case, ledger, lambda _: False, (language,))
        yield tried(f"without reports in {name}", rules, changed)
    yield tried("without any figures", rules, without(case, ledger, lambda one: one.observed))
    yield tried("without any reports", rules, without(case, ledger, lambda _: False,
                                                      ("ar", "en", "fr")))  # fmt: skip
    for who in origins_of(case, ledger, rules):
        changed = without(case, ledger, lambda one, who=who: one.origin == who)
        yield tried(f"without `{who}`", rules, changed)


def sensitivity_table(tried: Sequence[Tried]) -> str:
    """When the cities' levels were reached with other choices; alike variants are one row."""
    header = ["variant"]
    for city in CITIES:
        header += [f"{city}: {level}" for level in LEVELS[1:]]
    header += ["bamako on 5 Oct", "changes"]
    lines: dict[tuple[object, ...], list[str]] = {}
    for one in tried:
        cells: list[object] = []
        for city in CITIES:
            cells += [say(first(one.levels[CITY, city], level)) for level in LEVELS[1:]]
        bamako = one.levels[CITY, CITIES[0]]
        cells += [bamako[DAYS.index(dt.date(2025, 10, 5))], len(spells(bamako)) - 1]
        lines.setdefault(tuple(cells), []).append(one.name)
    return table(header, [("; ".join(names), *cells) for cells, names in lines.items()])


def report_tables() -> dict[str, str]:
    """Tables from reports and figures, without roads."""
    case = qf.open_case("mali-2025")
    rules = read_rules(case)
    ledger, city_rules = case.ledger(LAST), only(rules, CITY)
    levels = from_history(case, ledger, rules)
    return {
        "calls": calls_table(levels),
        "bamako": spells_table(case, (CITY, "bamako"), levels[CITY, "bamako"], rules),
        "mopti": spells_table(case, (CITY, "mopti"), levels[CITY, "mopti"], rules),
        "sensitivity": sensitivity_table(list(variants(case, ledger, city_rules))),
    }


def road_tables() -> dict[str, str]:
    """Tables of what ``qafila assess`` showed on each day, with roads."""
    levels = with_roads(qf.open_case("mali-2025"))
    return {"roads": calls_table(levels), "steadiness": steadiness_table(levels)}


def filled(page: str, tables: Mapping[str, str]) -> str:
    """A page with tables between its markers."""
    for name, text in tables.items():
        pattern = re.compile(f"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        page, number = pattern.subn(
            lambda found, text=text: f"{found[1]}\n{text}\n{found[2]}", page
        )
        if number != 1:
            raise ValueError(f"{PAGE} has no markers for {name}")
    return page


def main(arguments: Sequence[str]) -> int:
    """Print the tables and write them into the page, or check that it holds them."""
    tables = report_tables()
    if "--fast" not in arguments:
        tables |= road_tables()
    for name, text in tables.items():
        print(f"{name}\n\n{text}")
    page = PAGE.read_text(encoding="utf-8")
    if "--check" in arguments:
        return int(filled(page, tables) != page)
    PAGE.write_text(filled(page, tables), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
