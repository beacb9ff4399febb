"""French sentences of the refusals of the room."""

from hygie.web import refusals

SENTENCES = {
    "unknown_obligation": (
        "L’obligation {obligation} n’existe pas dans l’instruction. Rien n’a été changé."
    ),
    "rebuild_running": (
        "Les statuts sont déjà en cours de calcul. Rien n’a été changé\u00a0: "
        "attendez la fin, puis recommencez si besoin."
    ),
}


def declare() -> None:
    refusals.register(SENTENCES)
