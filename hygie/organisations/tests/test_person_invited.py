"""A direction gives a role to a person without account: the activation link is mailed."""

from typing import Any

import pytest
from django.urls import reverse

from hygie.organisations.models import Membership, Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_nation, make_unit, member

TYPED = {
    "email": "lucie.petit@exemple.fr",
    "full_name": "Lucie Petit",
    "role": "rssi",
    "since": "21/11/2026",
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
