"""The digest of 1,000 people: made by rights of the day, then sent to a real local mail server."""

import time
from collections.abc import Generator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.accounts.models import User
from hygie.notifications.enums import Kind, State
from hygie.notifications.models import Message, Round
from hygie.notifications.services import rounds
from hygie.notifications.services.rounds import rounds_make
from hygie.notifications.tests.post import Post, post
from hygie.notifications.worker import Worker
from hygie.obligations.services import refresh
from hygie.organisations.models import Coverage, Membership, Organisation
from hygie.organisations.rights import Role
from hygie.quality_plan.models import PlanAction
from tests.cast import LONG_AGO, make_unit
from tests.reminders.cast import MONDAY, morning

__all__ = ["post"]

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

PEOPLE, UNITS, ACTIONS = 1000, 200, 10
LIMIT_SECONDS = 30
ROLES = (Role.RSSI, Role.DSI, Role.DIRECTION, Role.QUALITY, Role.DAF)


@pytest.fixture
def monday() -> Generator[None]:
    """A Monday at eight, the clock going."""
    with time_machine.travel(morning(MONDAY)):
        yield


def crowd() -> list[Organisation]:
    """200 establishments, five people and ten actions of the plan in each."""
    units = [make_unit() for _ in range(UNITS)]
    people = User.objects.bulk_create(
        User(email=f"p{n}@exemple.fr", full_name=f"Personne {n}") for n in range(PEOPLE)
    )
    Membership.objects.bulk_create(
        Membership(user=user, organisation=units[n % UNITS], role=ROLES[n // UNITS], since=LONG_AGO)
        for n, user in enumerate(people)
    )
    actions = PlanAction.objects.bulk_create(
        PlanAction(
            pk=uuid4(), bearer=units[n % UNITS], code=f"A-{n}", title=f"Action {n}",
            created_on=LONG_AGO, due_on=MONDAY + timedelta(days=n % 50),
            current_due_on=MONDAY + timedelta(days=n % 50), state="in_progress",
            pilote=people[n % PEOPLE], sponsor_name=people[-1 - n % PEOPLE].full_name,
        )
        for n in range(UNITS * ACTIONS)
    )  # fmt: skip
    Coverage.objects.bulk_create(
        Coverage(kind=PlanAction.fact_kind, fact_id=one.pk, unit_id=one.bearer_id)
        for one in actions
    )
    refresh(unit_ids=[unit.pk for unit in units])
    return units


def test_the_digest_of_1000_people_is_made_and_sent_in_30_seconds(
    monday: Any, post: Post, settings: LazySettings
) -> None:
    crowd()
    began = time.monotonic()
    made = rounds_make(now=morning(MONDAY))
    made_in = time.monotonic() - began
    digests = Message.objects.filter(kind="digest").count()
    assert Worker().turn()
    spent = time.monotonic() - began
    assert len(post.to) == made == Message.objects.filter(state=State.SENT).count()
    print(
        f"| récapitulatif de {digests} personnes, préparé ({connection.vendor}) | {made_in:.1f} s |"
    )
    print(f"| {made} courriels préparés et envoyés | {spent:.1f} s | ≤ {LIMIT_SECONDS} s |")
    assert digests == PEOPLE
    assert spent <= LIMIT_SECONDS


def test_a_batch_of_people_asks_a_constant_number_of_questions(
    monday: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd()
    asked_with = {}
    for size in (50, 250):
        monkeypatch.setattr(rounds, "BATCH", size)
        Round.objects.all().delete()
        Message.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            rounds.round_make(kind=Kind.DIGEST, key="2026-W48", day=MONDAY, now=morning(MONDAY))
        asked_with[size] = len([one for one in asked if one["sql"].startswith("SELECT")])
    batches = PEOPLE // 50 - PEOPLE // 250
    per_batch = (asked_with[50] - asked_with[250]) / batches
    print(f"| lectures de la base par lot, de 50 ou de 250 personnes | {per_batch:.2f} |")
    assert per_batch == round(per_batch) <= 20
