"""A contributor opens the link that was made for one object, and nothing else."""

from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from hygie.accounts import selectors, services
from hygie.accounts.models import PersonalLink, User
from hygie.accounts.tests.people import make_account, signed_in, text_of
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.urls("hygie.accounts.tests.urls")]
NOW = datetime(2026, 11, 21, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Generator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def make_link(user: User | None = None, **fields: Any) -> tuple[PersonalLink, str]:
    values: dict[str, Any] = {
        "acting_user": user or make_account(full_name="Nadia Roche"),
        "organisation_id": 7,
        "room": "continuity",
        "subject_kind": "bia",
        "subject_id": 12,
        "subject_label": "BIA des urgences",
        "holder_name": "Paul Meyer",
        "expires_at": NOW + timedelta(days=30),
        **fields,
    }
    return services.link_create(**values)


def open_page(secret: str, *, tail: str = "essai/", **extra: Any) -> Any:
    return Client(**extra).get(f"/lien/{secret}/{tail}")


def test_the_page_opens_without_account() -> None:
    link, secret = make_link()
    answer = open_page(secret)
    assert text_of(answer) == "BIA des urgences par Paul Meyer (lien personnel)"
    link.refresh_from_db()
    assert link.last_used_at == NOW


def test_only_the_fingerprint_is_kept_and_the_journal_says_who() -> None:
    user = make_account()
    link, secret = make_link(user)
    assert len(secret) >= 43
    assert secret not in str(PersonalLink.objects.filter(pk=link.pk).values())
    line = Entry.objects.get(verb="link.created")
    assert (line.author_id, line.subject_kind, line.subject_id, line.organisation_id) == (
        user.pk,
        "bia",
        "12",
        7,
    )
    assert secret not in str(line.data)


def test_an_unknown_link_is_not_found() -> None:
    answer = open_page("x" * 43)
    assert answer.status_code == 404
    assert "Ce lien n’est pas reconnu" in text_of(answer)
    assert open_page("x" * 5000).status_code == 404


def test_an_ended_link_names_who_made_it(clock: Any) -> None:
    _, secret = make_link()
    clock.move_to(NOW + timedelta(days=30))
    answer = open_page(secret)
    assert answer.status_code == 404
    page = text_of(answer)
    assert "n’est plus valable depuis le 21 décembre 2026" in page
    assert "Demandez-en un autre à Nadia Roche" in page
    assert "BIA des urgences" not in page


def test_a_revoked_link_opens_nothing_and_is_revoked_once() -> None:
    link, secret = make_link()
    for _ in range(2):
        services.link_revoke(acting_user=make_account(), link=link, reason="Parti")
    assert open_page(secret).status_code == 404
    assert Entry.objects.get(verb="link.revoked").data["reason"] == "Parti"


@pytest.mark.parametrize("fields", [{"room": "audits"}, {"subject_kind": "exercise"}])
def test_a_link_to_another_object_does_not_open_this_page(fields: dict[str, str]) -> None:
    _, secret = make_link(**fields)
    answer = open_page(secret)
    assert answer.status_code == 404
    assert "pas reconnu" in text_of(answer)


def test_a_link_to_one_object_does_not_open_another_one() -> None:
    _, secret = make_link(subject_id=12)
    assert open_page(secret, tail="essai/12/").status_code == 200
    assert open_page(secret, tail="essai/13/").status_code == 404


def test_the_link_gives_nothing_of_the_account_that_made_it() -> None:
    _, secret = make_link()
    browser = Client()
    browser.get(f"/lien/{secret}/essai/")
    assert browser.get("/compte/").headers["Location"].startswith("/compte/connexion/")


def test_a_writer_who_must_set_up_a_factor_may_open_it() -> None:
    _, secret = make_link()
    browser = signed_in(make_account(must_use_second_factor=True))
    assert browser.get(f"/lien/{secret}/essai/").status_code == 200


def test_nothing_is_kept_nor_sent_to_other_sites() -> None:
    _, secret = make_link()
    for answer in (open_page(secret), open_page("faux")):
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_the_form_of_the_page_may_be_sent_with_protection_against_forgery() -> None:
    _, secret = make_link()
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(f"/lien/{secret}/essai/").status_code == 403


def test_who_tries_secrets_is_slowed_down_and_others_are_not(clock: Any) -> None:
    _, secret = make_link()
    for number in range(30):
        assert open_page(f"faux-{number}").status_code == 404
    answer = open_page("faux-31")
    assert answer.status_code == 429
    assert "Trop d’essais" in text_of(answer)
    assert open_page(secret).status_code == 429
    assert open_page(secret, REMOTE_ADDR="10.0.0.9").status_code == 200
    clock.shift(61)
    assert open_page(secret).status_code == 200


@pytest.mark.parametrize(
    ("expires_at", "code"),
    [
        (NOW, "link_end_past"),
        (NOW - timedelta(days=1), "link_end_past"),
        (NOW + timedelta(days=400), "link_end_too_far"),
    ],
)
def test_the_end_must_come_within_a_year(expires_at: datetime, code: str) -> None:
    with pytest.raises(ServiceRefusal) as refused:
        make_link(expires_at=expires_at)
    assert refused.value.code == code
    assert not PersonalLink.objects.exists()
    assert not Entry.objects.exists()


def test_a_wrong_value_changes_nothing() -> None:
    with pytest.raises(ValidationError):
        make_link(holder_name="", holder_email="pas une adresse")
    assert not PersonalLink.objects.exists()
    assert not Entry.objects.exists()


def test_the_form_sent_twice_makes_one_link_whose_last_secret_works() -> None:
    user, new_id = make_account(), uuid4()
    first, lost = make_link(user, new_id=new_id)
    second, shown = make_link(user, new_id=new_id)
    assert first == second
    assert PersonalLink.objects.count() == Entry.objects.count() == 1
    assert open_page(lost).status_code == 404
    assert open_page(shown).status_code == 200


def test_a_link_already_used_is_never_given_another_secret() -> None:
    user, new_id = make_account(), uuid4()
    _, secret = make_link(user, new_id=new_id)
    open_page(secret)
    for other in (user, make_account()):
        with pytest.raises(ServiceRefusal) as refused:
            make_link(other, new_id=new_id)
        assert refused.value.code == "link_exists"
    assert open_page(secret).status_code == 200


def test_a_form_sent_again_for_another_object_never_gives_its_link() -> None:
    user, new_id = make_account(), uuid4()
    _, secret = make_link(user, new_id=new_id)
    with pytest.raises(ServiceRefusal) as refused:
        make_link(user, new_id=new_id, subject_id=13)
    assert refused.value.code == "link_exists"
    assert open_page(secret).status_code == 200


def test_the_links_of_an_object_are_listed() -> None:
    link, _ = make_link()
    make_link(subject_id=13)
    assert list(selectors.links_about("bia", 12)) == [link]


def test_the_last_use_is_written_at_most_every_five_minutes(clock: Any) -> None:
    link, secret = make_link()
    open_page(secret)
    clock.shift(200)
    open_page(secret)
    link.refresh_from_db()
    assert link.last_used_at == NOW
    clock.shift(200)
    open_page(secret)
    link.refresh_from_db()
    assert link.last_used_at == timezone.now()
