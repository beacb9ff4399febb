"""French sentences of the refusals of the room."""

from hygie.web.refusals import register


def declare() -> None:
    register(
        {
            "event_closed": (
                "Cette main courante est close\u00a0: plus rien ne s’y écrit. Votre texte est "
                "gardé ci-dessous\u00a0; ouvrez une autre main courante si la crise reprend."
            ),
            "log_of_other": (
                "Cette main courante est celle de {bearer}\u00a0: vous y écrivez des lignes\u00a0; "
                "son niveau, ses cellules, ses délais légaux et sa clôture sont à lui seul."
            ),
            "entry_empty": "Écrivez ce qui s’est passé.",
            "entry_in_future": "Cette heure n’est pas encore passée.",
            "entry_unknown": "Cette ligne n’existe pas dans cette main courante.",
            "clock_unknown": (
                "Ce délai n’est pas connu, ou son texte n’était pas en vigueur ce jour-là."
            ),
            "clock_not_started": (
                "Ce délai n’est pas ouvert\u00a0: donnez d’abord l’heure de connaissance."
            ),
            "clock_already_done": "Ce délai est déjà tenu, par la ligne n°\u00a0{number}.",
            "nothing_changed": "Rien ne change\u00a0: choisissez un autre niveau ou un autre état.",
        }
    )
