"""The calendar by secret address: what one may read today, revoked when asked."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from hygie.accounts.models import User
from hygie.journal.models import Entry
from hygie.notifications.calendar import calendar_of
from hygie.notifications.models import CalendarFeed
from hygie.notifications.services.feeds import feed_open
from hygie.organisations.models import Membership
from hygie.organisations.rights import Role
from tests.cast import TODAY, client_of, make_unit, today
from tests.reminders.cast import bare_action, holder, item, judged_unit, morning

__all__ = ["today"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
SOON = TODAY + timedelta(days=200)


def address(secret: str) -> str:
    return reverse("notifications:calendar", kwargs={"secret": secret})


def opened(user: User) -> str:
    """The path shown on screen after the gesture."""
    page = client_of(user).post(reverse("notifications:calendar-open"))
    assert page.status_code == 200
    shown = str(page.context["address"])
    assert shown in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    return shown.removeprefix("http://localhost:8000")


def events(path: str) -> list[Any]:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content).walk("VEVENT")  # type: ignore[return-value]


def test_a_calendar_shows_my_days() -> None:
    unit = make_unit(name="CH; de Rochebrune, site Nord")
    rssi = holder(unit, Role.RSSI)
    bare_action(unit, due_on=SOON, pilote=rssi, restricted_detail="SRV-01 vulnérable")
    (event,) = events(opened(rssi))
    assert event["SUMMARY"] == "A-0 Durcir les comptes (CH; de Rochebrune, site Nord)"
    assert event.decoded("DTSTART") == SOON
    assert event.decoded("DTEND") == SOON + timedelta(days=1)
    assert "/paq/" in event["URL"]
    assert "SRV-01" not in str(event)


def test_the_days_of_the_obligations_are_those_of_my_role() -> None:
    unit = judged_unit()
    found = events(opened(holder(unit, Role.DAF)))
    assert {str(event["SUMMARY"])[0] for event in found} == {"7"}


def test_a_day_moved_keeps_its_event() -> None:
    before, after = (
        Calendar.from_ical(
            calendar_of(
                [item(due_on=due_on)], {1: "CH"}, root="https://hygie.exemple.fr",
                as_of=TODAY, now=morning(TODAY),
            )
        ).walk("VEVENT")[0]
        for due_on in (SOON, SOON + timedelta(days=30))
    )  # fmt: skip
    assert before["UID"] == after["UID"]
    assert before["UID"].endswith("@hygie.exemple.fr")
    assert before["DTSTART"] != after["DTSTART"]


def test_lines_are_folded_and_ended_as_the_standard_says() -> None:
    content = calendar_of(
        [item(label="é" * 150, due_on=date(2027, 1, 2))], {1: "CH"}, root="https://h.fr",
        as_of=TODAY, now=morning(TODAY),
    )  # fmt: skip
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"\r\nDTSTART;VALUE=DATE:20270102\r\n" in content
    assert b"\r\nDTSTAMP:20261121T070000Z\r\n" in content
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in content
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_an_item_without_a_day_is_not_in_the_calendar() -> None:
    content = calendar_of(
        [item(due_on=None)], {}, root="https://h.fr", as_of=TODAY, now=morning(TODAY)
    )
    assert b"VEVENT" not in content


def test_who_lost_a_role_reads_nothing_more() -> None:
    unit = judged_unit()
    rssi = holder(unit, Role.RSSI)
    path = opened(rssi)
    assert events(path)
    Membership.objects.filter(user=rssi).update(until=TODAY)
    assert events(path) == []


def test_a_closed_account_has_no_calendar() -> None:
    user = holder(make_unit(), Role.RSSI)
    path = opened(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


def test_a_new_address_closes_the_one_before() -> None:
    user = holder(make_unit(), Role.RSSI)
    first, second = opened(user), opened(user)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert Entry.objects.filter(verb="calendar.opened").count() == 2


def test_an_address_closed_answers_no_more_and_is_closed_once() -> None:
    user = holder(make_unit(), Role.RSSI)
    path, client = opened(user), client_of(user)
    for _ in range(2):
        assert client.post(reverse("notifications:calendar-close")).status_code == 303
    assert Client().get(path).status_code == 404
    assert Entry.objects.filter(verb="calendar.closed").count() == 1


def test_the_secret_is_kept_nowhere() -> None:
    user = holder(make_unit(), Role.RSSI)
    _, secret = feed_open(acting_user=user)
    feed = CalendarFeed.objects.get()
    assert secret not in str(vars(feed))
    assert secret not in str([vars(one) for one in Entry.objects.all()])


@pytest.mark.parametrize("secret", ["inconnu", "x" * 500])
def test_another_secret_opens_nothing(secret: str) -> None:
    feed_open(acting_user=holder(make_unit(), Role.RSSI))
    answer = Client().get(address(secret))
    assert (answer.status_code, answer.content) == (404, b"")


def test_many_wrong_secrets_are_slowed_down() -> None:
    client = Client()
    codes = {client.get(address(f"faux{n}")).status_code for n in range(40)}
    assert codes == {404, 429}


def test_reading_often_writes_once_an_hour() -> None:
    user = holder(make_unit(), Role.RSSI)
    path = opened(user)
    for _ in range(2):
        Client().get(path)
    assert CalendarFeed.objects.get().last_read_at == morning(TODAY, 12)


def test_the_last_day_of_all_is_a_day_like_another() -> None:
    last = date(9999, 12, 31)
    content = calendar_of(
        [item(due_on=last)], {1: "CH"}, root="https://hygie.exemple.fr", as_of=TODAY,
        now=morning(TODAY),
    )  # fmt: skip
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event.decoded("DTSTART") == last
    assert "DTEND" not in event
