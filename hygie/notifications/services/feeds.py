"""The secret address of a calendar: opened, changed for another, closed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hygie.accounts.models import User
from hygie.accounts.tokens import SECRET_MAX_LENGTH, fingerprint, new_secret
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.notifications.models import CalendarFeed

# A calendar asks every few minutes: one write an hour says enough.
READ_AGAIN = timedelta(hours=1)


def feed_of(user: User) -> CalendarFeed | None:
    """The address open now."""
    return CalendarFeed.objects.filter(user=user, revoked_at=None).first()


@transaction.atomic
def feed_open(*, acting_user: User) -> tuple[CalendarFeed, str]:
    """A new address, with its secret, shown once; the one before stops answering."""
    _close(acting_user)
    secret = new_secret()
    feed = CalendarFeed(user=acting_user, token_sha256=fingerprint(secret))
    feed.full_clean()
    feed.save()
    _write_down(acting_user, feed, "calendar.opened")
    return feed, secret


@transaction.atomic
def feed_close(*, acting_user: User) -> CalendarFeed:
    """Closes the address. Raises `ServiceRefusal("no_feed")` when none is open."""
    feed = _close(acting_user)
    if feed is None:
        raise ServiceRefusal("no_feed")
    _write_down(acting_user, feed, "calendar.closed")
    return feed


def feed_read(*, secret: str, now: datetime) -> User | None:
    """Whose calendar this secret opens; None when it opens none, or the account is closed."""
    if len(secret) > SECRET_MAX_LENGTH:
        return None
    feed = (
        CalendarFeed.objects.filter(token_sha256=fingerprint(secret), revoked_at=None)
        .select_related("user")
        .first()
    )
    if feed is None or not feed.user.is_active:
        return None
    unread = Q(last_read_at=None) | Q(last_read_at__lt=now - READ_AGAIN)
    CalendarFeed.objects.filter(unread, pk=feed.pk).update(last_read_at=now)
    return feed.user


def _close(user: User) -> CalendarFeed | None:
    User.objects.select_for_update().get(pk=user.pk)
    feed = feed_of(user)
    if feed is not None:
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at"])
    return feed


def _write_down(user: User, feed: CalendarFeed, verb: str) -> None:
    journal.record(
        author=user,
        verb=verb,
        room="notifications",
        subject_kind="calendar_feed",
        subject_id=feed.pk,
        subject_label=f"agenda de {user.full_name}",
    )
