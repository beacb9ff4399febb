"""What the room tells the lower ones when Hygie starts."""

from hygie.documents import subjects
from hygie.domain.quality_plan import QualityPlanFacts
from hygie.obligations import registry
from hygie.quality_plan.facts import facts
from hygie.quality_plan.models import Finding, PlanAction
from hygie.web import refusals

SENTENCES = {
    "starting_state": "Une action commence «\u00a0à valider\u00a0», acceptée ou en cours.",
    "pilote_missing": "Nommez d’abord le pilote\u00a0: c’est lui qui accepte l’action.",
    "due_unmotivated": (
        "Une échéance convenue ne se déplace pas sans motif. L’échéance n’a pas bougé\u00a0: "
        "passez par «\u00a0Reporter l’échéance\u00a0» et dites pourquoi."
    ),
    "move_not_allowed": (
        "Cette action est «\u00a0{before}\u00a0»\u00a0: elle ne peut pas passer directement à "
        "cet état. Rien n’a été changé."
    ),
    "proof_missing": (
        "Une action se vérifie sur une preuve. Ajoutez un fichier, un lien ou la référence d’une "
        "pièce détenue, puis vérifiez l’action."
    ),
    "plan_future_day": (
        "Le {day} est dans le futur. Notez le jour où c’est fait ou décidé, au plus tard "
        "aujourd’hui."
    ),
    "plan_day_too_early": "Le {day} précède l’étape d’avant, le {floor}. Corrigez la date.",
    "plan_file_too_big": "Ce fichier dépasse {most}\u00a0Mo. Rien n’a été lu.",
    "plan_file_kind": (
        "Hygie lit ici un classeur XLSX ou un CSV. Enregistrez votre tableau dans l’un de ces "
        "formats, puis envoyez-le."
    ),
    "plan_file_too_large": (
        "Ce tableau dépasse {rows} lignes ou {columns} colonnes. Gardez les seules lignes et "
        "colonnes utiles, puis envoyez-le de nouveau."
    ),
    "plan_file_quotes": (
        "Un guillemet ouvert dans ce fichier n’est jamais fermé\u00a0: ses cellules ne se séparent "
        "pas. Corrigez-le, ou envoyez le tableau en XLSX."
    ),
    "plan_file_no_headings": (
        "Aucune ligne d’en-têtes n’a été trouvée dans les premières lignes. La première feuille "
        "doit porter le tableau, avec le nom de ses colonnes."
    ),
    "column_twice": "Deux colonnes du fichier ont reçu le même sens. Gardez-en une.",
    "title_column_missing": (
        "Dites au moins quelle colonne porte le libellé, ou le numéro des actions."
    ),
    "import_taken": "Ce fichier a déjà été pris. Envoyez-le de nouveau pour le relire.",
    "import_not_taken": "Ce fichier n’a pas encore été pris\u00a0: il n’y a rien à annuler.",
    "import_not_mapped": "Dites d’abord ce que porte chaque colonne de ce fichier.",
    "not_pilote": "Cette action est confiée à un autre pilote. Rien n’a été changé.",
    "parts_open": (
        "Une sous-action est encore ouverte. Terminez ou abandonnez les sous-actions, puis dites "
        "que l’action est réalisée."
    ),
    "whole_closed": (
        "L’action d’ensemble {action} est close\u00a0: rouvrez-la avant de lui ajouter une "
        "sous-action."
    ),
    "plan_moved": (
        "Le plan a changé depuis l’affichage de cette page\u00a0: les valeurs changées des deux "
        "côtés ne sont plus les mêmes. Rien n’a été pris\u00a0: relisez-les, puis recommencez."
    ),
    "progress_closed": "Cette action est close\u00a0: rouvrez-la pour changer son avancement.",
    "progress_before_acceptance": (
        "L’action n’est pas encore acceptée par son pilote. Acceptez-la, puis notez l’avancement."
    ),
    "action_closed": "Cette action est close\u00a0: rouvrez-la avant de donner un lien.",
    "no_due_day": (
        "Cette action n’a pas encore d’échéance\u00a0: donnez-la par «\u00a0Modifier\u00a0»."
    ),
    "postpone_closed": "Cette action est close\u00a0: son échéance ne se déplace plus.",
    "due_unchanged": "C’est déjà l’échéance de l’action. Donnez un autre jour.",
    "number_stale": (
        "Une autre personne vient d’écrire «\u00a0{number}\u00a0» comme numéro. Rien n’a été "
        "écrasé\u00a0: vérifiez, puis recommencez."
    ),
    "setting_stale": (
        "Une autre personne vient de changer ce réglage. Rien n’a été écrasé\u00a0: relisez-le, "
        "puis recommencez."
    ),
    "source_not_here": (
        "La fiche d’où vient ce constat ne compte pas, ou plus, pour cet établissement. Le "
        "constat n’a pas été noté."
    ),
}


def register() -> None:
    """Facts of 5.a, records that carry evidence, and sentences of the refusals."""
    registry.register(facts, obligations=("5.a",), empty=QualityPlanFacts())
    subjects.register(PlanAction)
    subjects.register(Finding)
    refusals.register(SENTENCES)
