"""The chapters of the demonstration, in order: each is one short transaction, loaded once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from hygie.demo import cast, region
from hygie.demo.cast import person
from hygie.demo.pen import Pen
from hygie.demo.region import unit_of
from hygie.demo.stories import (
    castelroc,
    ght_parts,
    papers,
    private,
    valmorin,
    valmorin_exercise,
    valmorin_rooms,
)

Told = Callable[[date], None]


@dataclass(frozen=True, slots=True)
class Chapter:
    """`code` never changes: it says what is loaded. `since`: told once that day has come."""

    code: str
    label: str
    tell: Told
    since: date = date.min


def _by(unit_key: str, login: str, story: Callable[[Pen], None]) -> Told:
    """A story told with the pen of one person."""

    def tell(today: date) -> None:
        story(Pen(unit=unit_of(unit_key), user=person(login), today=today))

    return tell


def _groups(today: date) -> None:
    region.groups_write(person("administration"))


def _units(today: date) -> None:
    region.units_write(person("administration"), OLD_SITES)


def _roles(today: date) -> None:
    cast.roles_give(today, [*cast.OVER, *(one.key for one in OLD_SITES)])


def _new_site(today: date) -> None:
    """The one that opened late: nothing of it is known before."""
    region.units_write(person("administration"), [NEW_SITE])
    cast.roles_give(today, [NEW_SITE.key])
    _by(NEW_SITE.key, "direction.sourcesvives", private.sourcesvives_write)(today)


def _delegations(today: date) -> None:
    for key, login in DIRECTIONS.items():
        if key in region.OPENED:
            region.delegations_write(key, person(login))


def _confirmed(pen: Pen) -> None:
    papers.statement_write(pen, confirmed_by="direction.chu")


DIRECTIONS = {
    "castelroc": "direction.chu",
    "valmorin": "direction",
    "puyserac": "direction.puyserac",
    "hautescombes": "direction.hautescombes",
    "belorme": "direction.belorme",
    "arbousiers": "direction.arbousiers",
    "lacdombre": "direction.lacdombre",
    "sainteaurore": "direction.sainteaurore",
}
PUBLISHED = ("castelroc", "valmorin", "puyserac", "arbousiers", "sainteaurore")
LEVEL_SHARED = ("castelroc", "puyserac")
NEW_SITE = next(one for one in region.UNITS if one.key == "sourcesvives")
OLD_SITES = [one for one in region.UNITS if one is not NEW_SITE]

STORIES: tuple[tuple[str, str, str, str, Callable[[Pen], None]], ...] = (
    ("castelroc-1", "CHU de Castelroc : exercices", "castelroc", "rssi.chu",
     castelroc.exercises_write),
    ("castelroc-2", "CHU de Castelroc : auto-évaluations", "castelroc", "rssi.chu",
     castelroc.self_assessments_write),
    ("castelroc-3", "CHU de Castelroc : audits", "castelroc", "rssi.chu", castelroc.audits_write),
    ("castelroc-4", "CHU de Castelroc : continuité", "castelroc", "rssi.chu",
     castelroc.continuity_write),
    ("castelroc-6", "CHU de Castelroc : identification", "castelroc", "rssi.chu",
     castelroc.identification_write),
    ("castelroc-7", "CHU de Castelroc : budget", "castelroc", "rssi.chu",
     castelroc.budgets_write),
    ("valmorin-1", "CH de Valmorin : exercices", "valmorin", "rssi", valmorin.exercises_write),
    ("valmorin-2", "CH de Valmorin : auto-évaluations", "valmorin", "rssi",
     valmorin.self_assessments_write),
    ("valmorin-3", "CH de Valmorin : audits", "valmorin", "rssi", valmorin.audits_write),
    ("valmorin-4", "CH de Valmorin : continuité", "valmorin", "pcra",
     valmorin_rooms.continuity_write),
    ("valmorin-5", "CH de Valmorin : plan d’actions", "valmorin", "qualite",
     valmorin.plan_write),
    ("valmorin-6", "CH de Valmorin : identification", "valmorin", "rssi",
     valmorin_rooms.identification_write),
    ("valmorin-7", "CH de Valmorin : budget", "valmorin", "finances",
     valmorin_rooms.budgets_write),
    ("valmorin-7-question", "CH de Valmorin : question des finances", "valmorin", "finances",
     valmorin_rooms.budget_unknown),
    ("valmorin-prepare", "CH de Valmorin : exercice préparé", "valmorin", "animateur",
     valmorin_exercise.exercise_prepare),
    ("valmorin-alerte", "CH de Valmorin : main courante", "valmorin", "rssi",
     valmorin_exercise.alert_write),
    ("puyserac", "CH de Puysérac", "puyserac", "dsi.puyserac", ght_parts.puyserac_write),
    ("hautescombes", "CH des Hautes-Combes", "hautescombes", "dsi.hautescombes",
     ght_parts.hautescombes_write),
    ("belorme", "CH spécialisé de Belorme", "belorme", "dsi.belorme", ght_parts.belorme_write),
    ("arbousiers", "Clinique des Arbousiers", "arbousiers", "direction.arbousiers",
     private.arbousiers_write),
    ("lacdombre", "Clinique du Lac d’Ombre", "lacdombre", "direction.lacdombre",
     private.lacdombre_write),
    ("sainteaurore", "Institut Sainte-Aurore", "sainteaurore", "direction.sainteaurore",
     private.sainteaurore_write),
    ("embruns", "Clinique des Embruns", "embruns", "rssi.ailleurs", private.embruns_write),
)  # fmt: skip

CHAPTERS: tuple[Chapter, ...] = (
    Chapter("comptes", "Comptes", lambda today: cast.accounts_open()),
    Chapter("etablissements", "Établissements", _units),
    Chapter("groupes", "GHT et groupe", _groups),
    Chapter("roles", "Rôles", _roles),
    Chapter("delegations", "Délégations", _delegations, region.CONVENTION_ON),
    *(Chapter(code, label, _by(key, login, story)) for code, label, key, login, story in STORIES),
    Chapter("sourcesvives", "Centre des Sources-Vives", _new_site, NEW_SITE.opened_on),
    Chapter(
        "etat-castelroc",
        "État annuel confirmé",
        _by("castelroc", "rssi.chu", _confirmed),
        papers.STATED_ON,
    ),
    Chapter(
        "etat-valmorin",
        "État annuel à confirmer",
        _by("valmorin", "rssi", papers.statement_write),
        papers.STATED_ON,
    ),
    *(
        Chapter(
            f"publication-{key}",
            f"Publication : {unit_sheet.name}",
            _by(
                key,
                DIRECTIONS[key],
                papers.publish_with_level if key in LEVEL_SHARED else papers.publish,
            ),
        )
        for key in PUBLISHED
        for unit_sheet in region.UNITS
        if unit_sheet.key == key
    ),
    Chapter(
        "valmorin-apres",
        "CH de Valmorin : après la publication",
        _by("valmorin", "pcra", valmorin_rooms.last_bia_write),
    ),
)
