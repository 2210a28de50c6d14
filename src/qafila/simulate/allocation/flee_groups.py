"""Groups of people who weigh places alike under Flee's rules, and their shares in each place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from qafila.interop.flee_changes import FleeGroups
    from qafila.interop.flee_folder import FleeFolder
    from qafila.interop.flee_settings import FleeSettings

_CHILD_BELOW, _ELDER_ABOVE, _BOY_ABOVE = 19.0, 59.0, 14.0
_EVERYBODY = "all"


@dataclass(frozen=True)
class Group:
    """One group of people.

    Parameters
    ----------
    name : str
        Its classes with commas between, ``all`` where nothing tells people apart.
    classes : tuple of (str, str)
        Attribute and class, such as ``("age", "0-14")``.
    restricted : bool
        Whether ethnicity or religion tells it apart: never shown.
    """

    name: str
    classes: tuple[tuple[str, str], ...]
    restricted: bool

    def class_of(self, attribute: str) -> str:
        """The class of one attribute.

        Parameters
        ----------
        attribute : str
            Such as ``age``.

        Returns
        -------
        str
            Empty where the attribute tells nobody apart.
        """
        return dict(self.classes).get(attribute, "")


def groups_of(folder: FleeFolder) -> tuple[tuple[Group, ...], NDArray[np.float64]]:
    """The groups that the rules in force tell apart (rules 8, 15).

    Attributes that no rule asks for make no groups, which changes nothing: they are drawn apart
    from each other and from all else.

    Parameters
    ----------
    folder : FleeFolder
        Ordered; see `flee_order.in_order`.

    Returns
    -------
    tuple of Group
        At least one.
    array, shape (place, group), 1
        Share of each among those who set out from a place.

    Raises
    ------
    InputError
        If a rule needs a file that is not there, or an age that is no number.
    """
    needed = _needed(folder.settings)
    missing = [one for one in needed if one not in folder.groups]
    if missing:
        raise InputError([_without(folder, one) for one in missing])
    classes = [(one, *_classes(folder.groups[one], needed[one])) for one in needed]
    names = [list(dict.fromkeys(labels)) for _, labels, _ in classes]
    groups = []
    shares = []
    for chosen in product(*names):
        share = np.ones(len(folder.places.names))
        for wanted, (_, labels, weights) in zip(chosen, classes, strict=True):
            share = share * weights[:, [label == wanted for label in labels]].sum(axis=1)
        pairs = tuple((one[0], label) for one, label in zip(classes, chosen, strict=True))
        name = ", ".join(f"{attribute} {label}" for attribute, label in pairs) or _EVERYBODY
        restricted = any(folder.groups[attribute].restricted for attribute, _ in pairs)
        groups.append(Group(name, pairs, restricted))
        shares.append(share)
    return tuple(groups), np.array(shares).T.copy()


def _needed(settings: FleeSettings) -> dict[str, Callable[[str], str]]:
    """The attributes that rules in force ask for, and what makes a class of each value."""
    found: dict[str, Callable[[str], str]] = {}
    boys = settings.children_avoid_hazards and settings.boys_take_risk
    if settings.children_avoid_hazards or settings.elderly_avoid_hazards:
        found["age"] = age_class
    if settings.women_avoid_hazards or boys:
        found["gender"] = str
    ethnic = settings.match_camp_ethnicity or settings.match_town_ethnicity
    if ethnic or settings.match_conflict_ethnicity:
        found["ethnicity"] = str
    if settings.match_camp_religion:
        found["religion"] = str
    return found


def _classes(
    groups: FleeGroups, class_of: Callable[[str], str]
) -> tuple[list[str], NDArray[np.float64]]:
    order = sorted(range(len(groups.values)), key=groups.values.__getitem__)
    return [class_of(groups.values[at]) for at in order], groups.shares[:, order]


def age_class(value: str) -> str:
    """The class of an age.

    Parameters
    ----------
    value : str
        Years.

    Returns
    -------
    str
        One of four.

    Raises
    ------
    InputError
        If it is no number; Flee compares ages with numbers.

    Examples
    --------
    >>> age_class("14"), age_class("18"), age_class("59"), age_class("60")
    ('0-14', '15-18', '19-59', '60+')
    """
    try:
        years = float(value)
    except ValueError:
        wrong, hint = f'"{value}" is no age in years', "write one row for each age or a mean age"
        raise InputError(Problem("demographics_age.csv", wrong, None, "age", hint)) from None
    if years <= _BOY_ABOVE:
        return "0-14"
    if years < _CHILD_BELOW:
        return "15-18"
    return "60+" if years > _ELDER_ABOVE else "19-59"


def _without(folder: FleeFolder, attribute: str) -> Problem:
    hint = did_you_mean(attribute, folder.groups) or "add the file or switch the rule off"
    wrong = f"the settings need demographics_{attribute}.csv, and there is none"
    return Problem("simsetting.yml", wrong, hint=hint)


def for_group(
    score: NDArray[np.float64], group: Group, settings: FleeSettings
) -> NDArray[np.float64]:
    """What a group makes of the scores of places (rule 15).

    Parameters
    ----------
    score : array, shape (place)
        Scores by what the places are.
    group : Group
        Who looks at them.
    settings : FleeSettings
        Which of the rules are in force. As in Flee, BoysTakeRisk acts together with
        ChildrenAvoidHazards only, and on men of any age above 14.

    Returns
    -------
    array, shape (place)
        Scores for the group.
    """
    age, gender = group.class_of("age"), group.class_of("gender")
    squared = False
    if settings.children_avoid_hazards and age in ("0-14", "15-18"):
        score, squared = score * score, True
    if settings.elderly_avoid_hazards and age == "60+":
        score, squared = score * score, True
    if settings.women_avoid_hazards and gender == "female" and not squared:
        score = score * score
    boys = settings.children_avoid_hazards and settings.boys_take_risk
    if boys and gender == "male" and age != "0-14":
        score = np.ones_like(score)
    return score
