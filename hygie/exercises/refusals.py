"""French sentences of the refusals of the room."""

from hygie.web.refusals import register

NOT_TAKEN = "Rien n’a été pris."
ASK_AGAIN = "Redemandez le fichier à l’établissement qui l’a fait."
ARCHIVES = {
    "archive_made_too_big": (
        "L’archive dépasserait {limit} ou deux mille fichiers\u00a0: aucun Hygie ne la "
        "reprendrait. Rien n’a été fait\u00a0: faites-la sans les pièces jointes, et gardez-les à "
        "part."
    ),
    "archive_made_too_many": (
        "L’archive dépasserait {lines} lignes\u00a0: aucun Hygie ne la reprendrait. Rien n’a été "
        "fait\u00a0: imprimez plutôt la main courante."
    ),
    "archive_not_zip": f"Ce fichier n’est pas une archive d’exercice (ZIP). {NOT_TAKEN}",
    "archive_too_big": f"Cette archive est trop grande\u00a0: {{limit}} au plus. {NOT_TAKEN}",
    "archive_too_many": f"Cette archive contient trop de fichiers ou de lignes. {NOT_TAKEN}",
    "archive_unpacks_too_big": (
        f"Une fois ouverte, cette archive prendrait une place démesurée. {NOT_TAKEN}"
    ),
    "archive_bad_path": (
        f"L’archive contient un nom de fichier dangereux ou en double ({{about}}). {NOT_TAKEN}"
    ),
    "archive_encrypted": (
        f"L’archive est protégée par un mot de passe. {NOT_TAKEN} Demandez-la sans protection."
    ),
    "archive_damaged": f"L’archive est abîmée ({{about}}). {NOT_TAKEN} {ASK_AGAIN}",
    "archive_no_manifest": (
        f"Ce ZIP n’a pas de manifeste\u00a0: ce n’est pas une archive d’exercice. {NOT_TAKEN}"
    ),
    "archive_bad_manifest": f"Le manifeste de l’archive ne se lit pas. {NOT_TAKEN} {ASK_AGAIN}",
    "archive_other_format": f"Ce ZIP n’est pas une archive d’exercice d’Hygie. {NOT_TAKEN}",
    "archive_newer_schema": (
        f"Cette archive vient d’une version plus récente d’Hygie. {NOT_TAKEN} Mettez Hygie à jour."
    ),
    "archive_missing": f"Il manque un fichier à l’archive ({{about}}). {NOT_TAKEN} {ASK_AGAIN}",
    "archive_unlisted": (
        f"L’archive contient un fichier que son manifeste ne cite pas ({{about}}). {NOT_TAKEN}"
    ),
    "archive_changed": (
        "Un fichier de l’archive n’est plus celui qui y a été mis ({about})\u00a0: son empreinte "
        f"diffère. {NOT_TAKEN} {ASK_AGAIN}"
    ),
    "archive_bad_content": (
        f"Un fichier de l’archive ne se lit pas ({{about}}). {NOT_TAKEN} {ASK_AGAIN}"
    ),
}


SHARED = {
    "shared_too_big": f"Ce fichier est trop grand\u00a0: {{limit}} au plus. {NOT_TAKEN}",
    "shared_not_json": f"Ce fichier ne se lit pas comme un RETEX partagé (JSON). {NOT_TAKEN}",
    "shared_other_format": f"Ce fichier n’est pas un RETEX partagé d’Hygie. {NOT_TAKEN}",
    "shared_newer_schema": (
        f"Ce RETEX vient d’une version plus récente d’Hygie. {NOT_TAKEN} Mettez Hygie à jour."
    ),
    "shared_bad_content": f"Une partie de ce fichier ne se lit pas ({{about}}). {NOT_TAKEN}",
    "retex_not_validated": (
        "Ce RETEX n’est pas encore validé\u00a0: validez-le, puis partagez-le. Rien n’est parti."
    ),
    "retex_names_left": (
        "Il reste des noms connus de l’exercice\u00a0: {names}. Rien n’est parti\u00a0: "
        "remplacez-les par une fonction."
    ),
}


