"""The status language: one icon, one word, one class per status, the same on every screen."""

from dataclasses import dataclass
from datetime import date

from hygie.web.formats import NBSP, day_short, plural


@dataclass(frozen=True, slots=True)
class StatusLook:
    """How a status is said and drawn. `code` is the domain's own string.

    `many`: the word of several of them, "" when it does not change.
    """

    code: str
    word: str
    symbol: str
    meaning: str
    many: str = ""

    def word_for(self, count: int) -> str:
        """« 1 fait », « 3 faits »."""
        return self.many if self.many and plural(count) else self.word


LOOKS = {
    look.code: look
    for look in (
        StatusLook(
            "late", "en retard", "!", "L’échéance est passée et rien ne prouve que c’est fait."
        ),
        StatusLook("due", "à faire", "○", "Une échéance vient\u00a0: la date est dite."),
        StatusLook(
            "open", "à faire, sans échéance", "◌", "Le texte le demande sans fixer de date."
        ),
        StatusLook(
            "unknown", "à préciser", "?", "Une réponse manque pour juger\u00a0: elle est dite."
        ),
        StatusLook("met", "fait", "✓", "Ce que demande le texte est fait à ce jour.", "faits"),
        StatusLook(
            "not_applicable",
            "non concerné",
            "–",
            "L’obligation ne vise pas l’établissement.",
            "non concernés",
        ),
        StatusLook(
            "recommended_missed",
            "recommandation non atteinte",
            "△",
            "Le texte le recommande\u00a0: ce n’est jamais un retard.",
            "recommandations non atteintes",
        ),
    )
}
ORDER = tuple(LOOKS)


def look_of(status: str) -> StatusLook:
    """The look of a status; an unlisted one is a programming error.

    Raises: KeyError naming the status.
    """
    return LOOKS[str(status)]


def detail_of(status: str, *, since: date | None = None, due_on: date | None = None) -> str:
    """What follows the word: « depuis le 01/01/2026 », « au plus tard le 31/12/2026 », nothing."""
    if status == "late" and since:
        return f"depuis le{NBSP}{day_short(since)}"
    if status in {"due", "recommended_missed"} and due_on:
        return f"au plus tard le{NBSP}{day_short(due_on)}"
    if status == "met" and since:
        return f"depuis le{NBSP}{day_short(since)}"
    return ""
