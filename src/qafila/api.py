"""The conveniences that know all stations: open a case, see its situation, forecast."""

from __future__ import annotations

import logging
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING

from qafila.case import Case, find_case, read_case
from qafila.days import parse_day
from qafila.errors import InputError
from qafila.reading import Reading, read_reports
from qafila.situation import Notice, Situation, build_situation
from qafila.situation.notices import newest_evidence

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from qafila.assess import Assessment
    from qafila.forecasting import Forecast
    from qafila.forecasting.siege.siege import Siege
    from qafila.ledger import Ledger, Store
    from qafila.reports.llm.reading import Asked
    from qafila.simulate import Change, Scenario

logger = logging.getLogger("qafila.api")

_LONGEST_DAYS = 3653
_LONGEST_SILENCE_DAYS = 366


@dataclass(frozen=True, eq=False, repr=False)
class OpenCase(Case):
    """A case with its ledger, ready to be asked.

    Parameters
    ----------
    store : Store
        Where its claims are kept.
    reading : Reading
        What came of reading its reports.
    keep_removed : bool
        Whether documents that are no longer among its reports count.
    reviews : bool
        Whether analysts' reviews count.
    llm : bool
        Whether claims count that a language model pointed at.
    """

    store: Store
    reading: Reading
    keep_removed: bool = False
    reviews: bool = True
    llm: bool = False

    def ledger(self, as_of: dt.date | str | None = None) -> Ledger:
        """What was known on a day.

        Parameters
        ----------
        as_of : datetime.date or str, optional
            The day; by default that of the case.

        Returns
        -------
        Ledger
            Claims published by the end of that day, of the reports that are there now unless
            `keep_removed` asks for those of removed ones too.
        """
        among = None if self.keep_removed else self.reading.document_ids
        day = self._day(as_of)
        return self.store.as_of(
            day, within=self.regions, among=among, reviews=self.reviews, llm=self.llm
        )

    @cached_property
    def regions(self) -> Mapping[str, str]:
        """For each place the region that holds it, named as in claims."""
        from qafila.network.region_names import regions_of

        return regions_of(self.locations)

    def situation(
        self, as_of: dt.date | str | None = None, *, undisturbed: bool = False
    ) -> Situation:
        """What is known of roads and places on a day.

        Parameters
        ----------
        as_of : datetime.date or str, optional
            The day; by default that of the case.
        undisturbed : bool
            The baseline in which nothing is blocked.

        Returns
        -------
        Situation
            Day by day until then.

        Raises
        ------
        InputError
            If the day is later than that of the case, and nothing was published in the year before
            it: a situation would be invented.
        """
        day = self._day(as_of)
        ledger = self.ledger(day)
        newest = newest_evidence(self, ledger, day) if day > self.as_of else None
        if newest and not undisturbed and (day - newest).days > _LONGEST_SILENCE_DAYS:
            raise InputError(
                f"as of {day} is more than a year after the newest report or figure of {newest}; "
                f"give a day near it, such as {newest}"
            )
        found = build_situation(
            self,
            ledger,
            day,
            undisturbed=undisturbed,
            warnings=(*self.reading.warnings, *self._elsewhere(ledger)),
        )
        for notice in found.warnings:
            logger.info("%s %s", notice.code.replace("_", " "), notice.detail)
        return found

    def corridor_table(self, as_of: dt.date | str | None = None) -> pd.DataFrame:
        """What is known of each corridor, how dangerous it is, and whether that changes.

        Parameters
        ----------
        as_of : datetime.date or str, optional
            The day; by default that of the case.

        Returns
        -------
        pandas.DataFrame
            One row a corridor: status with its probability, age of evidence, claims, last confirmed
            passage, attacks a month that normal traffic would meet, and their trend. Nothing of it
            is calibrated.

        Examples
        --------
        >>> table = open_case("teaching").corridor_table()
        >>> bool((table["attacks_month_p05"] <= table["attacks_month_p95"]).all())
        True
        """
        from qafila.simulate.siege.corridor_table import corridor_table

        return corridor_table(self.situation(as_of))

    def siege(
        self,
        as_of: dt.date | str | None = None,
        *,
        city: str | None = None,
        scenario: Scenario | None = None,
        what_if: Mapping[str, Sequence[Change]] | None = None,
        table: str = "strict",
        stored: bool = True,
    ) -> Siege:
        """What is expected of a city under siege, and what changes would make.

        Parameters
        ----------
        as_of : datetime.date or str, optional
            The day; by default that of the case.
        city : str, optional
            Identifier; by default the city of the case.
        scenario : Scenario, optional
            Days, draws, seed and threads; 60 days and 1,000 draws by default.
        what_if : mapping of str to sequence of Change, optional
            Changes by the name of their scenario.
        table : str
            Receipts that a posterior was held against: ``strict`` or ``customs-lag``.
        stored : bool
            Whether a stored posterior is used; without it draws come from priors.

        Returns
        -------
        Siege
            With ``record()``, ``to_dataframe()`` and ``plot()``.

        Examples
        --------
        >>> from qafila import Change, Scenario
        >>> plan = {"truce": [Change("truce", "tellara", 1, 14)]}
        >>> small = Scenario(days=14, draws=50)
        >>> siege = open_case("teaching").siege(scenario=small, what_if=plan)
        >>> siege.calibrated, len(siege.what_if)
        (False, 1)
        """
        from qafila.forecasting.siege.siege import forecast_siege

        return forecast_siege(
            self.situation(as_of),
            scenario,
            city=city,
            what_if=what_if,
            table=table,
            stored=stored,
        )

    def assess(self, as_of: dt.date | str | None = None) -> Assessment:
        """How bad it is on a day, why, and what is not known.

        Parameters
        ----------
        as_of : datetime.date or str, optional
            The day; by default that of the case.

        Returns
        -------
        Assessment
            With the state of the corridors; days of supply come from `forecast` and are left out.
        """
        from qafila.assess import assess
        from qafila.assess.rules import read_rules
        from qafila.assess.showing import names_of

        situation = self.situation(as_of)
        rules = read_rules(self)
        found = assess(self, situation.ledger, situation.as_of, situation=situation, rules=rules)
        return replace(found, names=names_of(self, rules))

    def _elsewhere(self, ledger: Ledger) -> tuple[Notice, ...]:
        """Documents that the ledger keeps although they are not among the reports any more."""
        if not self.keep_removed:
            return ()
        gone = ledger.documents.keys() - ledger.imported - self.reading.document_ids
        return (Notice("not_in_reports", str(len(gone))),) if gone else ()

    def _day(self, as_of: dt.date | str | None) -> dt.date:
        day = self.as_of if as_of is None else parse_day(as_of)
        if abs((day - self.start).days) > _LONGEST_DAYS:
            raise InputError(
                f"as of {day} is more than ten years from the start of the case on {self.start}; "
                "give a day near it, such as " + self.as_of.isoformat()
            )
        return day


