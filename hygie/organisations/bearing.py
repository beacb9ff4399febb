"""Services of the bearing of facts: choose the units a fact counts for; decline; take back."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.organisations.enums import LinkRole
from hygie.organisations.models import Coverage, Fact, Link, Organisation
from hygie.organisations.models.organisation import OrganisationQuerySet
from hygie.organisations.rights import Right
from hygie.organisations.scope import Scope

BEARS_FOR_OTHERS = (LinkRole.SUPPORT, LinkRole.HEADQUARTERS)


def units_bearable_by(bearer: Organisation, on: date) -> OrganisationQuerySet:
    """Units for which `bearer` may bear a fact: itself, its sites made units, and, when it is the
    support of a GHT or the headquarters of a group, the units of that GHT or group."""
    own = Q(pk=bearer.pk)
    links = Link.objects.active_on(on)
    sites = links.filter(parent=bearer).values("child")
    groups = links.filter(child=bearer, role__in=BEARS_FOR_OTHERS).values("parent")
    fellows = links.filter(parent__in=groups).values("child")
    return Organisation.objects.units().filter(own | Q(pk__in=sites) | Q(pk__in=fellows))


@transaction.atomic
def fact_bear(*, fact: Fact, units: Iterable[Organisation]) -> list[int]:
    """Sets the units that `fact` counts for; returns the ids of all units touched, old and new.

    A unit that declined stays declined, ticked or not; one that stays keeps its days. Called by the
    rooms' services, in their transaction. Raises `ServiceRefusal("not_bearable")` for a unit that
    the bearer may not bear for.
    """
    chosen = {unit.pk for unit in units}
    bearable = set(
        units_bearable_by(fact.bearer, timezone.localdate()).values_list("pk", flat=True)
    )
    rows = {row.unit_id: row for row in Coverage.objects.filter(fact_id=fact.pk)}
    refused = chosen - bearable - set(rows)
    if refused:
        raise ServiceRefusal("not_bearable", units=sorted(refused))
    unticked = Coverage.objects.accepted().filter(fact_id=fact.pk).exclude(unit_id__in=chosen)
    unticked.delete()
    Coverage.objects.bulk_create(
        Coverage(kind=fact.fact_kind, fact_id=fact.pk, unit_id=unit_id)
        for unit_id in sorted(chosen - set(rows))
    )
    return sorted(chosen | set(rows))


def covered_unit_ids(fact_id: UUID) -> list[int]:
    """Units that a fact counts for or was offered to: whose obligations to refresh."""
    return list(Coverage.objects.filter(fact_id=fact_id).values_list("unit_id", flat=True))


def coverages_shown(fact_ids: Iterable[UUID]) -> QuerySet[Coverage]:
    """The units of these facts with their answers, for the screens of both sides."""
    return Coverage.objects.filter(fact_id__in=list(fact_ids)).select_related("unit")


@transaction.atomic
def coverage_answer(
    *, scope: Scope, acting_user: User, unit: Organisation, fact: Fact, declines: bool, reason: str
) -> Coverage:
    """A unit declines a fact borne by another (« ne nous concerne pas »), or takes it back.

    Raises `ServiceRefusal`: "own_fact" (a unit cannot decline its own), "reason_missing". The
    caller refreshes the obligations of the unit in the same transaction.
    """
    if not scope.may(unit, fact.room, Right.WRITE):
        raise ServiceRefusal("not_allowed")
    if fact.bearer_id == unit.pk:
        raise ServiceRefusal("own_fact")
    if declines and not reason.strip():
        raise ServiceRefusal("reason_missing")
    coverage = Coverage.objects.select_for_update().get(fact_id=fact.pk, unit=unit)
    if (coverage.declined_at is not None) == declines:
        return coverage
    coverage.declined_at = timezone.now() if declines else None
    coverage.declined_by = acting_user if declines else None
    coverage.declined_reason = reason.strip()[:300] if declines else ""
    coverage.save(update_fields=["declined_at", "declined_by", "declined_reason"])
    journal.record(
        author=acting_user,
        verb="fact.declined" if declines else "fact.taken_back",
        room=fact.room,
        subject_kind=fact.fact_kind,
        subject_id=fact.pk,
        subject_label=str(fact),
        organisation_id=unit.pk,
        data={"reason": coverage.declined_reason},
    )
    return coverage


def coverage_seen(coverage: Coverage) -> str:
    """The days of a coverage as they were shown, for `coverage_set_days`."""
    return f"{coverage.since or ''}/{coverage.until or ''}"


@transaction.atomic
def coverage_set_days(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    fact: Any,
    covered_id: int,
    seen: str,
    since: date | None,
    until: date | None,
) -> Coverage:
    """The bearer says from when, and until when (excluded), its fact counts for one unit.

    `covered_id`: the unit. `seen`: `coverage_seen` of what was shown. Raises `ServiceRefusal`:
    "not_allowed", "borne_by_other", "gone", "coverage_days", "stale". The caller refreshes the
    obligations of the unit in the same transaction.
    """
    if not scope.may(unit, fact.room, Right.WRITE):
        raise ServiceRefusal("not_allowed")
    if fact.bearer.pk != unit.pk:
        raise ServiceRefusal("borne_by_other", bearer=str(fact.bearer))
    if since is not None and until is not None and until <= since:
        raise ServiceRefusal("coverage_days", field="until")
    rows = Coverage.objects.select_for_update(of=("self",)).select_related("unit")
    coverage = rows.filter(fact_id=fact.pk, unit=covered_id).first()
    if coverage is None:
        raise ServiceRefusal("gone")
    if (coverage.since, coverage.until) == (since, until):
        return coverage
    if seen != coverage_seen(coverage):
        raise ServiceRefusal("stale", by="", at=None)
    before, coverage.since, coverage.until = coverage_seen(coverage), since, until
    coverage.save(update_fields=["since", "until"])
    journal.record(
        author=acting_user,
        verb="fact.days_set",
        room=fact.room,
        subject_kind=coverage.kind,
        subject_id=fact.pk,
        subject_label=str(fact),
        organisation_id=unit.pk,
        data={"unit": str(coverage.unit), "before": before, "after": coverage_seen(coverage)},
    )
    return coverage


def touch(fact: Fact, *, expected_version: int, acting_name: str) -> None:
    """Takes the record for writing: refuses "stale" when someone saved it since it was read.

    Call on a record fetched with `select_for_update` in the transaction of the write.
    """
    if fact.version != expected_version:
        raise ServiceRefusal("stale", by=fact.updated_by_name, at=fact.updated_at)
    fact.version += 1
    fact.updated_by_name = acting_name
