"""French sentences of the refusals of the room."""

from hygie.web import refusals

refusals.register(
    {
        "account_exists": (
            "Un compte existe déjà pour {email}\u00a0: celui de {name}. Rien n’a été changé. "
            "Donnez-lui directement le rôle voulu."
        ),
        "account_closed": ("Le compte de {name} est fermé. Rouvrez-le d’abord, puis recommencez."),
        "account_close_own": (
            "On ne ferme pas son propre compte\u00a0: demandez-le à une autre personne qui "
            "administre l’instance."
        ),
        "account_reason_missing": "Écrivez la raison\u00a0: elle est gardée dans le journal.",
        "second_factor_own": (
            "On ne réinitialise pas son propre second facteur\u00a0: une autre personne doit "
            "vérifier qui le demande."
        ),
        "second_factor_absent": (
            "{name} n’a pas de second facteur. Rien n’a été changé\u00a0: "
            "il lui sera demandé à sa prochaine connexion si ses rôles l’exigent."
        ),
        "account_session_unknown": "Cette session n’est pas l’une des vôtres. Rien n’a été changé.",
        "instance_not_empty": (
            "Un compte existe déjà sur cette instance\u00a0: le premier démarrage est terminé. "
            "Connectez-vous, ou demandez un compte à la personne qui l’administre."
        ),
        "invitation_unknown": (
            "Ce lien n’est pas reconnu. Vérifiez qu’il est entier\u00a0: un message le coupe "
            "parfois en deux lignes."
        ),
        "invitation_used": (
            "Ce lien a déjà servi\u00a0: le mot de passe est choisi. Connectez-vous avec lui."
        ),
        "invitation_expired": "Ce lien n’est plus valable. Demandez-en un autre.",
        "link_unknown": (
            "Ce lien n’est pas reconnu. Vérifiez qu’il est entier, ou demandez-le à nouveau à la "
            "personne qui vous l’a donné."
        ),
        "link_over": (
            "Ce lien n’est plus valable depuis le {ended_on}. Demandez-en un autre à {made_by}."
        ),
        "link_end_past": "La fin du lien est déjà passée. Choisissez un jour à venir.",
        "link_end_too_far": (
            "Un lien personnel vaut au plus {days} jours. Choisissez une fin plus proche."
        ),
        "link_exists": (
            "Ce lien a déjà été créé et montré. Révoquez-le si son adresse est perdue, puis "
            "créez-en un autre."
        ),
    }
)