def open_case(
    name: str | Path,
    *,
    ledger: str | Path | None = None,
    keep_removed: bool = False,
    reviews: bool = True,
    llm: bool = False,
) -> OpenCase:
    """Open a case and read its reports into its ledger.

    Parameters
    ----------
    name : str or Path
        Folder of a case, or the name of a shipped one.
    ledger : str or Path, optional
        File or database address of the ledger; by default ``ledger.sqlite`` in the folder of the
        case, and memory for a shipped case, which is read-only.
    keep_removed : bool, optional
        Count claims of documents that the ledger holds but the folder of reports no longer does.
    reviews : bool, optional
        Whether analysts' reviews count; without them claims are as they were read.
    llm : bool, optional
        Whether claims count that a language model pointed at in an earlier run.

    Returns
    -------
    OpenCase
        The case with its ledger.

    Raises
    ------
    InputError
        If the case is not sound; all problems are named.

    Examples
    --------
    >>> open_case("mali-2025").city
    'bamako'
    """
    case = read_case(find_case(str(name)))
    return attach_ledger(case, ledger, keep_removed=keep_removed, reviews=reviews, llm=llm)


def attach_ledger(
    case: Case,
    ledger: str | Path | None = None,
    *,
    keep_removed: bool = False,
    reviews: bool = True,
    llm: bool = False,
    model: Asked | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> OpenCase:
    """Read the reports of a case into its ledger.

    Parameters
    ----------
    case : Case
        The checked case.
    ledger : str or Path, optional
        See `open_case`.
    keep_removed, reviews, llm : bool, optional
        See `open_case`.
    model : Asked, optional
        A language model to ask now; what it points at then counts.
    progress : callable, optional
        Called with the number of reports read and of all.

    Returns
    -------
    OpenCase
        The case with its ledger.

    Raises
    ------
    LedgerError
        If the ledger holds documents of another case.
    ModelError
        If the language model does not answer.
    """
    from qafila.ledger import open_store

    if ledger is None:
        ledger = "sqlite://" if case.shipped else case.folder / "ledger.sqlite"
    store = open_store(ledger)
    try:
        store.serve(case.name)
        reading = read_reports(case, store, progress=progress, model=model)
    except BaseException:
        store.close()
        raise
    known = {field.name: getattr(case, field.name) for field in fields(Case)}
    return OpenCase(
        **known,
        store=store,
        reading=reading,
        keep_removed=keep_removed,
        reviews=reviews,
        llm=llm or model is not None,
    )


def forecast(
    case: OpenCase,
    as_of: dt.date | str | None = None,
    horizons: Sequence[int] = (7, 30, 60),
    *,
    draws: int = 500,
    seed: int = 7,
) -> Forecast:
    """Forecast days of supply and arrivals.

    Parameters
    ----------
    case : OpenCase
        From `open_case`.
    as_of : datetime.date or str, optional
        Origin of the forecast; by default that of the case.
    horizons : sequence of int
        Days ahead.
    draws : int
        Size of the ensemble.
    seed : int
        Same seed, same numbers.

    Returns
    -------
    Forecast
        Quantiles of the simulation, and persistence beside them. Supply comes from a stored
        posterior if one holds for this day and these inputs; nothing else is calibrated.

    Examples
    --------
    >>> case = open_case("mali-2025")
    >>> sorted(set(forecast(case, "2025-11-16", [7], draws=20).frame["expert"]))
    ['persistence', 'simulation']
    """
    from qafila.forecasting import forecast_from_result
    from qafila.forecasting.calibration.storing import find_posterior
    from qafila.simulate import Simulation

    situation = case.situation(as_of)
    simulation = Simulation(
        situation, max(horizons), draws, seed, posterior=find_posterior(situation)
    )
    result = simulation.run()
    return forecast_from_result(situation, result, tuple(horizons))
