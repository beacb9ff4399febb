"""Journal lines about accounts."""

from typing import Any

from hygie.accounts.models import User
from hygie.journal import services as journal
from hygie.journal.services import Author

ROOM = "accounts"


def write_down(user: User, author: Author | None, verb: str, **data: Any) -> None:
    """One line about an account. `author` None: Hygie itself, or a command typed on the server."""
    journal.record(
        author=author,
        verb=verb,
        room=ROOM,
        subject_kind="account",
        subject_id=user.pk,
        subject_label=user.full_name,
        data=data,
    )
