"""Passwords that a French dictionary would try first: a usual word, then digits or signs.

Django's own list is of passwords seen in English; `CommonPasswordValidator` goes on reading it.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError

USUAL_WORDS = frozenset(
    """
    admin administrateur administration amour anniversaire automne azerty azertyuiop
    azertyuiopqsdfghjklm bienvenue bonjour camille changemoi chirurgie chouchou clinique coucou
    demonstration direction doudou ete france hiver hopital hygie infirmier infirmiere informatique
    jetaime lapin liberte loulou maison marseille medecin medecine motdepasse nicolas paris passe
    password patient princesse printemps provisoire qsdfgh qwerty saintjean sante secret securite
    soleil standard temporaire urgence urgences vacances wxcvbn
    """.split()  # noqa: SIM905  (a list that people read)
)
NO_LETTER = re.compile(r"[^a-z]+")


def bare(password: str) -> str:
    """Its letters alone, without accents nor capitals: « Été2026!! » gives « ete »."""
    plain = unicodedata.normalize("NFKD", password.casefold())
    return NO_LETTER.sub("", "".join(one for one in plain if not unicodedata.combining(one)))


class FrenchUsualWordValidator:
    """Refuses a usual word, repeated or not, whatever digits and signs stand around it."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError "password_too_common"."""
        letters = bare(password)
        repeated = any(
            letters == word * (len(letters) // len(word))
            for word in USUAL_WORDS
            if letters and len(letters) % len(word) == 0
        )
        if not letters or repeated:
            raise ValidationError(
                "Ce mot de passe est trop courant\u00a0: un mot usuel suivi de chiffres se devine.",
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        """The rule, for the form."""
        return "Un mot usuel suivi de chiffres (azerty123456) est refusé."
