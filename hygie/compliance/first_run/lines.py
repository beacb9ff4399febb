"""What the page asks, obligation by obligation: a day, and the one or two answers of the rule."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django import forms

from hygie.audits.enums import Level
from hygie.compliance.gestures import ROOM_OF_ACTION
from hygie.continuity.enums import Signer
from hygie.exercises.enums import Function
from hygie.identification.enums import MieType
from hygie.organisations.enums import Provenance
from hygie.organisations.rights import Room
from hygie.web.formats import day_short
from hygie.web.forms import FrenchDateField, FrenchDecimalField

FIRST_YEAR = 2023
FieldMaker = Callable[[], forms.Field]
LineKey = tuple[str, int | None]


class Says(StrEnum):
    """What a person answers to one line."""

    DONE = "done"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


SAYS_LABELS = {
    Says.DONE: "Fait",
    Says.NOT_YET: "Pas encore",
    Says.UNKNOWN: "On ne sait pas",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One line as typed. `year`: of a yearly line; `values`: its other answers, by name.

    `months`: what was typed for the days of which only the month is known, by name (« on » for the
    day of the line).
    """

    code: str
    year: int | None
    says: Says
    on: date | None = None
    proof: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    months: Mapping[str, str] = field(default_factory=dict)

    def day_of(self, name: str) -> date | None:
        """The day taken for « on » or for another day of the line."""
        found: date | None = self.on if name == "on" else self.values.get(name)
        return found

    def provenance(self, name: str = "on") -> str:
        """A fact with its proof is known by a piece; a month is known from memory."""
        is_proved = self.proof and name not in self.months
        return Provenance.DOCUMENT if is_proved else Provenance.MEMORY

    def note(self, name: str = "on") -> str:
        """What the fact keeps of a day that is not known; "" for a day that is."""
        if name not in self.months:
            return ""
        return (
            f"Jour exact inconnu\u00a0: «\u00a0{self.months[name]}\u00a0», noté au "
            f"{day_short(self.day_of(name))}."
        )

    @property
    def key(self) -> LineKey:
        return self.code, self.year


@dataclass(frozen=True)
class LineSpec:
    """How one obligation is asked.

    when: label of the day, "" when no day is asked; `is_day_needed` False when another answer may
    stand for it. `extras`: other fields by name; `needed`: those that « fait » cannot do without.
    `is_of_year_before`: each year asks about the fiscal year before it.
    rooms: other rooms that the person must write. `can_be_done` False: it is settled elsewhere,
    at the address named `url_name`, which `url_label` names.
    """

    code: str
    when: str = ""
    hint: str = ""
    extras: Mapping[str, FieldMaker] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    rooms: tuple[Room, ...] = ()
    is_yearly: bool = False
    is_of_year_before: bool = False
    is_day_needed: bool = True
    may_be_future: bool = False
    takes_proof: bool = True
    can_be_done: bool = True
    url_name: str = ""
    url_label: str = ""

    @property
    def action(self) -> int:
        return int(self.code[0])

    @property
    def all_rooms(self) -> tuple[Room, ...]:
        """Rooms to write for this line."""
        return (ROOM_OF_ACTION[self.action], *self.rooms)

    def years(self, today: date) -> list[int | None]:
        """The years asked, the present one first; one row without year when it is not yearly."""
        return [*range(today.year, FIRST_YEAR - 1, -1)] if self.is_yearly else [None]


def text(label: str, length: int = 150) -> FieldMaker:
    return lambda: forms.CharField(label=label, max_length=length, required=False)


def day(label: str) -> FieldMaker:
    """A day in the past; its month is enough."""
    return lambda: FrenchDateField(
        label=label, required=False, not_after_today=True, month_allowed=True, help_text=""
    )


def exact_day(label: str) -> FieldMaker:
    """A day whose freshness counts: the month is not enough."""
    return lambda: FrenchDateField(label=label, required=False, not_after_today=True, help_text="")


def choice(label: str, choices: list[tuple[Any, str]], coerce: Callable[[str], Any]) -> FieldMaker:
    return lambda: forms.TypedChoiceField(
        label=label, choices=[("", "–"), *choices], required=False, coerce=coerce, empty_value=""
    )


def checks(label: str, choices: list[tuple[str, str]]) -> FieldMaker:
    return lambda: forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def tick(label: str) -> FieldMaker:
    return lambda: forms.BooleanField(label=label, required=False)


TESTED = [
    ("care", "la continuité des soins"),
    ("missions", "les missions de l’établissement"),
    ("cyber", "à partir d’un événement cyber"),
]
PRESENT = [
    (Function.DG.value, "DG"),
    (Function.DGA.value, "DG adjointe"),
    (Function.PCME.value, "Présidence de CME"),
    (Function.DSI.value, "DSI"),
    (Function.DIRCOM.value, "Communication"),
]
PLAN_ACTION: dict[str, FieldMaker] = {
    "number": text("Numéro de l’action au PAQ", 40),
    "pilote": text("Pilote de l’action"),
}
RECEIPT: dict[str, FieldMaker] = {"receipt": text("Référence de l’accusé de saisie", 200)}

