"""What a service answers when it refuses a gesture, without any sentence for the person."""

from __future__ import annotations


class ServiceRefusal(Exception):
    """A business refusal: nothing was changed.

    `code` is a stable English word ("stale", "already_closed"); `data` holds the plain values
    that the edge needs to make the French sentence (what happened, what is kept, what to do).
    """

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(code)
        self.code = code
        self.data = data

    def __str__(self) -> str:
        """The code and its data, for a log line only: never shown to a person."""
        if not self.data:
            return self.code
        details = ", ".join(f"{key}={value!r}" for key, value in sorted(self.data.items()))
        return f"{self.code} ({details})"
