"""French sentences of the refusals of the room."""

NBSP = "\u00a0"
SENTENCES = {
    "statement_in_future": "Un état annuel ne se fige pas à une date future.",
    "statement_exists": (
        "Un état {year} est déjà confirmé. Pour le corriger, préparez un état qui dit lequel il "
        f"corrige{NBSP}: l’ancien reste."
    ),
    "corrects_other": "L’état à corriger doit être confirmé, et de la même année.",
    "corrects_former": (
        f"Cet état {{year}} a déjà été corrigé{NBSP}: le dernier est le n°{NBSP}{{number}}. "
        "Préparez un état qui corrige celui-là."
    ),
    "needs_second_person": (
        "Un état annuel se confirme par une autre personne que celle qui l’a préparé, ou par le "
        "PDF signé."
    ),
    "already_confirmed": f"Cet état est confirmé{NBSP}: il ne change plus.",
    "statement_abandoned": (
        f"Cette préparation a été abandonnée entre-temps{NBSP}: rien n’a été confirmé. Pour un "
        "état de cette année, préparez-en un autre."
    ),
    "not_a_pdf": "Ce fichier n’est pas un PDF. Rien n’a été changé.",
    "entry_nothing": "Il n’y a rien à saisir pour cette action et cette année.",
    "entry_closed": (
        f"Cette saisie est déjà close{NBSP}: elle porte son accusé, et rien n’a changé depuis."
    ),
    "entry_before_former": (
        "La saisie corrigée ne peut pas précéder celle qu’elle corrige, du {on}."
    ),
    "publication_changed": (
        "La situation a changé pendant que vous la regardiez. Relisez ce que lira l’ARS, puis "
        "publiez."
    ),
    "ads_level_unknown": (
        f"Le niveau ADS n’est pas connu pour tous les annuaires{NBSP}: il ne peut pas être publié. "
        "Rien n’a été publié."
    ),
    "first_run_day_missing": "Une date est nécessaire pour noter cette ligne.",
    "first_run_exercise_first": "Notez d’abord un exercice, à la ligne 1.a.",
    "first_run_assessment_first": "Notez d’abord une auto-évaluation, à la ligne 2.a.",
    "first_run_computation_first": "Notez d’abord le calcul, à la ligne 7.a.",
    "first_run_noted_meanwhile": (
        "Cette ligne a été notée entre-temps, ici ou par une autre personne. Videz-la, ou corrigez "
        "ce qui est noté sur sa fiche."
    ),
    "first_run_role_missing": "Cochez au moins un rôle.",
    "first_run_unknown_unit": f"Ce numéro n’est pas connu{NBSP}: complétez les autres réponses.",
}
