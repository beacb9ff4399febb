"""French sentences of the refusals of the room."""

from hygie.web.refusals import register


def declare() -> None:
    register(
        {
            "retex_validated": (
                "Le RETEX de cet exercice est déjà validé, le {on}. Rien n’a été changé\u00a0: "
                "pour corriger le jour ou le nom, modifiez l’exercice."
            ),
            "scenario_being_written": (
                "«\u00a0{title}\u00a0» a des modifications en cours. Rien n’a été écrit\u00a0: "
                "publiez-les ou abandonnez-les, puis reprenez ce fichier."
            ),
            "scenario_blocked": (
                "Cette version ne peut pas encore être publiée\u00a0: points à régler "
                "d’abord, {count}. Le brouillon est gardé."
            ),
            "scenario_never_published": (
                "Ce scénario n’a pas encore de version publiée\u00a0: il n’y a rien à quoi "
                "revenir. Pour ne plus le voir, archivez-le."
            ),
            "scenario_slug_taken": (
                "Un autre scénario porte maintenant l’identifiant {slug}. Rien n’a été "
                "changé\u00a0: archivez l’autre d’abord."
            ),
            "stimulus_gone": (
                "Le stimulus {name} n’est plus dans ce scénario\u00a0: quelqu’un l’a retiré. Rien "
                "n’a été changé."
            ),
            "entered_by_others": (
                "{name} a déjà saisi cet exercice sur la plateforme nationale. Rien n’a été "
                "retiré\u00a0: voyez d’abord avec cet établissement."
            ),
        }
    )
