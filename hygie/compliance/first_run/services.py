"""The writes of the first entry: the page of 25 lines, and the first establishment."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from hygie.accounts.models import User
from hygie.compliance.first_run.lines import SPEC_OF, Answer, LineKey, Says
from hygie.compliance.first_run.noted import noted_lines
from hygie.compliance.first_run.writers import WRITERS, Ground
from hygie.documents.enums import Form
from hygie.documents.services import evidence_add
from hygie.domain.dated import load_book
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.journal.models import Entry
from hygie.obligations import services as obligations
from hygie.organisations.departments import region_of_department
from hygie.organisations.models import Fact, Organisation
from hygie.organisations.rights import Right, Role, Room
from hygie.organisations.scope import Scope
from hygie.organisations.services.membership import membership_grant
from hygie.organisations.services.organisation import unit_choose, unit_create

SUBJECT = "first_run"
HELD_BY = "détenue par "


class Saved(NamedTuple):
    """How many lines were noted as done, and how many left as not known."""

    noted: int
    unknown: int


class LinesRefused(Exception):
    """Why each line refused is refused; nothing was written."""

    def __init__(self, errors: Mapping[LineKey, ServiceRefusal | ValidationError]) -> None:
        super().__init__(", ".join(str(key) for key in errors))
        self.errors = errors


@transaction.atomic
def first_run_save(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    page_id: UUID,
    answers: Sequence[Answer],
) -> Saved:
    """Notes every line of the page, or none. The same page sent twice writes nothing twice.

    « Fait » notes the facts of the line, from memory unless a proof is named, and closes its open
    question; « on ne sait pas » opens one; « pas encore » closes one. Raises
    `ServiceRefusal("not_allowed")` for a line whose room the person does not write, and
    `LinesRefused`.
    """
    for answer in answers:
        if not may_write(scope, unit, answer.code):
            raise ServiceRefusal("not_allowed")
    if not answers:
        return Saved(0, 0)
    Organisation.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    before = Entry.objects.about(SUBJECT, page_id).filter(organisation_id=unit.pk).first()
    if before is not None:
        return Saved(before.data["noted"], before.data["unknown"])
    ground = Ground(scope, acting_user, unit, page_id, scope.on)
    with obligations.deferred_refresh():
        write_lines(ground, answers)
    saved = Saved(
        noted=len({one.code for one in answers if one.says == Says.DONE}),
        unknown=len({one.code for one in answers if one.says == Says.UNKNOWN}),
    )
    journal.record(
        author=acting_user,
        verb="first_run.saved",
        room=Room.STATUS,
        subject_kind=SUBJECT,
        subject_id=page_id,
        subject_label="Première saisie",
        organisation_id=unit.pk,
        data={**saved._asdict(), "lines": [one.code for one in answers]},
    )
    return saved


def may_write(scope: Scope, unit: Organisation, code: str) -> bool:
    """Whether the person may note this line."""
    return all(scope.may(unit, room, Right.WRITE) for room in SPEC_OF[code].all_rooms)


def write_lines(ground: Ground, answers: Sequence[Answer]) -> None:
    """Every line in the order of the text; the faults of all are told together."""
    order = list(SPEC_OF)
    noted = noted_lines(ground.unit, ground.today)
    errors: dict[LineKey, ServiceRefusal | ValidationError] = {}
    for answer in sorted(answers, key=lambda one: (order.index(one.code), one.year or 0)):
        try:
            if answer.says == Says.DONE and answer.key in noted:
                raise ServiceRefusal("first_run_noted_meanwhile")
            with transaction.atomic():
                write_line(ground, answer)
        except (ServiceRefusal, ValidationError) as error:
            errors[answer.key] = error
    if errors:
        raise LinesRefused(errors)


def write_line(ground: Ground, answer: Answer) -> None:
    """The facts of one line, its proof, its question."""
    if answer.says == Says.UNKNOWN:
        obligations.question_open(**ground.who, obligation_id=answer.code)
        return
    if answer.says == Says.DONE:
        fact = WRITERS[answer.code](ground, answer)
        if fact is not None and answer.proof:
            prove(ground, answer, fact)
    obligations.question_close(**ground.who, obligation_id=answer.code)


def prove(ground: Ground, answer: Answer, fact: Fact) -> None:
    """The piece that the line names: a link, or one that someone holds."""
    named = answer.proof.strip()
    piece: dict[str, Any] = {"kind": Form.HELD, "held_by": named}
    if named.lower().startswith(("http://", "https://")):
        piece = {"kind": Form.LINK, "url": named}
    elif named.lower().startswith(HELD_BY):
        piece["held_by"] = named[len(HELD_BY) :].strip()
    evidence_add(
        **ground.who,
        subject_kind=fact.fact_kind,
        subject_id=fact.pk,
        new_id=ground.id_of(answer, "proof"),
        title=load_book().obligation(answer.code).short_label,
        **piece,
    )


@transaction.atomic
def first_unit_set_up(
    *,
    scope: Scope,
    acting_user: User,
    finess: str,
    values: Mapping[str, Any],
    roles: Sequence[Role],
) -> Organisation:
    """The first establishment of the instance, imported or written by hand, and one's roles there.

    `values` (name, sector, department) are read only when no organisation has this number. Sent
    twice, once. Raises `ServiceRefusal`: "not_allowed", "not_judgeable", "first_run_role_missing",
    "first_run_unknown_unit" without `values`; `ValidationError`.
    """
    if not scope.is_admin():
        raise ServiceRefusal("not_allowed")
    if not roles:
        raise ServiceRefusal("first_run_role_missing", field="roles")
    who: dict[str, Any] = {"scope": scope, "acting_user": acting_user}
    known = Organisation.objects.filter(finess=finess).first()
    if known is not None:
        unit = unit_choose(**who, organisation=known)
    elif values:
        region = region_of_department(values["department"])
        unit = unit_create(**who, finess=finess, values=values, region=region)
    else:
        raise ServiceRefusal("first_run_unknown_unit", field="finess")
    for role in roles:
        membership_grant(**who, organisation=unit, user=acting_user, role=role, since=scope.on)
    return unit
