"""French sentences of the refusals of the room."""

from hygie.web.refusals import register


def declare() -> None:
    register(
        {
            "unknown_pack": "Ce référentiel n’est pas dans Hygie.",
            "unknown_proof": (
                "Une des pièces n’est plus là, ou ne vous est pas ouverte. Rien n’a été changé."
            ),
            "unknown_theme": "Ce thème n’est plus dans le référentiel. Rien n’a été changé.",
            "unknown_measure": (
                "Cette mesure n’est pas dans le référentiel choisi. Rien n’a été changé."
            ),
            "demonstration_entry": (
                "Un paquet de démonstration ne se saisit pas sur la plateforme\u00a0: il ne compte "
                "jamais. Notez une auto-évaluation sur le référentiel officiel."
            ),
            "pack_not_of_action_2": (
                "«\u00a0{title}\u00a0» n’est pas le référentiel des mesures prioritaires\u00a0: il "
                "ne se saisit pas pour l’action 2. Rien n’a été changé."
            ),
            "pack_version_taken": (
                "La version {version} de «\u00a0{title}\u00a0» est déjà chargée et dit autre "
                "chose. Donnez une autre version à ce fichier\u00a0: ce qui a servi ne change pas."
            ),
            "demonstration_not_official": (
                "Ce fichier se dit démonstration\u00a0: il ne peut pas être le texte officiel."
            ),
            "official_is_one": (
                "Ce fichier tient plusieurs référentiels\u00a0: aucun ne peut être dit officiel."
            ),
            "pack_in_use": (
                "{name} répond à ce référentiel\u00a0: il ne se retire plus. Rien n’a été changé."
            ),
            "carry_nothing": (
                "Cette auto-évaluation n’est pas sur le même référentiel, ou n’est plus à vous."
            ),
            "unknown_group": "Ce groupe n’est pas dans le référentiel. Rien n’a été changé.",
            "no_measure_left": (
                "Aucune mesure ne concerne ces groupes\u00a0: choisissez-en au moins un qui en a."
            ),
            "no_gap_chosen": "Choisissez au moins un écart.",
            "too_many_gaps": (
                "Choisissez au plus {most} écarts à la fois\u00a0: un plan se lit à plusieurs."
            ),
            "not_a_gap": (
                "Une des mesures n’est plus sous le niveau à atteindre. Rien n’a été changé\u00a0: "
                "relisez la liste."
            ),
            "close_by_answers": (
                "Une grille se clôt par «\u00a0Clore les réponses\u00a0», quand chaque mesure a sa "
                "réponse. Rien n’a été changé."
            ),
            "assessment_closed": (
                "Les réponses sont closes depuis le {on}. Rien n’a été changé\u00a0: rouvrez-les "
                "d’abord, avec un motif."
            ),
            "assessment_entered": (
                "Cette auto-évaluation est saisie sur la plateforme, accusé à l’appui\u00a0: ses "
                "réponses ne se rouvrent plus. Notez-en plutôt une nouvelle."
            ),
            "answers_missing": (
                "Il manque encore des réponses\u00a0: {count}. Répondez à chaque mesure, ou dites "
                "pourquoi elle ne s’applique pas."
            ),
            "entry_before_year": (
                "Une saisie sur la plateforme est notée avant cette année-là\u00a0: corrigez "
                "d’abord la saisie."
            ),
            "assessment_entered_by_others": (
                "{name} a déjà saisi cette auto-évaluation sur la plateforme nationale. Rien n’a "
                "été retiré\u00a0: voyez d’abord avec cet établissement."
            ),
        }
    )
