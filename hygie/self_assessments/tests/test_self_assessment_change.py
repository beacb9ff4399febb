"""A person corrects, removes or declines a self-assessment."""

from datetime import date
from uuid import uuid4

import pytest

from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.organisations.rights import Role
from hygie.quality_plan.models import Finding
from hygie.self_assessments import services
from hygie.self_assessments.models import Answer, SelfAssessment, SelfAssessmentEntry
from hygie.self_assessments.tests.cast import (
    ENTERED,
    acts,
    answer_all,
    demonstration,
    form_values,
    record,
    status,
    who,
)
from tests.cast import client_of, make_ght, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit():
    return make_unit(name="CHU support")


@pytest.fixture
def part(unit):
    part = make_unit(name="CH partie")
    make_ght(unit, part)
    return part


@pytest.fixture
def rssi(unit):
    return member(unit, Role.RSSI)


def url(unit, assessment, end=""):
    return f"/etablissements/{unit.finess}/auto-evaluations/{assessment.pk}/{end}"


def edited(**values):
    return {"year": "2026", "global_level": "", "provenance": "memory", "version": 1, **values}


def test_a_correction_is_kept_and_written_down(unit, rssi):
    assessment = record(rssi, unit, **ENTERED)
    client = client_of(rssi)
    assert client.get(url(unit, assessment, "modifier/")).status_code == 200
    answer = client.post(url(unit, assessment, "modifier/"), edited(global_level="Niveau 3"))
    assert answer.status_code == 303
    assessment.refresh_from_db()
    assert (assessment.global_level, assessment.version) == ("Niveau 3", 2)
    assert status(unit, "2.a") == "met"
    assert acts(assessment)[-1] == "changed"


def test_two_people_correct_it_and_the_second_loses_nothing(unit, rssi):
    assessment = record(rssi, unit)
    path = url(unit, assessment, "modifier/")
    client_of(member(unit, Role.DSI)).post(path, edited(global_level="Le leur"))
    answer = client_of(rssi).post(path, edited(global_level="Le mien"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Le leur" in page
    assert 'value="Le mien"' in page
    assert 'name="version" value="2"' in page
    assessment.refresh_from_db()
    assert assessment.global_level == "Le leur"


def test_its_year_does_not_pass_its_entry(unit, rssi):
    assessment = record(rssi, unit, year=2025, entered_on=date(2025, 5, 5), receipt="R")
    with pytest.raises(ServiceRefusal, match="entry_before_year"):
        services.self_assessment_change(
            **who(rssi, unit),
            assessment_id=assessment.pk,
            expected_version=1,
            changes={"year": 2026},
        )
    assessment.refresh_from_db()
    assert assessment.year == 2025


def test_a_grid_is_not_closed_by_a_correction(unit, rssi):
    assessment = demonstration(rssi, unit)
    with pytest.raises(ServiceRefusal, match="close_by_answers"):
        services.self_assessment_change(
            **who(rssi, unit),
            assessment_id=assessment.pk,
            expected_version=1,
            changes={"declared_on": date(2026, 5, 5)},
        )
    assessment.refresh_from_db()
    assert not assessment.is_closed


def test_a_removed_one_leaves_the_status_and_stays_in_the_journal(unit, rssi):
    assessment = record(rssi, unit, **ENTERED)
    services.gap_note(
        **who(rssi, unit), assessment_id=assessment.pk, new_id=uuid4(), wording="À revoir"
    )
    client = client_of(rssi)
    assert "1 écart" in client.get(url(unit, assessment, "retirer/")).content.decode()
    answer = client.post(url(unit, assessment, "retirer/"), {"version": 1, "reason": "Doublon"})
    assert answer.status_code == 303
    assert not SelfAssessment.objects.exists()
    assert not SelfAssessmentEntry.objects.exists()
    assert not Finding.objects.exists()
    assert status(unit, "2.a") == "late"
    assert Entry.objects.get(verb="self_assessment.removed").data["reason"] == "Doublon"


def test_a_grid_is_removed_with_its_answers(unit, rssi):
    assessment = demonstration(rssi, unit)
    answer_all(rssi, unit, assessment)
    services.self_assessment_remove(
        **who(rssi, unit), assessment_id=assessment.pk, expected_version=1, reason="Essai"
    )
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"expected_version": 2}, "stale_removal"),
        ({"reason": " "}, "reason_missing"),
    ],
)
def test_a_removal_refused_changes_nothing(unit, rssi, values, code):
    assessment = record(rssi, unit, **ENTERED)
    values = {"expected_version": 1, "reason": "Doublon", **values}
    with pytest.raises(ServiceRefusal, match=code):
        services.self_assessment_remove(**who(rssi, unit), assessment_id=assessment.pk, **values)
    assert SelfAssessmentEntry.objects.count() == 1
    assert status(unit, "2.a") == "met"


