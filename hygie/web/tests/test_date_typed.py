"""A person types a day the way they write it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from hygie.web.forms import FrenchDateField

TODAY = date(2026, 11, 21)


def field(**options) -> FrenchDateField:
    return FrenchDateField(clock=lambda: TODAY, **options)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("21/11/26", date(2026, 11, 21)),
        ("21/11/2026", date(2026, 11, 21)),
        (" 1/2/2025 ", date(2025, 2, 1)),
        ("21-11-2026", date(2026, 11, 21)),
        ("21.11.2026", date(2026, 11, 21)),
        ("21 11 2026", date(2026, 11, 21)),
        ("2026-11-21", date(2026, 11, 21)),
        ("21 nov 2026", date(2026, 11, 21)),
        ("21 NOV. 26", date(2026, 11, 21)),
        ("21 novembre 2026", date(2026, 11, 21)),
        ("21\u00a0novembre\u00a02026", date(2026, 11, 21)),
        ("samedi 21 novembre 2026", date(2026, 11, 21)),
        ("le 1er août 2026", date(2026, 8, 1)),
        ("3 aout 2026", date(2026, 8, 3)),
        ("14 févr. 2026", date(2026, 2, 14)),
        ("29 février 2028", date(2028, 2, 29)),
        ("12 juin 2026", date(2026, 6, 12)),
        ("12 juil 2026", date(2026, 7, 12)),
        ("hier", date(2026, 11, 20)),
        ("Avant-hier", date(2026, 11, 19)),
        ("aujourd'hui", TODAY),
        ("Aujourd’hui", TODAY),
        ("demain", date(2026, 11, 22)),
    ],
)
def test_a_day_written_by_hand_is_understood(typed, day):
    assert field().clean(typed) == day


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/02/2026", "n’existe pas dans le calendrier"),
        ("29/02/2026", "n’existe pas dans le calendrier"),
        ("21 nov", "manque l’année"),
        ("21 brumaire 2026", "pas un mois reconnu"),
        ("3 ju 2026", "pas un mois reconnu"),
        ("bientôt", "pas une date reconnue"),
        ("2026", "pas une date reconnue"),
        ("21/11/2026; DROP TABLE", "pas une date reconnue"),
        ("01/01/1900", "trop ancien"),
        ("31/12/1999", "à partir du 1er\u00a0janvier\u00a02000"),
        ("31/12/9999", "trop lointain"),
        ("01/01/2036", "au plus tard le 31\u00a0décembre\u00a02035"),
        ("21/11/0026", "trop ancien"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_a_sentence(typed, said):
    with pytest.raises(ValidationError) as refusal:
        field().clean(typed)
    assert said in refusal.value.messages[0]


def test_the_bounds_are_days_that_may_be_typed():
    assert field().clean("01/01/2000") == date(2000, 1, 1)
    assert field().clean("31/12/2035") == date(2035, 12, 31)


def test_a_room_may_set_its_own_bounds():
    with pytest.raises(ValidationError, match="à partir du"):
        field(earliest=date(2023, 1, 1)).clean("31/12/2022")


def test_what_was_done_cannot_be_tomorrow():
    done = field(not_after_today=True)
    assert done.clean("aujourd'hui") == TODAY
    with pytest.raises(ValidationError, match="pas encore passé"):
        done.clean("demain")


def test_nothing_typed_is_no_day_or_a_refusal():
    assert field(required=False).clean("  ") is None
    with pytest.raises(ValidationError):
        field().clean("")


def test_a_stored_day_is_shown_as_it_is_typed():
    assert field().prepare_value(date(2026, 3, 2)) == "02/03/2026"
    assert field().prepare_value("31/02/2026") == "31/02/2026"


def test_the_same_day_written_otherwise_is_no_change():
    assert not field().has_changed(date(2026, 11, 21), "21 nov 2026")
    assert field().has_changed(date(2026, 11, 21), "22 nov 2026")
    assert field().has_changed(date(2026, 11, 21), "demain matin")


MONTHS = [
    ("mars 2024", date(2024, 3, 31)),
    ("Févr. 2024", date(2024, 2, 29)),
    ("février\u00a02025", date(2025, 2, 28)),
    ("en décembre 2025", None),
    ("12/2025", date(2025, 12, 31)),
    ("2025-06", date(2025, 6, 30)),
    ("13/2025", None),
    ("2025", None),
    ("brumaire 2025", None),
]


@pytest.mark.parametrize(("typed", "day"), MONTHS)
def test_a_month_alone_is_its_last_day_where_it_is_allowed(typed, day):
    allowed = field(month_allowed=True, not_after_today=True)
    if day is None:
        with pytest.raises(ValidationError):
            allowed.clean(typed)
    else:
        assert allowed.clean(typed) == day


def test_this_month_is_today_at_the_latest_and_a_month_to_come_is_refused():
    done = field(month_allowed=True, not_after_today=True)
    assert done.clean("novembre 2026") == TODAY
    with pytest.raises(ValidationError, match="pas encore passé"):
        done.clean("décembre 2026")
    assert field(month_allowed=True).clean("novembre 2026") == date(2026, 11, 30)


def test_a_month_alone_is_refused_elsewhere_with_what_to_type():
    with pytest.raises(ValidationError, match="ne dit pas le jour") as refusal:
        field().clean("mars 2024")
    assert "31/03/2024" in refusal.value.messages[0]
