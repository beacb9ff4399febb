"""What an anonymised RETEX says, and how its page and its paper name it."""

from collections.abc import Mapping

from hygie.exercises.models.retex import COMMENTED

# Worked out from what happened: nothing in them is anybody's words.
FACTS: Mapping[str, str] = {
    "scenario": "Scénario",
    "annee": "Année",
    "duree": "Durée jouée",
    "eprouve": "Mis en mode dégradé",
    "pcra": "PCRA éprouvés",
    "participants": "Présents",
    "presents": "Fonctions présentes",
    "absents": "Attendues, absentes",
    "niveau": "Niveau atteint",
    "joues": "Stimuli envoyés",
}
# What people wrote.
COMMENTS: Mapping[str, str] = {f"commentaire_{name}": label for name, label in COMMENTED}
TEXTS = (*FACTS, "synthese", *COMMENTS)
# Name → heading, columns by name → heading.
LISTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "fragilites": ("Fragilités", {"texte": "Fragilité", "cause": "Cause", "critere": "Critère"}),
    "forces": ("Forces", {"texte": "Force", "critere": "Critère"}),
    "actions": ("Ce qui a été décidé", {"action": "Action", "critere": "Critère"}),
    "objectifs": (
        "Objectifs",
        {"libelle": "Objectif", "resultat": "Résultat", "observes": "Critères observés"},
    ),
    "temps_cles": (
        "Temps clés",
        {"critere": "Ce qui a été fait", "delai": "Au bout de", "retard": "Au-delà du délai"},
    ),
    "chronogramme": (
        "Chronogramme prévu et joué",
        {"stimulus": "Stimulus", "prevu": "Prévu", "joue": "Joué", "ecart": "Écart"},
    ),
    "questionnaire": (
        "Questionnaire à chaud",
        {
            "question": "Question", "tout_a_fait": "Tout à fait", "plutot_oui": "Plutôt oui",
            "plutot_non": "Plutôt non", "pas_du_tout": "Pas du tout",
        },
    ),
    "remarques": ("Réponses libres", {"question": "Question", "texte": "Réponse"}),
}  # fmt: skip
# Columns that hold somebody's words: read again before the file leaves.
TYPED: Mapping[str, tuple[str, ...]] = {
    "fragilites": ("texte",),
    "forces": ("texte",),
    "actions": ("action",),
    "remarques": ("texte",),
}
COLUMNS = {name: tuple(columns) for name, (_, columns) in LISTS.items()}