def declare() -> None:
    register(
        {
            "retex_validated": (
                "Le RETEX de cet exercice est déjà validé, le {on}. Rien n’a été changé\u00a0: "
                "pour corriger le jour ou le nom, modifiez l’exercice."
            ),
            "retex_by_its_page": (
                "Cet exercice a été joué dans Hygie\u00a0: c’est la validation de son RETEX qui "
                "écrit ce jour et ce nom. Rien n’a été changé."
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
            **ARCHIVES,
            **SHARED,
            "after_in_future": (
                "Cette heure n’est pas encore passée\u00a0: un exercice se note une fois joué."
            ),
            "after_finex_first": "FINEX doit suivre DEBEX. Terminé un autre jour\u00a0? Dites-le.",
            "after_length": (
                "L’exercice aurait duré {said}\u00a0: on attend entre {shortest} et {longest}. "
                "Vérifiez les heures."
            ),
            "after_outside": (
                "{what} est noté à {at}, hors de l’exercice (de {first} à {last}). Rien n’a été "
                "changé\u00a0: corrigez d’abord cette heure."
            ),
            "after_too_late": "{what} est noté après la fin de l’exercice. Rien n’a été changé.",
            "after_held": (
                "L’exercice est déjà au registre\u00a0: ce qui a été joué ne change plus ici."
            ),
            "after_untold": (
                "Il reste des stimuli à dire\u00a0: {count}. Rien n’a été inscrit\u00a0: notez "
                "d’abord ceux qui ont été joués ou écartés, car ensuite cela ne change plus."
            ),
            "observer_unknown": (
                "Cette personne n’observe pas cet exercice. Rien n’a été noté\u00a0: inscrivez-la "
                "d’abord comme observatrice."
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
            "stimulus_noted": (
                "Quelqu’un vient de noter {stimulus}\u00a0: «\u00a0{note}\u00a0». Votre note "
                "n’est pas gardée\u00a0: complétez la sienne."
            ),
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
            "run_unit_far": (
                "Un des établissements choisis n’est ni de votre groupement ni de votre région. "
                "Rien n’a été changé."
            ),
            "own_run": (
                "Votre établissement mène cet exercice\u00a0: il le joue toujours. Pour ne pas le "
                "jouer, annulez-le."
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
            "retex_frozen": (
                "Le RETEX est validé, le {on}\u00a0: ce qu’il dit ne change plus, ni ce qui a été "
                "observé et noté. Rien n’a été écrit."
            ),
            "retex_not_held": (
                "L’exercice n’est pas encore au registre. Notez d’abord qui est venu, puis "
                "inscrivez-le\u00a0: le RETEX se prépare ensuite."
            ),
            "retex_no_synthesis": (
                "La synthèse est vide. Écrivez-la d’abord\u00a0: aucun logiciel n’était dans la "
                "salle. Rien n’a été validé."
            ),
            "retex_undecided": (
                "Il reste des constats à décider\u00a0: {count}. Retenez-les ou écartez-les, puis "
                "validez. Rien n’a été validé."
            ),
            "retex_day": "Le RETEX se valide entre le jour de l’exercice et aujourd’hui.",
            "retex_moved": (
                "Quelque chose vient d’être noté. Rien n’a été validé\u00a0: relisez le RETEX, "
                "puis validez de nouveau."
            ),
            "constat_carried": (
                "Ce constat est déjà au PAQ\u00a0: gardez-le, ou écartez-le avec un motif."
            ),
            "stale_highlight": (
                "Quelqu’un vient de corriger cette ligne\u00a0: «\u00a0{text}\u00a0». Rien n’a "
                "été changé."
            ),
            "survey_closed": (
                "Ce questionnaire n’est pas ouvert\u00a0: il l’est de la fin de l’exercice à la "
                "validation du RETEX. Rien n’a été gardé."
            ),
            "survey_empty": "Répondez à une question au moins, puis envoyez.",
            "survey_full": (
                "Ce questionnaire a reçu trop de réponses. La vôtre n’a pas été gardée\u00a0: "
                "dites-le à l’animateur."
            ),
            "template_not_docx": (
                "Ce fichier n’est pas un document Word (.docx) que l’on peut ouvrir. Rien n’a "
                "changé\u00a0: enregistrez votre modèle au format .docx, puis recommencez."
            ),
            "template_too_big": (
                "Ce modèle est trop lourd (3\u00a0Mo au plus). Rien n’a changé\u00a0: réduisez ses "
                "images, puis recommencez."
            ),
            "template_empty": (
                "Ce modèle ne montre aucun champ. Rien n’a changé\u00a0: écrivez-y par exemple "
                "{{{{ synthese }}}}, ou partez du modèle de Hygie."
            ),
            "template_field": (
                "Le champ «\u00a0{name}\u00a0» n’existe pas. Rien n’a changé\u00a0: la liste des "
                "champs est sur cette page."
            ),
            "template_command": (
                "Ce modèle contient une commande qui n’est pas permise ({what}). Rien n’a "
                "changé\u00a0: un modèle montre un champ, répète une ligne pour chaque élément "
                "d’une liste, ou cache ce qui est vide."
            ),
            "template_wrong": (
                "Ce modèle ne se remplit pas ({what}). Rien n’a changé\u00a0: vérifiez que chaque "
                "accolade ouverte est fermée."
            ),
            "entered_by_others": (
                "{name} a déjà saisi cet exercice sur la plateforme nationale. Rien n’a été "
                "retiré\u00a0: voyez d’abord avec cet établissement."
            ),
        }
    )
