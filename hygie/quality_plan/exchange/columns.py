"""The columns of the file: the same for the export, its template and the import."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from hygie.quality_plan.enums import Instance, Origin, Recurrence, State
from hygie.quality_plan.references import labels


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `kind`: text, day, percent, money, codes, choice, recurrence, parent; "info" is
    written, never read.

    `synonyms`: other headings that quality suites give it. `longest`: figures of a text.
    """

    key: str
    heading: str
    width: int
    kind: str = "text"
    longest: int = 200
    synonyms: tuple[str, ...] = ()


COLUMNS = (
    Column("id", "Identifiant Hygie", 38, "id", synonyms=("id hygie",)),
    Column("code", "Code", 14, "code", synonyms=("code hygie", "code action hygie")),
    Column(
        "number", "Numéro dans le PAQ", 18, longest=40,
        synonyms=("numéro", "n°", "n° action", "numéro action", "référence", "réf", "id action"),
    ),
    Column(
        "title", "Libellé diffusable", 60,
        synonyms=("libellé", "intitulé", "action", "intitulé de l'action", "titre", "description"),
    ),
    Column(
        "origins", "Origine", 32, "codes",
        synonyms=("source", "provenance", "origine de l'action"),
    ),
    Column(
        "pilote_name", "Pilote", 26, longest=150,
        synonyms=("responsable", "pilote de l'action", "resp", "porteur"),
    ),
    Column("sponsor_name", "Commanditaire", 22, longest=150, synonyms=("demandeur",)),
    Column("escalation_name", "À alerter en cas de retard", 24, longest=150),
    Column("bearer", "Porté par", 30, "info"),
    Column(
        "created_on", "Inscrite le", 12, "day",
        synonyms=("date de création", "créée le", "date d'inscription", "date d'ouverture"),
    ),
    Column("first_due_on", "Échéance convenue", 14, "info"),
    Column(
        "current_due_on", "Échéance actuelle", 14, "day",
        synonyms=(
            "échéance", "date d'échéance", "délai", "date prévue", "date de fin prévue",
            "date butoir",
        ),
    ),
    Column(
        "progress", "Avancement (%)", 12, "percent",
        synonyms=("avancement", "taux d'avancement", "% réalisé", "progression"),
    ),
    Column("state", "État", 14, "choice", synonyms=("statut", "état d'avancement")),
    Column("late", "En retard", 10, "info"),
    Column(
        "done_on", "Réalisée le", 12, "day",
        synonyms=("date de réalisation", "date de clôture", "clôturée le", "date de fin réelle"),
    ),
    Column("verified_on", "Vérifiée le", 12, "info"),
    Column("retested_on", "Vérifiée par exercice le", 14, "info"),
    Column("retested_in", "Exercice qui l’a vérifiée", 30, "info"),
    Column(
        "reason", "Motif (report, abandon, réouverture)", 30, longest=500,
        synonyms=("motif", "motif du report", "commentaire du report"),
    ),
    Column("indicator", "Indicateur", 30),
    Column("indicator_initial", "Indicateur\u00a0: départ", 14, longest=60),
    Column("indicator_target", "Indicateur\u00a0: cible", 14, longest=60),
    Column("indicator_measured", "Indicateur\u00a0: mesure", 14, longest=60),
    Column("indicator_measured_on", "Indicateur\u00a0: mesuré le", 14, "day"),
    Column("cost_eur", "Coût prévu (€)", 14, "money", synonyms=("coût", "budget", "montant")),
    Column("verification_on", "Vérification prévue le", 14, "day"),
    Column("instances", "Instances de suivi", 18, "codes", synonyms=("instance", "instances")),
    Column("criteria", "Critères et mesures", 36, "codes"),
    Column("criteria_text", "Autres références", 24, synonyms=("critère has", "critère")),
    Column(
        "recurs_every_months", "Revient", 20, "recurrence",
        synonyms=("périodicité", "récurrence", "fréquence"),
    ),
    Column(
        "parent", "Sous-action de", 16, "parent",
        synonyms=("action d'ensemble", "action mère", "action parente", "action principale"),
    ),
    Column("base", "Empreinte (ne pas modifier)", 12, "base"),
)  # fmt: skip
RESTRICTED = Column("restricted_detail", "Détail à diffusion restreinte", 60, longest=4000)
ALL = (*COLUMNS, RESTRICTED)
BY_KEY = {one.key: one for one in ALL}
# Read for a new action only: later they have their own gestures, or come from findings too.
ONLY_AT_CREATION = frozenset({"origins", "created_on"})
# Compared between the file, Hygie and what Hygie wrote in the file.
COMPARED = tuple(
    one.key
    for one in ALL
    if one.kind not in ("id", "code", "info", "base")
    and one.key not in ONLY_AT_CREATION
    and one.key not in ("reason", "done_on")
)
CODES: dict[str, dict[str, str]] = {
    "origins": {one.value: str(one.label) for one in Origin},
    "instances": {one.value: str(one.label) for one in Instance},
    "criteria": labels(),
    "state": {one.value: str(one.label) for one in State},
}


RECURRENCES: dict[int, str] = {one.value: str(one.label) for one in Recurrence}


def plain(text: str) -> str:
    """A heading or a label without case, accents, marks or doubled spaces."""
    text = text.replace("’", "'").replace("\u00a0", " ")
    decomposed = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return " ".join(re.sub(r"[^a-z0-9%°']+", " ", bare).split())


HEADINGS = {plain(one.heading): one.key for one in ALL}
SYNONYMS = {plain(word): one.key for one in ALL for word in one.synonyms}


def recognised(headings: Iterable[str], remembered: dict[str, str]) -> dict[int, str]:
    """Key of each column whose heading is ours, was chosen before, or is a usual one.

    `remembered`: plain heading → key, "" for a column left aside. A key is given once, to the
    first column.
    """
    found: dict[int, str] = {}
    for known in (HEADINGS, remembered, SYNONYMS):
        for rank, heading in enumerate(headings):
            word = plain(heading)
            if rank in found or (known is SYNONYMS and word in remembered):
                continue
            key = known.get(word, "")
            if key in BY_KEY and key not in found.values():
                found[rank] = key
    return found


def is_ours(headings: Iterable[str]) -> bool:
    """Whether these are the headings of our own export: nothing to choose on screen."""
    words = {plain(one) for one in headings}
    return {plain("Identifiant Hygie"), plain("Libellé diffusable")} <= words
