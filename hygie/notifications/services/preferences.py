"""What a person wants to receive, changed on her page or by the link of a mail."""

from collections.abc import Mapping

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


@transaction.atomic
def _contact_stop(contact: Contact) -> None:
    """Nothing is sent to this address any more; stopped already: nothing."""
    now = timezone.now()
    if not Contact.objects.filter(pk=contact.pk, stopped_at=None).update(stopped_at=now):
        return
    journal.record(
        author=None,
        verb="reminders.contact_stopped",
        room=ROOM,
        subject_kind=CONTACT,
        subject_id=contact.pk,
        subject_label=contact.full_name,
    )
