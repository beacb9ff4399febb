"""What a person wants to receive, changed on her page or by the link of a mail."""

from collections.abc import Mapping
from datetime import date

from django.core import signing
from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.notifications.enums import CHANNELS, STOPPED_BY, Channel, Kind
from hygie.notifications.models import Contact, Preference

SALT = "hygie.notifications.stop"
ROOM = "notifications"
CONTACT = "contact"


def preference_of(user: User) -> Preference:
    """What this person wants; everything when she never said."""
    return Preference.objects.filter(user=user).first() or Preference(user=user)


@transaction.atomic
def preference_set(*, acting_user: User, wanted: Mapping[str, bool]) -> Preference:
    """Keeps what the person wants of each channel (code → yes); the same twice writes once.

    A channel left out keeps what it was.
    """
    User.objects.select_for_update().get(pk=acting_user.pk)
    preference = preference_of(acting_user)
    moved = {
        channel.value: bool(wanted[channel.value])
        for channel in CHANNELS
        if channel.value in wanted and preference.wants(channel) != bool(wanted[channel.value])
    }
    if not moved:
        return preference
    for name, value in moved.items():
        setattr(preference, name, value)
    preference.full_clean()
    preference.save()
    journal.record(
        author=acting_user,
        verb="reminders.preferences_changed",
        room=ROOM,
        subject_kind="account",
        subject_id=acting_user.pk,
        subject_label=acting_user.full_name,
        data={"moved": moved},
    )
    return preference


def stop_token(person: User | Contact, kind: Kind) -> str:
    """What the link of a mail carries: signed, for one person and one kind of mail."""
    whose = [CONTACT, person.pk] if isinstance(person, Contact) else [person.pk]
    return signing.dumps([*whose, kind.value], salt=SALT, compress=False)


def stop_read(token: str) -> tuple[User | Contact, Kind]:
    """The person and the kind of mail of a link. Raises `ServiceRefusal("link_unknown_or_over")`.

    It opens nothing but the stopping of these mails, and never ends: an old mail must stop too.
    """
    try:
        *whose, kind = signing.loads(token, salt=SALT)
        if whose[0] == CONTACT:
            return Contact.objects.get(pk=whose[1]), Kind(kind)
        return User.objects.get(pk=whose[0], is_active=True), Kind(kind)
    except (
        signing.BadSignature,
        User.DoesNotExist,
        Contact.DoesNotExist,
        ValueError,
        TypeError,
        IndexError,
    ) as error:
        raise ServiceRefusal("link_unknown_or_over") from error


def stopped_by(person: User | Contact, kind: Kind) -> tuple[Channel, ...]:
    """What the link of a mail stops: of a contact, all."""
    return (Channel.ALL,) if isinstance(person, Contact) else STOPPED_BY.get(kind, CHANNELS)


def stopped_on(person: User | Contact) -> date | None:
    """The day a contact stopped its mails; an account sets them on its own page."""
    at = person.stopped_at if isinstance(person, Contact) else None
    return timezone.localdate(at) if at else None


def preference_stop(
    *, token: str, everything: bool = False
) -> tuple[User | Contact, tuple[Channel, ...]]:
    """Stops the mails of a link, or all of them; returns whose, and what was stopped.

    Raises `ServiceRefusal("link_unknown_or_over")`.
    """
    person, kind = stop_read(token)
    stopped = stopped_by(person, kind)
    if isinstance(person, Contact):
        _contact_stop(person)
        return person, stopped
    stopped = CHANNELS if everything else stopped
    preference_set(acting_user=person, wanted={channel.value: False for channel in stopped})
    return person, stopped


def contact_resume(*, token: str) -> Contact:
    """Mails go again to the person without account who had stopped them; twice writes once.

    Raises `ServiceRefusal("link_unknown_or_over")`, also for the link of an account, which has its
    own page of settings.
    """
    person, _ = stop_read(token)
    if not isinstance(person, Contact):
        raise ServiceRefusal("link_unknown_or_over")
    _contact_resume(person)
    return person


@transaction.atomic
def _contact_resume(contact: Contact) -> None:
    stopped = Contact.objects.filter(pk=contact.pk).exclude(stopped_at=None)
    if stopped.update(stopped_at=None):
        _write_down(contact, "reminders.contact_resumed")


@transaction.atomic
def _contact_stop(contact: Contact) -> None:
    """Nothing is sent to this address any more; stopped already: nothing."""
    now = timezone.now()
    if not Contact.objects.filter(pk=contact.pk, stopped_at=None).update(stopped_at=now):
        return
    _write_down(contact, "reminders.contact_stopped")


def _write_down(contact: Contact, verb: str) -> None:
    journal.record(
        author=None,
        verb=verb,
        room=ROOM,
        subject_kind=CONTACT,
        subject_id=contact.pk,
        subject_label=contact.full_name,
    )
