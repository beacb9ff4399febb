"""A pilote without account, but with a personal link and an e-mail, is told of his action."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hygie.accounts.models import PersonalLink, User
from hygie.accounts.services import link_revoke
from hygie.journal.models import Entry
from hygie.notifications.enums import Channel, Kind, State
from hygie.notifications.models import Contact, Message, Told
from hygie.notifications.services.administration import messages_purge
from hygie.notifications.services.preferences import stop_token
from hygie.notifications.services.rounds import rounds_make
from hygie.notifications.tests.post import Post, post
from hygie.notifications.worker import Worker
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from hygie.quality_plan.models import PlanAction
from hygie.quality_plan.services.pilote_links import pilote_link_give
from tests.cast import client_of, make_nation, make_unit, make_user, member, scope_of
from tests.reminders.cast import MONDAY, bare_action, morning, person

__all__ = ["post"]

pytestmark = pytest.mark.django_db
SOON = MONDAY + timedelta(days=7)
EMAIL = "m.aubert@exemple.fr"


@pytest.fixture
def unit() -> Organisation:
    return make_unit(name="CH de Rochebrune")


def given(unit: Organisation, action: PlanAction, email: str = EMAIL, **fields: Any) -> Any:
    """The link of an action, given by the RSSI of the unit, whose account receives nothing."""
    rssi = member(unit, Role.RSSI, user=make_user("Alix Berger"))
    values = {"holder_name": "M. Aubert", "expires_at": morning(MONDAY + timedelta(days=30))}
    with time_machine.travel(morning(MONDAY - timedelta(days=10))):
        link, secret = pilote_link_give(
            scope=scope_of(rssi), acting_user=rssi, unit=unit, action_id=action.pk,
            new_id=action.pk, holder_email=email, **{**values, **fields},
        )  # fmt: skip
    return link, secret


def turn(at: datetime | None = None) -> None:
    with time_machine.travel(at or morning(MONDAY), tick=False):
        assert Worker().turn()


def to_contacts() -> list[Message]:
    return list(Message.objects.exclude(contact=None).order_by("kind"))


def test_he_is_told_in_words_that_may_be_spread(unit: Organisation, post: Post) -> None:
    action = bare_action(unit, due_on=SOON, restricted_detail="SRV-01 vulnérable")
    _, secret = given(unit, action)
    turn()
    assert post.to == [EMAIL, EMAIL], "the week, and the seventh day before"
    for mail in post.mails:
        body = mail.get_content()
        assert mail["Subject"] == "Hygie\u00a0: une action vous est confiée"
        assert "A-0 Durcir les comptes, CH de Rochebrune\u00a0: au plus tard le 30/11/2026" in body
        assert "le lien personnel que vous a remis Alix Berger" in body
        assert "valable jusqu’au 23/12/2026" in body
        assert "SRV-01" not in body
        assert secret not in body
        assert "/etablissements/" not in body
        assert "/rappels/arreter/" in mail["List-Unsubscribe"]
    assert {one.state for one in to_contacts()} == {State.SENT}
    turn(morning(MONDAY, 11))
    assert len(post.to) == 2, "said once"


def test_an_action_far_away_is_not_said(unit: Organisation, post: Post) -> None:
    given(unit, bare_action(unit, due_on=MONDAY + timedelta(days=61)))
    turn()
    assert post.to == []


@pytest.mark.parametrize("how", ["revoked", "over", "no address", "action closed", "stopped"])
def test_whose_link_does_not_open_is_told_nothing(unit: Organisation, post: Post, how: str) -> None:
    action = bare_action(unit, due_on=SOON)
    link, _ = given(unit, action, email="" if how == "no address" else EMAIL)
    if how == "revoked":
        link_revoke(acting_user=link.created_by, link=link)
    elif how == "over":
        PersonalLink.objects.update(expires_at=morning(MONDAY, 7))
    elif how == "action closed":
        PlanAction.objects.update(state="done", done_on=MONDAY)
    elif how == "stopped":
        Contact.objects.create(email=EMAIL, full_name="M. Aubert", stopped_at=morning(MONDAY, 6))
    turn()
    assert post.to == []


def test_whose_link_ended_since_the_mail_was_made_receives_nothing(
    unit: Organisation, post: Post
) -> None:
    given(unit, bare_action(unit, due_on=SOON))
    rounds_make(now=morning(MONDAY))
    assert {one.state for one in to_contacts()} == {State.WAITING}
    PersonalLink.objects.update(revoked_at=morning(MONDAY))
    turn()
    assert post.to == []
    assert {(one.state, one.outcome) for one in to_contacts()} == {(State.CANCELLED, "no_access")}


def test_who_has_an_account_is_told_as_such(unit: Organisation, post: Post) -> None:
    given(unit, bare_action(unit, due_on=SOON), email="Paul@exemple.fr")
    person("Paul Aubert", email="paul@exemple.fr")
    turn()
    assert post.to == []
    User.objects.filter(email="paul@exemple.fr").update(is_active=False)
    turn(morning(MONDAY + timedelta(days=1)))
    assert post.to == ["paul@exemple.fr"], "the round of the week was made already"


def test_two_links_to_one_address_make_one_mail(unit: Organisation, post: Post) -> None:
    given(unit, bare_action(unit, due_on=SOON))
    given(unit, bare_action(unit, due_on=SOON), email=EMAIL.upper())
    turn()
    assert post.to == [EMAIL, EMAIL]
    assert all("A-0" in one.get_content() and "A-1" in one.get_content() for one in post.mails)


def test_he_stops_these_mails_by_their_link(unit: Organisation, post: Post) -> None:
    given(unit, bare_action(unit, due_on=SOON))
    turn()
    contact = Contact.objects.get()
    place = reverse("notifications:stop", args=[stop_token(contact, Kind.DIGEST)])
    page = Client().get(place)
    assert Channel.ALL.label in page.content.decode()
    contact.refresh_from_db()
    assert contact.stopped_at is None, "opening the link changes nothing"
    for _ in range(2):
        assert "C’est arrêté" in Client().post(place).content.decode()
    assert Entry.objects.filter(verb="reminders.contact_stopped").count() == 1
    turn(morning(MONDAY + timedelta(days=7)))
    assert len(post.to) == 2


def test_who_stopped_has_them_again_by_the_same_link(unit: Organisation, post: Post) -> None:
    _, secret = given(unit, bare_action(unit, due_on=SOON))
    contact = Contact.objects.create(email=EMAIL, full_name="M. Aubert", stopped_at=morning(MONDAY))
    place = reverse("notifications:stop", args=[stop_token(contact, Kind.DIGEST)])
    with time_machine.travel(morning(MONDAY), tick=False):
        own_page = Client().get(reverse("quality_plan:link", args=[secret])).content.decode()
    assert 'href="/rappels/arreter/' in own_page
    assert "Les recevoir de nouveau" in Client().get(place).content.decode()
    one_click = {"List-Unsubscribe": "One-Click"}
    assert "C’est arrêté" in Client().post(place, one_click).content.decode()
    for _ in range(2):
        assert "C’est rétabli" in Client().post(place, {"resume": "1"}).content.decode()
    assert Entry.objects.filter(verb="reminders.contact_resumed").count() == 1
    assert Contact.objects.get().stopped_at is None
    turn()
    assert post.to == [EMAIL, EMAIL]
    rssi = User.objects.get(full_name="Alix Berger")
    account = reverse("notifications:stop", args=[stop_token(rssi, Kind.DIGEST)])
    assert Client().post(account, {"resume": "1"}).status_code == 404


def test_an_address_refused_is_shown_to_the_administration(unit: Organisation, post: Post) -> None:
    given(unit, bare_action(unit, due_on=SOON))
    post.rcpt[EMAIL] = "550 5.1.1 No such user here"
    turn()
    assert {one.state for one in to_contacts()} == {State.REFUSED}
    admin = member(make_nation(), Role.ADMIN)
    page = client_of(admin).get(reverse("notifications:outbox"))
    shown = page.content.decode()
    assert f"{EMAIL}, sans compte" in shown
    assert "550 5.1.1 No such user here" in shown


def test_a_round_killed_among_contacts_goes_on_there(
    unit: Organisation, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        given(unit, bare_action(unit, due_on=SOON), email=f"p{number}@exemple.fr")
    monkeypatch.setattr("hygie.notifications.services.rounds.BATCH", 1)
    beats = iter(range(4))

    def dies() -> None:
        if next(beats, None) is None:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        rounds_make(now=morning(MONDAY), beat=dies)
    assert 0 < len(to_contacts()) < 6
    turn()
    assert sorted(post.to) == sorted([f"p{n}@exemple.fr" for n in range(3)] * 2)


def test_a_contact_whose_links_ended_long_ago_is_forgotten(unit: Organisation, post: Post) -> None:
    given(unit, bare_action(unit, due_on=SOON))
    turn()
    with time_machine.travel(morning(MONDAY + timedelta(days=425)), tick=False):
        messages_purge()
    assert Contact.objects.exists(), "its link ended 395 days ago"
    with time_machine.travel(morning(MONDAY + timedelta(days=435)), tick=False):
        messages_purge()
    assert not Contact.objects.exists()
    assert not Told.objects.exclude(contact=None).exists()
