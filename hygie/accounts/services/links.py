"""Personal links: one form, about one object, until a day, without account or password."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import PersonalLink, User
from hygie.accounts.tokens import SECRET_MAX_LENGTH, fingerprint, new_secret
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal

LONGEST_DAYS = 366
TOUCH_EVERY = timedelta(minutes=5)
SENT_TWICE_WITHIN = timedelta(minutes=10)


def _write_down(link: PersonalLink, author: User, verb: str, **data: Any) -> None:
    journal.record(
        author=author,
        verb=verb,
        room=link.room,
        subject_kind=link.subject_kind,
        subject_id=link.subject_id,
        subject_label=link.subject_label,
        organisation_id=link.organisation_id,
        data={"link": str(link.pk), "holder": link.holder_name, **data},
    )


@transaction.atomic
def link_create(
    *,
    acting_user: User,
    organisation_id: int,
    room: str,
    subject_kind: str,
    subject_id: object,
    subject_label: str,
    holder_name: str,
    expires_at: datetime,
    holder_email: str = "",
    new_id: UUID | None = None,
) -> tuple[PersonalLink, str]:
    """Makes a link to one object; returns it with its secret, which is never shown again.

    The caller has checked the right to write in `room` of `organisation_id`. The address is made
    by the room: `reverse("bia:answer", args=[secret])`, under `/lien/<secret>/`.
    `new_id` (the hidden field of the form): sent twice, the same link comes back, with a new
    secret that takes the place of the one just shown.

    Raises: ServiceRefusal "link_end_past", "link_end_too_far" (days), "link_exists";
    ValidationError on a wrong value.
    """
    now = timezone.now()
    if expires_at <= now:
        raise ServiceRefusal("link_end_past", field="expires_on")
    if expires_at > now + timedelta(days=LONGEST_DAYS):
        raise ServiceRefusal("link_end_too_far", days=LONGEST_DAYS, field="expires_on")
    secret = new_secret()
    User.objects.select_for_update().get(pk=acting_user.pk)  # a double click waits for the first
    sent_before = (
        PersonalLink.objects.select_for_update().filter(pk=new_id).first() if new_id else None
    )
    if sent_before is not None:
        subject = (organisation_id, room, subject_kind, str(subject_id))
        return _renew(sent_before, subject, acting_user, secret, now), secret
    link = PersonalLink(
        **({"pk": new_id} if new_id else {}),
        token_sha256=fingerprint(secret),
        holder_name=holder_name.strip(),
        holder_email=holder_email.strip(),
        organisation_id=organisation_id,
        room=room,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        subject_label=subject_label[:300],
        created_by=acting_user,
        expires_at=expires_at,
    )
    link.full_clean()
    link.save(force_insert=True)
    _write_down(link, acting_user, "link.created", until=expires_at.isoformat())
    return link, secret


def _renew(
    link: PersonalLink,
    subject: tuple[int, str, str, str],
    acting_user: User,
    secret: str,
    now: datetime,
) -> PersonalLink:
    """The same form sent twice: its answer shows the secret that works."""
    is_same_gesture = (
        subject == (link.organisation_id, link.room, link.subject_kind, link.subject_id)
        and link.created_by_id == acting_user.pk
        and link.last_used_at is None
        and link.revoked_at is None
        and now - link.created_at < SENT_TWICE_WITHIN
    )
    if not is_same_gesture:
        raise ServiceRefusal("link_exists")
    link.token_sha256 = fingerprint(secret)
    link.save(update_fields=["token_sha256"])
    return link


@transaction.atomic
def link_revoke(*, acting_user: User, link: PersonalLink, reason: str = "") -> None:
    """Ends a link at once; ended already: nothing. The caller has checked the right, as above."""
    locked = PersonalLink.objects.select_for_update().get(pk=link.pk)
    if locked.revoked_at is not None:
        return
    locked.revoked_at = link.revoked_at = timezone.now()
    locked.save(update_fields=["revoked_at"])
    _write_down(locked, acting_user, "link.revoked", reason=reason.strip())


def link_resolve(
    secret: str, now: datetime, *, room: str | None = None, subject_kind: str | None = None
) -> PersonalLink:
    """The link that this secret opens, in that room and on that kind of object when given.

    Raises: ServiceRefusal "link_unknown"; "link_over" (made_by: name of who made it, ended_on:
    day it ended or was revoked).
    """
    if len(secret) > SECRET_MAX_LENGTH:
        raise ServiceRefusal("link_unknown")
    links = PersonalLink.objects.select_related("created_by")
    link = links.filter(token_sha256=fingerprint(secret)).first()
    if link is None or room not in (None, link.room):
        raise ServiceRefusal("link_unknown")
    if subject_kind not in (None, link.subject_kind):
        raise ServiceRefusal("link_unknown")
    ended_at = link.revoked_at or (link.expires_at if link.expires_at <= now else None)
    if ended_at is not None:
        raise ServiceRefusal(
            "link_over",
            made_by=link.created_by.full_name,
            ended_on=timezone.localdate(ended_at),
        )
    return link


def link_touch(*, link: PersonalLink, now: datetime) -> None:
    """Remembers when the link was last used, at most every five minutes."""
    if link.last_used_at is None or now - link.last_used_at > TOUCH_EVERY:
        link.last_used_at = now
        link.save(update_fields=["last_used_at"])
