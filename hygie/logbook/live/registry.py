"""How each kind of news is drawn: the rooms say it when they start."""

import logging
from collections.abc import Sequence
from typing import Protocol

logger = logging.getLogger(__name__)


class Draw(Protocol):
    """Draws the objects named by `keys` for one audience: HTML elements, each with its `id`.

    Called in a thread, once per audience, whatever the number of listeners. An object that is gone
    is left out. It sees no request: nothing of one person may come in.
    """

    def __call__(self, audience: str, keys: Sequence[str]) -> str: ...


_draws: dict[str, Draw] = {}


def register(kind: str, draw: Draw) -> None:
    """Says how news of this kind are drawn. Raises ValueError when another already does."""
    if _draws.setdefault(kind, draw) is not draw:
        raise ValueError(f"news of kind {kind!r} are already drawn otherwise")


def drawn(kind: str, audience: str, keys: Sequence[str]) -> str:
    """The HTML of these objects; an empty text, and a line in the log, when it cannot be made."""
    try:
        return _draws[kind](audience, keys)
    except Exception:
        logger.exception("news of kind %r could not be drawn for %r", kind, audience)
        return ""
