"""The main job from an empty instance to a frozen statement, by keyboard alone."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from hygie.accounts import services as accounts
from hygie.accounts.tests.people import PASSWORD, code_of
from hygie.compliance.models import Statement
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.obligations.selectors import unit_verdicts
from hygie.organisations.models import Organisation
from tests.e2e.hands import choose, fill, follow, send, tick

pytestmark = [
    pytest.mark.browser,
    pytest.mark.e2e_pg,
    pytest.mark.django_db(transaction=True),
]
EMAIL = "anne.morel@exemple.fr"
TODAY = "aujourd'hui"


def status_of(code: str, on: date) -> str:
    verdicts = unit_verdicts(Organisation.objects.units().get(), on)
    return str(next(one.verdict.status for one in verdicts if one.obligation.id == code))


def open_the_first_account(page: Any, url: str) -> str:
    """The first account and its second factor; the secret that the telephone keeps."""
    page.goto(f"{url}/compte/premier-demarrage/{accounts.first_admin_invitation()}/")
    fill(page, "#id_email", EMAIL)
    fill(page, "#id_full_name", "Anne Morel")
    fill(page, "#id_password1", PASSWORD)
    fill(page, "#id_password2", PASSWORD)
    send(page)
    shared: str = page.text_content("code.secret")
    fill(page, "#id_code", code_of(shared))
    send(page)
    assert len(page.locator(".recovery-codes code").all()) == 10
    return shared


def sign_in(page: Any, url: str, shared: str) -> None:
    """Another day, another browser: the password, then the code of the telephone."""
    page.context.clear_cookies()
    page.goto(f"{url}/")
    fill(page, "#id_login", EMAIL)
    fill(page, "#id_password", PASSWORD)
    send(page)
    fill(page, "#id_code", code_of(shared))
    send(page)


def say_which_establishment(page: Any) -> None:
    assert page.url.endswith("/premiere-installation/")
    fill(page, "#id_finess", "310781406")
    fill(page, "#id_name", "Clinique des Trois Sources")
    choose(page, "sector", "private_forprofit")
    fill(page, "#id_department", "31")
    tick(page, 'input[value="dsi"]')
    tick(page, 'input[value="direction"]')
    follow(page, "main form .button-primary")


def fill_the_25_lines(page: Any) -> None:
    """Two lines from memory, and one that nobody knows yet."""
    assert page.url.endswith("/premiere-saisie/")
    assert page.locator(".first-run-line").count() == 25
    choose(page, "3a-says", "done")
    fill(page, "#id_3a-on", "1/2/2024")
    choose(page, "3b-says", "done")
    fill(page, "#id_3b-on", "1 mars 2024")
    fill(page, "#id_3b-proof", "détenue par la DSI")
    choose(page, "6e-says", "unknown")
    follow(page, ".first-run-save .button-primary")
    assert "2 lignes notées, 1 à préciser" in page.inner_text(".messages").replace("\u00a0", " ")


def note_an_exercise(page: Any) -> None:
    follow(page, ".note-button")
    follow(page, 'main a[href$="/exercices/noter/"]')
    fill(page, "#id_held_on", TODAY)
    choose(page, "under_cyber_event", "yes")
    choose(page, "tested_care", "yes")
    choose(page, "tested_missions", "unknown")
    choose(page, "presence", "listed")
    tick(page, 'input[name="functions"][value="DG"]')
    tick(page, 'input[name="functions"][value="DSI"]')
    follow(page, "main form .button-primary")


def close_the_entry_sheet(page: Any, today: date) -> None:
    follow(page, '.rail a[href$="/fiches/"]')
    follow(page, "main .row-target")
    follow(page, ".page-actions .button-primary")
    fill(page, "#id_entered_on", TODAY)
    fill(page, "#id_receipt", f"AR-{today.year}-001")
    tick(page, "#id_anyway")
    send(page)


def prepare_and_sign_the_statement(page: Any) -> None:
    follow(page, '.rail a[href$="/fiches/"]')
    follow(page, 'main a[href$="/etats/"]')
    follow(page, ".page-actions .button-primary")
    follow(page, "main form .button-primary")
    assert "en attente de signature" in page.inner_text("h1")
    follow(page, 'main form:has(input[name="alone"]) .button-primary')
    assert "figé" in page.inner_text("h1")


def test_from_an_empty_instance_to_a_signed_statement(page: Any, live_server: Any) -> None:
    today = timezone.localdate()
    shared = open_the_first_account(page, live_server.url)
    sign_in(page, live_server.url, shared)
    say_which_establishment(page)
    fill_the_25_lines(page)
    assert (status_of("3.a", today), status_of("6.e", today)) == ("met", "unknown")
    assert status_of("1.a", today) != "met"

    note_an_exercise(page)
    assert Exercise.objects.get().functions == ["DG", "DSI"]
    assert status_of("1.a", today) == "met"
    follow(page, '.rail a[href*="/etablissements/"]')
    assert page.locator(".obligation-met", has_text="1.a").count() == 1

    close_the_entry_sheet(page, today)
    assert ExerciseEntry.objects.get().receipt == f"AR-{today.year}-001"
    assert status_of("1.d", today) == "met"

    prepare_and_sign_the_statement(page)
    statement = Statement.objects.get()
    assert (statement.number, statement.confirmation) == (1, "lone_director")
    assert page.said == []
