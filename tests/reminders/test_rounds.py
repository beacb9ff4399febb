"""Making the mails: once a week, once a day, once a lateness; nothing for who left."""

from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.accounts.models import User
from hygie.journal.models import Entry
from hygie.notifications.enums import Kind, State
from hygie.notifications.models import Message, Round, Told
from hygie.notifications.services import rounds
from hygie.notifications.services.administration import messages_purge
from hygie.notifications.services.preferences import preference_set
from hygie.notifications.services.rounds import rounds_make
from hygie.organisations.models import Membership, Organisation
from hygie.organisations.rights import Role
from hygie.quality_plan.models import PlanAction
from tests.cast import make_unit, member, on_day
from tests.reminders.cast import MONDAY, bare_action, holder, judged_unit, morning, person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def make_on(day: date, hour: int = 8) -> int:
    with on_day(day):
        return rounds_make(now=morning(day, hour))


def mails(user: User, kind: Kind) -> list[Message]:
    return list(Message.objects.filter(user=user, kind=kind).order_by("created_at"))


def pilote_of(unit: Organisation, due_on: date, **fields: Any) -> User:
    user = holder(unit, Role.DAF)
    bare_action(unit, due_on=due_on, pilote=user, pilote_name=user.full_name, **fields)
    return user


def test_a_digest_is_made_once_a_week() -> None:
    user = pilote_of(make_unit(name="CH de Rochebrune"), MONDAY + 40 * DAY)
    assert make_on(MONDAY) == 1
    assert make_on(MONDAY) == 0
    assert make_on(MONDAY + DAY) == 0
    (mail,) = mails(user, Kind.DIGEST)
    assert (mail.key, mail.state) == ("2026-W48", State.WAITING)
    assert mail.subject == "Hygie\u00a0: 1 dans les 60\u00a0jours"
    assert "Bonjour Alix Berger,\n\nVotre point au 23\u00a0novembre\u00a02026." in mail.body
    assert (
        "- A-0 Durcir les comptes, CH de Rochebrune\u00a0: au plus tard le 02/01/2027, "
        "dans 40\u00a0jours\n  http://localhost:8000/etablissements/" in mail.body
    )
    assert Entry.objects.filter(verb="reminders.round_ended").count() == 3
    assert make_on(MONDAY + 7 * DAY) == 1


def test_the_digest_of_a_stopped_instance_leaves_later_in_the_week_but_not_on_friday() -> None:
    pilote_of(make_unit(), MONDAY + 45 * DAY)
    assert make_on(MONDAY + 4 * DAY) == 0
    assert make_on(MONDAY + 10 * DAY) == 1


def test_nothing_is_made_before_the_morning() -> None:
    pilote_of(make_unit(), MONDAY + 40 * DAY)
    assert make_on(MONDAY, 6) == 0
    assert not Round.objects.exists()


def test_a_day_is_said_at_60_30_and_7_days_once_each() -> None:
    due_on = date(2027, 2, 1)
    user = pilote_of(make_unit(), due_on)
    said = {}
    for left in range(62, -3, -1):
        day = due_on - left * DAY
        make_on(day)
        said = {mail.key: mail.subject for mail in mails(user, Kind.REMINDER)}
    assert list(said) == [(due_on - left * DAY).isoformat() for left in (60, 30, 7)]
    assert said["2027-01-25"] == "Hygie\u00a0: une échéance dans 7\u00a0jours"


def test_a_worker_stopped_for_some_days_still_says_them() -> None:
    user = pilote_of(make_unit(), date(2027, 2, 1))
    make_on(date(2027, 2, 1) - 27 * DAY)
    assert len(mails(user, Kind.REMINDER)) == 1


def test_several_days_make_one_mail() -> None:
    unit = make_unit()
    user = pilote_of(unit, MONDAY + 7 * DAY)
    bare_action(unit, due_on=MONDAY + 60 * DAY, pilote=user, title="Segmenter")
    make_on(MONDAY)
    (mail,) = mails(user, Kind.REMINDER)
    assert mail.subject == "Hygie\u00a0: 2 échéances approchent"
    assert "Durcir" in mail.body
    assert "Segmenter" in mail.body
    assert Told.objects.count() == 2


def test_a_lateness_goes_up_once_and_again_after_a_new_day() -> None:
    unit = make_unit()
    sponsor = holder(unit, Role.DIRECTION, "Hélène Roy")
    action = bare_action(unit, due_on=MONDAY, pilote_name="X", sponsor_name="Hélène Roy")
    for passed in range(4):
        make_on(MONDAY + passed * DAY)
    (mail,) = mails(sponsor, Kind.ESCALATION)
    assert mail.key == (MONDAY + DAY).isoformat()
    assert "échéance du 23/11/2026 dépassée" in mail.body
    action.current_due_on = MONDAY + 5 * DAY
    action.save()
    make_on(MONDAY + 6 * DAY)
    assert len(mails(sponsor, Kind.ESCALATION)) == 2


def test_who_wants_nothing_gets_nothing() -> None:
    unit = make_unit()
    user = pilote_of(unit, MONDAY + 7 * DAY)
    preference_set(acting_user=user, wanted={"digest": False, "d7": False})
    assert make_on(MONDAY) == 0
    other = pilote_of(unit, MONDAY + 60 * DAY)
    preference_set(acting_user=other, wanted={"d60": False})
    make_on(MONDAY + 7 * DAY)
    assert {one.kind for one in Message.objects.filter(user=other)} == {Kind.DIGEST}


