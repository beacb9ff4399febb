"""What a person wants to receive, changed on her page or by the link of a mail."""

from collections.abc import Mapping

from django.core import signing
from django.db import transaction

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.notifications.enums import CHANNELS, STOPPED_BY, Channel, Kind
from hygie.notifications.models import Preference

SALT = "hygie.notifications.stop"
ROOM = "notifications"


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


def stop_token(user_id: int, kind: Kind) -> str:
    """What the link of a mail carries: signed, for one person and one kind of mail."""
    return signing.dumps([user_id, kind.value], salt=SALT, compress=False)


def stop_read(token: str) -> tuple[User, Kind]:
    """The person and the kind of mail of a link. Raises `ServiceRefusal("link_unknown_or_over")`.

    It opens nothing but the stopping of these mails, and never ends: an old mail must stop too.
    """
    try:
        user_id, kind = signing.loads(token, salt=SALT)
        user = User.objects.get(pk=user_id, is_active=True)
        return user, Kind(kind)
    except (signing.BadSignature, User.DoesNotExist, ValueError, TypeError) as error:
        raise ServiceRefusal("link_unknown_or_over") from error


def preference_stop(*, token: str, everything: bool = False) -> tuple[User, tuple[Channel, ...]]:
    """Stops the mails of a link, or all of them; returns whose, and what was stopped.

    Raises `ServiceRefusal("link_unknown_or_over")`.
    """
    user, kind = stop_read(token)
    stopped = CHANNELS if everything else STOPPED_BY.get(kind, CHANNELS)
    preference_set(acting_user=user, wanted={channel.value: False for channel in stopped})
    return user, stopped
