"""Which self-assessment the reminders speak of: the one whose entry is awaited."""

import pytest

from hygie.notifications.people import waiting_of
from hygie.notifications.tests.cast import holder, judged_unit
from hygie.organisations.rights import Role
from hygie.self_assessments.packs import CARE_D2, DEMONSTRATION, HOSPICONNECT, RECYF
from hygie.self_assessments.tests.cast import record
from tests.cast import TODAY, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


def said(user):
    return [one.label for one in waiting_of(user.pk, TODAY)[0].mine]


def test_the_official_text_says_to_close_its_entry():
    unit = judged_unit()
    rssi = holder(unit, Role.RSSI)
    record(rssi, unit, year=2025)
    assert "2.a clore la fiche de saisie de l’auto-évaluation 2025" in said(rssi)


@pytest.mark.parametrize("pack", [CARE_D2, HOSPICONNECT, RECYF, DEMONSTRATION])
def test_a_grid_on_another_text_leaves_the_reminder_as_it_was(pack):
    unit = judged_unit()
    rssi = holder(unit, Role.RSSI)
    before = said(rssi)
    assert any(label.startswith("2.a") for label in before)
    record(rssi, unit, year=2025, pack=pack)
    record(rssi, unit, year=2026, pack=pack)
    assert said(rssi) == before
