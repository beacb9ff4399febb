"""« Par où commencer ? »: three questions that say for which level of scenario one is ready."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hygie.domain.scenario.shape import Level


@dataclass(frozen=True, slots=True)
class Question:
    """One question; its answers count 0, 1 or 2, in the order of the list."""

    name: str
    label: str
    answers: tuple[str, str, str]


QUESTIONS = (
    Question(
        "joue",
        "Avez-vous déjà joué un exercice de crise cyber\u00a0?",
        ("Jamais", "Une fois", "Plusieurs fois"),
    ),
    Question(
        "cellule",
        "Votre cellule de crise sait-elle se réunir sans messagerie ni téléphonie internes\u00a0?",
        (
            "Pas encore",
            "C’est écrit\u00a0: lieu, annuaire papier, moyens de secours",
            "C’est écrit et essayé",
        ),
    ),
    Question(
        "soins",
        "Les services de soins ont-ils de quoi travailler sans informatique\u00a0?",
        (
            "Pas encore, ou on ne sait pas",
            "Quelques services\u00a0: fiches, imprimés, étiquettes",
            "La plupart, et ils s’en sont servis",
        ),
    ),
)
NEVER_PLAYED = "0"
INTERMEDIATE_FROM, ADVANCED_FROM = 3, 5
REASONS: Mapping[Level, str] = {
    Level.BEGINNER: (
        "Autour d’une table, avec peu de fonctions\u00a0: on y apprend surtout à se réunir, à "
        "décider et à noter."
    ),
    Level.INTERMEDIATE: (
        "La cellule de crise sait se réunir\u00a0: on éprouve maintenant la coupure et les soins "
        "en mode dégradé."
    ),
    Level.ADVANCED: (
        "Les bases sont là\u00a0: plusieurs cellules, une pression plus forte, un "
        "rétablissement à arbitrer."
    ),
}


def level_advised(answers: Sequence[str]) -> Level | None:
    """The level for these answers (« 0 », « 1 », « 2 », in the order of the questions).

    None while one is missing. Who never played begins by the beginning, whatever is written.
    """
    if len(answers) != len(QUESTIONS) or any(one not in ("0", "1", "2") for one in answers):
        return None
    total = sum(int(one) for one in answers)
    if answers[0] == NEVER_PLAYED or total < INTERMEDIATE_FROM:
        return Level.BEGINNER
    return Level.ADVANCED if total >= ADVANCED_FROM else Level.INTERMEDIATE
