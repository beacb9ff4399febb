"""A contributeur answers one theme by a personal link, without account."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from hygie.accounts.models import PersonalLink
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.organisations.rights import Role
from hygie.self_assessments import services
from hygie.self_assessments.models import Answer, field_key
from hygie.self_assessments.services.answers import Given
from hygie.self_assessments.tests.cast import answering, give, load, pack_said, who
from tests.cast import client_of, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def rssi(unit):
    return member(unit, Role.RSSI)


@pytest.fixture
def grid(unit, rssi):
    return answering(rssi, unit, load(rssi, unit, pack_said()))


def url(unit, grid, end=""):
    return f"/etablissements/{unit.finess}/auto-evaluations/{grid.pk}/{end}"


def given(rssi, unit, grid, theme="Premier", **values):
    link, secret = services.theme_link_give(
        **who(rssi, unit), assessment_id=grid.pk, theme=theme, new_id=uuid4(),
        holder_name="C. Lo", **{"expires_at": timezone.now() + timedelta(days=10), **values},
    )  # fmt: skip
    return link, f"/lien/{secret}/mesures/"


def level(measure_id, value):
    return {f"{field_key(measure_id)}-level": value}


def test_the_link_is_given_from_the_theme_and_shown_once(unit, rssi, grid):
    client, path = client_of(rssi), url(unit, grid, "mesures/1/lien/")
    assert path in client.get(url(unit, grid, "mesures/1/")).content.decode()
    sent = {"holder_name": "C. Lo", "expires_on": "31/12/2026", "new_id": uuid4()}
    shown = client.post(path, sent).content.decode()
    assert "/lien/" in shown
    assert "ne sera plus montré" in shown
    link = PersonalLink.objects.get()
    assert (link.subject_kind, link.holder_name) == ("self_assessment_theme", "C. Lo")
    again = client.get(path).content.decode()
    assert "C. Lo" in again
    assert "ne sera plus montré" not in again


def test_the_contributeur_answers_this_theme_only(unit, rssi, grid):
    link, path = given(rssi, unit, grid)
    client = Client()
    page = client.get(path).content.decode()
    assert "Titre a1" in page
    assert "Titre b1" not in page
    assert "Voir en détail" not in page
    reply = client.post(path, {**level("a1", "2"), **level("a2", "1")})
    assert (reply.status_code, reply["Location"]) == (303, f"{path}?note=1")
    assert "Merci" in client.get(reply["Location"]).content.decode()
    assert set(Answer.objects.values_list("measure_id", "level")) == {("a1", 2), ("a2", 1)}
    line = Entry.objects.filter(verb="self_assessment.answered").get()
    assert line.author_name == link.journal_name
    assert line.author_id is None
    saved = client.post(path, {"only": field_key("a1"), **level("a1", "3")}, **HTMX)
    assert "Pas enregistré" in saved.content.decode()  # sent without what was shown: refused


def test_a_measure_of_another_theme_is_refused(unit, rssi, grid):
    link, _ = given(rssi, unit, grid)
    with pytest.raises(ServiceRefusal, match="unknown_measure"):
        services.theme_contribute(link=link, given={"b1": Given(level=1)}, expected={})
    assert not Answer.objects.exists()


def test_an_ended_or_past_link_opens_nothing(unit, rssi, grid):
    link, path = given(rssi, unit, grid)
    end = url(unit, grid, f"mesures/1/lien/{link.pk}/fin/")
    assert client_of(rssi).get(end).status_code == 200
    for _ in range(2):
        assert client_of(rssi).post(end).status_code == 303
    assert Entry.objects.filter(verb="link.revoked").count() == 1
    assert Client().get(path).status_code == 404
    late, path = given(rssi, unit, grid)
    past = timezone.now() - timedelta(days=1)
    PersonalLink.objects.filter(pk=late.pk).update(expires_at=past)
    assert Client().post(path, level("a1", "2")).status_code == 404
    assert not Answer.objects.exists()


def test_once_closed_nothing_changes_by_the_link(unit, rssi, grid):
    _, path = given(rssi, unit, grid)
    give(rssi, unit, grid, **{key: Given(level=2) for key in ("a1", "a2", "b1")})
    services.assessment_close(
        **who(rssi, unit), assessment_id=grid.pk, expected_version=1,
        declared_on=date(2026, 11, 20),
    )  # fmt: skip
    assert "Les réponses sont closes" in Client().get(path).content.decode()
    assert Client().post(path, level("a1", "3")).status_code == 422
    assert Answer.objects.get(measure_id="a1").level == 2
    with pytest.raises(ServiceRefusal, match="assessment_closed"):
        given(rssi, unit, grid)


def test_who_may_not_write_gives_no_link(unit, grid):
    reader = member(unit, Role.DIRECTION)
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        given(reader, unit, grid)
    assert client_of(reader).get(url(unit, grid, "mesures/1/lien/")).status_code == 403
    assert not PersonalLink.objects.exists()


def test_an_unknown_theme_is_refused(unit, rssi, grid):
    with pytest.raises(ServiceRefusal, match="unknown_theme"):
        given(rssi, unit, grid, theme="Autre")
    assert client_of(rssi).get(url(unit, grid, "mesures/9/lien/")).status_code == 404
