"""A person notes a self-assessment and its entry on the national platform."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.rights import Role
from hygie.self_assessments import services
from hygie.self_assessments.models import SelfAssessment, SelfAssessmentEntry
from hygie.self_assessments.packs import DEMONSTRATION
from hygie.self_assessments.tests.cast import (
    ENTERED,
    acts,
    demonstration,
    form_values,
    record,
    status,
    who,
)
from tests.cast import client_of, make_unit, member, on_day, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def rssi(unit):
    return member(unit, Role.RSSI)


def url(unit, end="noter/"):
    return f"/etablissements/{unit.finess}/auto-evaluations/{end}"


def test_an_entry_with_its_receipt_turns_2a_met(unit, rssi):
    assessment = record(rssi, unit, **ENTERED)
    assert status(unit, "2.a") == "met"
    assert status(unit, "2.a", date(2026, 10, 13)) == "late"
    assert acts(assessment) == ["recorded", "entered"]


def test_only_the_year_is_needed(unit, rssi):
    assessment = record(rssi, unit)
    assert assessment.pack.is_official
    assert status(unit, "2.a") == "late"


def test_without_receipt_it_does_not_count(unit, rssi):
    record(rssi, unit, entered_on=date(2026, 10, 14))
    assert status(unit, "2.a") == "late"


def test_an_entry_of_31_december_counts_for_its_year(unit, rssi):
    with on_day(date(2026, 12, 31)):
        record(rssi, unit, entered_on=date(2026, 12, 31), receipt="R")
    assert status(unit, "2.a", date(2026, 12, 31)) == "met"
    assert status(unit, "2.a", date(2027, 1, 1)) == "due"


def test_the_demonstration_pack_is_never_entered(unit, rssi):
    with pytest.raises(ServiceRefusal, match="demonstration_entry"):
        demonstration(rssi, unit, **ENTERED)
    assert not SelfAssessment.objects.exists()
    values = form_values(new_id=uuid4(), pack=DEMONSTRATION)
    answer = client_of(rssi).post(url(unit), values)
    assert answer.status_code == 422
    assert "ne compte jamais" in answer.content.decode()
    assert 'value="R-4512"' in answer.content.decode()
    assert not SelfAssessment.objects.exists()


def test_the_form_notes_it_in_one_page(unit, rssi):
    client = client_of(rssi)
    page = client.get(url(unit)).content.decode()
    assert '<option value="2026" selected>' in page
    answer = client.post(url(unit), form_values(new_id=uuid4()))
    assessment = SelfAssessment.objects.get()
    assert answer["Location"] == url(unit, f"{assessment.pk}/")
    assert (assessment.year, assessment.global_level) == (2026, "Niveau 2")
    assert status(unit, "2.a") == "met"


def test_sent_twice_it_is_noted_once(unit, rssi):
    client, values = client_of(rssi), form_values(new_id=uuid4())
    first, second = client.post(url(unit), values), client.post(url(unit), values)
    assert first["Location"] == second["Location"]
    assert SelfAssessmentEntry.objects.count() == 1
    assert acts(SelfAssessment.objects.get()) == ["recorded", "entered"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"year": ""}, "Cette réponse est nécessaire."),
        ({"year": "2027"}, "2027"),
        ({"year": "1900"}, "1900"),
        ({"entered_on": "22/11/2026"}, "n’est pas encore passé"),
        ({"entered_on": "31/12/2025"}, "ne peut pas précéder"),
        ({"entered_on": "14/10/9999"}, "trop lointain"),
        ({"entered_on": ""}, "dites aussi quel jour"),
        ({"declared_on": "22/11/2026"}, "n’est pas encore passé"),
        ({"declared_on": "31/12/2025"}, "avant l’année"),
        ({"global_level": "a" * 61}, "60"),
        ({"pack": "autre"}, "autre"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(unit, rssi, wrong, sentence):
    values = form_values(new_id=uuid4(), note="À garder", **wrong)
    answer = client_of(rssi).post(url(unit), values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "À garder" in page
    assert not SelfAssessment.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"year": 2027},
        {"year": 1999},
        {"declared_on": date(2026, 11, 22)},
        {"declared_on": date(2025, 12, 31)},
        {"entered_on": date(2026, 11, 22), "receipt": "R"},
        {"entered_on": date(2025, 12, 31), "receipt": "R"},
    ],
)
def test_the_service_refuses_it_too_and_nothing_is_written(unit, rssi, wrong):
    with pytest.raises(ValidationError):
        record(rssi, unit, **wrong)
    assert not SelfAssessment.objects.exists()
    assert not SelfAssessmentEntry.objects.exists()


def test_a_role_without_the_right_is_refused(unit):
    direction = member(unit, Role.DIRECTION)
    assert client_of(direction).get(url(unit)).status_code == 403
    assert client_of(direction).post(url(unit), form_values(new_id=uuid4())).status_code == 403
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        record(direction, unit)
    assert not SelfAssessment.objects.exists()


def test_a_stranger_finds_nothing(unit):
    stranger = client_of(member(make_unit(), Role.RSSI))
    assert stranger.get(url(unit, "")).status_code == 404
    assert stranger.post(url(unit), form_values(new_id=uuid4())).status_code == 404


def test_html_in_any_field_is_shown_as_text(unit, rssi):
    bad = "<script>alert(1)</script>"
    values = form_values(new_id=uuid4(), global_level=bad, receipt=bad, note=bad)
    client = client_of(rssi)
    page = client.post(url(unit), values, follow=True).content.decode()
    page += client.get(url(unit, "")).content.decode()
    assert bad not in page
    assert page.count("&lt;script&gt;alert(1)") >= 4


def test_the_entry_closed_later_turns_2a_met(unit, rssi):
    assessment = record(rssi, unit)
    client = client_of(rssi)
    path = url(unit, f"{assessment.pk}/saisie/")
    assert "Hygie n’envoie rien" in client.get(path).content.decode()
    values = {"version": 0, "entered_on": "14/10/2026", "receipt": "R-4512"}
    assert client.post(path, values).status_code == 303
    assert client.post(path, values).status_code == 303
    assert SelfAssessmentEntry.objects.get().version == 1
    assert acts(assessment) == ["recorded", "entered"]
    assert status(unit, "2.a") == "met"


def close(user, unit, assessment, **values):
    values = {**ENTERED, **values}
    return services.self_assessment_entry_close(
        **who(user, unit), assessment_id=assessment.pk, **values
    )


def test_who_writes_the_entry_sheets_may_close_it(unit, rssi):
    assessment = record(rssi, unit)
    close(member(unit, Role.DIRECTION), unit, assessment)
    assert status(unit, "2.a") == "met"


def test_an_entry_without_receipt_is_not_closed(unit, rssi):
    assessment = record(rssi, unit)
    with pytest.raises(ServiceRefusal, match="receipt_missing"):
        close(rssi, unit, assessment, receipt=" ")
    assert not SelfAssessmentEntry.objects.exists()


def test_an_entry_of_a_demonstration_is_not_closed(unit, rssi):
    assessment = demonstration(rssi, unit)
    with pytest.raises(ServiceRefusal, match="demonstration_entry"):
        close(rssi, unit, assessment)
    assert not SelfAssessmentEntry.objects.exists()
    assert status(unit, "2.a") == "late"


def test_who_may_not_close_it_is_refused(unit, rssi):
    assessment = record(rssi, unit)
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        close(member(unit, Role.DAF), unit, assessment)
    elsewhere = make_unit()
    with pytest.raises(ServiceRefusal, match="gone"):
        close(member(elsewhere, Role.RSSI), elsewhere, assessment)
    assert not SelfAssessmentEntry.objects.exists()


def test_two_people_correct_the_entry_and_the_second_is_told(unit, rssi):
    assessment = record(rssi, unit, **ENTERED)
    close(rssi, unit, assessment, receipt="R-2", expected_version=1)
    values = {"version": 1, "entered_on": "15/10/2026", "receipt": "R-3"}
    answer = client_of(rssi).post(url(unit, f"{assessment.pk}/saisie/"), values)
    assert answer.status_code == 422
    assert "R-2" in answer.content.decode()
    assert 'value="R-3"' in answer.content.decode()
    assert SelfAssessmentEntry.objects.get().receipt == "R-2"
