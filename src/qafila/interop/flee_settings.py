"""Settings of Flee: every key is a row of ``schema/flee_settings.csv``."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache

from qafila.files import package_data

Value = bool | int | float | str | tuple[float, ...]


@dataclass(frozen=True)
class FleeSettings:
    """All settings of a run under the names that the table gives them, defaults included.

    What each of them means, its unit and its range stand in ``schema/flee_settings.csv``. Lists are
    empty where Flee's default is none.

    Examples
    --------
    >>> default_settings().max_move_speed, default_settings().conflict_spawn_mode
    (360.0, 'constant')
    """

    number_of_steps: int
    conflict_input_file: str
    flood_level_input_file: str
    default_conflict_intensity: float
    log_agent: int
    log_link: int
    log_camp: int
    log_conflict: int
    log_init: int
    log_idp_totals: int
    log_granularity: str
    take_from_population: bool
    insert_day0: bool
    empty_camps_on_day0: bool
    conflict_zone_spawning_only: bool
    flood_zone_spawning_only: bool
    camps_are_sinks: bool
    camps_are_sicks: bool
    read_from_agents_csv_file: bool
    sum_from_camps: bool
    starvation_driven_spawning: bool
    conflict_spawn_decay: tuple[float, ...]
    conflict_spawn_decay_interval: int
    average_social_connectivity: float
    conflict_driven_spawning: bool
    conflict_spawn_mode: str
    displaced_per_conflict_day: float
    flood_driven_spawning: bool
    flood_spawn_mode: str
    displaced_per_flood_day: tuple[float, ...]
    max_move_speed: float
    max_walk_speed: float
    max_crossing_speed: float
    foreign_weight: float
    camp_weight: float
    conflict_weight: float
    conflict_movechance: float
    camp_movechance: float
    idpcamp_movechance: float
    default_movechance: float
    awareness_level: int
    capacity_buffer: float
    capacity_scaling: float
    avoid_short_stints: bool
    start_on_foot: bool
    use_v1_rules: bool
    softening: float
    weight_softening: float
    weight_power: float
    distance_power: float
    pruning_threshold: float
    stay_close_to_home: bool
    home_distance_power: float
    use_pop_for_loc_weight: bool
    pop_power_for_loc_weight: float
    movechance_pop_base: float
    movechance_pop_scale_factor: float
    fixed_routes: bool
    two_system_decision_making: bool
    use_economic_pull: bool
    flee_when_starving: bool
    avoid_food_deprived_locations: bool
    women_avoid_hazards: bool
    children_avoid_hazards: bool
    elderly_avoid_hazards: bool
    boys_take_risk: bool
    match_camp_ethnicity: bool
    match_town_ethnicity: bool
    match_conflict_ethnicity: bool
    match_camp_religion: bool
    avg_religion_fraction: float
    flood_rules: bool
    max_flood_level: int
    flood_movechances: tuple[float, ...]
    flood_loc_weights: tuple[float, ...]
    flood_link_weights: tuple[float, ...]
    flood_forecaster: bool
    flood_forecaster_timescale: int
    flood_forecaster_end_time: int
    flood_forecaster_weights: tuple[float, ...]
    flood_awareness_weights: tuple[float, ...]
    hasten: int


@dataclass(frozen=True)
class Setting:
    """One setting, as a row of ``schema/flee_settings.csv`` describes it."""

    section: str
    key: str
    field: str
    type: str
    default: str
    v1: str
    minimum: float | None
    maximum: float | None
    allowed: tuple[str, ...]

    @property
    def path(self) -> str:
        """The key with the sections above it."""
        return f"{self.section}.{self.key}" if self.section else self.key


@cache
def known_settings() -> tuple[Setting, ...]:
    """All settings in the order of the table.

    Returns
    -------
    tuple of Setting
        One for each key.

    Examples
    --------
    >>> next(one.minimum for one in known_settings() if one.key == "hasten")
    1.0
    """
    text = package_data("schema", "flee_settings.csv").read_text(encoding="utf-8")
    return tuple(
        Setting(
            row["section"],
            row["key"],
            row["field"],
            row["type"],
            row["default"],
            row["v1"],
            float(row["minimum"]) if row["minimum"] else None,
            float(row["maximum"]) if row["maximum"] else None,
            tuple(part for part in row["allowed"].split("|") if part),
        )
        for row in csv.DictReader(io.StringIO(text))
    )


def _typed(kind: str, text: str) -> Value:
    if kind in ("boolean", "section"):
        return text == "yes"
    if kind == "integer":
        return int(text)
    if kind == "number":
        return float(text)
    return tuple(float(part) for part in text.split()) if kind == "numbers" else text


def _default(setting: Setting, given: dict[str, Value]) -> Value:
    """Some defaults depend on the mode in which people set out."""
    text = setting.default
    if "=" in text:
        modes = dict(part.split("=") for part in text.split("|"))
        conflict = "conflict" in setting.section
        mode = "conflict_spawn_mode" if conflict else "flood_spawn_mode"
        text = modes[str(given[mode])]
    return _typed(setting.type, text)


def complete(given: dict[str, Value]) -> FleeSettings:
    """Fill in what is not given.

    Parameters
    ----------
    given : dict of str to bool, int, float, str or tuple of float
        Values by field of `FleeSettings`.

    Returns
    -------
    FleeSettings
        With Flee's defaults for the rest; ``use_v1_rules`` overrides what is given.

    Examples
    --------
    >>> complete({"conflict_spawn_mode": "pop_ratio"}).displaced_per_conflict_day
    0.01
    """
    values = dict(given)
    for setting in known_settings():
        if setting.field not in values:
            values[setting.field] = _default(setting, values)
    if values["use_v1_rules"]:
        values |= {one.field: _typed(one.type, one.v1) for one in known_settings() if one.v1}
    return FleeSettings(**values)  # type: ignore[arg-type]


def default_settings() -> FleeSettings:
    """What Flee uses where a key is missing.

    Returns
    -------
    FleeSettings
        The defaults of the table.

    Examples
    --------
    >>> default_settings().hasten
    1
    """
    return complete({})
