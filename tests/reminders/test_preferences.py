"""What one wants to receive: on one's page, or by the link of a mail."""

import pytest
from django.test import Client
from django.urls import reverse

from hygie.accounts.models import User
from hygie.journal.models import Entry
from hygie.notifications.enums import CHANNELS, Kind
from hygie.notifications.models import Message, Preference
from hygie.notifications.services.preferences import preference_of, preference_set, stop_token
from hygie.organisations.rights import Role
from tests.cast import TODAY, client_of, make_unit, today
from tests.reminders.cast import MONDAY, bare_action, holder, morning, person

__all__ = ["today"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
VERB = "reminders.preferences_changed"


def stopped(user: User) -> set[str]:
    preference = preference_of(user)
    return {one.value for one in CHANNELS if not preference.wants(one)}


def address(user: User, kind: Kind = Kind.DIGEST) -> str:
    return reverse("notifications:stop", kwargs={"stop_token": stop_token(user, kind)})


def test_everything_is_on_until_one_says_otherwise() -> None:
    assert stopped(person()) == set()


def test_a_person_keeps_what_she_ticks() -> None:
    user = person()
    url = reverse("notifications:settings")
    answer = client_of(user).post(url, {"digest": "on", "d7": "on"})
    assert (answer.status_code, answer["Location"]) == (303, url)
    assert stopped(user) == {"d60", "d30", "escalation"}
    (line,) = Entry.objects.filter(verb=VERB)
    assert line.data["moved"] == {"d60": False, "d30": False, "escalation": False}
    assert line.author_id == user.pk


def test_saving_the_same_twice_writes_once() -> None:
    user = person()
    for _ in range(2):
        preference_set(acting_user=user, wanted={"digest": False})
    assert Preference.objects.count() == 1
    assert Entry.objects.filter(verb=VERB).count() == 1


def test_the_page_lists_what_waits_without_a_mail_server() -> None:
    unit = make_unit(name="CH de Rochebrune")
    rssi = holder(unit, Role.RSSI)
    bare_action(unit, due_on=TODAY, pilote=rssi)
    page = client_of(rssi).get(reverse("notifications:reminders")).content.decode()
    assert "Cette instance n’envoie pas de courriel" in page
    assert "A-0 Durcir les comptes" in page
    assert "CH de Rochebrune" in page
    assert "dernier jour aujourd’hui" in page


def test_opening_the_link_of_a_mail_changes_nothing() -> None:
    user = person("Alix Berger")
    page = Client().get(address(user))
    assert page.status_code == 200
    assert "le récapitulatif de la semaine" in page.content.decode()
    assert stopped(user) == set()
    assert not Entry.objects.filter(verb=VERB).exists()


def test_confirming_stops_these_mails_without_signing_in() -> None:
    user = person()
    for _ in range(2):
        page = Client().post(address(user))
        assert "C’est arrêté" in page.content.decode()
    assert stopped(user) == {"digest"}
    assert Entry.objects.filter(verb=VERB).count() == 1


def test_a_mail_program_stops_them_in_one_click() -> None:
    """RFC 8058: a POST without cookie nor token of ours."""
    user = person()
    client = Client(enforce_csrf_checks=True)
    client.post(address(user, Kind.REMINDER), {"List-Unsubscribe": "One-Click"})
    assert stopped(user) == {"d60", "d30", "d7"}


def test_one_may_stop_everything_at_once() -> None:
    user = person()
    Client().post(address(user), {"everything": "on"})
    assert stopped(user) == {one.value for one in CHANNELS}


@pytest.mark.parametrize("how", ["changed", "of another", "closed"])
def test_a_link_that_is_not_ours_changes_nothing(how: str) -> None:
    user, other = person(), person()
    url = address(user)
    if how == "changed":
        url = url[:-2] + ("a/" if url[-2] != "a" else "b/")
    elif how == "of another":
        head, tail = stop_token(user, Kind.DIGEST), stop_token(other, Kind.DIGEST)
        forged = tail.split(":")[0] + ":" + head.split(":", 1)[1]
        url = reverse("notifications:stop", kwargs={"stop_token": forged})
    else:
        user.is_active = False
        user.save()
    assert Client().post(url).status_code == 404
    assert not Preference.objects.exists()
    assert not Entry.objects.filter(verb=VERB).exists()


def test_a_person_whose_address_is_refused_knows_it() -> None:
    user = person()
    told = {"user": user, "kind": Kind.DIGEST, "subject": "Hygie", "body": "", "about": []}
    days = {"next_try_at": morning(TODAY), "created_at": morning(TODAY)}
    Message.objects.create(key="1", state="refused", outcome="address_refused", **told, **days)
    url, client = reverse("notifications:settings"), client_of(user)
    assert "Le serveur refuse cette adresse." in client.get(url).content.decode()
    later = {"next_try_at": morning(MONDAY), "created_at": morning(MONDAY)}
    Message.objects.create(key="2", state="sent", outcome="sent", **told, **later)
    assert "Le serveur refuse" not in client.get(url).content.decode()