def test_a_role_without_the_right_changes_nothing(unit, rssi):
    assessment = record(rssi, unit)
    client = client_of(member(unit, Role.DIRECTION))
    ends = ("modifier/", "saisie/", "ecart/", "retirer/", "clore/", "rouvrir/", "mesures/1/")
    for end in ends:
        assert client.get(url(unit, assessment, end)).status_code == 403
        assert client.post(url(unit, assessment, end), edited()).status_code == 403
    assert acts(assessment) == ["recorded"]


def test_a_ght_notes_it_for_two_each_enters_its_own_and_one_declines(unit, part, rssi):
    page = client_of(rssi).get(f"/etablissements/{unit.finess}/auto-evaluations/noter/")
    assert "CH partie" in page.content.decode()
    assessment = record(rssi, unit, **ENTERED, units=[unit, part])
    assert (status(unit, "2.a"), status(part, "2.a")) == ("met", "late")
    theirs = member(part, Role.RSSI)
    services.self_assessment_entry_close(
        **who(theirs, part), assessment_id=assessment.pk, **{**ENTERED, "receipt": "R-P"}
    )
    assert status(part, "2.a") == "met"
    client = client_of(theirs)
    answer = client.post(url(part, assessment, "decliner/"), {"reason": "Nous avons la nôtre"})
    assert answer.status_code == 303
    assert (status(unit, "2.a"), status(part, "2.a")) == ("met", "late")
    assert "Nous avons la nôtre" in client_of(rssi).get(url(unit, assessment)).content.decode()
    assert client.post(url(part, assessment, "reprendre/")).status_code == 303
    assert status(part, "2.a") == "met"
    assert client.post(url(part, assessment, "modifier/"), edited()).status_code == 404


def test_it_is_not_removed_once_another_has_entered_it(unit, part, rssi):
    assessment = record(rssi, unit, units=[unit, part])
    theirs = member(part, Role.RSSI)
    services.self_assessment_entry_close(
        **who(theirs, part), assessment_id=assessment.pk, **ENTERED
    )
    with pytest.raises(ServiceRefusal, match="assessment_entered_by_others"):
        services.self_assessment_remove(
            **who(rssi, unit), assessment_id=assessment.pk, expected_version=1, reason="Doublon"
        )
    assert SelfAssessmentEntry.objects.count() == 1


def test_the_bearer_does_not_decline_its_own(unit, rssi):
    assessment = record(rssi, unit, **ENTERED)
    answer = client_of(rssi).post(url(unit, assessment, "decliner/"), {"reason": "Non"})
    assert answer.status_code == 422
    assert status(unit, "2.a") == "met"


def test_the_form_of_a_wrong_new_id_is_refused(unit, rssi):
    values = form_values(new_id="x")
    path = f"/etablissements/{unit.finess}/auto-evaluations/noter/"
    assert client_of(rssi).post(path, values).status_code == 422
    assert not SelfAssessment.objects.exists()


def test_a_support_that_unticks_itself_still_reads_it(unit, part, rssi):
    shared = record(rssi, unit, units=[unit, part], **ENTERED)
    client = client_of(rssi)
    answer = client.post(url(unit, shared, "modifier/"), edited(units=[part.pk]), follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "notée ici pour d’autres" in page
    assert url(unit, shared, "saisie/") not in page
    assert url(unit, shared, "ecart/") not in page
    listed = client.get(f"/etablissements/{unit.finess}/auto-evaluations/").content.decode()
    assert "notée ici pour d’autres" in listed
    assert url(unit, shared) in listed
    assert status(unit, "2.a") == "late"
