"""What an import says: its French sentences, its counts and its lines."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F

from hygie.organisations.enums import Sector
from hygie.organisations.finess.entities import Remark
from hygie.organisations.finess.territory import region_names
from hygie.organisations.models import FinessImport, FinessLine, FinessOutcome
from hygie.web.formats import day_short
from hygie.web.refusals import register

# Lines kept per outcome and import: beyond, only the count goes on.
MOST_LINES = 2000
COUNT_LABELS = {
    "added": "Ajoutées",
    "changed": "Modifiées",
    "closed": "Fermées",
    "unchanged": "Inchangées",
    "refused": "Refusées",
    "warned": "Points à vérifier",
    "kept": "Valeurs locales gardées",
    "absent": "Absentes du fichier",
    "out_of_scope": "Hors périmètre, non importées",
}
COUNTED_BY = {
    FinessOutcome.REFUSED: "refused",
    FinessOutcome.WARNING: "warned",
    FinessOutcome.KEPT: "kept",
    FinessOutcome.ABSENT: "absent",
    FinessOutcome.CHANGED: "changed",
    FinessOutcome.CLOSED: "closed",
}

REASONS = {
    "not_an_object": "Ce n’est pas un objet JSON\u00a0: rien à lire ici.",
    "number_missing": "Le numéro FINESS manque.",
    "number_misshaped": (
        "Le numéro FINESS «\u00a0{detail}\u00a0» n’a pas la bonne forme\u00a0: neuf caractères, "
        "des chiffres, avec une lettre possible en deuxième place."
    ),
    "number_key": (
        "La clé du numéro FINESS (dernier chiffre) n’est pas celle attendue\u00a0: "
        "importé quand même, à vérifier."
    ),
    "number_twice": "Ce numéro FINESS est déjà plus haut dans le fichier ({detail}).",
    "name_missing": "Le nom manque.",
    "name_cut": "Le nom dépasse 200 caractères\u00a0: la fin est coupée.",
    "parent_refused": "L’entité juridique de ce site est refusée (voir sa ligne).",
    "other_kind": (
        "Ce numéro est déjà, dans Hygie, celui d’une organisation de type «\u00a0{detail}\u00a0»."
    ),
    "siren_misshaped": (
        "Le SIREN ou SIRET «\u00a0{detail}\u00a0» n’a pas la bonne forme\u00a0: laissé vide."
    ),
    "wrong_day": "La date «\u00a0{detail}\u00a0» n’est pas une date plausible\u00a0: laissée vide.",
    "days_reversed": (
        "La fermeture précède l’ouverture ({detail})\u00a0: l’ouverture est laissée vide."
    ),
    "closed_without_day": (
        "Indiqué inactif sans date de fermeture\u00a0: le {detail} en tient lieu."
    ),
    "department_unknown": (
        "Département introuvable dans l’adresse (commune «\u00a0{detail}\u00a0»)."
    ),
    "sector_unknown": (
        "Secteur non déduit du statut juridique «\u00a0{detail}\u00a0»\u00a0: à renseigner à la "
        "main."
    ),
    "ght_code": "Le code de ce GHT manque ou n’a pas la bonne forme.",
    "ght_members": (
        "{detail} membre(s) de ce GHT ne sont pas dans Hygie "
        "(sans établissement sanitaire ouvert, ou refusés)."
    ),
    "absent": (
        "Importée de FINESS auparavant, absente de ce fichier. "
        "Rien n’a été effacé\u00a0: vérifiez si elle a fermé ou changé de numéro."
    ),
}

REFUSALS = {
    "finess_empty": "Ce fichier est vide. Rien n’a été changé.",
    "finess_zip": (
        "Ce fichier est une archive ZIP ou un classeur. Il faut le fichier quotidien des "
        "structures "
        "FINESS, en .json ou .json.gz. Rien n’a été changé."
    ),
    "finess_xml": (
        "Ce fichier est du XML ou une page web. Il faut le fichier quotidien des structures "
        "FINESS, "
        "en .json ou .json.gz. Rien n’a été changé."
    ),
    "finess_old_csv": (
        "Ce fichier est l’ancien FINESS en CSV (etalab), qui n’est plus mis à jour depuis 2026. "
        "Il faut "
        "le fichier quotidien des structures, en .json ou .json.gz. Rien n’a été changé."
    ),
    "finess_utf16": (
        "Ce fichier est en UTF-16, alors que FINESS publie en UTF-8. Reprenez le fichier "
        "d’origine, sans "
        "le rouvrir ni le réenregistrer. Rien n’a été changé."
    ),
    "finess_wrong_root": (
        "Ce fichier JSON commence par une liste, alors que le fichier des structures FINESS est "
        "un objet "
        "contenant «\u00a0pmej\u00a0». Rien n’a été changé."
    ),
    "finess_not_json": (
        "Ce fichier n’est pas du JSON. Il faut le fichier quotidien des structures FINESS, en "
        ".json ou "
        ".json.gz. Rien n’a été changé."
    ),
    "finess_bad_gzip": (
        "Ce fichier gzip est abîmé dès le début\u00a0: rien n’a pu être lu, rien n’a été changé. "
        "Téléchargez-le de nouveau."
    ),
    "finess_bomb": (
        "Ce fichier grossit démesurément en se décompressant\u00a0: sa lecture est arrêtée par "
        "sécurité. "
        "Rien n’a été changé."
    ),
    "finess_too_nested": (
        "Ce fichier imbrique des objets sans fin\u00a0: sa lecture est arrêtée par sécurité. "
        "Rien n’a été changé."
    ),
    "finess_no_structures": (
        "Ce fichier JSON ne contient pas de structures FINESS (clé «\u00a0pmej\u00a0»)\u00a0: "
        "c’est un autre "
        "fichier, ou il est coupé avant elles. Rien n’a été changé."
    ),
    "finess_activities": (
        "Ce fichier est celui des activités FINESS. Il faut celui des structures "
        "(finess-structures-journalier). Rien n’a été changé."
    ),
    "finess_nothing_inside": (
        "Ce fichier ne contient aucune entité juridique lisible. Rien n’a été changé."
    ),
    "finess_cut_early": (
        "Ce fichier s’arrête ou s’abîme avant sa première entité juridique. Rien n’a été changé. "
        "Téléchargez-le de nouveau."
    ),
    "finess_object_too_large": (
        "L’objet {path} du fichier est démesuré\u00a0: la lecture est arrêtée par sécurité."
    ),
    "finess_already_running": (
        "Un import FINESS est déjà en cours ({percent}\u00a0%). Attendez sa fin, puis recommencez."
    ),
    "finess_file_gone": (
        "Le fichier de cet import n’est plus gardé. Ce qui a été importé est conservé\u00a0: "
        "envoyez le "
        "fichier de nouveau."
    ),
    "finess_not_resumable": "Cet import n’est pas interrompu\u00a0: il n’y a rien à reprendre.",
    "finess_too_large": (
        "Ce fichier dépasse la taille permise ({most}). Rien n’a été changé. Envoyez la version "
        ".json.gz, "
        "ou utilisez la commande «\u00a0hygie finess import\u00a0»."
    ),
    "finess_not_allowed": "Seule l’administration de l’instance peut importer FINESS.",
}
register(REFUSALS)

CUT = (
    "Le fichier s’arrête ou s’abîme avant sa fin\u00a0: ce qui précède est importé et gardé. Les "
    "absences n’ont "
    "pas été cherchées. Téléchargez-le de nouveau et recommencez."
)
KEPT_BEFORE = "Ce qui précède est importé et gardé."
FAILED = (
    "Une panne imprévue a arrêté l’import. Ce qui est importé est gardé, rien n’est à moitié "
    "écrit\u00a0: "
    "reprenez-le. L’administration du serveur trouvera le détail dans le journal technique."
)
INTERRUPTED = (
    "L’import s’est arrêté avant la fin (programme fermé ou machine éteinte). Ce qui est importé "
    "est gardé, "
    "rien n’est à moitié écrit\u00a0: relancez-le, ce qui est déjà fait sera reconnu."
)

FIELD_LABELS = {
    "name": "nom",
    "siren": "SIREN ou SIRET",
    "sector": "secteur",
    "legal_status": "statut juridique",
    "category": "catégorie",
    "tariff_mode": "mode de fixation des tarifs",
    "department": "département",
    "region": "région",
    "city": "commune",
    "opened_on": "ouverture",
    "closed_on": "fermeture",
    "is_unit": "unité jugée",
    "parent": "entité juridique",
}


def said(field_name: str, value: Any) -> str:
    """A value as a person reads it."""
    if value in ("", None):
        return "rien"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if field_name == "sector":
        return str(Sector(value).label) if value in Sector.values else str(value)
    if field_name == "region":
        return region_names().get(value, str(value))
    if field_name.endswith("_on"):
        return day_short(date.fromisoformat(value))
    return str(value)


def change_sentence(changes: Mapping[str, tuple[Any, Any]]) -> str:
    """« secteur : Public → rien ; commune : … » for fields with (before, after)."""
    return "\u00a0; ".join(
        f"{FIELD_LABELS[name]}\u00a0: {said(name, before)} → {said(name, after)}"
        for name, (before, after) in changes.items()
    )


def kept_sentence(kept: Mapping[str, tuple[Any, Any]]) -> str:
    """What was typed here and stays, beside what FINESS says, for fields with (here, FINESS)."""
    return "Gardé tel que saisi ici. " + "\u00a0; ".join(
        f"{FIELD_LABELS[name]}\u00a0: {said(name, here)} (FINESS\u00a0: {said(name, there)})"
        for name, (here, there) in kept.items()
    )


def reason_of(remark: Remark) -> str:
    """The sentence of a remark."""
    return REASONS[remark.reason].format(detail=remark.detail)


@dataclass
class Findings:
    """Counts and lines of one batch, written in its transaction."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: list[FinessLine] = field(default_factory=list)

    def say(
        self, outcome: FinessOutcome, *, path: str, finess: str, name: str, reason: str
    ) -> None:
        """Adds a line, counted with its outcome."""
        self.counts[COUNTED_BY[outcome]] += 1
        self.lines.append(
            FinessLine(
                outcome=outcome,
                path=path[:120],
                finess=finess[:40],
                name=name[:200],
                reason=reason[:500],
            )
        )

    def write(self, run: FinessImport, already: Counter[str], **others: Any) -> None:
        """Stores all this in the running transaction; `already`: lines kept so far by outcome."""
        kept = []
        for line in self.lines:
            already[line.outcome] += 1
            if already[line.outcome] <= MOST_LINES:
                line.run = run
                kept.append(line)
        FinessLine.objects.bulk_create(kept)
        added = {name: F(name) + count for name, count in self.counts.items()}
        FinessImport.objects.filter(pk=run.pk).update(**added, **others)
