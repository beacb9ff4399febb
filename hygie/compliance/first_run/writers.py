"""How each line becomes facts, through the services of the rooms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID, uuid5

from hygie.accounts.models import User
from hygie.audits.enums import Service
from hygie.audits.models import AdsResult, Directory, DirectoryInventory, Registration, Smsi
from hygie.compliance.first_run.lines import Answer
from hygie.continuity.models import Copil, FramingLetter, PcraCadre, Responsable
from hygie.digital_budget.models import BudgetComputation
from hygie.digital_budget.services import OBLIGATIONS as BUDGET_OBLIGATIONS
from hygie.digital_budget.services import computation_entry_close, computation_record
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.exercises.services import (
    exercise_entry_close,
    exercise_record,
    improvement_note,
    retex_validate,
)
from hygie.identification import services as identification
from hygie.identification.enums import MieType, Origin
from hygie.identification.models import Engagement, MieUse, SensitiveService, Sso, Trajectory
from hygie.obligations.recording import fact_change, fact_record
from hygie.organisations.models import Fact, Organisation
from hygie.organisations.scope import Scope
from hygie.quality_plan.services import action_record
from hygie.self_assessments.models import SelfAssessment
from hygie.self_assessments.services import gap_note, self_assessment_record

F = TypeVar("F", bound=Fact)
MADE_BY_ANS = (MieType.CPS, MieType.ECPS, MieType.PSC)


@dataclass(frozen=True, slots=True)
class Ground:
    """Who writes, for which unit, on which day, from which page (`page_id`)."""

    scope: Scope
    acting_user: User
    unit: Organisation
    page_id: UUID
    today: date

    @property
    def who(self) -> dict[str, Any]:
        return {"scope": self.scope, "acting_user": self.acting_user, "unit": self.unit}

    def id_of(self, answer: Answer, part: str = "") -> UUID:
        """The same line of the same page always gives the same id."""
        return uuid5(self.page_id, f"{answer.code}:{answer.year or ''}:{part}")


Writer = Callable[[Ground, Answer], Fact | None]


def told(ground: Ground, answer: Answer, part: str = "") -> dict[str, Any]:
    """Arguments that every service of a room takes."""
    return {
        **ground.who,
        "new_id": ground.id_of(answer, part),
        "provenance": answer.provenance(),
        "note": answer.note(),
    }


def recorded(ground: Ground, answer: Answer, fact: F, *obligation_ids: str, day: str = "on") -> F:
    """A plain fact noted, with the provenance of its line; `day`: name of its day."""
    fact.provenance, fact.note = answer.provenance(day), answer.note(day)
    return fact_record(**ground.who, fact=fact, obligation_ids=obligation_ids)


def the_day(answer: Answer) -> date:
    if answer.on is None:
        raise ServiceRefusal("first_run_day_missing", field="on")
    return answer.on


# 1. Exercises


def exercise(ground: Ground, answer: Answer) -> Fact:
    """What is not ticked is not known; who was there is known as soon as one is ticked."""
    tested = answer.values.get("tested", [])
    return exercise_record(
        **told(ground, answer),
        held_on=the_day(answer),
        tested_care="care" in tested or None,
        tested_missions="missions" in tested or None,
        under_cyber_event="cyber" in tested or None,
        functions=answer.values.get("present") or None,
    )


def last_exercise(ground: Ground) -> Exercise:
    found: Exercise | None = (
        Exercise.objects.borne_for(ground.unit).order_by("-held_on", "-created_at").first()
    )
    if found is None:
        raise ServiceRefusal("first_run_exercise_first")
    return found


def retex(ground: Ground, answer: Answer) -> Fact:
    last = last_exercise(ground)
    return retex_validate(
        **ground.who,
        exercise_id=last.pk,
        expected_version=last.version,
        validated_on=the_day(answer),
        validated_by=answer.values.get("by", ""),
    )


def improvement(ground: Ground, answer: Answer) -> Fact:
    return improvement_note(
        **ground.who,
        exercise_id=last_exercise(ground).pk,
        new_id=ground.id_of(answer),
        wording=answer.values["wording"],
        action=plan_values(answer),
    )


def plan_values(answer: Answer) -> dict[str, Any]:
    """An action of the PAQ: its number, who leads it, its day."""
    return {
        "number": answer.values["number"],
        "pilote_name": answer.values["pilote"],
        "due_on": the_day(answer),
    }


def exercise_entry(ground: Ground, answer: Answer) -> None:
    """The entry of the last exercise; one noted without its receipt is completed."""
    last = last_exercise(ground)
    versions = ExerciseEntry.objects.filter(exercise=last, unit=ground.unit)
    exercise_entry_close(
        **ground.who,
        exercise_id=last.pk,
        entered_on=the_day(answer),
        receipt=answer.values["receipt"],
        expected_version=versions.values_list("version", flat=True).first() or 0,
    )


# 2. Self-assessments


def assessment(ground: Ground, answer: Answer) -> Fact:
    return self_assessment_record(
        **told(ground, answer),
        year=answer.year or ground.today.year,
        entered_on=the_day(answer),
        receipt=answer.values.get("receipt", ""),
    )


def gap(ground: Ground, answer: Answer) -> Fact:
    official = SelfAssessment.objects.borne_for(ground.unit).filter(pack__is_official=True)
    last: SelfAssessment | None = official.order_by("-year", "-created_at").first()
    if last is None:
        raise ServiceRefusal("first_run_assessment_first")
    return gap_note(
        **ground.who,
        assessment_id=last.pk,
        new_id=ground.id_of(answer),
        wording=answer.values["wording"],
        action=plan_values(answer),
    )


# 3. Audits


def registration(service: Service, code: str) -> Writer:
    def write(ground: Ground, answer: Answer) -> Fact:
        fact = Registration(id=ground.id_of(answer), service=service, registered_on=the_day(answer))
        return recorded(ground, answer, fact, code)

    return write


def directory_audit(ground: Ground, answer: Answer) -> Fact:
    """The directory, counted from the day of its audit, the audit and the inventory if given."""
    done_on, name = the_day(answer), answer.values["name"].strip()
    directory = recorded(
        ground,
        answer,
        Directory(id=ground.id_of(answer, "directory"), name=name, entered_on=done_on),
        "3.c",
        "3.e",
    )
    result = AdsResult(
        id=ground.id_of(answer),
        directory=directory,
        done_on=done_on,
        level=answer.values.get("level") or None,
    )
    if answer.values.get("inventory_on"):
        inventory = DirectoryInventory(
            id=ground.id_of(answer, "inventory"), signed_on=answer.values["inventory_on"]
        )
        recorded(ground, answer, inventory, "3.c", "3.e", day="inventory_on")
    return recorded(ground, answer, result, "3.c", "3.e")


def smsi(ground: Ground, answer: Answer) -> Fact:
    fact = Smsi(
        id=ground.id_of(answer),
        named_on=the_day(answer),
        rssi_name=answer.values.get("rssi", ""),
    )
    return recorded(ground, answer, fact, "3.d")


# 4. Continuity


def governance(ground: Ground, answer: Answer) -> Fact | None:
    """The responsable, the letter, the COPIL: those of the three that are given."""
    values, facts = answer.values, dict[str, Fact]()
    if answer.on is not None:
        facts["on"] = Responsable(
            id=ground.id_of(answer), name=values.get("name", ""), named_on=answer.on
        )
    if values.get("letter_on"):
        facts["letter_on"] = FramingLetter(
            id=ground.id_of(answer, "letter"),
            signed_on=values["letter_on"],
            signed_by=values.get("signer", ""),
        )
    if values.get("copil_on"):
        facts["copil_on"] = Copil(id=ground.id_of(answer, "copil"), created_on=values["copil_on"])
    written = [recorded(ground, answer, fact, "4.a", day=day) for day, fact in facts.items()]
    return written[0] if written else None


def framework_plan(ground: Ground, answer: Answer) -> Fact:
    fact = PcraCadre(id=ground.id_of(answer), approved_on=the_day(answer))
    return recorded(ground, answer, fact, "4.c")


# 5. Plan


def plan_action(ground: Ground, answer: Answer) -> Fact:
    return action_record(
        **told(ground, answer), title=answer.values["title"], **plan_values(answer)
    )


# 6. Identification


def trajectory(ground: Ground, answer: Answer) -> Fact:
    by = answer.values.get("by", "")
    return identification.record(
        Trajectory, **told(ground, answer), validated_on=the_day(answer), validated_by=by
    )


def mie(ground: Ground, answer: Answer) -> Fact:
    """A means of the ANS says its origin by its name; the others leave it unknown. It serves every
    sensitive service, of which one may be named."""
    chosen, service = answer.values["type"], answer.values.get("service", "")
    if service:
        identification.record(
            SensitiveService, **told(ground, answer, "service"), name=service, since=the_day(answer)
        )
    origin = Origin.ANS if chosen in MADE_BY_ANS else ""
    return identification.record(
        MieUse, **told(ground, answer), type=chosen, since=the_day(answer), origin=origin
    )


def sso(ground: Ground, answer: Answer) -> Fact:
    product = answer.values.get("product", "")
    return identification.record(
        Sso, **told(ground, answer), in_service_on=the_day(answer), product=product
    )


def local_directory(ground: Ground, answer: Answer) -> Fact:
    return identification.local_directory_record(
        **told(ground, answer),
        in_place_on=the_day(answer),
        hr_synchronised_on=answer.values.get("hr_on"),
        rpps_synchronised_on=answer.values.get("rpps_on"),
    )


def engagement(ground: Ground, answer: Answer) -> Fact:
    by = answer.values.get("by", "")
    return identification.record(
        Engagement, **told(ground, answer), signed_on=the_day(answer), signatory=by
    )


# 7. Digital budget


def computation_of(ground: Ground, fiscal_year: int) -> BudgetComputation | None:
    """The one that the unit bears for that fiscal year."""
    return BudgetComputation.objects.filter(bearer=ground.unit, fiscal_year=fiscal_year).first()


def completed(ground: Ground, computation: BudgetComputation, **changes: Any) -> Fact:
    """The computation, with what is known besides."""
    return fact_change(
        **ground.who,
        model=BudgetComputation,
        fact_id=computation.pk,
        expected_version=computation.version,
        changes=changes,
        obligation_ids=BUDGET_OBLIGATIONS,
    )


def computation(ground: Ground, answer: Answer) -> Fact:
    """The day of the computation and its ETP; what is noted already is kept when not given."""
    fiscal_year = ground.today.year - 1
    given = {"computed_on": answer.on, "etp_ssi_own": answer.values.get("etp")}
    values: dict[str, Any] = {key: one for key, one in given.items() if one is not None}
    known = computation_of(ground, fiscal_year)
    if known is None or known.computed_on is None or not values:
        values["computed_on"] = the_day(answer)
    if known is not None:
        return completed(ground, known, **values)
    return computation_record(**told(ground, answer), fiscal_year=fiscal_year, **values)


def qualified(object_field: str, follows_field: str) -> Writer:
    """Says one condition of the computation: followed, or without object."""

    def write(ground: Ground, answer: Answer) -> Fact:
        known = computation_of(ground, ground.today.year - 1)
        if known is None:
            raise ServiceRefusal("first_run_computation_first")
        has_object = not answer.values.get("no_object")
        changes: dict[str, Any] = {follows_field: True} if has_object else {}
        if object_field:
            changes[object_field] = has_object
        return completed(ground, known, **changes)

    return write


def computation_entry(ground: Ground, answer: Answer) -> Fact:
    """The entry made in a year is that of the fiscal year before."""
    fiscal_year = (answer.year or ground.today.year) - 1
    entry: dict[str, Any] = {"entered_on": the_day(answer), "receipt": answer.values["receipt"]}
    known = computation_of(ground, fiscal_year)
    if known is None:
        return computation_record(**told(ground, answer), fiscal_year=fiscal_year, **entry)
    return computation_entry_close(
        **ground.who, computation_id=known.pk, expected_version=known.version, **entry
    )


WRITERS: Mapping[str, Writer] = {
    "1.a": exercise,
    "1.b": retex,
    "1.c": improvement,
    "1.d": exercise_entry,
    "2.a": assessment,
    "2.b": gap,
    "3.a": registration(Service.CLUB_SSI, "3.a"),
    "3.b": registration(Service.SILENE, "3.b"),
    "3.c": directory_audit,
    "3.d": smsi,
    "4.a": governance,
    "4.c": framework_plan,
    "5.a": plan_action,
    "6.a": trajectory,
    "6.b": mie,
    "6.c": sso,
    "6.d": local_directory,
    "6.e": engagement,
    "7.a": computation,
    "7.b": qualified("", "follows_note_2019_207"),
    "7.c": computation_entry,
    "7.d": qualified("has_shared_spending", "shared_by_combined_activity"),
    "7.e": qualified("has_non_sanitary_structures", "counts_whole_expense"),
}
