"""The demonstration as a person finds it on 21 November 2026."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from hygie.accounts.models import User
from hygie.compliance.models import Statement
from hygie.continuity.models import Bia, ServiceList
from hygie.demo.cast import PASSWORD, PEOPLE, person
from hygie.demo.region import UNITS, unit_of
from hygie.demo.services import demo_accounts, demo_is_unfinished, demo_load
from hygie.domain.identity.finess import FinessCheck, finess_check
from hygie.journal.models import Entry
from hygie.obligations import selectors
from hygie.obligations.models import Interval, Publication
from hygie.obligations.services import rebuild_reason
from hygie.organisations.models import Coverage, Membership, Organisation
from hygie.organisations.rights import Role, Room
from hygie.organisations.scope import Scope
from hygie.quality_plan.enums import State
from hygie.quality_plan.models import ActionPostponement, PlanAction
from tests.cast import TODAY, on_day

pytestmark = pytest.mark.django_db  # also makes the test database, which the fixture needs

EXEMPLARY = {
    "1.a": "met", "1.b": "met", "1.c": "met", "1.d": "met", "2.a": "met", "2.b": "met",
    "3.a": "met", "3.b": "met", "3.c": "met", "3.d": "met", "3.e": "met", "4.a": "met",
    "4.b": "met", "4.c": "met", "5.a": "met", "6.a": "met", "6.b": "met", "6.c": "met",
    "6.d": "met", "6.e": "met", "7.a": "met", "7.b": "met", "7.c": "met", "7.d": "met",
    "7.e": "met",
}  # fmt: skip
TYPICAL = {
    "1.a": "due", "1.b": "due", "1.c": "open", "1.d": "due", "2.a": "met", "2.b": "open",
    "3.a": "met", "3.b": "met", "3.c": "late", "3.d": "open", "3.e": "late", "4.a": "met",
    "4.b": "late", "4.c": "due", "5.a": "open", "6.a": "met", "6.b": "open", "6.c": "met",
    "6.d": "open", "6.e": "unknown", "7.a": "met", "7.b": "met", "7.c": "met", "7.d": "open",
    "7.e": "unknown",
}  # fmt: skip


@contextmanager
def loaded_region() -> Iterator[None]:
    """Everything is loaded, then undone."""
    with on_day(TODAY), transaction.atomic():
        demo_load()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def region(django_db_setup: None, django_db_blocker: Any) -> Generator[None]:
    """Loaded once for the tests of this module, which only read."""
    with django_db_blocker.unblock(), loaded_region():
        yield


def rows() -> dict[str, int]:
    """How many rows each table holds."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def statuses(key: str) -> dict[str, str]:
    judged = selectors.unit_verdicts(unit_of(key), TODAY)
    return {one.obligation.id: str(one.verdict.status) for one in judged}


def test_the_exemplary_hospital_has_done_everything() -> None:
    assert statuses("castelroc") == EXEMPLARY


def test_the_typical_hospital_is_late_here_and_there() -> None:
    assert statuses("valmorin") == TYPICAL


@pytest.mark.parametrize("key", ["castelroc", "valmorin", "lacdombre", "sourcesvives"])
def test_stored_statuses_are_those_of_the_rules(key: str) -> None:
    """The refresh put off to the end of each chapter left nothing behind."""
    stored = Interval.objects.current().filter(unit=unit_of(key), year=TODAY.year, since__lte=TODAY)
    on_the_day = {
        row.obligation: row.status
        for row in stored.order_by("since")
        if row.until is None or row.until > TODAY
    }
    assert on_the_day == statuses(key)
    assert rebuild_reason() is None


def test_the_small_hospital_noted_nothing() -> None:
    assert not any(one.verdict.noted for one in selectors.unit_verdicts(unit_of("larzan"), TODAY))


def test_seventeen_impact_assessments_of_twenty_four_are_approved() -> None:
    valmorin = unit_of("valmorin")
    last = ServiceList.objects.filter(bearer=valmorin).order_by("-number")[0]
    approved = Bia.objects.filter(bearer=valmorin, state="approved")
    assert (approved.count(), last.lines.count()) == (17, 24)


def test_a_forest_is_borne_for_four_units_and_declined_by_one() -> None:
    covered = Coverage.objects.filter(kind="directory", unit__in=[unit_of("hautescombes")])
    declined = covered.exclude(declined_at=None).get()
    assert Coverage.objects.filter(fact_id=declined.fact_id).count() == 4


def test_the_letter_of_the_headquarters_alone_is_to_be_settled() -> None:
    assert statuses("lacdombre")["4.a"] == "unknown"


def test_the_plan_has_actions_in_every_state_and_a_motivated_postponement() -> None:
    states = set(PlanAction.objects.filter(bearer=unit_of("valmorin")).values_list("state"))
    assert states == {(state.value,) for state in State}
    assert ActionPostponement.objects.exclude(reason="").exists()


def test_one_statement_is_confirmed_and_one_waits() -> None:
    confirmed = Statement.objects.confirmed().get()
    waiting = Statement.objects.filter(number=None).get()
    assert (confirmed.unit.name, confirmed.year) == ("CHU de Castelroc", 2025)
    assert (waiting.unit.name, waiting.year) == ("CH de Valmorin", 2025)


def test_five_units_are_published() -> None:
    assert Publication.objects.values("unit").distinct().count() == 5


def test_two_of_them_share_their_level() -> None:
    shared = Publication.objects.exclude(ads_level=None).order_by("unit__name")
    assert [(one.unit.name, one.ads_level) for one in shared] == [
        ("CH de Puysérac", 4),
        ("CHU de Castelroc", 3),
    ]


def test_every_number_is_well_formed_and_everything_is_marked() -> None:
    assert {finess_check(one.finess) for one in UNITS} == {FinessCheck.OK}
    assert not Organisation.objects.filter(is_demo=False, kind__in=("ej", "ght", "group")).exists()
    assert not User.objects.filter(is_demo=False).exists()


def test_the_guest_leaves_and_everyone_has_its_place() -> None:
    guest = Membership.objects.get(role=Role.GUEST)
    assert guest.until is not None
    assert guest.since < TODAY < guest.until
    assert {role for one in PEOPLE for role in one.roles} == set(Role)
    stranger = Scope(person("rssi.ailleurs"))
    assert list(stranger.units(Room.STATUS, "read")) == [unit_of("embruns")]  # type: ignore[arg-type]


def test_the_accounts_told_sign_in_without_second_factor() -> None:
    told = demo_accounts()
    assert [one.email for one in told[:3]] == [
        "rssi@demo.hygie.example",
        "dsi@demo.hygie.example",
        "direction@demo.hygie.example",
    ]
    browser = Client()
    page = browser.post(
        "/compte/connexion/", {"login": told[0].email, "password": PASSWORD}, follow=True
    )
    assert page.status_code == 200
    assert page.context["user"].full_name == "Claire Vasseur"


def test_loading_again_changes_nothing() -> None:
    before, last = rows(), Entry.objects.order_by("-pk")[0].pk
    assert demo_load() == 0
    assert rows() == before
    assert Entry.objects.order_by("-pk")[0].pk == last
    assert not demo_is_unfinished()


def test_no_fact_is_to_come() -> None:
    days = Bia.objects.values_list("approved_on", flat=True)
    assert max(day for day in days if day) <= date(2026, 11, 21)
