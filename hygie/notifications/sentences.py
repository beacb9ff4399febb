"""French sentences of the refusals of the room."""

SENTENCES = {
    "message_not_resendable": (
        "Ce courriel est «\u00a0{state}\u00a0»\u00a0: il ne se renvoie pas. Rien n’a été changé."
    ),
    "message_not_settled": (
        "Ce courriel est «\u00a0{state}\u00a0»\u00a0: il n’y a rien à vérifier. "
        "Rien n’a été changé."
    ),
    "message_void": (
        "La personne n’a plus accès à ce dont parle ce courriel, ou son compte est fermé. "
        "Il n’a pas été renvoyé."
    ),
    "no_mail_server": (
        "Cette instance n’a pas de serveur de courriel\u00a0: rien ne peut partir. Renseignez "
        "HYGIE_SMTP_HOST, puis relancez Hygie."
    ),
    "link_unknown_or_over": (
        "Ce lien n’est pas reconnu. Rien n’a été changé\u00a0: réglez vos rappels depuis votre "
        "compte."
    ),
    "no_feed": "Vous n’avez pas d’adresse d’agenda ouverte. Rien n’a été changé.",
}
