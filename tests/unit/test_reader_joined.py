"""Figures strung together: each belongs to the verb of its own part of the clause."""

from __future__ import annotations

import pytest

from tests.support.reading import read

JOINED = [
    ("en", "20 tankers were attacked, and 12 were burnt."),
    ("en", "Gunmen attacked 20 tankers near Kayes and burnt 12 of them."),
    ("fr", "20 citernes ont été attaquées, et 12 ont été brûlées."),
    ("ar", "تعرضت 20 صهريجا لهجوم وأحرقت 12 منها."),
    ("ar", "هوجم 20 صهريجا، وأحرق 12."),
]


@pytest.mark.parametrize(("language", "text"), JOINED)
def test_each_figure_takes_the_verb_of_its_own_part(language, text):
    found = [(claim.quantity, claim.best) for claim in read(text, language)]
    assert found == [("tankers_attacked", 20), ("tankers_destroyed", 12)]


def test_one_verb_may_govern_two_figures():
    found = [
        (claim.quantity, claim.best)
        for claim in read("Gunmen burnt 20 tankers near Kayes and 12 tankers near San.", "en")
    ]
    assert found == [("tankers_destroyed", 20), ("tankers_destroyed", 12)]
