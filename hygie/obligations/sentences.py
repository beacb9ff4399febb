"""French sentences of the refusals of the room."""

from hygie.web import refusals

SENTENCES = {
    "unknown_obligation": (
        "L’obligation {obligation} n’existe pas dans l’instruction. Rien n’a été changé."
    ),
    "stale_removal": (
        "{by} vient de modifier cette fiche. Rien n’a été retiré\u00a0: relisez-la, puis "
        "recommencez si elle doit toujours partir."
    ),
    "receipt_missing": (
        "Il manque la référence de l’accusé\u00a0: sans elle, rien ne prouve la saisie."
    ),
    "rebuild_running": (
        "Les statuts sont déjà en cours de calcul. Rien n’a été changé\u00a0: "
        "attendez la fin, puis recommencez si besoin."
    ),
}


def declare() -> None:
    refusals.register(SENTENCES)
