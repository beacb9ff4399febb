"""How each register's rows are recognised and written, through the services of the rooms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from hygie.audits.models import AdsResult, Directory
from hygie.continuity.enums import BiaState
from hygie.continuity.models import Bia, Copil, CopilMeeting
from hygie.continuity.services import BIA_OBLIGATIONS
from hygie.digital_budget.models import BudgetComputation
from hygie.digital_budget.services import computation_entry_close, computation_record
from hygie.domain.refusal import ServiceRefusal
from hygie.exchanges.history import milestones
from hygie.exchanges.history.natures import NATURES
from hygie.exchanges.history.reading import plain
from hygie.exchanges.history.setting import Setting
from hygie.exchanges.history.table import ASSESSMENT, EXERCISE, SETUP
from hygie.exercises.models import Exercise
from hygie.exercises.services import exercise_entry_close, exercise_record
from hygie.obligations.recording import fact_record
from hygie.organisations.enums import Provenance
from hygie.organisations.models import Fact
from hygie.organisations.services.hospital_service import hospital_service_record
from hygie.quality_plan.enums import State
from hygie.quality_plan.models import PlanAction
from hygie.quality_plan.services import action_move, action_record
from hygie.self_assessments.models import SelfAssessment
from hygie.self_assessments.services import self_assessment_entry_close, self_assessment_record
from hygie.web.formats import day_short

Values = Mapping[str, Any]
AUDIT_OBLIGATIONS = ("3.c", "3.e")
IMPORTED: Mapping[str, Any] = {"provenance": Provenance.IMPORTED}


@dataclass(frozen=True, slots=True)
class Written:
    """What a row became. `version`: of the fact, or of its entry on the platform."""

    kind: str
    fact_id: UUID
    version: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Writer:
    """One register. `identity`: what tells two rows apart, in this file and in the next one.

    `subject`: the fact as it would be, unsaved, to be checked; None when the row is no fact.
    """

    model: Any
    identity: Callable[[Values], str]
    label: Callable[[Values], str]
    is_known: Callable[[Setting, Values], bool]
    write: Callable[[Setting, Values, UUID], Written]
    subject: Callable[[Values], Fact] | None = None


def kept(values: Values, *names: str) -> dict[str, Any]:
    """Those of these values that the row gives, for the fields of the same names."""
    return {name: values[name] for name in names if name in values}


def of_fact(fact: Fact, note: str = "") -> Written:
    return Written(fact.fact_kind, fact.pk, fact.version, note)


# 1. Exercises

EXERCISE_FIELDS = (
    "held_on", "title", "theme", "tested_care", "tested_missions", "under_cyber_event",
    "tested_text", "functions", "participants", "retex_validated_on", "retex_validated_by", "note",
)  # fmt: skip


def exercise_known(setting: Setting, values: Values) -> bool:
    """The same day, with the same title or without any."""
    title = plain(values.get("title", ""))
    noted = [plain(one.title) for one in setting.exercises.get(values["held_on"], [])]
    return any(not title or not other or title == other for other in noted)


def exercise_write(setting: Setting, values: Values, fact_id: UUID) -> Written:
    given = kept(values, *EXERCISE_FIELDS)
    return of_fact(exercise_record(**setting.who, new_id=fact_id, **given, **IMPORTED))


def exercise_label(values: Values) -> str:
    title = values.get("title") or "Exercice"
    return f"{title}, {day_short(values['held_on'])}"


# 3. Audits

DIRECTORY_FIELDS = ("name", "entered_on", "forest_dns", "left_on", "note")


def directory_write(setting: Setting, values: Values, fact_id: UUID) -> Written:
    fact = Directory(id=fact_id, **kept(values, *DIRECTORY_FIELDS), **IMPORTED)
    return of_fact(fact_record(**setting.who, fact=fact, obligation_ids=AUDIT_OBLIGATIONS))


def ads_subject(values: Values) -> Fact:
    level = int(values["level"]) if "level" in values else None
    points = sorted(set(values.get("failed_points", [])))
    given = kept(values, "done_on", "note")
    return AdsResult(level=level, failed_points=points, **given, **IMPORTED)


def ads_known(setting: Setting, values: Values) -> bool:
    directory = setting.directories.get(plain(values["directory"]))
    return directory is not None and (directory.pk, values["done_on"]) in setting.audits


def ads_write(setting: Setting, values: Values, fact_id: UUID) -> Written:
    directory = setting.directories.get(plain(values["directory"]))
    if directory is None:
        raise ServiceRefusal("history_directory_missing", field="directory")
    fact = ads_subject(values)
    fact.pk, fact.directory = fact_id, directory  # type: ignore[attr-defined]  # an AdsResult
    return of_fact(fact_record(**setting.who, fact=fact, obligation_ids=AUDIT_OBLIGATIONS))


# 2. Self-assessments


def assessment_subject(values: Values) -> Fact:
    return SelfAssessment(**kept(values, "year", "global_level", "declared_on", "note"))


def assessment_write(setting: Setting, values: Values, fact_id: UUID) -> Written:
    given = kept(values, "year", "declared_on", "note")
    level = values.get("global_level", "")
    fact = self_assessment_record(**setting.who, new_id=fact_id, level=level, **given, **IMPORTED)
    return of_fact(fact)


# 4. Continuity


def copil_subject(values: Values) -> Fact:
    note = {"note": values.get("note", ""), **IMPORTED}
    if values["nature"] == SETUP:
        return Copil(created_on=values["day"], members=values.get("members", ""), **note)
    return CopilMeeting(held_on=values["day"], decisions=values.get("decisions", ""), **note)


def copil_known(setting: Setting, values: Values) -> bool:
    if values["nature"] == SETUP:
        return any(one.created_on == values["day"] for one in setting.copils)
    return values["day"] in setting.meetings


def copil_write(setting: Setting, values: Values, fact_id: UUID) -> Written:
    fact = copil_subject(values)
    fact.pk = fact_id
    if values["nature"] == SETUP:
        vars(setting).pop("copils", None)  # the meetings that follow are those of this one
        return of_fact(fact_record(**setting.who, fact=fact, obligation_ids=("4.a",)))
    copil = setting.copil_on(values["day"])
    if copil is None:
        raise ServiceRefusal("history_copil_missing", field="day")
    fact.copil = copil  # type: ignore[attr-defined]  # a CopilMeeting
    return of_fact(fact_record(**setting.who, fact=fact, obligation_ids=()))


def copil_identity(values: Values) -> str:
    return f"{values['nature']}:{values['day']}"


def copil_label(values: Values) -> str:
    what = "COPIL mis en place le" if values["nature"] == SETUP else "Réunion du COPIL du"
    return f"{what} {day_short(values['day'])}"


BIA_FIELDS = ("state", "dmia_h", "pdma_h", "approved_on", "approved_by", "note")


def bia_known(setting: Setting, values: Values) -> bool:
    service = setting.services.get(plain(values["service"]))
    return service is not None and service.pk in setting.bias


def bia_write(setting: Setting, values: Values, fact_id: UUID) -> Written:
    """The BIA, after its service when the organisation does not have it yet."""
    service, note = setting.services.get(plain(values["service"])), ""
    if service is None:
        service = hospital_service_record(
            **setting.who,
            new_id=uuid5(fact_id, "service"),
            name=values["service"],
            family=values.get("family", ""),
        )
        setting.services[plain(service.name)] = service
        note = "Service ajouté à l’organisation."
    fact = Bia(id=fact_id, service=service, **kept(values, *BIA_FIELDS), **IMPORTED)
    return of_fact(fact_record(**setting.who, fact=fact, obligation_ids=BIA_OBLIGATIONS), note)


def bia_label(values: Values) -> str:
    return f"{values['service']}, {BiaState(values['state']).label.lower()}"


# 5. Plan

ACTION_FIELDS = (
    "title", "created_on", "due_on", "number", "origin", "pilote_name", "sponsor_name",
    "restricted_detail", "note",
)  # fmt: skip
STARTS = {
    State.DONE: State.ACCEPTED,
    State.VERIFIED: State.ACCEPTED,
    State.CANCELLED: State.PROPOSED,
}


def action_identity(values: Values) -> str:
    number = plain(values.get("number", ""))
    return f"n:{number}" if number else f"t:{plain(values['title'])}:{values['created_on']}"


def action_known(setting: Setting, values: Values) -> bool:
    number = plain(values.get("number", ""))
    if number:
        return number in setting.action_numbers
    return (plain(values["title"]), values["created_on"]) in setting.action_titles


def action_subject(values: Values) -> Fact:
    names = [name for name in ACTION_FIELDS if name != "number"]
    return PlanAction(**kept(values, *names))


def action_write(setting: Setting, values: Values, fact_id: UUID) -> Written:
    """The action in its starting state, then closed on its day; it is verified with its pieces."""
    state = State(values["state"])
    start = STARTS.get(state, state)
    action = action_record(
        **setting.who, new_id=fact_id, state=start, **kept(values, *ACTION_FIELDS), **IMPORTED
    )
    if start != state:
        action = action_move(
            **setting.who,
            action_id=action.pk,
            expected_version=action.version,
            to_state=State.DONE if state == State.VERIFIED else state,
            on=values.get("closed_on"),
            reason=values.get("reason", ""),
        )
    return of_fact(action)


# 7. Digital budget

BUDGET_FIELDS = (
    "fiscal_year", *(f"charges_t{n}" for n in range(1, 5)), "charges_total",
    *(f"digital_t{n}" for n in range(1, 5)), "etp_ssi_own", "etp_ssi_shared", "computed_on", "note",
)  # fmt: skip


def budget_subject(values: Values) -> Fact:
    return BudgetComputation(**kept(values, *BUDGET_FIELDS))


def budget_write(setting: Setting, values: Values, fact_id: UUID) -> Written:
    given = kept(values, *BUDGET_FIELDS)
    return of_fact(computation_record(**setting.who, new_id=fact_id, **given, **IMPORTED))


# Entries on the platform


def entry_identity(values: Values) -> str:
    return f"{values['action']}:{values.get('held_on') or values.get('year')}"


def entry_stored(setting: Setting, values: Values) -> tuple[date, str] | None:
    """The entry already noted: its day and its receipt."""
    if values["action"] == EXERCISE:
        noted = setting.exercises.get(values.get("held_on", date.min), [])
        entry = setting.exercise_entries.get(noted[0].pk) if len(noted) == 1 else None
        return (entry.entered_on, entry.receipt) if entry else None
    if values["action"] == ASSESSMENT:
        assessment = setting.assessments.get(values.get("year", 0))
        found = setting.assessment_entries.get(assessment.pk) if assessment else None
        return (found.entered_on, found.receipt) if found else None
    budget = setting.budgets.get(values.get("year", 0))
    return (budget.entered_on, budget.receipt) if budget and budget.entered_on else None


def entry_known(setting: Setting, values: Values) -> bool:
    return entry_stored(setting, values) == (values["entered_on"], values["receipt"])


def entry_write(setting: Setting, values: Values, fact_id: UUID) -> Written:
    """Closes the entry of what the establishment holds; one noted otherwise is not replaced."""
    entry = {**setting.who, **kept(values, "entered_on", "receipt")}
    if entry_stored(setting, values) is not None:
        raise ServiceRefusal("history_other_entry", field="entered_on")
    if values["action"] == EXERCISE:
        noted = setting.exercises.get(values["held_on"], [])
        if len(noted) != 1:
            raise ServiceRefusal("history_subject_missing", field="held_on")
        closed = exercise_entry_close(**entry, exercise_id=noted[0].pk)
        return Written(Exercise.fact_kind, noted[0].pk, closed.version)
    if values["action"] == ASSESSMENT:
        assessment = setting.assessments.get(values["year"])
        if assessment is None:
            raise ServiceRefusal("history_subject_missing", field="year")
        done = self_assessment_entry_close(**entry, assessment_id=assessment.pk)
        return Written(SelfAssessment.fact_kind, assessment.pk, done.version)
    budget = setting.budgets.get(values["year"])
    if budget is None:
        raise ServiceRefusal("history_subject_missing", field="year")
    return of_fact(
        computation_entry_close(**entry, computation_id=budget.pk, expected_version=budget.version)
    )


def entry_label(values: Values) -> str:
    held_on = values.get("held_on")
    what = {EXERCISE: "Exercice", ASSESSMENT: "Auto-évaluation"}.get(values["action"], "Budget")
    about = f"du {day_short(held_on)}" if held_on else str(values.get("year", ""))
    return f"{what} {about}, accusé {values['receipt']}"


DATED = Writer(
    None, milestones.identity, milestones.label, milestones.is_known,
    lambda setting, one, fact_id: of_fact(milestones.write(setting, one, fact_id)),
    milestones.fact_of,
)  # fmt: skip
WRITERS: Mapping[str, Writer] = {
    **dict.fromkeys(NATURES, DATED),
    "exercises": Writer(
        Exercise, lambda one: f"{one['held_on']}:{plain(one.get('title', ''))}",
        exercise_label, exercise_known, exercise_write,
        lambda one: Exercise(**kept(one, *EXERCISE_FIELDS)),
    ),
    "directories": Writer(
        Directory, lambda one: plain(one["name"]), lambda one: str(one["name"]),
        lambda setting, one: plain(one["name"]) in setting.directories, directory_write,
        lambda one: Directory(**kept(one, *DIRECTORY_FIELDS)),
    ),
    "ads": Writer(
        AdsResult, lambda one: f"{plain(one['directory'])}:{one['done_on']}",
        lambda one: f"{one['directory']}, {day_short(one['done_on'])}",
        ads_known, ads_write, ads_subject,
    ),
    "assessments": Writer(
        SelfAssessment, lambda one: str(one["year"]), lambda one: f"Auto-évaluation {one['year']}",
        lambda setting, one: one["year"] in setting.assessments, assessment_write,
        assessment_subject,
    ),
    "copil": Writer(None, copil_identity, copil_label, copil_known, copil_write, copil_subject),
    "bias": Writer(
        Bia, lambda one: plain(one["service"]), bia_label, bia_known, bia_write,
        lambda one: Bia(**kept(one, *BIA_FIELDS)),
    ),
    "actions": Writer(
        PlanAction, action_identity, lambda one: str(one["title"]), action_known, action_write,
        action_subject,
    ),
    "budgets": Writer(
        BudgetComputation, lambda one: str(one["fiscal_year"]),
        lambda one: f"Exercice budgétaire {one['fiscal_year']}",
        lambda setting, one: one["fiscal_year"] in setting.budgets, budget_write, budget_subject,
    ),
    "entries": Writer(None, entry_identity, entry_label, entry_known, entry_write),
}  # fmt: skip
# Fields of the facts whose column has another name.
COLUMN_OF = {"created_on": "day", "held_on": "day", **milestones.COLUMN_OF}
