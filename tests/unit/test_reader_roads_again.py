"""Traffic that goes on again opens a road, in many words; what is denied or hoped does not."""

from __future__ import annotations

import pytest

from tests.support.reading import read

OPEN = [
    ("en", "The road between Sikasso and Bamako has been open to traffic again since Monday."),
    ("en", "Traffic on the Kayes road is back to normal, a driver said."),
    ("en", "Traffic has resumed on the road between Sikasso and Bougouni."),
    ("en", "Lorries are moving again on the road to Kayes, residents said."),
    ("fr", "La RN7 est de nouveau praticable entre Sikasso et Bougouni."),
    ("fr", "La circulation a repris sur l'axe Sikasso-Bougouni, selon des habitants."),
    ("fr", "La route entre Sikasso et Bougouni est redevenue praticable."),
    ("fr", "Les camions ont recommencé à circuler sur la route de Kayes."),
    ("ar", "استؤنفت حركة المرور على طريق سيكاسو، وفق سكان."),
    ("ar", "عاد الطريق سالكا بين سيكاسو وبوغوني، وفق سكان."),
    ("ar", "عادت حركة السير إلى طبيعتها على طريق كايس."),
    ("ar", "عادت الشاحنات إلى السير على طريق كايس."),
]
SHUT = [
    ("en", "The road from Sikasso to Bamako is not open to traffic again."),
    ("en", "Traffic on the Sikasso road has not returned to normal."),
    ("en", "Residents hope traffic will return to normal on the road to Sikasso."),
    ("en", "The road to Sikasso could be open to traffic again next week."),
    ("fr", "La circulation n'a pas repris sur l'axe Sikasso-Bougouni."),
    ("fr", "La RN7 n'est pas encore praticable entre Sikasso et Bougouni."),
    ("ar", "لم تستأنف حركة المرور على طريق سيكاسو."),
    ("ar", "لم يعد الطريق سالكا بين سيكاسو وبوغوني."),
    ("ar", "عادت حركة أنصار الدين إلى طريق كايس."),
]


@pytest.mark.parametrize(("language", "text"), OPEN)
def test_a_road_with_traffic_again_is_open(language, text):
    assert ("agreement", "road_open") in {
        (claim.event_type, claim.subtype) for claim in read(text, language)
    }


@pytest.mark.parametrize(("language", "text"), SHUT)
def test_what_is_denied_or_hoped_opens_no_road(language, text):
    assert "road_open" not in {claim.subtype for claim in read(text, language)}


def test_the_capital_is_an_end_of_a_road_that_opens():
    [claim] = read("The road between Sikasso and Bamako has reopened, residents said.", "en")
    assert {place.location_id for place in claim.locations} == {"sikasso", "bamako"}
