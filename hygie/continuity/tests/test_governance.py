"""Responsable, lettre de cadrage, COPIL: 4.a turns done when the three are there."""

from typing import Any

import pytest

from hygie.accounts.models import User
from hygie.continuity.models import Copil, CopilMeeting, FramingLetter, PcraCadre, Responsable
from hygie.continuity.tests.cast import acts, sent, status, url
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_ght, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]
NAMED = {"name": "Claire Roussel", "named_on": "02/02/2026"}


@pytest.fixture
def unit() -> Organisation:
    return make_unit(name="CH de Rochebrune")


@pytest.fixture
def rssi(unit: Organisation) -> User:
    return member(unit, Role.RSSI)


def test_the_three_noted_twice_are_there_once_and_settle_it(unit: Organisation, rssi: User) -> None:
    client = client_of(rssi)
    forms: tuple[tuple[str, dict[str, Any], type[Any]], ...] = (
        ("responsables/noter/", sent(**NAMED), Responsable),
        (
            "lettres/noter/",
            sent(signed_on="03/02/2026", signed_by="establishment"),
            FramingLetter,
        ),
        ("copil/noter/", sent(created_on="04/02/2026"), Copil),
    )
    for page, values, model in forms:
        assert status(unit, "4.a") != "met" if Responsable.objects.exists() else True
        for _ in range(2):
            assert client.post(url(unit, page), values).status_code == 303
        assert model.objects.count() == 1
        assert acts(model.objects.get()) == [f"{model.fact_kind}.recorded"]
    assert status(unit, "4.a") == "met"


def test_a_letter_of_the_headquarters_alone_leaves_a_question(
    unit: Organisation, rssi: User
) -> None:
    client = client_of(rssi)
    client.post(url(unit, "responsables/noter/"), sent(**NAMED))
    client.post(url(unit, "copil/noter/"), sent(created_on="04/02/2026"))
    client.post(url(unit, "lettres/noter/"), sent(signed_on="03/02/2026", signed_by="group_hq"))
    assert status(unit, "4.a") == "unknown"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("named_on", "22/11/2026"),
        ("named_on", "01/01/9999"),
        ("named_on", "un jour"),
        ("until", "01/02/2026"),
        ("name", ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    unit: Organisation, rssi: User, field: str, value: str
) -> None:
    values = sent(**NAMED) | {field: value}
    answer = client_of(rssi).post(url(unit, "responsables/noter/"), values)
    assert answer.status_code == 422
    assert value in answer.content.decode()
    assert not Responsable.objects.exists()


def test_html_is_shown_as_text(unit: Organisation, rssi: User) -> None:
    client = client_of(rssi)
    client.post(url(unit, "responsables/noter/"), sent(**NAMED) | {"name": "<b>Claire</b>"})
    page = client.get(url(unit)).content.decode()
    assert "<b>Claire" not in page
    assert "&lt;b&gt;Claire" in page


def test_a_meeting_follows_its_copil_and_another_unit_s_is_refused(
    unit: Organisation, rssi: User
) -> None:
    client, other = client_of(rssi), make_unit()
    client_of(member(other, Role.RSSI)).post(
        url(other, "copil/noter/"), sent(created_on="04/02/2026")
    )
    foreign = Copil.objects.get()
    values = sent(copil=foreign.pk, held_on="05/03/2026")
    assert client.post(url(unit, "reunions/noter/"), values).status_code == 422
    assert not CopilMeeting.objects.exists()
    client.post(url(unit, "copil/noter/"), sent(created_on="04/02/2026"))
    own = Copil.objects.get(bearer=unit)
    values = sent(copil=own.pk, held_on="05/03/2026", decisions="La liste est arrêtée.")
    for _ in range(2):
        assert client.post(url(unit, "reunions/noter/"), values).status_code == 303
    assert CopilMeeting.objects.get().copil == own
    assert "Réunion du COPIL du 05/03/2026" in client.get(url(unit)).content.decode()


