"""French sentences of the room: refusals of a whole file, and faults of a cell."""

# ruff: noqa: E501  (a sentence is read whole)

SENTENCES = {
    "history_too_large": "Le fichier dépasse la taille permise ({limit}). Rien n’a été lu.",
    "history_damaged": (
        "Ce fichier est abîmé, incomplet, ou n’est pas un classeur XLSX. Rien n’a été lu\u00a0: "
        "ouvrez-le pour le vérifier, enregistrez-le de nouveau en XLSX, puis recommencez."
    ),
    "history_unpacks_too_big": (
        "Ce classeur se déplie en un volume anormal (plus de {limit}). Rien n’a été lu\u00a0: "
        "copiez vos lignes dans un modèle neuf."
    ),
    "history_protected": (
        "Ce classeur est protégé par un mot de passe. Rien n’a été lu\u00a0: déposez-en une copie "
        "sans mot de passe."
    ),
    "history_not_xlsx": "Ce fichier n’est pas un classeur XLSX. Rien n’a été lu.",
    "history_macros": (
        "Ce classeur contient des macros. Rien n’a été lu\u00a0: enregistrez-le en XLSX sans macro."
    ),
    "history_far_cell": (
        "La feuille «\u00a0{sheet}\u00a0» va jusqu’à la cellule {cell}, trop loin\u00a0: {most} "
        "lignes au plus. Rien n’a été lu\u00a0: supprimez les lignes et colonnes vides, ou coupez "
        "le fichier en deux."
    ),
    "history_no_sheet": (
        "Aucune feuille de ce classeur n’est une feuille du modèle. Rien n’a été lu\u00a0: les "
        "feuilles attendues sont {sheets}."
    ),
    "history_nothing": (
        "Ce classeur ne contient aucune ligne à reprendre. Remplissez au moins une feuille."
    ),
    "history_no_right": (
        "Vous ne pouvez écrire dans aucun registre de cet établissement. Rien n’a été lu."
    ),
    "history_not_ready": (
        "Cette reprise n’attend plus de confirmation. Rien n’a été écrit une seconde fois."
    ),
    "history_not_undoable": "Cette reprise n’a rien d’écrit à retirer.",
    "history_not_yours": (
        "Seule la personne qui a déposé ce fichier peut le confirmer ou l’annuler. Rien n’a changé."
    ),
    "history_proofs_zip": (
        "Le fichier des pièces n’est pas un ZIP lisible. Rien n’a été lu\u00a0: refaites l’archive, "
        "sans mot de passe."
    ),
    "history_proofs_too_large": (
        "L’archive des pièces dépasse la taille permise ({limit}). Rien n’a été lu\u00a0: déposez "
        "les pièces en plusieurs fois."
    ),
    "history_proofs_unpacks": (
        "L’archive des pièces se déplie en un volume anormal, ou contient trop de fichiers "
        "({files} au plus, {limit} au plus). Rien n’a été lu."
    ),
    "history_proofs_path": (
        "L’archive des pièces contient un chemin dangereux («\u00a0{name}\u00a0»). Rien n’a été "
        "lu\u00a0: refaites l’archive à partir d’un dossier simple."
    ),
    "history_copil_missing": "Aucun COPIL n’était en place ce jour-là.",
    "history_subject_missing": "Ce que cette saisie concerne n’est pas noté dans Hygie.",
    "history_directory_missing": "Cet annuaire n’est pas noté dans Hygie.",
    "history_other_entry": (
        "Une autre saisie est déjà notée\u00a0: elle n’est pas remplacée. Corrigez-la sur sa fiche."
    ),
}

