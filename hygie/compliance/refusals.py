"""French sentences of the refusals of the room."""

NBSP = "\u00a0"
SENTENCES = {
    "statement_in_future": "Un état annuel ne se fige pas à une date future.",
    "statement_exists": (
        "L’état {year} est déjà confirmé. Pour le corriger, dites quel état le nouveau corrige"
        f"{NBSP}: l’ancien reste."
    ),
    "corrects_other": "L’état à corriger doit être confirmé, et de la même année.",
    "needs_second_person": (
        "Un état annuel se confirme par une autre personne que celle qui l’a préparé, ou par le "
        "PDF signé."
    ),
    "already_confirmed": f"Cet état est confirmé{NBSP}: il ne change plus.",
    "not_a_pdf": "Ce fichier n’est pas un PDF. Rien n’a été changé.",
    "entry_nothing": "Il n’y a rien à saisir pour cette action et cette année.",
    "entry_closed": f"Cette saisie est déjà close{NBSP}: elle porte son accusé.",
    "publication_changed": (
        "La situation a changé pendant que vous la regardiez. Relisez ce que lira l’ARS, puis "
        "publiez."
    ),
}
