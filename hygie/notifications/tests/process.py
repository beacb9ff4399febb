"""Gestures on the mails to send, in a process of their own.

python -m hygie.notifications.tests.process prepare states
"""

import os
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hygie.config.settings_test")
django.setup()

from django.utils import timezone  # noqa: E402

from hygie.accounts.models import User  # noqa: E402
from hygie.notifications.models import Lease, Message  # noqa: E402


def prepare() -> None:
    """Three people, a mail that waits for each."""
    now = timezone.now()
    for n in range(3):
        user = User.objects.create_user(f"p{n}@exemple.fr", full_name=f"P {n}")
        Message.objects.create(
            user=user, kind="trial", key=str(n), subject="Essai", body="Bonjour",
            next_try_at=now, created_at=now,
        )  # fmt: skip


def states() -> None:
    """The state of each mail, and who holds the place of worker."""
    found = [one.state for one in Message.objects.order_by("key")]
    sys.stdout.write(" ".join([*found, Lease.objects.get().owner or "free"]) + "\n")


def old() -> None:
    """Whoever held the place gave no sign for long."""
    Lease.objects.update(signed_at=timezone.now() - timedelta(minutes=5))


GESTURES: dict[str, Callable[[], None]] = {"prepare": prepare, "states": states, "old": old}


def main(words: Sequence[str]) -> None:
    for word in words:
        GESTURES[word]()


if __name__ == "__main__":
    main(sys.argv[1:])
