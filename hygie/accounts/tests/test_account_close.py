"""An account is closed: its holder is out at once; it may be opened again."""

import pytest

from hygie.accounts import services
from hygie.accounts.models import User
from hygie.accounts.tests.people import enrol, make_account, sign_in, signed_in
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry

pytestmark = pytest.mark.django_db


def test_every_session_of_a_closed_account_dies_at_once() -> None:
    admin, user = make_account(), make_account()
    browsers = [signed_in(user), signed_in(user)]
    services.user_close(acting_user=admin, user=user, reason="Départ")
    for browser in browsers:
        assert browser.get("/compte/").headers["Location"].startswith("/compte/connexion/")
    assert signed_in(admin).get("/compte/").status_code == 200
    line = Entry.objects.get(verb="account.closed")
    assert (line.author_id, line.data) == (admin.pk, {"reason": "Départ"})


def test_a_session_that_no_list_knows_dies_too() -> None:
    user = make_account()
    browser = signed_in(user)
    user.usersession_set.all().delete()
    services.user_close(acting_user=None, user=user)
    services.user_reopen(acting_user=None, user=user)
    assert browser.get("/compte/").status_code == 302


def test_closed_or_reopened_twice_writes_one_line() -> None:
    user = make_account()
    for _ in range(2):
        services.user_close(acting_user=None, user=user)
    for _ in range(2):
        services.user_reopen(acting_user=None, user=user)
    assert [line.verb for line in Entry.objects.order_by("id")] == [
        "account.closed",
        "account.reopened",
    ]


def test_opened_again_it_signs_in_with_the_same_second_factor() -> None:
    user = make_account(must_use_second_factor=True)
    enrol(signed_in(user))
    services.user_close(acting_user=None, user=user)
    services.user_reopen(acting_user=None, user=user)
    assert sign_in(user)[1].headers["Location"] == "/compte/second-facteur/code/"


def test_nobody_closes_the_account_one_uses() -> None:
    user = make_account()
    browser = signed_in(user)
    with pytest.raises(ServiceRefusal) as refused:
        services.user_close(acting_user=user, user=user)
    assert refused.value.code == "account_close_own"
    assert User.objects.get(pk=user.pk).is_active
    assert browser.get("/compte/").status_code == 200