def test_two_people_correct_and_the_second_loses_nothing(unit: Organisation, rssi: User) -> None:
    client_of(rssi).post(url(unit, "responsables/noter/"), sent(**NAMED))
    found = Responsable.objects.get()
    edit = url(unit, f"responsables/{found.pk}/corriger/")
    values = {**NAMED, "provenance": "memory", "version": 1}
    dsi = member(unit, Role.DSI)
    assert client_of(dsi).post(edit, values | {"name": "Le leur"}).status_code == 303
    answer = client_of(rssi).post(edit, values | {"name": "Le mien"})
    assert answer.status_code == 422
    assert 'value="Le mien"' in answer.content.decode()
    found.refresh_from_db()
    assert found.name == "Le leur"


def test_a_copil_of_the_ght_declined_by_one_counts_for_the_other(unit: Organisation) -> None:
    support = make_unit(name="CHU support")
    make_ght(support, unit)
    client = client_of(member(support, Role.RSSI))
    both = [support.pk, unit.pk]
    client.post(url(support, "responsables/noter/"), sent(**NAMED, units=both))
    letter = sent(signed_on="03/02/2026", signed_by="ght", units=both)
    client.post(url(support, "lettres/noter/"), letter)
    client.post(url(support, "copil/noter/"), sent(created_on="04/02/2026", units=both))
    assert [status(one, "4.a") for one in (support, unit)] == ["met", "met"]
    copil = Copil.objects.get()
    decline = url(unit, f"copil/{copil.pk}/decliner/")
    own = client_of(member(unit, Role.RPCRA))
    assert own.post(decline, {"reason": "Nous avons le nôtre"}).status_code == 303
    assert status(support, "4.a") == "met"
    assert status(unit, "4.a") == "late"
    assert own.post(url(unit, f"copil/{copil.pk}/reprendre/")).status_code == 303
    assert status(unit, "4.a") == "met"
    assert acts(copil) == ["copil.recorded", "fact.declined", "fact.taken_back"]


def test_removed_it_counts_no_more(unit: Organisation, rssi: User) -> None:
    client = client_of(rssi)
    client.post(url(unit, "pcra/noter/"), sent(approved_on="01/09/2026", covers_all_services="on"))
    found = PcraCadre.objects.get()
    remove = url(unit, f"pcra/{found.pk}/retirer/")
    assert client.post(remove, {"version": 1, "reason": " "}).status_code == 422
    assert client.post(remove, {"version": 0, "reason": "Erreur"}).status_code == 422
    assert PcraCadre.objects.exists()
    assert client.post(remove, {"version": 1, "reason": "Erreur"}).status_code == 303
    assert not PcraCadre.objects.exists()
    assert acts(found) == ["pcra_cadre.recorded", "pcra_cadre.removed"]


def test_who_reads_does_not_write(unit: Organisation) -> None:
    for role in (Role.DIRECTION, Role.QUALITY, Role.DAF):
        client = client_of(member(unit, role))
        answer = client.post(url(unit, "responsables/noter/"), sent(**NAMED))
        assert answer.status_code == 403
    stranger = client_of(member(make_unit(), Role.RSSI))
    assert stranger.post(url(unit, "responsables/noter/"), sent(**NAMED)).status_code == 404
    assert not Responsable.objects.exists()


def test_what_is_noted_for_others_only_is_shown_as_such(unit: Organisation, rssi: User) -> None:
    other = make_unit()
    make_ght(unit, other)
    client = client_of(rssi)
    sending = sent(**NAMED, units=[other.pk])
    assert client.post(url(unit, "responsables/noter/"), sending).status_code == 303
    page = client.get(url(unit)).content.decode()
    assert "Claire Roussel" in page
    assert "noté ici pour d’autres" in page
    theirs = client_of(member(other, Role.RSSI)).get(url(other)).content.decode()
    assert "noté ici pour d’autres" not in theirs
