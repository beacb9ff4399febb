"""Registrations, letters, SMSI, SSO…: the days that actions 3, 4 and 6 ask, brought by the file."""

from datetime import date

import pytest

from hygie.audits.models import Registration, Smsi
from hygie.continuity.models import FramingLetter, Responsable
from hygie.exchanges.enums import Outcome, State
from hygie.exchanges.history.milestones import MILESTONES
from hygie.exchanges.history.natures import ENDING, NAMED, NATURES, REGISTER_OF
from hygie.exchanges.history.table import BY_KEY
from hygie.exchanges.tests.files import cell, confirm, faults, read, take_back, workbook
from hygie.obligations.selectors import statuses_on
from hygie.obligations.services import refresh
from hygie.organisations.enums import Provenance
from hygie.organisations.rights import Role
from tests.cast import make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def dsi(unit):
    return member(unit, Role.DSI)


def line(nature, **values):
    label = dict(NATURES[REGISTER_OF[nature]])[nature]
    who = {"who": "Mme Roy"} if nature in NAMED else {}
    return {"nature": label, "day": "14/01/2025", **who, **values}


def all_lines():
    return {
        register: [line(nature) for nature, _ in natures] for register, natures in NATURES.items()
    }


def counted():
    return {nature: one.model.objects.count() for nature, one in MILESTONES.items()}


def test_every_nature_is_written_known_again_and_taken_back(unit, dsi):
    refresh(unit_ids=[unit.pk])
    history = read(dsi, unit, workbook(all_lines()))
    assert faults(history) == []
    confirm(dsi, unit, history)
    assert list(history.rows.exclude(outcome=Outcome.WRITTEN)) == []
    assert set(counted().values()) == {1, 2, 3}, "two registrations, three letters"
    assert {one.model.objects.first().provenance for one in MILESTONES.values()} == {
        Provenance.IMPORTED
    }
    assert Smsi.objects.get().rssi_name == "Mme Roy"
    assert FramingLetter.objects.filter(signed_by="group_hq").count() == 1
    assert not read(dsi, unit, workbook(all_lines())).rows.filter(outcome=Outcome.NEW).exists()
    take_back(dsi, unit, history, "Essai")
    assert set(counted().values()) == {0}


def test_the_statuses_follow_them(unit, dsi):
    refresh(unit_ids=[unit.pk])
    lines = {"audit_dates": [line("club_ssi"), line("silene")]}
    confirm(dsi, unit, read(dsi, unit, workbook(lines)))
    status = statuses_on([unit.pk], date(2026, 11, 21)).get(obligation="3.a").status
    assert status == "met"


def test_each_fact_refreshes_the_obligations_that_read_it(unit, dsi):
    """What one line changes is what a refresh of everything would change."""
    refresh(unit_ids=[unit.pk])
    confirm(dsi, unit, read(dsi, unit, workbook(all_lines())))
    stored = statuses_on([unit.pk], date(2026, 11, 21)).order_by("obligation")
    before = list(stored.values_list("obligation", "status"))
    refresh(unit_ids=[unit.pk])
    assert list(stored.values_list("obligation", "status")) == before


def test_what_was_noted_by_hand_or_corrected_since_is_known(unit, dsi):
    lines = {"audit_dates": [line("club_ssi")], "continuity_dates": [line("responsable")]}
    confirm(dsi, unit, read(dsi, unit, workbook(lines)))
    Registration.objects.update(registered_on=date(2025, 1, 15))
    Responsable.objects.update(name="M. Noir")
    assert not read(dsi, unit, workbook(lines)).rows.filter(outcome=Outcome.NEW).exists()
    other = {"continuity_dates": [line("responsable", who="M. NOIR"), line("letter")]}
    found = read(dsi, unit, workbook(other)).rows.values_list("label", "outcome")
    assert sorted(outcome for _, outcome in found) == [Outcome.KNOWN, Outcome.NEW]


def test_two_sensitive_services_of_one_day_are_two(unit, dsi):
    lines = [line("sensitive", who=name) for name in ("Pharmacie", "Dossier patient", "pharmacie ")]
    history = read(dsi, unit, workbook({"identification_dates": lines}))
    assert [(one[1], "Même fait" in one[2]) for one in faults(history)] == [
        (cell("identification_dates", "nature", 4), True)
    ]
    history = confirm(dsi, unit, read(dsi, unit, workbook({"identification_dates": lines[:2]})))
    assert history.state == State.DONE


@pytest.mark.parametrize(
    ("nature", "change", "column", "said"),
    [
        ("smsi", {"who": None}, "who", "Donnez le nom"),
        ("letter", {"until": "15/01/2025"}, "until", "n’a pas de fin"),
        ("smsi", {"until": "14/01/2025"}, "until", "doit suivre"),
        ("sso", {"day": "22/11/2026"}, "day", "pas encore passé"),
        ("sso", {"who": "x" * 121}, "who", "trop long"),
    ],
)
def test_a_line_that_cannot_be_is_said_at_its_cell(unit, dsi, nature, change, column, said):
    register = REGISTER_OF[nature]
    history = read(dsi, unit, workbook({register: [line(nature, **change)]}))
    (fault,) = faults(history)
    assert fault[:2] == (BY_KEY[register].sheet, cell(register, column))
    assert said in fault[2]


def test_each_nature_of_the_list_makes_a_fact():
    assert set(REGISTER_OF) == set(MILESTONES)
    for nature, one in MILESTONES.items():
        names = {field.name for field in one.model._meta.fields}
        assert {one.day, *one.fixed} <= names
        assert (nature in ENDING) == ("until" in names)
        assert not one.who or one.who in names
