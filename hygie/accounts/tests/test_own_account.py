"""A person looks at one's account, changes it, and ends sessions."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hygie.accounts.models import User
from hygie.accounts.tests.people import PASSWORD, make_account, sign_in, signed_in, text_of
from hygie.journal.models import Entry

pytestmark = pytest.mark.django_db
SESSIONS = "/compte/sessions/"
PASSWORD_PAGE = "/compte/mot-de-passe/"
NEW_PASSWORD = "huit barques dans la brume"


def lines(verb: str) -> int:
    return Entry.objects.filter(verb=verb).count()


def test_changes_name_job_and_telephone() -> None:
    user = make_account(full_name="Claire Vidal", job_title="RSSI")
    browser = signed_in(user)
    sent = {"full_name": "Claire Vidal-Roux", "job_title": "RSSI", "phone": "05 61 00 00 00"}
    for _ in range(2):
        assert browser.post("/compte/profil/", sent).headers["Location"] == "/compte/"
    assert "Claire Vidal-Roux" in text_of(browser.get("/compte/"))
    line = Entry.objects.get(verb="account.profile_changed")
    assert line.data == {
        "before": {"full_name": "Claire Vidal", "phone": ""},
        "after": {"full_name": "Claire Vidal-Roux", "phone": "05 61 00 00 00"},
    }


def test_a_wrong_profile_keeps_what_was_typed_and_changes_nothing() -> None:
    user = make_account(full_name="Claire Vidal")
    answer = signed_in(user).post("/compte/profil/", {"full_name": "", "job_title": "DSI"})
    assert 'value="DSI"' in text_of(answer)
    assert "Cette réponse est nécessaire" in text_of(answer)
    user.refresh_from_db()
    assert (user.full_name, user.job_title) == ("Claire Vidal", "")


def test_what_the_form_does_not_show_cannot_be_changed() -> None:
    user = make_account(must_use_second_factor=False)
    sent = {"full_name": "Moi", "is_demo": "on", "email": "autre@exemple.fr", "is_active": ""}
    signed_in(user).post("/compte/profil/", sent)
    after = User.objects.get(pk=user.pk)
    assert (after.is_demo, after.email, after.is_active) == (False, user.email, True)


def test_sees_the_browsers_and_ends_one() -> None:
    user = make_account()
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    other, _ = sign_in(user, headers={"User-Agent": firefox})
    browser = signed_in(user)
    page = text_of(browser.get(SESSIONS))
    assert "Connecté dans 2 navigateurs" in page
    assert "Firefox sous Linux" in page
    other_id = user.usersession_set.get(session_key=other.session.session_key).pk
    for _ in range(2):
        answer = browser.post(reverse("accounts:session_end", args=[other_id]))
        assert answer.headers["Location"] == SESSIONS
    assert other.get("/compte/").status_code == 302
    assert browser.get("/compte/").status_code == 200
    assert lines("account.session_ended") == 1


def test_cannot_end_the_session_of_another_person() -> None:
    user, other = make_account(), make_account()
    browser, theirs = signed_in(user), signed_in(other)
    other_id = other.usersession_set.get().pk
    assert browser.post(reverse("accounts:session_end", args=[other_id])).status_code == 404
    assert theirs.get("/compte/").status_code == 200
    assert lines("account.session_ended") == 0


def test_ends_all_the_other_sessions() -> None:
    user, stranger = make_account(), make_account()
    others = [signed_in(user), signed_in(user)]
    browser, theirs = signed_in(user), signed_in(stranger)
    for _ in range(2):
        assert browser.post(SESSIONS).headers["Location"] == SESSIONS
    assert all(other.get("/compte/").status_code == 302 for other in others)
    assert browser.get("/compte/").status_code == theirs.get("/compte/").status_code == 200
    assert Entry.objects.get(verb="account.sessions_ended").data == {"count": 2}


def test_a_demonstration_account_does_not_end_the_sessions_of_those_who_share_it() -> None:
    user = make_account(is_demo=True)
    other, browser = signed_in(user), signed_in(user)
    assert browser.post(SESSIONS).status_code == 403
    other_id = user.usersession_set.get(session_key=other.session.session_key).pk
    assert browser.post(reverse("accounts:session_end", args=[other_id])).status_code == 403
    assert other.get("/compte/").status_code == 200


@pytest.mark.parametrize("sessions", [1, 12])
def test_the_pages_ask_the_same_number_of_queries(
    sessions: int, django_assert_max_num_queries: Any
) -> None:
    user = make_account()
    for _ in range(sessions - 1):
        signed_in(user)
    browser = signed_in(user)
    for path in (SESSIONS, "/compte/"):
        with django_assert_max_num_queries(8):
            assert browser.get(path).status_code == 200


def test_two_hours_without_activity_close_the_session() -> None:
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False) as clock:
        browser = signed_in(make_account())
        for _ in range(3):
            clock.shift(7000)
            assert browser.get("/compte/").status_code == 200
        clock.shift(7300)
        answer = browser.get("/compte/")
        assert answer.headers["Location"].startswith("/compte/connexion/")
        assert "sans activité" in text_of(browser.get(answer.headers["Location"]))


def test_a_busy_session_ends_twelve_hours_after_the_sign_in() -> None:
    with time_machine.travel("2026-11-21T06:00:00Z", tick=False) as clock:
        browser = signed_in(make_account())
        for _ in range(12):
            clock.shift(3500)
            assert browser.get("/compte/").status_code == 200
        clock.shift(3500)
        answer = browser.get("/compte/")
        assert answer.headers["Location"].startswith("/compte/connexion/")
        assert "depuis 12 heures" in text_of(browser.get(answer.headers["Location"]))


def test_the_durations_said_are_those_of_the_settings(settings: Any) -> None:
    settings.SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE = 1800, 3600
    with time_machine.travel("2026-11-21T06:00:00Z", tick=False) as clock:
        browser = signed_in(make_account())
        listed = text_of(browser.get("/compte/sessions/"))
        assert "après 30 minutes sans activité" in listed
        assert "au plus tard 1 heure après" in listed
        clock.shift(1801)
        answer = browser.get("/compte/")
        said = text_of(browser.get(answer.headers["Location"]))
        assert "restée 30 minutes sans activité" in said


def test_changing_the_password_closes_the_other_sessions() -> None:
    user = make_account()
    other, browser = signed_in(user), signed_in(user)
    sent = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert browser.post(PASSWORD_PAGE, sent).headers["Location"] == "/compte/"
    assert browser.get("/compte/").status_code == 200
    assert other.get("/compte/").status_code == 302
    assert sign_in(user, password=NEW_PASSWORD)[1].status_code == 303
    assert lines("account.password_changed") == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("autre chose", NEW_PASSWORD, "Ce n’est pas le mot de passe actuel"),
        (PASSWORD, "court", "au minimum 12 caractères"),
    ],
)
def test_a_refused_change_keeps_the_password(old: str, new: str, said: str) -> None:
    user = make_account()
    browser = signed_in(user)
    sent = {"oldpassword": old, "password1": new, "password2": new}
    assert said in text_of(browser.post(PASSWORD_PAGE, sent))
    assert sign_in(user)[1].status_code == 303
    assert lines("account.password_changed") == 0


def test_without_mail_the_page_says_whom_to_ask(mailoutbox: list[Any]) -> None:
    user = make_account()
    for answer in (
        Client().get(f"{PASSWORD_PAGE}oublie/"),
        Client().post(f"{PASSWORD_PAGE}oublie/", {"email": user.email}),
    ):
        assert "n’envoie pas de message électronique" in text_of(answer)
    assert mailoutbox == []


def test_with_mail_a_forgotten_password_is_chosen_again_once(
    settings: Any, mailoutbox: list[Any]
) -> None:
    settings.EMAIL_ENABLED = True
    user = make_account()
    other = signed_in(user)
    browser = Client()
    answer = browser.post(f"{PASSWORD_PAGE}oublie/", {"email": user.email})
    assert answer.headers["Location"] == f"{PASSWORD_PAGE}oublie/envoye/"
    (message,) = mailoutbox
    assert message.subject == "Hygie\u00a0: choisir un autre mot de passe"
    link = next(word for word in message.body.split() if word.startswith("http://testserver"))
    page = browser.get(link).headers["Location"]
    sent = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert browser.post(page, sent).headers["Location"] == f"{PASSWORD_PAGE}oublie/fait/"
    assert other.get("/compte/").status_code == 302
    assert "_auth_user_id" not in browser.session
    assert sign_in(user, password=NEW_PASSWORD)[1].status_code == 303
    assert "n’est plus valable" in text_of(Client().get(link))
    assert lines("account.password_reset") == 1


def test_an_unknown_address_gets_the_same_answer_and_no_mail(
    settings: Any, mailoutbox: list[Any]
) -> None:
    settings.EMAIL_ENABLED = True
    answer = Client().post(f"{PASSWORD_PAGE}oublie/", {"email": "personne@exemple.fr"})
    assert answer.headers["Location"] == f"{PASSWORD_PAGE}oublie/envoye/"
    assert mailoutbox == []
