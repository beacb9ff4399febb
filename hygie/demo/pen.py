"""The pen that notes the facts of one establishment, through the services of the rooms.

Each fact has a name in its establishment: its id comes from it, so that noting it again changes
nothing. A fact whose day is to come on `today` is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar
from uuid import UUID, uuid5

from hygie.accounts.models import User
from hygie.audits import pages as audits
from hygie.audits.enums import Service
from hygie.audits.models import AdsResult, Directory, DirectoryInventory, Registration, Smsi
from hygie.compliance.words import typographic
from hygie.continuity import pages as continuity
from hygie.demo.cast import person
from hygie.demo.region import unit_of
from hygie.digital_budget.models import BudgetComputation
from hygie.digital_budget.services import computation_record
from hygie.documents.enums import Form
from hygie.documents.services import evidence_add
from hygie.exercises.models import Exercise
from hygie.exercises.services import exercise_record
from hygie.identification.services import READ_BY
from hygie.obligations.recording import fact_record
from hygie.obligations.services import question_open
from hygie.organisations.enums import Provenance
from hygie.organisations.models import Fact, Organisation
from hygie.organisations.scope import Scope
from hygie.self_assessments.models import SelfAssessment
from hygie.self_assessments.services import self_assessment_record

F = TypeVar("F", bound=Fact)
NAMESPACE = UUID("5f0c3b52-6f0e-5d0e-9a53-68796769652e")
READS = {
    **{pages.model: pages.obligations for pages in (*audits.PAGES, *continuity.PAGES)},
    **READ_BY,
}


def demo_id(*names: str) -> UUID:
    """The id of what has this name: the same at every load."""
    return uuid5(NAMESPACE, "/".join(names))


def typeset(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values, their texts with the no-break spaces of French."""
    return {
        name: typographic(value) if type(value) is str else value for name, value in values.items()
    }


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes the facts of `unit` in the name of `user`, up to `today` included."""

    unit: Organisation
    user: User
    today: date

    def id(self, name: str) -> UUID:
        """Id of the fact of this name in the establishment."""
        return demo_id(self.unit.finess or "", name)

    def held_by(self, login: str) -> "Pen":
        """The same pen in the hand of another person."""
        return replace(self, user=person(login))

    @property
    def who(self) -> dict[str, Any]:
        """What every service asks."""
        return {"scope": Scope(self.user), "acting_user": self.user, "unit": self.unit}

    def past(self, day: date | None) -> date | None:
        """The day if it has come."""
        return day if day is not None and day <= self.today else None

    def fact(
        self, slug: str, model: type[F], on: date, units: Sequence[str] = (), **values: Any
    ) -> F | None:
        """A plain fact of a register, borne for itself and `units` (keys).

        `on`: the day of what it says. None when that day is to come.
        """
        if on > self.today:
            return None
        values.setdefault("provenance", Provenance.DOCUMENT)
        return fact_record(
            **self.who,
            fact=model(id=self.id(slug), **typeset(values)),
            obligation_ids=READS[model],
            units=self._units(units),
        )

    def _units(self, keys: Sequence[str]) -> list[Organisation] | None:
        return [self.unit, *(unit_of(key) for key in keys)] if keys else None

    def exercise(
        self, name: str, held_on: date, units: Sequence[str] = (), **values: Any
    ) -> Exercise | None:
        """An exercise; its RETEX and its entry only if their day has come."""
        if held_on > self.today:
            return None
        for day, others in (
            ("retex_validated_on", ("retex_validated_by",)),
            ("entered_on", ("receipt",)),
        ):
            if self.past(values.get(day)) is None:
                for key in (day, *others):
                    values.pop(key, None)
        values.setdefault("provenance", Provenance.DOCUMENT)
        return exercise_record(
            **self.who,
            new_id=self.id(name),
            held_on=held_on,
            units=self._units(units),
            **typeset(values),
        )

    def self_assessment(
        self, name: str, year: int, closed_on: date, entered_on: date | None = None, **values: Any
    ) -> SelfAssessment | None:
        """A self-assessment closed on a day, entered on the platform or not."""
        if closed_on > self.today:
            return None
        if self.past(entered_on) is None:
            entered_on = None
            values.pop("receipt", None)
        values.setdefault("provenance", Provenance.DOCUMENT)
        return self_assessment_record(
            **self.who,
            new_id=self.id(name),
            year=year,
            declared_on=closed_on,
            entered_on=entered_on,
            **typeset(values),
        )

    def directory(
        self, name: str, label: str, entered_on: date, units: Sequence[str] = (), **values: Any
    ) -> Directory | None:
        """An Active Directory forest."""
        values.setdefault("forest_guid", self.id(f"{name}/forest"))
        return self.fact(name, Directory, entered_on, units, name=label, entered_on=entered_on,
                         **values)  # fmt: skip

    def ads(self, directory: Directory | None, results: Iterable[tuple[date, int, str]]) -> None:
        """The ADS audits of a directory: (day, level, failed points separated by « ; »)."""
        if directory is None:
            return
        for done_on, level, failed in results:
            self.fact(
                f"ads/{directory.pk}/{done_on}",
                AdsResult,
                done_on,
                directory=directory,
                done_on=done_on,
                level=level,
                failed_points=[one.strip() for one in failed.split(";") if one.strip()],
                provenance=Provenance.IMPORTED,
            )

    def inventory(self, signed_on: date, *, all_listed: bool = True, by: str = "") -> None:
        """A signed inventory of the directories."""
        self.fact(
            f"inventory/{signed_on}",
            DirectoryInventory,
            signed_on,
            signed_on=signed_on,
            signed_by=by,
            says_all_listed=all_listed,
        )

    def registrations(self, club_ssi: date | None, silene: date | None) -> None:
        """The registrations to the Club SSI and to SILENE."""
        for service, day in ((Service.CLUB_SSI, club_ssi), (Service.SILENE, silene)):
            if day is not None:
                self.fact(
                    f"registration/{service}",
                    Registration,
                    day,
                    service=service,
                    registered_on=day,
                    reference=f"Courriel d’inscription du {day:%d/%m/%Y}",
                )

    def smsi(self, named_on: date, rssi: str) -> None:
        self.fact("smsi", Smsi, named_on, named_on=named_on, rssi_name=rssi)

    def budget(self, fiscal_year: int, computed_on: date, **values: Any) -> None:
        """The computation of a fiscal year, borne by the establishment itself."""
        if computed_on > self.today:
            return
        if self.past(values.get("entered_on")) is None:
            for key in ("entered_on", "receipt"):
                values.pop(key, None)
        values.setdefault("provenance", Provenance.DOCUMENT)
        known = BudgetComputation.objects.filter(bearer=self.unit, fiscal_year=fiscal_year)
        if not known.exists():
            computation_record(
                **self.who,
                new_id=self.id(f"budget/{fiscal_year}"),
                fiscal_year=fiscal_year,
                computed_on=computed_on,
                **typeset(values),
            )

    def unknown(self, obligation_id: str, note: str) -> None:
        """« On ne sait pas encore », with what would settle it."""
        question_open(**self.who, obligation_id=obligation_id, note=typographic(note))

    def held_proof(self, fact: Fact | None, title: str, by: str, reference: str) -> None:
        """A piece that somebody holds."""
        self._proof(fact, Form.HELD, title, held_by=by, reference=reference)

    def linked_proof(self, fact: Fact | None, title: str, url: str) -> None:
        """A piece that a link leads to."""
        self._proof(fact, Form.LINK, title, url=url)

    def _proof(self, fact: Fact | None, form: Form, title: str, **values: Any) -> None:
        if fact is not None:
            evidence_add(
                **self.who,
                subject_kind=fact.fact_kind,
                subject_id=fact.pk,
                new_id=self.id(f"proof/{fact.pk}/{title}"),
                kind=form,
                title=typographic(title),
                **typeset(values),
            )
