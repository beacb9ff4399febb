"""Reads of the room."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone

from hygie.accounts.models import PersonalLink, User
from hygie.notifications import words
from hygie.notifications.due import DueItem, sections
from hygie.notifications.enums import Kind, State
from hygie.notifications.models import Contact, Lease, Message, Round
from hygie.notifications.people import waiting_of
from hygie.notifications.services.outbox import mail_is_configured
from hygie.notifications.services.preferences import stop_token
from hygie.notifications.worker import is_over

SHOWN = 100


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One line of the list of a person."""

    label: str
    unit: str
    when: str
    path: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one title; `total` may be more than the lines shown."""

    title: str
    lines: list[ShownItem]
    total: int


def groups_of(user: User, day: date) -> list[Group]:
    """What waits for a person, as her digest would say it; titles without a line are left out."""
    waiting, units = waiting_of(user.pk, day)
    found = sections(waiting.mine, day)
    titled = [
        ("En retard", found.late),
        ("En retard chez d’autres, à connaître", waiting.escalated),
        ("Dans les 60\u00a0jours", found.coming),
        ("Sans échéance", found.undated),
    ]
    return [
        Group(title, [_shown(item, units, day) for item in items[:SHOWN]], len(items))
        for title, items in titled
        if items
    ]


def _shown(item: DueItem, units: dict[int, str], day: date) -> ShownItem:
    unit = units.get(item.unit_id, "")
    return ShownItem(item.label, unit, words.when(item, day), item.path, item.is_late)


def last_refusal(user: User) -> str:
    """Why the last mail tried for a person was refused, in French; "" when it was not."""
    tried = Message.objects.filter(user=user, state__in=(State.SENT, State.REFUSED))
    last = tried.order_by("-created_at").values_list("state", "outcome").first()
    if last is None or last[0] != State.REFUSED:
        return ""
    return words.OUTCOMES.get(last[1], "")


@dataclass(frozen=True, slots=True)
class Sending:
    """Whether mails leave, and what keeps them from it."""

    is_configured: bool
    is_alive: bool
    lease: Lease | None
    root: str
    last_round: Round | None

    @property
    def sender(self) -> str:
        return str(settings.DEFAULT_FROM_EMAIL)


def sending_now(now: datetime | None = None) -> Sending:
    """The state of the worker and of the mail server."""
    lease = Lease.objects.first()
    at = now or timezone.now()
    is_alive = lease is not None and bool(lease.owner) and not is_over(lease, at)
    ended = Round.objects.exclude(ended_at=None).order_by("-ended_at").first()
    return Sending(mail_is_configured(), is_alive, lease, str(settings.PUBLIC_URL), ended)


def messages_in(state: str) -> QuerySet[Message]:
    """Messages of one state, all when it is not one; never their text: labels of registers."""
    rows = Message.objects.select_related("user", "contact").defer("body", "about")
    return rows.filter(state=state) if state in State.values else rows


def counts_by_state() -> list[tuple[State, int]]:
    """Numbers of messages by state: one query."""
    rows = Message.objects.order_by().values("state").annotate(number=Count("pk"))
    counts = Counter({row["state"]: row["number"] for row in rows})
    return [(state, counts[state.value]) for state in State]


def mails_stopped_url(link: PersonalLink) -> str:
    """Where the holder of a link, who stopped its mails, has them again; "" when she did not."""
    if not link.holder_email:
        return ""
    stopped = Contact.objects.exclude(stopped_at=None)
    contact = stopped.filter(email=link.holder_email.lower()).first()
    if contact is None:
        return ""
    return reverse("notifications:stop", args=[stop_token(contact, Kind.DIGEST)])