@pytest.mark.parametrize("who", ["left", "closed", "demonstration", "no role"])
def test_who_left_gets_nothing(who: str) -> None:
    unit = make_unit()
    user = person()
    action = bare_action(unit, due_on=MONDAY + 7 * DAY, pilote=user)
    if who == "left":
        member(unit, Role.DAF, user=user, until=MONDAY)
    elif who != "no role":
        member(unit, Role.DAF, user=user)
    if who == "closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    if who == "demonstration":
        User.objects.filter(pk=user.pk).update(is_demo=True)
    make_on(MONDAY)
    assert not Message.objects.filter(user=user).exists()
    assert action.pilote == user


def test_no_mail_carries_a_restricted_detail() -> None:
    unit = make_unit()
    user = pilote_of(
        unit, MONDAY + 7 * DAY, restricted_detail="SRV-01 vulnérable", note="À cacher",
        indicator="Comptes dormants",
    )  # fmt: skip
    make_on(MONDAY)
    for mail in Message.objects.filter(user=user):
        assert not {"SRV-01", "cacher", "dormants"} & set(mail.body.replace(",", " ").split())


def test_a_wording_cannot_add_a_line_to_a_mail() -> None:
    user = pilote_of(make_unit(), MONDAY + 7 * DAY, title="A\r\nBcc: x@y.fr")
    make_on(MONDAY)
    (mail,) = mails(user, Kind.REMINDER)
    assert "\nBcc" not in mail.body
    assert "A Bcc: x@y.fr" in mail.body


def test_a_long_list_is_cut_and_says_so() -> None:
    unit = make_unit()
    user = pilote_of(unit, MONDAY + 20 * DAY)
    for _ in range(60):
        bare_action(unit, due_on=MONDAY + 20 * DAY, pilote=user)
    make_on(MONDAY)
    (mail,) = mails(user, Kind.DIGEST)
    assert mail.body.count("- A-") == 40
    assert "Et 21 autres, sur votre liste\u00a0: http://localhost:8000/compte/rappels/" in mail.body


def test_a_round_cut_in_the_middle_goes_on_and_nobody_has_two() -> None:
    unit = make_unit()
    users = [pilote_of(unit, MONDAY + 7 * DAY) for _ in range(5)]
    beats = iter([None, None])
    with patch.object(rounds, "BATCH", 2), on_day(MONDAY), pytest.raises(StopIteration):
        rounds_make(now=morning(MONDAY), beat=lambda: next(beats))
    assert 0 < Message.objects.count() < 10
    with patch.object(rounds, "BATCH", 2):
        make_on(MONDAY)
    for user in users:
        assert len(mails(user, Kind.DIGEST)) == len(mails(user, Kind.REMINDER)) == 1


def test_the_queries_of_a_batch_do_not_depend_on_its_people() -> None:
    counts = []
    for size in (1, 5):
        unit = judged_unit()
        for _ in range(size):
            pilote_of(unit, MONDAY + 7 * DAY)
            holder(unit, Role.RSSI)
        Round.objects.all().delete()
        Message.objects.all().delete()
        with on_day(MONDAY), CaptureQueriesContext(connection) as asked:
            rounds_make(now=morning(MONDAY))
        counts.append(len(asked))
    assert counts[0] == counts[1], counts


def test_who_lost_a_role_between_two_days_is_left_out_of_the_second() -> None:
    user = pilote_of(make_unit(), MONDAY + 60 * DAY)
    make_on(MONDAY)
    assert mails(user, Kind.REMINDER)
    Membership.objects.filter(user=user).update(until=MONDAY + 10 * DAY)
    make_on(MONDAY + 30 * DAY)
    assert len(mails(user, Kind.REMINDER)) == 1


def test_what_was_told_and_cannot_be_told_again_is_forgotten() -> None:
    unit = make_unit()
    pilote, sponsor = holder(unit, Role.DAF), holder(unit, Role.DIRECTION, "Hélène Roy")
    bare_action(unit, due_on=MONDAY + timedelta(days=7), pilote=pilote)
    bare_action(unit, due_on=MONDAY - timedelta(days=7), pilote_name="X", sponsor_name="Hélène Roy")
    rounds_make(now=morning(MONDAY))
    said = {pilote.pk: "d7", sponsor.pk: "escalation"}
    assert {(one.user_id, one.key.split(":")[0]) for one in Told.objects.all()} == set(said.items())
    with time_machine.travel(morning(MONDAY + timedelta(days=7)), tick=False):
        assert messages_purge() == 0, "its day is today: it could be said again"
    with time_machine.travel(morning(MONDAY + timedelta(days=8)), tick=False):
        messages_purge()
    assert {one.user_id for one in Told.objects.all()} == {sponsor.pk}


def test_a_lateness_that_goes_on_is_not_said_again_years_later() -> None:
    unit = make_unit()
    holder(unit, Role.DIRECTION, "Hélène Roy")
    action = bare_action(unit, due_on=MONDAY, pilote_name="X", sponsor_name="Hélène Roy")
    for days in (1, 200, 400, 600, 800):
        day = MONDAY + timedelta(days=days)
        rounds_make(now=morning(day))
        with time_machine.travel(morning(day), tick=False):
            messages_purge()
    assert Told.objects.get().key.startswith("escalation:")
    assert Told.objects.get().told_on >= MONDAY + timedelta(days=600)
    PlanAction.objects.filter(pk=action.pk).update(state="done", done_on=MONDAY)
    with time_machine.travel(morning(MONDAY + timedelta(days=1300)), tick=False):
        messages_purge()
    assert not Told.objects.exists()
