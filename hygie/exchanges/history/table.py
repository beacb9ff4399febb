"""The one table of the registers and their columns: template, reader, guide and paper come from it.

A heading is what people read; a key is the name of the value in the code. `needed`: a row without
it is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hygie.audits.enums import Level
from hygie.continuity.enums import BiaState
from hygie.exchanges.history.natures import AUDITS, CONTINUITY, IDENTIFICATION, NATURES
from hygie.exercises.enums import Function, Theme
from hygie.organisations.enums import ServiceFamily
from hygie.organisations.rights import Room
from hygie.quality_plan.enums import Origin, State

# The history begins with the programme's first years; a directory may be older.
FIRST_DAY, OLDEST_DAY = date(2023, 1, 1), date(2000, 1, 1)
FIRST_YEAR = FIRST_DAY.year
MAX_ROWS = 2000  # a register of one establishment over four years is far below


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    LONG = "long"
    DAY = "day"  # of something done: never to come
    OLD_DAY = "old_day"  # the same, maybe before the first year of the history
    DUE_DAY = "due_day"  # a day that may be to come
    PERIOD_DAY = "period_day"  # a day, or a quarter known alone: its last day
    YEAR = "year"
    WHOLE = "whole"
    AMOUNT = "amount"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CODES = "codes"
    LINES = "lines"
    PROOFS = "proofs"


KIND_WORDS: Mapping[Kind, str] = {
    Kind.TEXT: "texte",
    Kind.LONG: "texte",
    Kind.DAY: "date passée (21/11/2025)",
    Kind.OLD_DAY: "date passée (21/11/2019)",
    Kind.DUE_DAY: "date (31/12/2026)",
    Kind.PERIOD_DAY: "date, ou trimestre (2025-T3)",
    Kind.YEAR: "année (2025)",
    Kind.WHOLE: "nombre entier",
    Kind.AMOUNT: "nombre (1\u00a0234,56)",
    Kind.YES_NO: "oui, non, ou rien si l’on ne sait pas",
    Kind.CHOICE: "une valeur de la liste",
    Kind.CODES: "codes de la liste, séparés par «\u00a0;\u00a0»",
    Kind.LINES: "un par ligne dans la cellule",
    Kind.PROOFS: "noms de fichiers du ZIP, séparés par «\u00a0;\u00a0»",
}
NOBODY = "aucune"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `choices`: (stored value, label); `most`: longest text, or highest number;
    `paper_lines`: lines to write on by hand, 0 for those of its kind."""

    key: str
    heading: str
    kind: Kind
    help: str = ""
    example: str = ""
    needed: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    most: int = 200
    width: int = 20
    paper_lines: int = 0


@dataclass(frozen=True, slots=True)
class Register:
    """One sheet. `plural`: what its rows are, in a sentence."""

    key: str
    sheet: str
    room: Room
    plural: str
    purpose: str
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        return next(one for one in self.columns if one.key == key)


def of(choices: list[tuple[str, str]] | list[tuple[int, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), str(label)) for value, label in choices)


K = Kind
NOTE = Column("note", "Remarque", K.LONG, "Ce qui aide à retrouver.", most=2000, width=30)
PROOF = Column(
    "proofs", "Pièce", K.PROOFS, "Noms des fichiers de preuve, joints dans le ZIP.",
    "cr-exercice-2024.pdf", width=30,
)  # fmt: skip
STATES = tuple((one.value, one.label) for one in State)
EXERCISE, ASSESSMENT, BUDGET = "exercise", "assessment", "budget"
SETUP, MEETING = "setup", "meeting"
TITLES = (1, 2, 3, 4)


