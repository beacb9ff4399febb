"""What the rules read of action 6, for many units at once."""

from collections.abc import Sequence
from typing import Any

from hygie.domain import identification as domain
from hygie.identification.enums import SyncSource
from hygie.identification.models import (
    Engagement,
    LocalDirectory,
    MieUse,
    SensitiveService,
    Sso,
    Trajectory,
    UserCount,
)
from hygie.identification.noted import Noted, noted_for
from hygie.organisations.covering import covered_day, run
from hygie.organisations.models import Coverage


def identification_facts(unit_ids: Sequence[int]) -> dict[int, domain.IdentificationFacts]:
    """Facts of 6.a to 6.e for these units; the number of queries does not depend on them."""
    noted = noted_for(unit_ids)
    return {unit_id: facts_of(noted, unit_id) for unit_id in unit_ids}


def facts_of(noted: Noted, unit_id: int) -> domain.IdentificationFacts:
    """The facts of one unit, from what is noted for it and not declined."""
    return domain.IdentificationFacts(
        services=tuple(
            domain.SensitiveService(str(one.pk), *run(one.since, one.until, covered))
            for one, covered in noted.counting(unit_id, SensitiveService)
        ),
        user_counts=tuple(
            domain.UserCount(day, one.distinct_people)
            for one, covered in noted.counting(unit_id, UserCount)
            for day in covered_day(one.counted_on, covered)
        ),
        mie_uses=tuple(mie_fact(one, covered) for one, covered in noted.counting(unit_id, MieUse)),
        sso=tuple(
            domain.Sso(*run(one.in_service_on, one.until, covered))
            for one, covered in noted.counting(unit_id, Sso)
        ),
        local_directories=tuple(
            directory_fact(noted, one, covered)
            for one, covered in noted.counting(unit_id, LocalDirectory)
        ),
        trajectory_validated_on=tuple(
            day
            for one, covered in noted.counting(unit_id, Trajectory)
            for day in covered_day(one.validated_on, covered)
        ),
        engagement_signed_on=tuple(
            day
            for one, covered in noted.counting(unit_id, Engagement)
            for day in covered_day(one.signed_on, covered)
        ),
    )


def mie_fact(use: MieUse, covered: Coverage) -> domain.MieUse:
    """One means as the rule reads it."""
    since, until = run(use.since, use.until, covered)
    return domain.MieUse(
        key=str(use.pk),
        since=since,
        until=until,
        service_key=str(use.service_id) if use.service_id else None,
        origin=domain.MieOrigin(use.origin) if use.origin else None,
        factors=use.factors,
        homologated_on=use.homologated_on,
        homologation_until=use.homologated_until,
        eidas_level=domain.EidasLevel(use.eidas_level) if use.eidas_level else None,
    )


def directory_fact(noted: Noted, one: Any, covered: Coverage) -> domain.LocalDirectory:
    """One repository with the days of its synchronisations."""
    since, until = run(one.in_place_on, one.until, covered)
    rows = noted.synchronisations.get(one.pk, [])
    return domain.LocalDirectory(
        in_place_on=since,
        until=until,
        hr_synchronised_on=tuple(row.done_on for row in rows if row.source == SyncSource.HR),
        rpps_synchronised_on=tuple(row.done_on for row in rows if row.source == SyncSource.RPPS),
    )
