"""Registers noted on screen, that have a form on paper too: never a sheet of the workbook."""

from hygie.exchanges.history.table import NOTE, PROOF, REGISTERS, Column, Kind, Register, of
from hygie.identification.enums import EidasLevel, Factors, MieType, Origin, SyncSource
from hygie.organisations.rights import Room

PAPER_ONLY = (
    Register(
        "mie", "Moyens d’identification", Room.IDENTIFICATION, "moyens",
        "Un moyen d’identification électronique par fiche (action 6).",
        (
            Column("type", "Moyen", Kind.CHOICE, "", "", True, of(MieType.choices)),
            Column("label", "Précision", Kind.TEXT, "Modèle, nom du produit."),
            Column("service", "Service numérique", Kind.TEXT, "Vide\u00a0: tous."),
            Column("origin", "Fourni par", Kind.CHOICE, "", "", False, of(Origin.choices)),
            Column("factors", "Facteurs", Kind.CHOICE, "", "", False, of(Factors.choices)),
            Column("eidas_level", "Niveau eIDAS", Kind.CHOICE, choices=of(EidasLevel.choices)),
            Column("homologated_on", "Homologué le", Kind.OLD_DAY, ""),
            Column("homologated_until", "Homologué jusqu’au", Kind.DUE_DAY, ""),
            Column("since", "Utilisé depuis le", Kind.OLD_DAY, "", "", True),
            NOTE, PROOF,
        ),
    ),
    Register(
        "populations", "Utilisateurs comptés", Room.IDENTIFICATION, "comptages",
        "Un comptage par fiche (action 6)\u00a0: des personnes, chacune une fois.",
        (
            Column("counted_on", "Compté le", Kind.OLD_DAY, "", "", True),
            Column("people", "Personnes distinctes", Kind.WHOLE, needed=True),
            Column("detail", "Par population", Kind.LINES, "Médecins, soignants, administration…"),
            NOTE, PROOF,
        ),
    ),
    Register(
        "synchronisations", "Synchronisations", Room.IDENTIFICATION, "synchronisations",
        "Une synchronisation du répertoire local par fiche (action 6).",
        (
            Column("name", "Répertoire local", Kind.TEXT, "", "", True),
            Column("source", "Avec", Kind.CHOICE, "", "", True, of(SyncSource.choices)),
            Column("done_on", "Faite le", Kind.OLD_DAY, "", "", True),
            NOTE, PROOF,
        ),
    ),
    Register(
        "liste-services", "Liste des services", Room.CONTINUITY, "listes",
        "La liste des services arrêtée par le COPIL (action 4).",
        (
            Column("decided_on", "Arrêtée le", Kind.OLD_DAY, "", "", True),
            Column(
                "services", "Services et leur famille", Kind.LINES, "Un par ligne.", "", True,
                paper_lines=24,
            ),
            NOTE, PROOF,
        ),
    ),
)  # fmt: skip
# What has a form on paper: the sheets of the workbook, then these.
PAPERS = (*REGISTERS, *PAPER_ONLY)