def dated(key: str, sheet: str, room: Room, number: int, whose: str) -> Register:
    """The sheet of an action whose lines are a day and a name."""
    natures = NATURES[key]
    columns = (
        Column("nature", "Nature", Kind.CHOICE, "Ce qui a été fait.", natures[0][1], True, natures, width=44),
        Column("day", "Le", Kind.OLD_DAY, "Le jour où cela a été fait.", "14/01/2025", True, width=14),
        Column("who", "Qui ou quoi", Kind.TEXT, whose, "", most=120, width=30),
        Column("until", "Jusqu’au", Kind.OLD_DAY, "Vide si cela dure encore.", "", width=14),
        NOTE, PROOF,
    )  # fmt: skip
    return Register(
        key, sheet, room, "dates", f"Une date à retenir par ligne (action {number}).", columns
    )


# ruff: noqa: E501  (one column a line: a table is read across)
REGISTERS: tuple[Register, ...] = (
    Register(
        "exercises", "Exercices", Room.EXERCISES, "exercices",
        "Un exercice de crise tenu par ligne (action 1).",
        (
            Column("held_on", "Tenu le", K.DAY, "Le jour de l’exercice.", "12/03/2024", True, width=14),
            Column("title", "Intitulé", K.TEXT, "Comment vous le nommez.", "Rançongiciel aux urgences", width=34),
            Column("theme", "Thème", K.CHOICE, "Ce que le scénario raconte.", "Rançongiciel", choices=of(Theme.choices), width=26),
            Column("tested_care", "Soins éprouvés", K.YES_NO, "La continuité des soins a été éprouvée.", "oui", width=12),
            Column("tested_missions", "Missions éprouvées", K.YES_NO, "La continuité des missions de l’établissement a été éprouvée.", "non", width=12),
            Column("under_cyber_event", "Événement cyber", K.YES_NO, "L’exercice était lancé par un événement cyber.", "oui", width=12),
            Column("functions", "Fonctions présentes", K.CODES, f"Qui était là. «\u00a0{NOBODY}\u00a0» si personne de la liste\u00a0; rien si l’on ne sait pas.", "DG; DSI; DIRCOM", choices=of(Function.choices), width=26),
            Column("participants", "Participants", K.WHOLE, "Combien de personnes.", "24", most=5000, width=12),
            Column("tested_text", "Ce qui a été testé", K.LONG, "En clair.", "Accueil sans DPI pendant deux heures", most=4000, width=40),
            Column("retex_validated_on", "RETEX validé le", K.DAY, "Le jour de la validation formelle.", "02/04/2024", width=14),
            Column("retex_validated_by", "RETEX validé par", K.TEXT, "Nom et fonction.", "Mme Ferrand, directrice", most=150, width=24),
            NOTE, PROOF,
        ),
    ),
    Register(
        "directories", "Annuaires", Room.AUDITS, "annuaires",
        "Une forêt Active Directory par ligne (action 3).",
        (
            Column("name", "Nom de l’annuaire", K.TEXT, "Le nom que vos équipes emploient.", "CHR-PROD", True, most=120, width=28),
            Column("entered_on", "En service depuis le", K.OLD_DAY, "Une date approchée suffit si elle est ancienne.", "01/09/2015", True, width=16),
            Column("forest_dns", "Nom DNS de la forêt", K.TEXT, "Facultatif.", "prod.chr.local", most=255, width=26),
            Column("left_on", "Hors service depuis le", K.OLD_DAY, "Vide s’il sert encore.", "", width=16),
            NOTE, PROOF,
        ),
    ),
    Register(
        "ads", "ADS par trimestre", Room.AUDITS, "résultats ADS",
        "Un résultat officiel du service ADS par forêt et par trimestre (action 3).",
        (
            Column("directory", "Annuaire", K.TEXT, "Un nom de la feuille Annuaires, ou déjà dans Hygie.", "CHR-PROD", True, most=120, width=28),
            Column("done_on", "Date ou trimestre", K.PERIOD_DAY, "Le trimestre seul compte à son dernier jour.", "2025-T3", True, width=18),
            Column("level", "Niveau ADS (score)", K.CHOICE, "Le niveau du rapport\u00a0; le chiffre suffit.", "2", choices=of(Level.choices), width=20),
            Column("failed_points", "Points non conformes", K.LINES, "Identifiants vuln_… du rapport.", "vuln_adupdate_bad", most=20000, width=34),
            NOTE, PROOF,
        ),
    ),
    Register(
        "assessments", "Auto-évaluations", Room.SELF_ASSESSMENTS, "auto-évaluations",
        "Une auto-évaluation des mesures prioritaires par année (action 2).",
        (
            Column("year", "Année", K.YEAR, "L’année dont elle parle.", "2025", True, width=10),
            Column("global_level", "Niveau global", K.TEXT, "Comme écrit sur la plateforme nationale.", "61\u00a0%", most=60, width=16),
            Column("declared_on", "Close le", K.DAY, "Le jour où elle a été close chez vous.", "20/05/2025", width=14),
            NOTE, PROOF,
        ),
    ),
    Register(
        "copil", "COPIL", Room.CONTINUITY, "lignes de COPIL",
        "La mise en place du COPIL, puis une ligne par réunion (action 4).",
        (
            Column("nature", "Nature", K.CHOICE, "Mise en place ou réunion.", "Réunion", True, choices=((SETUP, "Mise en place"), (MEETING, "Réunion")), width=16),
            Column("day", "Le", K.DAY, "Le jour de la mise en place ou de la réunion.", "14/01/2025", True, width=14),
            Column("members", "Membres", K.TEXT, "Pour une mise en place.", "DG, PCME, DSI, RSSI", most=500, width=34),
            Column("decisions", "Décisions", K.LONG, "Pour une réunion.", "Liste des services arrêtée", most=4000, width=40),
            NOTE, PROOF,
        ),
    ),
    Register(
        "bias", "BIA", Room.CONTINUITY, "BIA",
        "Un bilan d’impact sur l’activité par service (action 4).",
        (
            Column("service", "Service", K.TEXT, "Un service inconnu est ajouté à l’organisation, avec sa famille.", "Urgences", True, most=120, width=28),
            Column("family", "Famille", K.CHOICE, "Nécessaire pour un service que Hygie ne connaît pas.", "Service critique", choices=of(ServiceFamily.choices), width=26),
            Column("state", "État", K.CHOICE, "Où il en est.", "Approuvé", True, choices=of(BiaState.choices), width=14),
            Column("dmia_h", "DMIA (heures)", K.WHOLE, "Durée maximale d’interruption admissible.", "4", most=8760, width=12),
            Column("pdma_h", "PDMA (heures)", K.WHOLE, "Perte de données maximale admissible.", "1", most=8760, width=12),
            Column("approved_on", "Approuvé le", K.DAY, "Nécessaire s’il est approuvé.", "18/06/2025", width=14),
            Column("approved_by", "Approuvé par", K.TEXT, "Nom et fonction.", "Dr Costa", most=150, width=22),
            NOTE, PROOF,
        ),
    ),
    Register(
        "actions", "Actions du PAQ", Room.QUALITY_PLAN, "actions du PAQ",
        "Une action cyber du plan par ligne (action 5).",
        (
            Column("title", "Libellé diffusable", K.TEXT, "Lu hors de l’établissement\u00a0: ni faiblesse, ni nom de machine.", "Renforcer les comptes d’administration", True, width=44),
            Column("created_on", "Inscrite le", K.DAY, "Le jour où elle est entrée au plan.", "15/04/2024", True, width=14),
            Column("number", "Numéro dans le PAQ", K.TEXT, "Celui de votre PAQ.", "PAQ-2024-117", most=40, width=18),
            Column("origin", "Origine", K.CHOICE, "D’où elle vient.", "Exercice de crise", choices=of(Origin.choices), width=28),
            Column("pilote_name", "Pilote", K.TEXT, "Nécessaire dès que l’action est acceptée.", "M. Aubert", most=150, width=22),
            Column("sponsor_name", "Commanditaire", K.TEXT, "Qui l’a demandée.", "Direction", most=150, width=20),
            Column("due_on", "Échéance", K.DUE_DAY, "L’échéance convenue.", "31/12/2026", width=14),
            Column("state", "État", K.CHOICE, "Une action vérifiée l’est sur une pièce, jointe dans le ZIP.", "En cours", True, choices=STATES, width=14),
            Column("closed_on", "Close le", K.DAY, "Le jour où elle a été réalisée ou abandonnée.", "", width=14),
            Column("verified_on", "Vérifiée le", K.DAY, "Nécessaire si elle est vérifiée.", "", width=14),
            Column("reason", "Motif d’abandon", K.TEXT, "Nécessaire si elle est abandonnée.", "", most=500, width=26),
            Column("restricted_detail", "Détail restreint", K.LONG, "Jamais exporté sans demande expresse.", "", most=4000, width=40),
            NOTE, PROOF,
        ),
    ),
    Register(
        "budgets", "Budgets", Room.DIGITAL_BUDGET, "exercices budgétaires",
        "Un exercice budgétaire clos par ligne (action 7). Les montants sont en euros.",
        (
            Column("fiscal_year", "Exercice budgétaire", K.YEAR, "L’année des comptes.", "2024", True, width=14),
            *(Column(f"charges_t{n}", f"Charges titre {n}", K.AMOUNT, "Les quatre titres, ou aucun.", "1\u00a0234\u00a0567,89", width=18) for n in TITLES),
            Column("charges_total", "Total des charges", K.AMOUNT, "Si les titres ne sont pas connus.", "", width=18),
            *(Column(f"digital_t{n}", f"Numérique titre {n}", K.AMOUNT, "Les quatre titres, ou aucun.", "23\u00a0456,78", width=18) for n in TITLES),
            Column("etp_ssi_own", "ETP sécurité SI propres", K.AMOUNT, "Équivalents temps plein dédiés à la sécurité des systèmes d’information.", "1,5", width=16),
            Column("etp_ssi_shared", "ETP sécurité SI mutualisés", K.AMOUNT, "La part reçue d’un groupement.", "0,25", width=16),
            Column("computed_on", "Calcul validé le", K.DAY, "Le jour de la validation chez vous.", "12/05/2025", width=14),
            NOTE, PROOF,
        ),
    ),
    dated(AUDITS, "Dates action 3", Room.AUDITS, 3, "Le RSSI du SMSI\u00a0; sinon la référence, le périmètre ou le signataire."),
    dated(CONTINUITY, "Dates action 4", Room.CONTINUITY, 4, "Le nom du responsable\u00a0; rien pour une lettre ou le PCRA cadre."),
    dated(IDENTIFICATION, "Dates action 6", Room.IDENTIFICATION, 6, "Le service sensible\u00a0; sinon le signataire, le produit ou le nom du répertoire."),
    Register(
        "entries", "Saisies plateforme", Room.STATEMENTS, "saisies sur la plateforme",
        "Ce qui a été saisi sur la plateforme nationale, avec son accusé (actions 1, 2 et 7).",
        (
            Column("action", "Action", K.CHOICE, "Ce qui a été saisi.", "Exercice de crise", True, choices=((EXERCISE, "Exercice de crise"), (ASSESSMENT, "Auto-évaluation"), (BUDGET, "Budget numérique")), width=22),
            Column("held_on", "Jour de l’exercice", K.DAY, "Pour un exercice de crise.", "12/03/2024", width=16),
            Column("year", "Année", K.YEAR, "Pour une auto-évaluation ou un budget\u00a0: l’année dont il parle.", "", width=10),
            Column("entered_on", "Saisi le", K.DAY, "Le jour de la saisie.", "10/04/2024", True, width=14),
            Column("receipt", "Référence de l’accusé", K.TEXT, "Sans accusé, la saisie ne compte pas.", "ACC-2024-0112", True, width=24),
        ),
    ),
)  # fmt: skip
BY_KEY: Mapping[str, Register] = {one.key: one for one in REGISTERS}
