"""A writer proves a second factor, in each session."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from hygie.accounts import services
from hygie.accounts.models import User
from hygie.accounts.tests.people import (
    ACTIVATE,
    CODE,
    PASSWORD,
    code_of,
    enrol,
    make_account,
    sign_in,
    signed_in,
    text_of,
)
from hygie.accounts.tests.test_sign_in import NAMES
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry

pytestmark = pytest.mark.django_db

CODES = "/compte/second-facteur/codes-de-secours/"
CONFIRM = "/compte/second-facteur/confirmer/"
OPEN_WITHOUT_FACTOR = {"mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"}


def make_writer(**fields: object) -> User:
    return make_account(must_use_second_factor=True, **fields)


def verbs_of(user: User) -> list[str]:
    return [line.verb for line in Entry.objects.about("account", user.pk)]


def give_code(browser: Client, code: str) -> bool:
    """Whether the code after the password was accepted."""
    return browser.post(CODE, {"code": code}).status_code == 303


def test_a_writer_sets_it_up_then_sees_the_codes_once_then_works() -> None:
    writer = make_writer()
    browser = signed_in(writer)
    assert browser.get("/compte/profil/").headers["Location"] == ACTIVATE
    assert "Vos rôles permettent d’écrire" in text_of(browser.get(ACTIVATE))
    enrol(browser)
    page = text_of(browser.get(CODES))
    codes = Authenticator.objects.get(user=writer, type="recovery_codes").wrap().generate_codes()
    assert len(codes) == 10
    assert all(code in page for code in codes)
    assert 'href="/compte/profil/"' in page
    again = text_of(browser.get(CODES))
    assert not any(code in again for code in codes)
    assert browser.get("/compte/profil/").status_code == 200
    assert verbs_of(writer)[0] == "account.totp_enabled"


def test_a_wrong_first_code_changes_nothing() -> None:
    writer = make_writer()
    browser = signed_in(writer)
    secret = browser.get(ACTIVATE).context["form"].secret
    answer = browser.post(ACTIVATE, {"code": code_of(secret, periods=20)})
    assert "Ce code n’est pas le bon" in text_of(answer)
    assert answer.context["form"].secret == secret
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_writer_without_factor_reaches_no_other_page(name: str, method: str) -> None:
    browser = signed_in(make_writer())
    answer = getattr(browser, method)(reverse(name))
    if name in OPEN_WITHOUT_FACTOR:
        assert answer.headers.get("Location") != ACTIVATE
    else:
        assert (answer.status_code, answer.headers["Location"]) == (303, ACTIVATE)


@pytest.mark.parametrize("path", ["/", "/etablissements/", "/compte/droits/"])
def test_a_writer_without_factor_reaches_no_room(path: str) -> None:
    answer = signed_in(make_writer()).get(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, ACTIVATE)


def test_a_fragment_asked_by_htmx_moves_the_whole_page() -> None:
    answer = signed_in(make_writer()).get("/compte/", headers={"HX-Request": "true"})
    assert (answer.content, answer.headers["HX-Redirect"]) == (b"", ACTIVATE)


def test_a_writer_without_factor_may_sign_out() -> None:
    browser = signed_in(make_writer())
    browser.post("/compte/deconnexion/")
    assert "_auth_user_id" not in browser.session


def test_a_role_given_after_the_sign_in_counts_at_once() -> None:
    user = make_account()
    browser = signed_in(user)
    assert browser.get("/compte/profil/").status_code == 200
    services.user_require_second_factor(user=user, required=True)
    assert browser.get("/compte/profil/").headers["Location"] == ACTIVATE
    services.user_require_second_factor(user=user, required=True)
    assert verbs_of(user).count("account.second_factor_required") == 1
    services.user_require_second_factor(user=user, required=False)
    assert browser.get("/compte/profil/").status_code == 200


def test_a_session_opened_before_does_not_profit_from_the_factor_of_another() -> None:
    writer = make_writer()
    thief, owner = signed_in(writer), signed_in(writer)
    enrol(owner)
    assert owner.get("/compte/profil/").status_code == 200
    assert thief.get("/compte/profil/").headers["Location"].startswith("/compte/connexion/")


def test_a_session_that_proved_nothing_is_asked_for_a_code() -> None:
    writer = make_writer()
    secret = enrol(signed_in(writer))
    browser = Client()
    browser.force_login(User.objects.get(pk=writer.pk))
    for path in ("/compte/profil/", ACTIVATE, "/compte/second-facteur/application/desactiver/"):
        answer = browser.get(path)
        assert answer.headers["Location"].startswith(CONFIRM), path
    assert not browser.post(CONFIRM, {"code": "12345"}).headers.get("Location")
    answer = browser.post(CONFIRM, {"code": code_of(secret), "next": "/compte/profil/"})
    assert answer.headers["Location"] == "/compte/profil/"
    assert browser.get("/compte/profil/").status_code == 200


def test_signs_in_with_a_code() -> None:
    writer = make_writer()
    secret = enrol(signed_in(writer))
    browser, answer = sign_in(writer)
    assert answer.headers["Location"] == CODE
    assert browser.get("/compte/profil/").headers["Location"].startswith("/compte/connexion/")
    assert not give_code(browser, "000000")
    assert give_code(browser, code_of(secret))
    assert browser.get("/compte/profil/").status_code == 200
    line = Entry.objects.about("account", writer.pk).first()
    assert line is not None
    assert (line.verb, line.data) == ("account.signed_in", {"second_factor": True})


def test_a_code_serves_once_even_when_clocks_differ() -> None:
    writer = make_writer()
    secret = enrol(signed_in(writer))
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False) as clock:
        code = code_of(secret, periods=1)
        assert give_code(sign_in(writer)[0], code)
        for _ in range(2):
            assert not give_code(sign_in(writer)[0], code)
            clock.shift(29)
        clock.shift(32)
        assert give_code(sign_in(writer)[0], code_of(secret))


def test_wrong_codes_are_throttled() -> None:
    writer = make_writer()
    secret = enrol(signed_in(writer))
    for number in range(5):
        assert not give_code(sign_in(writer)[0], f"00000{number}")
    browser = sign_in(writer)[0]
    answer = browser.post(CODE, {"code": code_of(secret)})
    assert "Trop d’essais manqués" in text_of(answer)


def test_a_recovery_code_works_once() -> None:
    writer = make_writer()
    enrol(signed_in(writer))
    codes = Authenticator.objects.get(user=writer, type="recovery_codes").wrap().generate_codes()
    assert give_code(sign_in(writer)[0], codes[3])
    with time_machine.travel("2036-11-21T10:00:00Z"):
        assert not give_code(sign_in(writer)[0], codes[3])
        assert give_code(sign_in(writer)[0], codes[4])


def test_new_recovery_codes_end_the_former_ones() -> None:
    writer = make_writer()
    browser = signed_in(writer)
    enrol(browser)
    former = Authenticator.objects.get(user=writer, type="recovery_codes").wrap().generate_codes()
    assert browser.post(f"{CODES}nouveaux/").headers["Location"] == CODES
    assert "Gardez vos codes de secours maintenant" in text_of(browser.get(CODES))
    assert not give_code(sign_in(writer)[0], former[0])
    assert "account.recovery_codes_made" in verbs_of(writer)


def test_the_password_is_asked_again_before_a_change_of_protection() -> None:
    user = make_account()
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False) as clock:
        browser = signed_in(user)
        clock.shift(600)
        answer = browser.get(ACTIVATE)
        assert answer.headers["Location"].startswith("/compte/confirmer/")
        wrong = browser.post("/compte/confirmer/", {"password": "autre chose", "next": ACTIVATE})
        assert "pas le bon mot de passe" in text_of(wrong)
        right = browser.post("/compte/confirmer/", {"password": PASSWORD, "next": ACTIVATE})
        assert right.headers["Location"] == ACTIVATE
        assert browser.get(ACTIVATE).status_code == 200


def test_a_writer_cannot_take_the_last_factor_away() -> None:
    writer = make_writer()
    browser = signed_in(writer)
    enrol(browser)
    page = browser.post("/compte/second-facteur/application/desactiver/")
    assert "Vos rôles exigent un second facteur" in text_of(page)
    assert Authenticator.objects.filter(user=writer, type="totp").exists()


def test_a_writer_cannot_take_the_last_key_away() -> None:
    writer = make_writer()
    browser = signed_in(writer)
    enrol(browser)
    Authenticator.objects.filter(user=writer, type="totp").delete()
    key = Authenticator.objects.create(
        user=writer, type="webauthn", data={"name": "Clé bleue", "credential": {}}
    )
    answer = browser.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert answer.headers["Location"] == "/compte/second-facteur/cles/"
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_a_reader_may_take_it_away() -> None:
    user = make_account()
    browser = signed_in(user)
    enrol(browser)
    browser.post("/compte/second-facteur/application/desactiver/")
    assert not Authenticator.objects.filter(user=user).exists()
    assert verbs_of(user)[0] == "account.totp_disabled"


def test_the_key_of_another_person_is_not_found() -> None:
    key = Authenticator.objects.create(
        user=make_account(), type="webauthn", data={"name": "Clé", "credential": {}}
    )
    browser = signed_in(make_account())
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert browser.get(reverse(name, args=[key.pk])).status_code == 404
        assert browser.post(reverse(name, args=[key.pk]), {"name": "x"}).status_code == 404


def test_a_copy_of_the_database_does_not_give_the_secrets() -> None:
    writer = make_writer()
    secret = enrol(signed_in(writer))
    kept = Authenticator.objects.get(user=writer, type="totp")
    assert secret not in str(kept.data)
    assert kept.wrap().validate_code(code_of(secret))


def test_a_demonstration_account_skips_it_visibly() -> None:
    user = make_writer(is_demo=True)
    browser = signed_in(user)
    page = text_of(browser.get("/compte/"))
    assert "Compte de démonstration, sans second facteur" in page


@pytest.mark.parametrize(
    "name", ["mfa_activate_totp", "account_change_password", "accounts:profile"]
)
def test_a_demonstration_account_cannot_shut_the_others_out(name: str) -> None:
    user = make_writer(is_demo=True)
    browser = signed_in(user)
    for answer in (browser.get(reverse(name)), browser.post(reverse(name), {"full_name": "Moi"})):
        assert answer.status_code == 403
        assert "ne se modifie pas" in text_of(answer)


def test_a_lost_factor_is_reset_with_a_reason_and_ends_the_sessions() -> None:
    admin, writer = make_account(), make_writer()
    browser = signed_in(writer)
    enrol(browser)
    services.user_reset_second_factor(acting_user=admin, user=writer, reason="Téléphone perdu")
    assert browser.get("/compte/profil/").headers["Location"].startswith("/compte/connexion/")
    assert signed_in(writer).get("/compte/profil/").headers["Location"] == ACTIVATE
    line = Entry.objects.get(verb="account.second_factor_reset")
    assert (line.author_id, line.data) == (admin.pk, {"reason": "Téléphone perdu"})


@pytest.mark.parametrize(
    ("who", "reason", "code"),
    [
        ("admin", "  ", "account_reason_missing"),
        ("self", "Perdu", "second_factor_own"),
    ],
)
def test_a_reset_without_reason_or_for_oneself_is_refused(who: str, reason: str, code: str) -> None:
    writer = make_writer()
    browser = signed_in(writer)
    enrol(browser)
    acting = writer if who == "self" else make_account()
    with pytest.raises(ServiceRefusal) as refused:
        services.user_reset_second_factor(acting_user=acting, user=writer, reason=reason)
    assert refused.value.code == code
    assert Authenticator.objects.filter(user=writer).count() == 2
    assert browser.get("/compte/profil/").status_code == 200


def test_a_reset_of_nothing_is_refused_and_keeps_the_sessions() -> None:
    user = make_account()
    browser = signed_in(user)
    with pytest.raises(ServiceRefusal) as refused:
        services.user_reset_second_factor(acting_user=None, user=user, reason="Perdu")
    assert refused.value.code == "second_factor_absent"
    assert browser.get("/compte/profil/").status_code == 200
