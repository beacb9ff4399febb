"""The dry run: what each row would become, and every fault by sheet and cell. Writes nothing."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from hygie.continuity.enums import BiaState
from hygie.exchanges.enums import Outcome
from hygie.exchanges.history import words
from hygie.exchanges.history.natures import ENDING, NAMED, NATURES
from hygie.exchanges.history.proofs import Proof, key_of
from hygie.exchanges.history.reading import Problem, Reading, Row, plain
from hygie.exchanges.history.setting import Setting
from hygie.exchanges.history.table import (
    ASSESSMENT,
    EXERCISE,
    MEETING,
    REGISTERS,
    SETUP,
    Register,
)
from hygie.exchanges.history.writers import COLUMN_OF, WRITERS, entry_known, entry_stored
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope, who_can
from hygie.quality_plan.enums import State

# What a fact takes only when it is written.
LATER = ("bearer", "directory", "copil", "service", "pack", "code")
ROOM_OF_ENTRY = {EXERCISE: Room.EXERCISES, ASSESSMENT: Room.SELF_ASSESSMENTS}
POINT = re.compile(r"(?:vuln|warning|info)\d?_[a-z0-9_]{3,80}")
Faults = Iterator[Problem]


@dataclass(frozen=True, slots=True)
class Found:
    """One row that may be kept: `identity` gives its id."""

    row: Row
    label: str
    identity: str
    outcome: Outcome


@dataclass(slots=True)
class Checked:
    """`sheets`: by register, rows, new, known, errors, and `refusal` of a sheet without right."""

    found: list[Found] = field(default_factory=list)
    sheets: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def check(setting: Setting, reading: Reading, proofs: Mapping[str, Proof] | None) -> Checked:
    """Holds every row against the rules of its register and against what is noted already.

    `proofs`: None when no ZIP is there. A sheet with one fault gives no row at all.
    """
    done = Checked(problems=list(reading.problems))
    for register in REGISTERS:
        rows = reading.rows.get(register.key, [])
        wrong = any(one.register == register.key for one in reading.problems if not one.warning)
        if not rows and not wrong:
            continue
        sheet: dict[str, Any] = {"rows": len(rows), "new": 0, "known": 0, "refusal": ""}
        done.sheets[register.key] = sheet
        if not may_write(setting.scope, setting, register):
            sheet["refusal"] = refusal_of(setting, register.room)
            # What is wrong in a sheet that one may not write is nobody's business here.
            done.problems = [one for one in done.problems if one.register != register.key]
            sheet["errors"] = 0
            continue
        found, problems = _check_rows(setting, register, rows, reading, proofs)
        done.problems += problems
        errors = [one for one in done.problems if one.register == register.key and not one.warning]
        sheet["errors"] = len(errors)
        if not errors:
            done.found += found
            sheet["new"] = sum(one.outcome == Outcome.NEW for one in found)
            sheet["known"] = len(found) - sheet["new"]
    return done


def may_write(scope: Scope, setting: Setting, register: Register) -> bool:
    """Whether the person may write this sheet; entries, where one of their rooms is open."""
    rooms = [register.room]
    if register.key == "entries":
        rooms += [Room.EXERCISES, Room.SELF_ASSESSMENTS, Room.DIGITAL_BUDGET]
    return any(scope.may(setting.unit, room, Right.WRITE) for room in rooms)


def refusal_of(setting: Setting, room: Room) -> str:
    """Why a sheet is refused, and who may write it."""
    people = who_can(setting.unit, room, Right.WRITE, setting.today)
    names = [f"{one.user.full_name} ({one.get_role_display()})" for one in people[:3]]
    who = words.ASK.format(people=", ".join(names)) if names else words.ASK_NOBODY
    return f"{words.NO_RIGHT} {who}"


def _check_rows(
    setting: Setting,
    register: Register,
    rows: list[Row],
    reading: Reading,
    proofs: Mapping[str, Proof] | None,
) -> tuple[list[Found], list[Problem]]:
    writer, problems, found = WRITERS[register.key], list[Problem](), list[Found]()
    seen: dict[str, int] = {}
    needed = [one.key for one in register.columns if one.needed]
    wrong = {one.cell for one in reading.problems if one.register == register.key}
    for row in rows:
        if any(key not in row.values for key in needed):
            continue  # said already, at the cell
        identity = writer.identity(row.values)
        if identity in seen:
            text = words.TWICE.format(number=seen[identity])
            problems.append(row.fault(needed[0], text))
            continue
        seen[identity] = row.number
        if not any(one in wrong for one in row.cells.values()):
            # What a cell that could not be read would have said is not missing.
            problems += _model_faults(register, row)
            problems += RULES.get(register.key, _no_rule)(setting, row, reading)
        problems += _proof_warnings(row, proofs)
        problems += _unproven(row, proofs)
        is_known = writer.is_known(setting, row.values)
        outcome = Outcome.KNOWN if is_known else Outcome.NEW
        found.append(Found(row, writer.label(row.values)[:300], identity, outcome))
    found = _known_by_id(setting, register, found)
    return sorted(found, key=lambda one: one.row.values.get("nature") == MEETING), problems


def _known_by_id(setting: Setting, register: Register, found: list[Found]) -> list[Found]:
    """A row written by a former import stays known, even if its fact was corrected since."""
    model = WRITERS[register.key].model
    if model is None:
        return found
    ids = {setting.id_of(register.key, one.identity): one for one in found}
    there = setting.ids_there(model, ids)
    return [
        Found(one.row, one.label, one.identity, Outcome.KNOWN) if fact_id in there else one
        for fact_id, one in ids.items()
    ]


def _model_faults(register: Register, row: Row) -> Faults:
    """What the model itself refuses, said at the column of each field."""
    subject = WRITERS[register.key].subject
    if subject is None:
        return
    try:
        subject(row.values).full_clean(
            exclude=LATER, validate_unique=False, validate_constraints=False
        )
    except ValidationError as error:
        by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
        keys = {one.key for one in register.columns}
        for name, errors in by_field.items():
            key = name if name in keys else COLUMN_OF.get(name, name)
            for one in errors:
                yield row.fault(key, " ".join(one.messages))


def _proof_warnings(row: Row, proofs: Mapping[str, Proof] | None) -> Faults:
    for name in row.values.get("proofs", []):
        if proofs is None:
            yield row.fault("proofs", words.NO_ZIP.format(name=name[:100]), warning=True)
            continue
        proof = proofs.get(key_of(name))
        if proof is None:
            yield row.fault("proofs", words.NO_PROOF_FILE.format(name=name[:100]), warning=True)
        elif proof.why:
            text = words.PROOF_REFUSED.format(name=name[:100], why=proof.why)
            yield row.fault("proofs", text, warning=True)


def _unproven(row: Row, proofs: Mapping[str, Proof] | None) -> Faults:
    """An action is verified on a piece: one at least is there and may be kept."""
    if row.register.key != "actions" or row.values["state"] != State.VERIFIED:
        return
    named = [(proofs or {}).get(key_of(name)) for name in row.values.get("proofs", [])]
    if not any(one is not None and not one.why for one in named):
        yield row.fault("proofs", words.VERIFIED_UNPROVEN)


def _no_rule(setting: Setting, row: Row, reading: Reading) -> Faults:
    yield from ()


def _directory(setting: Setting, row: Row, reading: Reading) -> Faults:
    left_on = row.values.get("left_on")
    if left_on is not None and left_on <= row.values["entered_on"]:
        yield row.fault("left_on", "La mise hors service doit suivre la mise en service.")


def _ads(setting: Setting, row: Row, reading: Reading) -> Faults:
    name = plain(row.values["directory"])
    known = setting.directories.get(name)
    in_file = {plain(one.values.get("name", "")) for one in reading.rows.get("directories", [])}
    if known is None and name not in in_file:
        yield row.fault("directory", words.NO_DIRECTORY)
    if known is not None and known.bearer_id != setting.unit.pk:
        text = f"Cet annuaire est porté par {known.bearer}\u00a0: ses résultats s’y notent."
        yield row.fault("directory", text)
    for point in row.values.get("failed_points", []):
        if not POINT.fullmatch(point):
            yield row.fault("failed_points", words.BAD_POINT.format(value=point[:60]))


def _copil(setting: Setting, row: Row, reading: Reading) -> Faults:
    if row.values["nature"] == SETUP:
        return
    day = row.values["day"]
    setups = (
        one.values.get("day", date.max)
        for one in reading.rows.get("copil", [])
        if one.values.get("nature") == SETUP
    )
    if setting.copil_on(day) is None and not any(one <= day for one in setups):
        yield row.fault("day", words.NO_COPIL)


def _bia(setting: Setting, row: Row, reading: Reading) -> Faults:
    service = setting.services.get(plain(row.values["service"]))
    if service is None and "family" not in row.values:
        yield row.fault("family", words.NO_FAMILY)
    if service is not None and service.closed_on is not None:
        yield row.fault("service", words.CLOSED_SERVICE)
    if row.values["state"] == BiaState.APPROVED and "approved_on" not in row.values:
        yield row.fault("approved_on", words.NO_APPROVAL)


def _action(setting: Setting, row: Row, reading: Reading) -> Faults:
    values, state = row.values, row.values["state"]
    is_verified = state == State.VERIFIED
    is_closed = is_verified or state in (State.DONE, State.CANCELLED)
    if state not in (State.PROPOSED, State.CANCELLED) and "pilote_name" not in values:
        yield row.fault("pilote_name", words.NO_PILOTE)
    if is_closed and "closed_on" not in values:
        yield row.fault("closed_on", words.NO_CLOSING)
    if not is_closed and "closed_on" in values:
        yield row.fault("closed_on", words.CLOSING_OPEN)
    if is_closed and values.get("closed_on", date.max) < values["created_on"]:
        yield row.fault("closed_on", words.CLOSED_EARLY)
    yield from _verification(row, is_verified=is_verified)
    if state == State.CANCELLED and "reason" not in values:
        yield row.fault("reason", words.NO_REASON)


def _verification(row: Row, *, is_verified: bool) -> Faults:
    verified_on = row.values.get("verified_on")
    if is_verified and verified_on is None:
        yield row.fault("verified_on", words.NO_VERIFICATION)
    if not is_verified and verified_on is not None:
        yield row.fault("verified_on", words.NOT_VERIFIED_YET)
    if is_verified and verified_on and verified_on < row.values.get("closed_on", verified_on):
        yield row.fault("verified_on", words.VERIFIED_EARLY)


def _dated(setting: Setting, row: Row, reading: Reading) -> Faults:
    nature, until = row.values["nature"], row.values.get("until")
    if nature in NAMED and "who" not in row.values:
        yield row.fault("who", words.NO_NAME)
    if until is not None and nature not in ENDING:
        yield row.fault("until", words.NO_END)
    if until is not None and nature in ENDING and until <= row.values["day"]:
        yield row.fault("until", words.END_EARLY)


def _entry(setting: Setting, row: Row, reading: Reading) -> Faults:
    values, action = row.values, row.values["action"]
    room = ROOM_OF_ENTRY.get(action, Room.DIGITAL_BUDGET)
    if not any(
        setting.scope.may(setting.unit, one, Right.WRITE) for one in (room, Room.STATEMENTS)
    ):
        yield row.fault("action", refusal_of(setting, room))
    key = "held_on" if action == EXERCISE else "year"
    if key not in values:
        yield row.fault(key, words.NO_HELD_ON if action == EXERCISE else words.NO_YEAR)
        return
    yield from _entry_subject(setting, row, reading, key)
    about = values[key]
    first = about if action == EXERCISE else date(about + (action not in ROOM_OF_ENTRY), 1, 1)
    if values["entered_on"] < first:
        yield row.fault("entered_on", words.EARLY_ENTRY)
    if entry_stored(setting, values) is not None and not entry_known(setting, values):
        yield row.fault(
            "entered_on", "Une autre saisie est déjà notée\u00a0: elle n’est pas remplacée."
        )


def _entry_subject(setting: Setting, row: Row, reading: Reading, key: str) -> Faults:
    """What was entered is noted in Hygie, or in this very file."""
    noted: Mapping[Any, Any]
    if row.values["action"] == EXERCISE:
        sheet, column, noted = "exercises", "held_on", setting.exercises
    elif row.values["action"] == ASSESSMENT:
        sheet, column, noted = "assessments", "year", setting.assessments
    else:
        sheet, column, noted = "budgets", "fiscal_year", setting.budgets
    about = row.values[key]
    alike = [one for one in reading.rows.get(sheet, []) if one.values.get(column) == about]
    writer = WRITERS[sheet]
    added = [one for one in alike if not writer.is_known(setting, one.values)]
    there = len(setting.exercises.get(about, [])) if sheet == "exercises" else int(about in noted)
    if there + len(added) == 0:
        name = next(one.sheet for one in REGISTERS if one.key == sheet)
        yield row.fault(key, words.NO_SUBJECT.format(sheet=name))
    if there + len(added) > 1:
        yield row.fault(key, words.TWO_SUBJECTS)


RULES: Mapping[str, Callable[[Setting, Row, Reading], Faults]] = {
    "directories": _directory,
    "ads": _ads,
    "copil": _copil,
    "bias": _bia,
    "actions": _action,
    **dict.fromkeys(NATURES, _dated),
    "entries": _entry,
}
