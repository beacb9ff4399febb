"""Several establishments in one exercise: who is invited, what each answers, what it opens.

The one that leads invites; each answers for itself, by who may write there, and keeps its own
people, main courante, register and RETEX. Who may already write there by a delegation answers for
it at once.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import Run, RunUnit
from hygie.exercises.run_enums import AFTER, BEFORE, LIVE, Answer
from hygie.exercises.services.run_people import links_end
from hygie.exercises.services.runs import (
    ROOM,
    run_locked,
    run_settle,
    run_touch,
    run_write_down,
)
from hygie.journal import services as journal
from hygie.logbook.services import event_share
from hygie.organisations.models import Link, Organisation
from hygie.organisations.models.organisation import OrganisationQuerySet
from hygie.organisations.rights import Right
from hygie.organisations.scope import Scope


def units_near(bearer: Organisation, scope: Scope) -> OrganisationQuerySet:
    """Its fellows of a GHT or group, its sites, and where the person may write."""
    links = Link.objects.active_on(scope.on)
    groups = links.filter(child=bearer).values("parent")
    fellows = links.filter(parent__in=groups).values("child")
    sites = links.filter(parent=bearer).values("child")
    written = scope.units(ROOM, Right.WRITE).values("pk")
    near = Q(pk__in=fellows) | Q(pk__in=sites) | Q(pk__in=written)
    return Organisation.objects.units().filter(near).exclude(pk=bearer.pk)


def units_invitable(bearer: Organisation, scope: Scope) -> OrganisationQuerySet:
    """Those, and the other establishments of its region."""
    units = Organisation.objects.units()
    near = Q(pk__in=units_near(bearer, scope).values("pk"))
    if bearer.region_id is not None:
        near |= Q(region=bearer.region_id)
    return units.filter(near).exclude(pk=bearer.pk)


@transaction.atomic
def run_units_set(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    expected_version: int,
    unit_ids: Collection[int],
) -> Run:
    """Sets the establishments that are invited to play with the one that leads.

    One where the person may write plays at once, by her delegation; the others answer. Raises
    `ServiceRefusal`: "not_allowed", "gone", "run_begun", "stale", "run_unit_far" for one that may
    not be invited, "run_unit_peopled" when somebody of an establishment taken away takes part.
    """
    run = run_locked(scope, unit, run_id)
    wanted = {*unit_ids, unit.pk}
    known = set(run.units.values_list("unit_id", flat=True))
    if wanted == known:
        return run
    run_touch(run, expected_version, acting_user)
    allowed = units_invitable(unit, scope).filter(pk__in=wanted - known)
    if allowed.count() != len(wanted - known):
        raise ServiceRefusal("run_unit_far", field="others")
    peopled = run.participants.filter(unit__in=known - wanted).select_related("unit").first()
    if peopled is not None:
        raise ServiceRefusal("run_unit_peopled", name=str(peopled.unit))
    run.save()
    run.cells.filter(unit__in=known - wanted).delete()
    run.units.filter(unit__in=known - wanted).delete()
    written = set(scope.units(ROOM, Right.WRITE).filter(pk__in=wanted).values_list("pk", flat=True))
    RunUnit.objects.bulk_create(
        _invited(run, one, acting_user, one in written) for one in sorted(wanted - known)
    )
    names = Organisation.objects.filter(pk__in=wanted).values_list("name", flat=True)
    run_write_down(run, acting_user, "units_set", {"units": sorted(names)})
    run_settle(run, acting_user)
    return run


def _invited(run: Run, unit_id: int, author: User, is_delegated: bool) -> RunUnit:
    if not is_delegated:
        return RunUnit(run=run, unit_id=unit_id, answer=Answer.INVITED)
    return RunUnit(
        run=run,
        unit_id=unit_id,
        answer=Answer.ACCEPTED,
        answered_at=timezone.now(),
        answered_by_name=author.full_name,
        by_delegation=True,
    )


@transaction.atomic
def invitation_answer(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    accepts: bool,
    reason: str = "",
    opens_log: bool = False,
) -> RunUnit:
    """An establishment accepts to play, or declines; it may change its mind until DEBEX.

    `opens_log`: the one that leads reads its main courante and may write in it. Declining takes its
    people and cells away. Answered twice the same, once. Raises `ServiceRefusal`: "not_allowed",
    "gone", "own_run" for the one that leads, "run_begun", "reason_missing".
    """
    run, mine = _invitation(scope, unit, run_id)
    said = "" if accepts else reason.strip()[:300]
    answer = Answer.ACCEPTED if accepts else Answer.DECLINED
    opens = accepts and opens_log
    if (mine.answer, mine.declined_reason, mine.opens_log) == (answer, said, opens):
        return mine
    if run.state not in BEFORE:
        raise ServiceRefusal("run_begun", state=run.get_state_display())
    if not accepts and not said:
        raise ServiceRefusal("reason_missing", field="reason")
    mine.answer, mine.declined_reason, mine.opens_log = answer, said, opens
    mine.answered_at, mine.answered_by_name = timezone.now(), acting_user.full_name
    mine.by_delegation = False
    mine.full_clean(exclude=["run", "unit", "exercise"])
    mine.save()
    if not accepts:
        leaving = run.participants.filter(unit=unit)
        links_end(acting_user, leaving)
        leaving.delete()
        run.cells.filter(unit=unit).delete()
    run.version += 1
    run.save(update_fields=["version", "updated_at"])
    _write_down(run, acting_user, unit, mine)
    run_settle(run, acting_user)
    return mine


@transaction.atomic
def log_open(
    *, scope: Scope, acting_user: User, unit: Organisation, run_id: UUID, opens: bool
) -> RunUnit:
    """Opens its main courante to the establishment that leads, during the play, or closes it again,
    at any time.

    Said twice, once. Raises `ServiceRefusal`: "not_allowed", "gone", "own_run", "run_state".
    """
    run, mine = _invitation(scope, unit, run_id)
    if mine.opens_log == opens:
        return mine
    states = LIVE if opens else LIVE | AFTER
    if mine.answer != Answer.ACCEPTED or run.state not in states or mine.event_id is None:
        raise ServiceRefusal("run_state", state=run.get_state_display())
    mine.opens_log = opens
    mine.save(update_fields=["opens_log"])
    event_share(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        event_id=mine.event_id,
        guest=run.bearer,
        shared=opens,
    )
    _write_down(run, acting_user, unit, mine)
    return mine


def acting_in(scope: Scope, run: Run, mine: RunUnit) -> Scope:
    """The scope in which who leads the exercise acts for an establishment that accepted to play:
    its right to write in the room is lent, for this act."""
    leads = scope.may(run.bearer, ROOM, Right.WRITE)
    if leads and mine.answer == Answer.ACCEPTED and mine.unit_id != run.bearer_id:
        return scope.lent(mine.unit, ROOM, Right.READ, Right.WRITE)
    return scope


def _invitation(scope: Scope, unit: Organisation, run_id: UUID) -> tuple[Run, RunUnit]:
    """The exercise, locked, and what this establishment answered."""
    if not scope.may(unit, ROOM, Right.WRITE):
        raise ServiceRefusal("not_allowed")
    rows = Run.objects.select_for_update(of=("self",)).select_related("bearer", "scenario_version")
    run = rows.filter(pk=run_id).first()
    mine = None if run is None else run.units.filter(unit=unit).first()
    if run is None or mine is None:
        raise ServiceRefusal("gone")
    if run.bearer_id == unit.pk:
        raise ServiceRefusal("own_run")
    return run, mine


def _write_down(run: Run, author: User, unit: Organisation, mine: RunUnit) -> None:
    """A line in the journal of the establishment that answers."""
    journal.record(
        author=author,
        verb=f"run.{mine.answer}",
        room=ROOM,
        subject_kind="run",
        subject_id=run.pk,
        subject_label=run.title,
        organisation_id=unit.pk,
        data={"unit": unit.name, "reason": mine.declined_reason, "opens_log": mine.opens_log},
    )
