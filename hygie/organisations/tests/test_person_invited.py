"""A direction gives a role to a person without account: the activation link is mailed."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from hygie.accounts.models import Invitation
from hygie.journal.models import Entry
from hygie.organisations.models import Membership, Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_nation, make_unit, member

TYPED = {
    "email": "lucie.petit@exemple.fr",
    "full_name": "Lucie Petit",
    "role": "rssi",
    "since": "21/11/2026",
    "new_id": "8d1e0d0e-1111-4222-8333-000000000001",
}


def addresses(unit: Organisation) -> list[tuple[Any, str]]:
    """Who may give a role there, and the page of each."""
    return [
        (
            member(unit, Role.DIRECTION),
            reverse("organisations:membership-add", args=[unit.finess]),
        ),
        (
            member(make_nation(), Role.ADMIN),
            reverse("organisations:admin-person-add", args=[unit.pk]),
        ),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("place", [0, 1])
def test_the_link_is_mailed(
    place: int, settings: Any, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_ENABLED = True
    unit = make_unit()
    user, page = addresses(unit)[place]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(user).post(page, TYPED)
    assert answer.status_code == 200
    (message,) = mailoutbox
    assert message.to == ["lucie.petit@exemple.fr"]
    assert f"http://testserver/compte/invitation/{answer.context['secret']}" in message.body
    assert Membership.objects.get(user__email=TYPED["email"]).organisation == unit


@pytest.mark.django_db
def test_without_mail_the_link_is_only_shown(
    mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    user, page = addresses(make_unit())[0]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(user).post(page, TYPED)
    assert answer.context["secret"] in answer.content.decode()
    assert mailoutbox == []


@pytest.mark.django_db
@pytest.mark.parametrize("place", [0, 1])
def test_sent_twice_the_link_is_shown_again_and_still_opens(place: int) -> None:
    unit = make_unit()
    user, page = addresses(unit)[place]
    client = client_of(user)

    first, second = client.post(page, TYPED), client.post(page, TYPED)

    assert first.context["secret"] == second.context["secret"]
    opened = client_of().get(reverse("accounts:invitation", args=[second.context["secret"]]))
    assert opened.status_code == 200
    assert Membership.objects.filter(user__email=TYPED["email"]).count() == 1
    assert Invitation.objects.count() == 1
    assert Entry.objects.filter(verb__in=("account.opened", "membership.granted")).count() == 2


@pytest.mark.django_db
def test_a_link_already_used_is_not_shown_again() -> None:
    user, page = addresses(make_unit())[0]
    client = client_of(user)
    client.post(page, TYPED)
    Invitation.objects.update(used_at=timezone.now())

    answer = client.post(page, TYPED, follow=True)

    assert "secret" not in answer.context
    assert "avait déjà ce rôle" in answer.content.decode()


@pytest.mark.django_db
def test_the_form_of_another_person_shows_no_link() -> None:
    unit = make_unit()
    user, page = addresses(unit)[0]
    client_of(user).post(page, TYPED)

    answer = client_of(member(unit, Role.DIRECTION)).post(page, TYPED, follow=True)

    assert "secret" not in answer.context