SPECS: tuple[LineSpec, ...] = (
    LineSpec(
        "1.a",
        when="Tenu le",
        extras={"tested": checks("Ce qui a été éprouvé", TESTED), "present": checks(
            "Qui était là", PRESENT)},
        hint="Rien de coché veut dire que vous ne savez pas encore.",
        is_yearly=True,
    ),
    LineSpec(
        "1.b",
        when="RETEX validé le",
        extras={"by": text("Validé par")},
        hint="Pour le dernier exercice noté, ici ou avant.",
    ),
    LineSpec(
        "1.c",
        when="Échéance de l’action",
        extras={"wording": text("Une amélioration tirée de l’exercice", 300), **PLAN_ACTION},
        needed=("wording", "number", "pilote"),
        rooms=(Room.QUALITY_PLAN,),
        hint="Une suffit pour commencer ; les autres se notent sur la page de l’exercice.",
        may_be_future=True,
        takes_proof=False,
    ),
    LineSpec(
        "1.d",
        when="Saisi le",
        extras=RECEIPT,
        needed=("receipt",),
        hint="Pour le dernier exercice noté, ici ou avant.",
        takes_proof=False,
    ),
    LineSpec(
        "2.a",
        when="Saisie le",
        extras=RECEIPT,
        hint="Sans accusé, la saisie est gardée mais ne compte pas.",
        is_yearly=True,
    ),
    LineSpec(
        "2.b",
        when="Échéance de l’action",
        extras={"wording": text("Un écart relevé par l’auto-évaluation", 300), **PLAN_ACTION},
        needed=("wording", "number", "pilote"),
        rooms=(Room.QUALITY_PLAN,),
        hint="Un suffit pour commencer, rattaché à la dernière auto-évaluation notée.",
        may_be_future=True,
        takes_proof=False,
    ),
    LineSpec("3.a", when="Inscrit le"),
    LineSpec("3.b", when="Inscrit le"),
    LineSpec(
        "3.c",
        when="Dernier audit ADS le",
        extras={
            "name": text("Nom de l’annuaire (forêt AD)", 120),
            "level": choice("Niveau rendu", list(Level.choices), int),
            "inventory_on": day("Inventaire de tous les annuaires, signé le"),
        },
        needed=("name",),
        hint="L’annuaire est compté depuis ce jour ; sa fiche permet de le corriger.",
    ),
    LineSpec("3.d", when="SMSI en place depuis le", extras={"rssi": text("RSSI qui le supervise")},
        hint="Ce que trouvent ADS et SILENE se note ensuite, comme constat."),
    LineSpec(
        "3.e",
        hint="Le niveau se note avec l’audit, à la ligne 3.c, ou annuaire par annuaire.",
        can_be_done=False,
        url_name="audits:overview",
        url_label="Ouvrir les annuaires",
    ),
    LineSpec(
        "4.a",
        when="Responsable PCA/PRA désigné le",
        extras={
            "name": text("Son nom"),
            "letter_on": day("Lettre de cadrage signée le"),
            "signer": choice("Signée par", list(Signer.choices), str),
            "copil_on": day("COPIL en place depuis le"),
        },
        hint="Ce qui manque se note plus tard.",
        is_day_needed=False,
    ),
    LineSpec(
        "4.b",
        hint="Les BIA se notent service par service, sur la liste arrêtée par le COPIL.",
        can_be_done=False,
        url_name="continuity:bias",
        url_label="Ouvrir la liste des services",
    ),
    LineSpec(
        "4.c",
        when="PCRA cadre de tous les services approuvé le",
        hint="Les autres BIA se notent service par service.",
        url_name="continuity:bias",
        url_label="Ouvrir la liste des services",
    ),
    LineSpec(
        "5.a",
        when="Échéance de l’action",
        extras={"title": text("Une action cyber du PAQ", 200), **PLAN_ACTION},
        needed=("title", "number", "pilote"),
        hint="Une suffit pour commencer ; le plan entier se tient sur sa page.",
        may_be_future=True,
        takes_proof=False,
    ),
    LineSpec("6.a", when="Trajectoire validée le", extras={"by": text("Validée par")}),
    LineSpec(
        "6.b",
        when="Utilisé depuis le",
        extras={
            "type": choice("Moyen principal", list(MieType.choices), str),
            "service": text("Un service sensible où il sert"),
        },
        needed=("type",),
        hint="Les autres moyens et services se notent sur la page de l’action.",
    ),
    LineSpec("6.c", when="SSO en service depuis le", extras={"product": text("Produit", 120)}),
    LineSpec(
        "6.d",
        when="Répertoire en place depuis le",
        extras={
            "hr_on": exact_day("Synchronisé avec la GRH le"),
            "rpps_on": exact_day("Synchronisé avec le RPPS le"),
        },
        hint="Les synchronisations vieillissent\u00a0: donnez leur jour exact.",
    ),
    LineSpec("6.e", when="Engagement signé le", extras={"by": text("Signé par")}),
    LineSpec(
        "7.a",
        when="Calcul validé le",
        is_day_needed=False,
        extras={
            "etp": lambda: FrenchDecimalField(
                label="ETP consacrés à la sécurité des systèmes d’information",
                required=False,
                min_value=0,
                max_digits=8,
                decimal_places=3,
            )
        },
        hint="Pour le dernier exercice budgétaire clos ; les montants se notent ensuite.",
    ),
    LineSpec("7.b", hint="Se rattache au calcul de la ligne 7.a.", takes_proof=False),
    LineSpec(
        "7.c",
        when="Saisi le",
        extras=RECEIPT,
        needed=("receipt",),
        is_yearly=True,
        is_of_year_before=True,
    ),
    LineSpec(
        "7.d",
        extras={"no_object": tick("Sans objet : aucune dépense numérique n’est mutualisée")},
        hint="Se rattache au calcul de la ligne 7.a.",
        takes_proof=False,
    ),
    LineSpec(
        "7.e",
        extras={"no_object": tick("Sans objet : aucune structure non sanitaire")},
        hint="Se rattache au calcul de la ligne 7.a.",
        takes_proof=False,
    ),
)  # fmt: skip
SPEC_OF: Mapping[str, LineSpec] = {spec.code: spec for spec in SPECS}