NEEDED = "Cette cellule est nécessaire."
FORMULA = "Cette cellule contient une formule\u00a0: collez sa valeur."
MERGED = "Ces cellules sont fusionnées\u00a0: séparez-les, une valeur par cellule."
HIDDEN_COLUMN = "Cette colonne est masquée dans le fichier\u00a0: elle est lue comme les autres."
HIDDEN_ROWS = "Des lignes sont masquées dans cette feuille\u00a0: elles sont lues comme les autres."
TOO_MANY = (
    "Plus de {most} lignes\u00a0: coupez le fichier en deux. Rien n’est pris de cette feuille."
)
UNKNOWN_COLUMN = (
    "La colonne «\u00a0{heading}\u00a0» n’est pas du modèle. Attendues\u00a0: {allowed}."
)
COLUMN_TWICE = "La colonne «\u00a0{heading}\u00a0» est là deux fois."
NO_HEADING = "Cette colonne a des valeurs mais pas de titre."
MISSING_COLUMN = "Il manque la colonne «\u00a0{heading}\u00a0»."
UNKNOWN_SHEET = (
    "La feuille «\u00a0{name}\u00a0» n’est pas du modèle\u00a0: elle n’est pas lue. Attendues\u00a0: "
    "{sheets}."
)
SHEET_TWICE = "Cette feuille est là deux fois\u00a0: gardez-en une."
NOT_A_DAY = "«\u00a0{value}\u00a0» n’est pas une date. Écrivez 21/11/2025."
NOT_YES_NO = "Écrivez oui ou non, ou rien si l’on ne sait pas."
NOT_IN_LIST = "«\u00a0{value}\u00a0» n’est pas dans la liste. Attendu\u00a0: {allowed}."
NOT_A_YEAR = "Écrivez une année de {first} à {last}."
NOT_WHOLE = "Écrivez un nombre entier, de {least} à {most}."
TOO_LONG = "Ce texte est trop long\u00a0: {most} caractères au plus."
CONTROL = "Ce texte contient un caractère interdit."
TWICE = "Même fait que la ligne {number}\u00a0: gardez une seule des deux."
NO_RIGHT = "Vous n’avez pas le droit d’écrire dans ce registre."
ASK = "Demandez à {people}."
ASK_NOBODY = "Personne ne l’a dans cet établissement\u00a0: voyez l’administration de Hygie."
NO_DIRECTORY = "Cet annuaire n’est ni dans la feuille «\u00a0Annuaires\u00a0», ni noté dans Hygie."
NO_COPIL = (
    "Aucun COPIL n’était en place ce jour-là\u00a0: ajoutez une ligne «\u00a0Mise en place\u00a0» "
    "d’une date antérieure."
)
NO_FAMILY = "Hygie ne connaît pas ce service\u00a0: donnez sa famille."
CLOSED_SERVICE = "Ce service est fermé dans Hygie."
NO_APPROVAL = "Ce BIA est approuvé\u00a0: donnez le jour de son approbation."
NO_PILOTE = "Nommez le pilote\u00a0: l’action a été acceptée."
NO_CLOSING = "Donnez le jour où l’action a été close."
CLOSING_OPEN = "L’action n’est pas close\u00a0: videz cette cellule ou changez l’état."
CLOSED_EARLY = "L’action ne peut pas être close avant son inscription."
NO_REASON = "Dites pourquoi l’action est abandonnée."
NO_NAME = "Donnez le nom\u00a0: sans lui, ce fait ne compte pas."
NO_END = "Cette nature n’a pas de fin\u00a0: videz cette cellule."
END_EARLY = "La fin doit suivre le début."
NO_HELD_ON = "Donnez le jour de l’exercice."
NO_YEAR = "Donnez l’année."
NO_SUBJECT = (
    "Hygie ne connaît pas ce qui a été saisi\u00a0: ajoutez-le à la feuille «\u00a0{sheet}\u00a0»."
)
TWO_SUBJECTS = (
    "Deux exercices sont notés ce jour-là\u00a0: notez la saisie sur la fiche de l’exercice."
)
EARLY_ENTRY = "La saisie ne peut pas précéder ce qu’elle concerne."
BAD_POINT = "«\u00a0{value}\u00a0» n’est pas un identifiant de point (vuln_…)."
NO_PROOF_FILE = (
    "Le ZIP ne contient pas «\u00a0{name}\u00a0»\u00a0: la ligne sera reprise sans cette pièce."
)
NO_ZIP = "Aucun ZIP n’est joint\u00a0: la ligne sera reprise sans «\u00a0{name}\u00a0»."
PROOFS_GONE = (
    "L’archive des pièces n’est plus là ou ne se lit plus\u00a0: déposez de nouveau le classeur avec "
    "son ZIP, ses pièces s’ajouteront."
)
PROOF_REFUSED = "La pièce «\u00a0{name}\u00a0» est refusée\u00a0: {why}"
NOT_VERIFIED = "L’action reste «\u00a0Réalisée\u00a0»\u00a0: {why}"
NO_VERIFICATION = "Donnez le jour où l’action a été vérifiée."
NOT_VERIFIED_YET = "L’action n’est pas vérifiée\u00a0: videz cette cellule ou changez l’état."
VERIFIED_EARLY = "L’action ne peut pas être vérifiée avant d’avoir été réalisée."
VERIFIED_UNPROVEN = (
    "Une action est vérifiée sur une pièce\u00a0: nommez-la ici et joignez-la dans le ZIP, ou "
    "écrivez «\u00a0Réalisée\u00a0»."
)
PROOF_UNUSED = "Aucune ligne ne nomme ce fichier\u00a0: il ne sera pas repris."
PROOF_WAITS = (
    "La feuille qui nomme ce fichier est à corriger ou refusée\u00a0: il ne sera pas repris."
)
PROOF_TWICE = "Deux fichiers de l’archive portent ce nom."
STOPPED = "L’écriture s’est arrêtée. Ce qui était écrit l’est entièrement\u00a0: reprenez-la."
FAULT = "Une panne a arrêté l’écriture. Ce qui était écrit l’est entièrement\u00a0: reprenez-la."
UNDO_STOPPED = (
    "L’annulation s’est arrêtée. Ce qui était retiré l’est entièrement\u00a0: reprenez-la."
)
UNDO_FAULT = (
    "Une panne a arrêté l’annulation. Ce qui était retiré l’est entièrement\u00a0: reprenez-la."
)
REGISTER_BACK = (
    "Une autre ligne de cette feuille a été refusée\u00a0: celle-ci n’est pas écrite non plus."
)
KEPT_CHANGED = "modifié depuis la reprise"
KEPT_GONE = "déjà retiré"
KEPT_FINDINGS = "des constats s’y rattachent"
KEPT_PROOFS = "une pièce y a été ajoutée depuis"
KEPT_ANSWERS = "des réponses y ont été données"
KEPT_PARTS = "des éléments s’y rattachent"
KEPT_SERVICE = "Le service ajouté avec ce BIA reste dans l’organisation."
