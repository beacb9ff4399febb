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
            "held_already": (
                "L’exercice est déjà au registre. Rien n’a été changé ici\u00a0: corrigez les "
                "fonctions présentes sur l’exercice."
            ),
            "nobody_came": (
                "Personne n’est noté présent pour {unit}. Rien n’a été inscrit\u00a0: notez "
                "d’abord les présences."
            ),
            "run_state": (
                "L’exercice est {state}\u00a0: ce geste ne s’y fait pas. Rien n’a été changé."
            ),
            "stimulus_skipped": (
                "Le stimulus {stimulus} a été écarté. Remettez-le d’abord, puis envoyez-le."
            ),
            "stimulus_sent": "Le stimulus {stimulus} est déjà envoyé. Rien n’a été changé.",
            "stimulus_moved": (
                "Le stimulus {stimulus} vient d’être décalé. Rien d’autre n’a été changé\u00a0: "
                "voyez sa nouvelle heure."
            ),
            "stimulus_unknown": "Ce stimulus n’est pas de cet exercice. Rien n’a été changé.",
            "shift_too_long": "Un décalage va jusqu’à dix heures. Rien n’a été changé.",
            "criterion_unknown": "Ce critère n’est pas de ce scénario. Rien n’a été noté.",
            "run_begun": (
                "Cet exercice est {state}\u00a0: sa préparation ne change plus. Rien n’a été écrit."
            ),
            "run_no_short": "Ce scénario n’a pas de version courte\u00a0: choisissez l’entière.",
            "run_no_day": "Fixez d’abord la date et l’heure de l’exercice. Rien n’a été changé.",
            "run_not_ready": (
                "L’exercice n’est pas encore prêt\u00a0: points à régler ou à accepter par écrit, "
                "{count}. Rien n’a été changé."
            ),
            "run_lack_solved": (
                "Ce point n’est plus à régler\u00a0: rien n’est à accepter. Rechargez la page."
            ),
            "run_unit_peopled": (
                "Des personnes de {name} sont inscrites\u00a0: retirez-les d’abord. Rien n’a été "
                "changé."
            ),
            "run_mail_off": (
                "Hygie n’a pas de serveur de courrier\u00a0: rien n’est parti. Imprimez les "
                "convocations, ou convoquez par votre messagerie avec le fichier d’agenda."
            ),
            "run_mail_stopped": (
                "Les courriels de cet exercice sont arrêtés\u00a0: rien n’est parti."
            ),
            "run_mail_refused": "Le courriel d’essai n’est pas parti. {said}",
            "entered_by_others": (
                "{name} a déjà saisi cet exercice sur la plateforme nationale. Rien n’a été "
                "retiré\u00a0: voyez d’abord avec cet établissement."
            ),
        }
    )
