"""French sentences of the refusals of the room."""

from hygie.web import refusals

ACCEPTED = "PDF, PNG, JPEG, WebP, DOCX, XLSX, ODT, ODS, TXT, CSV ou EML"

SENTENCES = {
    "file_missing": "Choisissez le fichier à déposer.",
    "file_empty": "Le fichier est vide. Rien n’a été gardé\u00a0: choisissez-en un autre.",
    "file_too_big": (
        "Le fichier dépasse la taille permise ({limit}). Rien n’a été gardé\u00a0: "
        "réduisez-le, ou donnez plutôt un lien ou la personne qui le détient."
    ),
    "file_type_refused": (
        "Ce contenu n’est pas accepté. Rien n’a été gardé\u00a0: déposez un fichier "
        f"{ACCEPTED}. Le contenu compte, pas le nom du fichier."
    ),
    "file_has_macros": (
        "Ce document contient des macros. Rien n’a été gardé\u00a0: "
        "enregistrez-le sans macro ou en PDF, puis recommencez."
    ),
    "file_encrypted": (
        "Ce document est protégé par un mot de passe. Rien n’a été gardé\u00a0: "
        "déposez-en une copie sans mot de passe."
    ),
    "file_unpacks_too_big": (
        "Ce document se déplie en un volume anormal. Rien n’a été gardé\u00a0: "
        "enregistrez-le de nouveau, ou en PDF."
    ),
    "file_damaged": (
        "Ce fichier est abîmé ou incomplet. Rien n’a été gardé\u00a0: "
        "ouvrez-le pour le vérifier, puis déposez-le de nouveau."
    ),
    "disk_full": (
        "Le serveur n’a plus de place pour ce fichier. Rien n’a été gardé\u00a0: prévenez "
        "l’administration de Hygie\u00a0; en attendant, notez qui détient la pièce."
    ),
    "file_not_stored": (
        "Le serveur n’a pas pu écrire le fichier. Rien n’a été gardé\u00a0: "
        "recommencez, et prévenez l’administration de Hygie si cela dure."
    ),
    "link_missing": "Donnez l’adresse de la pièce, qui commence par http:// ou https://.",
    "held_by_missing": "Dites qui détient la pièce\u00a0: un service, une personne, un lieu.",
    "title_missing": "Donnez un intitulé à la pièce.",
    "subject_gone": "Ce que cette pièce devait prouver n’existe plus. Rien n’a été enregistré.",
    "already_withdrawn": "Cette pièce a déjà été retirée.",
}


def declare() -> None:
    refusals.register(SENTENCES)
