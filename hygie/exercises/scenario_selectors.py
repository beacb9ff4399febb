"""Reads of the library. The caller has checked that the person may read the unit's room."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from hygie.domain.scenario import shape
from hygie.exercises.drafts import scenario_of
from hygie.exercises.library import ORDER, Shipped, card_of, loaded, shipped
from hygie.exercises.models import Scenario, ScenarioVersion
from hygie.exercises.models.scenario import ScenarioQuerySet
from hygie.journal.models import Entry
from hygie.organisations.bearing import BEARS_FOR_OTHERS
from hygie.organisations.models import Link, Organisation
from hygie.organisations.models.organisation import OrganisationQuerySet
from hygie.web.paths import path_of

HISTORY_LENGTH = 30
FILTERS = ("threat", "level", "perimeter")


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """One scenario as the library lists it. `source`: whose it is; `version`: None for a draft
    never published."""

    title: str
    url: str
    source: str
    card: Mapping[str, Any]
    version: int | None
    is_drafted: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One scenario as a page shows it.

    `held`, `version`: None when it comes with Hygie. `is_draft`: it was never published, what is
    shown is being written.
    """

    scenario: shape.Scenario
    held: Scenario | None = None
    version: ScenarioVersion | None = None
    is_draft: bool = False

    @property
    def source(self) -> str:
        """Whose it is."""
        return "Fourni avec Hygie" if self.held is None else str(self.held.owner)

    @property
    def number(self) -> int | None:
        """Number of the version; None for a draft."""
        return None if self.is_draft else self.scenario.version


def owners_read(unit: Organisation, on: date) -> OrganisationQuerySet:
    """Whose scenarios a unit sees: its own, those of its EJ, GHT, group and region."""
    parents = Link.objects.active_on(on).filter(child=unit).values("parent")
    own = Q(pk=unit.pk) | Q(pk__in=parents)
    return Organisation.objects.filter(own | Q(pk=unit.region_id))


def owners_written(unit: Organisation, on: date) -> OrganisationQuerySet:
    """For whom a unit writes scenarios: itself, and the GHT or group whose support it is."""
    links = Link.objects.active_on(on).filter(child=unit, role__in=BEARS_FOR_OTHERS)
    return Organisation.objects.filter(Q(pk=unit.pk) | Q(pk__in=links.values("parent")))


def owners_offered(unit: Organisation, on: date) -> list[Organisation]:
    """The same, the unit first."""
    owners = list(owners_written(unit, on))
    return sorted(owners, key=lambda one: (one.pk != unit.pk, one.name))


def library(unit: Organisation, on: date, chosen: Mapping[str, str]) -> list[LibraryRow]:
    """The scenarios that a unit may play, the easiest first; its own before those of Hygie.

    `chosen`: value asked by name of `FILTERS`, "" for all. One query.
    """
    held = _readable(unit, on).filter(archived_at=None)
    rows = [_held_row(unit, one) for one in held.select_related("owner")]
    rows += [_shipped_row(unit, one) for one in shipped().values()]
    kept = [row for row in rows if all(row.card[n] == v for n, v in chosen.items() if v)]
    return sorted(kept, key=lambda row: ORDER[shape.Level(row.card["level"])])


def _readable(unit: Organisation, on: date) -> ScenarioQuerySet:
    """What the unit sees: a scenario never published is seen by who writes it only."""
    held = Scenario.objects.owned_by(owners_read(unit, on)).listed()
    return held.filter(Q(last__isnull=False) | Q(owner__in=owners_written(unit, on)))


def _held_row(unit: Organisation, held: Any) -> LibraryRow:
    return LibraryRow(
        title=held.title,
        url=path_of("exercises:scenario", unit.finess, held.pk),
        source="" if held.owner_id == unit.pk else str(held.owner),
        card=held.card,
        version=held.last,
        is_drafted=held.is_drafted,
    )


def _shipped_row(unit: Organisation, one: Shipped) -> LibraryRow:
    return LibraryRow(
        title=one.scenario.title,
        url=path_of("exercises:scenario-shipped", unit.finess, one.scenario.slug),
        source="Fourni avec Hygie",
        card=card_of(one.scenario),
        version=one.scenario.version,
        is_drafted=False,
    )


def shipped_shown(slug: str) -> Shown | None:
    """A scenario that comes with Hygie."""
    found = shipped().get(slug)
    return None if found is None else Shown(found.scenario)


def scenario_read(unit: Organisation, on: date, scenario_id: UUID) -> Scenario | None:
    """A scenario that the unit may see, archived or not."""
    return _readable(unit, on).select_related("owner").filter(pk=scenario_id).first()


def scenario_written(unit: Organisation, on: date, scenario_id: UUID) -> Scenario | None:
    """A scenario that the unit may change."""
    held = Scenario.objects.owned_by(owners_written(unit, on)).select_related("owner")
    return held.filter(pk=scenario_id).first()


def shown(held: Scenario, number: int | None = None) -> Shown | None:
    """A version of a scenario, the last one by default; its draft when it has no version yet.

    None when there is no such version.
    """
    versions = ScenarioVersion.objects.filter(scenario=held)
    if number is not None:
        versions = versions.filter(number=number)
    version = versions.order_by("-number").first()
    if version is not None:
        return Shown(loaded(version.text), held, version)
    if number is not None or held.draft is None:
        return None
    return Shown(scenario_of(held.draft), held, is_draft=True)


def written(held: Scenario) -> shape.Scenario:
    """What a person who edits starts from: the draft, or the last version.

    Raises ScenarioVersion.DoesNotExist when it has neither.
    """
    if held.draft is not None:
        return scenario_of(held.draft)
    return loaded(ScenarioVersion.objects.filter(scenario=held).latest("number").text)


def versions_of(held: Scenario) -> list[ScenarioVersion]:
    """Its versions, the last one first, without their texts."""
    return list(ScenarioVersion.objects.filter(scenario=held).light().order_by("-number"))


def history_of(unit: Organisation, held: Scenario) -> list[Entry]:
    """The lines of the journal on a scenario, written from this unit."""
    found = Entry.objects.filter(
        organisation_id=unit.pk, subject_kind="scenario", subject_id=str(held.pk)
    )
    return list(found.order_by("-pk")[:HISTORY_LENGTH])


def known_of_slug(owner: Organisation, slug: str) -> Scenario | None:
    """The scenario of an organisation under that slug, with the number of its last version."""
    held = Scenario.objects.filter(owner=owner, slug=slug, archived_at=None)
    return held.listed().first()
