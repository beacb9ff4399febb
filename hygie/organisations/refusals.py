"""French sentences of the refusals of the room and of the bearing of facts."""

SENTENCES = {
    "not_allowed": "Votre rôle ne permet pas ce geste ici. Rien n’a été changé.",
    "role_not_here": "Le rôle «\u00a0{role}\u00a0» ne se donne pas dans ce type d’organisation.",
    "guest_needs_room": "Choisissez le domaine que l’invité pourra lire.",
    "guest_needs_end": "Le droit d’un invité porte toujours une date de fin.",
    "interim_needs_end": "Un intérim porte une date de fin.",
    "role_held_longer": (
        "{name} a déjà ce rôle jusqu’au {until}. Pour l’arrêter plus tôt, retirez-le à cette "
        "personne. Rien n’a été changé."
    ),
    "role_held_for_ever": (
        "{name} a déjà ce rôle, sans date de fin. Pour l’arrêter, retirez-le à cette personne. "
        "Rien n’a été changé."
    ),
    "last_admin": (
        "C’est la dernière personne qui administre cette instance\u00a0: donnez d’abord ce rôle à "
        "une autre."
    ),
    "last_direction": (
        "C’est la dernière personne qui peut donner des droits ici\u00a0: donnez d’abord ce rôle à "
        "une autre."
    ),
    "not_my_group": "Cet établissement n’appartient pas à ce groupement à cette date.",
    "room_not_delegable": "Choisissez au moins un domaine qui peut être délégué.",
    "gone": "Cette fiche n’existe plus\u00a0: quelqu’un l’a retirée. Rien n’a été changé.",
    "not_judgeable": "Seul une entité juridique ou un établissement géographique peut être jugé.",
    "link_since_other": (
        "Cet établissement y est déjà rattaché avec ce rôle depuis le {since}. Pour changer ce "
        "jour, terminez d’abord ce rattachement. Rien n’a été changé."
    ),
    "link_always": (
        "Cet établissement y est déjà rattaché avec ce rôle, sans date de début. Pour la donner, "
        "terminez d’abord ce rattachement. Rien n’a été changé."
    ),
    "delegation_wider": (
        "«\u00a0{room}\u00a0» est déjà ouvert à ce groupement ({right}, {end})\u00a0: ce que vous "
        "demandez serait moins large. Reprenez d’abord cette délégation. Rien n’a été changé."
    ),
    "link_role_not_here": "Ce rôle ne convient pas à ce type de groupement.",
    "not_bearable": "Vous ne pouvez pas porter ce fait pour l’un des établissements choisis.",
    "coverage_days": "Le dernier jour doit suivre le premier.",
    "own_fact": "Un établissement ne décline pas un fait qu’il porte lui-même\u00a0: corrigez-le.",
    "reason_missing": "Écrivez le motif en quelques mots.",
    "borne_by_other": "Ce fait est porté par {bearer}\u00a0: seul ce porteur peut le modifier.",
    "in_use": "Cette fiche est citée par une autre\u00a0: retirez d’abord l’autre.",
}
