"""Each kind of fact: noted once, corrected by two people, declined, removed, refused."""

from uuid import uuid4

import pytest

from hygie.identification.models import SensitiveService, Synchronisation, UserCount
from hygie.identification.noted import WHOLES
from hygie.identification.tests.cast import DAY_OF, HTML, SENT, sent, status, url, verbs
from hygie.organisations.models import Coverage
from hygie.organisations.rights import Role
from tests.cast import client_of, make_ght, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]

MODELS = {model.fact_kind: model for model in WHOLES}
KINDS = sorted(MODELS)
TEXTS = {
    "sensitive_service": ("name", "reason", "decided_by"),
    "user_count": (),
    "mie_use": ("label",),
    "sso": ("product",),
    "local_directory": ("name",),
    "engagement": ("signatory", "edition"),
    "trajectory": ("validated_by", "milestones"),
}


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def rssi(unit):
    return member(unit, Role.RSSI)


def folder(unit, kind, end="noter/"):
    return url(unit, f"{SENT[kind][0]}/{end}")


def noted(rssi, unit, kind):
    assert client_of(rssi).post(folder(unit, kind), sent(kind)).status_code == 303
    return MODELS[kind].objects.get()


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_noted_in_one_short_form(kind, unit, rssi):
    client = client_of(rssi)
    assert client.get(folder(unit, kind)).status_code == 200
    fact = noted(rssi, unit, kind)
    assert verbs(fact) == [f"{kind}.recorded"]
    page = client.get(folder(unit, kind, f"{fact.pk}/"))
    assert page.status_code == 200
    assert "Noté" in page.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_sent_twice_it_is_noted_once(kind, unit, rssi):
    client, values = client_of(rssi), sent(kind)
    first, second = client.post(folder(unit, kind), values), client.post(folder(unit, kind), values)
    assert first["Location"] == second["Location"]
    fact = MODELS[kind].objects.get()
    assert verbs(fact) == [f"{kind}.recorded"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("22/11/2026", "dans le futur"),
        ("01/01/1900", "trop ancien"),
        ("31/12/9999", "trop lointain"),
        ("30/02/2026", "n’existe pas dans le calendrier"),
        ("", "Cette réponse est nécessaire."),
    ],
)
def test_a_wrong_day_is_refused_and_changes_nothing(kind, day, sentence, unit, rssi):
    answer = client_of(rssi).post(
        folder(unit, kind), sent(kind, **{DAY_OF[kind]: day, "note": "Gardez-moi"})
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Gardez-moi" in page
    assert not MODELS[kind].objects.exists()
    assert not Coverage.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_two_people_correct_it_and_the_second_loses_nothing(kind, unit, rssi):
    fact = noted(rssi, unit, kind)
    other = member(unit, Role.DSI)
    address = folder(unit, kind, f"{fact.pk}/corriger/")
    theirs = {**SENT[kind][1], "provenance": "memory", "version": 1, "note": "La leur"}
    assert client_of(other).post(address, theirs).status_code == 303
    answer = client_of(rssi).post(address, theirs | {"note": "La mienne"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "La leur" in page
    assert "La mienne" in page
    assert other.full_name in page
    assert 'name="version" value="2"' in page
    fact.refresh_from_db()
    assert fact.note == "La leur"
    assert verbs(fact) == [f"{kind}.recorded", f"{kind}.changed"]


@pytest.mark.parametrize("kind", KINDS)
def test_html_is_shown_as_text(kind, unit, rssi):
    client = client_of(rssi)
    values = sent(kind, note=HTML, **dict.fromkeys(TEXTS[kind], HTML))
    answer = client.post(folder(unit, kind), values, follow=True)
    page = answer.content.decode() + client.get(url(unit)).content.decode()
    assert MODELS[kind].objects.get().note == HTML
    assert HTML not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_removed_with_a_reason_and_stays_in_the_journal(kind, unit, rssi):
    fact = noted(rssi, unit, kind)
    client, address = client_of(rssi), folder(unit, kind, f"{fact.pk}/retirer/")
    assert client.get(address).status_code == 200
    assert client.post(address, {"version": 1, "reason": ""}).status_code == 422
    assert MODELS[kind].objects.exists()
    assert client.post(address, {"version": 1, "reason": "Noté deux fois"}).status_code == 303
    assert not MODELS[kind].objects.exists()
    assert not Coverage.objects.exists()
    assert verbs(fact) == [f"{kind}.recorded", f"{kind}.removed"]


@pytest.mark.parametrize("kind", KINDS)
def test_borne_for_another_it_may_be_declined_and_taken_back(kind, unit, rssi):
    part = make_unit()
    make_ght(unit, part)
    values = sent(kind, units=[unit.pk, part.pk])
    assert client_of(rssi).post(folder(unit, kind), values).status_code == 303
    fact = MODELS[kind].objects.get()
    client = client_of(member(part, Role.RSSI))
    assert unit.name in client.get(url(part)).content.decode()
    one = folder(part, kind, f"{fact.pk}/")
    assert client.get(f"{one}corriger/").status_code == 404
    assert client.post(f"{one}decliner/", {"reason": "Pas chez nous"}).status_code == 303
    assert Coverage.objects.get(unit=part).declined_reason == "Pas chez nous"
    assert "décliné" in client.get(url(part)).content.decode()
    assert client.post(f"{one}reprendre/").status_code == 303
    assert Coverage.objects.get(unit=part).declined_at is None


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_not_write_or_is_a_stranger_changes_nothing(kind, unit, rssi):
    reader = client_of(member(unit, Role.DIRECTION))
    stranger = client_of(member(make_unit(), Role.RSSI))
    quality = client_of(member(unit, Role.QUALITY))
    for client, expected in ((reader, 403), (quality, 403), (stranger, 404)):
        assert client.post(folder(unit, kind), sent(kind)).status_code == expected
    assert not MODELS[kind].objects.exists()


def test_a_population_larger_than_the_whole_is_refused(unit, rssi):
    values = sent("user_count", distinct_people="100", populations="Médecins : 101")
    answer = client_of(rssi).post(folder(unit, "user_count"), values)
    assert answer.status_code == 422
    assert "plus de personnes que le total" in answer.content.decode()
    values = sent("user_count", distinct_people="100", populations="Médecins cent")
    answer = client_of(rssi).post(folder(unit, "user_count"), values)
    assert "ne se lit pas" in answer.content.decode()
    assert not UserCount.objects.exists()
    values = sent("user_count", distinct_people="100", populations="Médecins : 60\nSoins ; 1 00")
    assert client_of(rssi).post(folder(unit, "user_count"), values).status_code == 303


@pytest.mark.parametrize("people", ["-1", "cinq", "5,5", "500001"])
def test_a_number_of_people_that_cannot_be_is_refused(people, unit, rssi):
    answer = client_of(rssi).post(
        folder(unit, "user_count"), sent("user_count", distinct_people=people)
    )
    assert answer.status_code == 422
    assert not UserCount.objects.exists()


def test_a_service_that_has_a_means_is_not_removed(unit, rssi):
    service = noted(rssi, unit, "sensitive_service")
    client = client_of(rssi)
    values = sent("mie_use", service=service.pk)
    assert client.post(folder(unit, "mie_use"), values).status_code == 303
    answer = client.post(
        folder(unit, "sensitive_service", f"{service.pk}/retirer/"), {"version": 1, "reason": "x"}
    )
    assert answer.status_code == 422
    assert "citée par une autre" in answer.content.decode()
    assert SensitiveService.objects.exists()


def test_a_means_for_the_service_of_a_stranger_is_refused(unit, rssi):
    other = make_unit()
    theirs = noted(member(other, Role.RSSI), other, "sensitive_service")
    values = sent("mie_use", service=theirs.pk)
    assert client_of(rssi).post(folder(unit, "mie_use"), values).status_code == 422


def test_an_end_before_the_start_is_refused(unit, rssi):
    answer = client_of(rssi).post(folder(unit, "sso"), sent("sso", until="28/02/2025"))
    assert answer.status_code == 422
    assert "La fin doit suivre le début." in answer.content.decode()


def test_the_form_of_the_repository_takes_its_last_synchronisations(unit, rssi):
    values = sent(
        "local_directory", hr_synchronised_on="01/11/2026", rpps_synchronised_on="02/11/2026"
    )
    client = client_of(rssi)
    for _ in range(2):
        assert client.post(folder(unit, "local_directory"), values).status_code == 303
    assert Synchronisation.objects.count() == 2
    assert status(unit, "6.d") == "met"
    wrong = sent("local_directory", hr_synchronised_on="22/11/2026")
    assert client.post(folder(unit, "local_directory"), wrong).status_code == 422
    assert MODELS["local_directory"].objects.count() == 1


def test_a_synchronisation_is_noted_apart(unit, rssi):
    directory = noted(rssi, unit, "local_directory")
    client = client_of(rssi)
    values = {"new_id": str(uuid4()), "provenance": "memory", "directory": directory.pk}
    values |= {"source": "hr", "done_on": "hier"}
    for _ in range(2):
        answer = client.post(url(unit, "synchronisations/noter/"), values)
        assert answer.status_code == 303
    one = Synchronisation.objects.get()
    assert verbs(one) == ["directory_synchronisation.recorded"]
    assert client.get(answer["Location"]).status_code == 200
    assert "GRH le 20/11/2026, RPPS jamais" in client.get(url(unit)).content.decode()
