"""French sentences of the refusals of the room."""

SENTENCES = {
    "list_empty": "Choisissez au moins un service.",
    "not_my_service": "Ce service n’est pas de cet établissement.",
    "bia_already_approved": "Ce BIA est déjà approuvé\u00a0: votre réponse n’a rien changé.",
}
