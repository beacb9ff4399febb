"""What the rules read of action 3, for many units at once."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from hygie.audits.enums import Service
from hygie.audits.models import AdsResult, Directory, DirectoryInventory, Registration, Smsi
from hygie.domain import audits as domain
from hygie.domain.quality_plan import FindingOrigin
from hygie.organisations.covering import covering, run
from hygie.organisations.models import Covered
from hygie.quality_plan.facts import findings_by_unit


def audit_facts(unit_ids: Sequence[int]) -> dict[int, domain.AuditFacts]:
    """Facts of 3.a to 3.e for these units; the number of queries does not depend on them."""
    directories = covering(Directory, unit_ids)
    inventories = covering(DirectoryInventory, unit_ids)
    registrations = covering(Registration, unit_ids)
    smsi = covering(Smsi, unit_ids)
    plans = findings_by_unit(unit_ids)
    known = {record.pk for rows in directories.values() for record, _ in rows}
    results: dict[Any, list[AdsResult]] = defaultdict(list)
    for result in AdsResult.objects.filter(directory_id__in=known):
        results[result.directory_id].append(result)
    return {
        unit_id: domain.AuditFacts(
            club_ssi_registered_on=registered_on(registrations[unit_id], Service.CLUB_SSI),
            silene_registered_on=registered_on(registrations[unit_id], Service.SILENE),
            directories=tuple(
                directory_fact(record, one, unit_id) for record, one in directories[unit_id]
            ),
            results=tuple(
                domain.AdsResult(str(record.pk), result.done_on, result.level)
                for record, _ in directories[unit_id]
                for result in results[record.pk]
            ),
            inventories=tuple(
                domain.DirectoryInventory(record.signed_on, record.says_all_listed)
                for record, _ in inventories[unit_id]
            ),
            smsi=tuple(smsi_fact(record, covered) for record, covered in smsi[unit_id]),
            findings=plans[unit_id].of_origins(FindingOrigin.ADS, FindingOrigin.SILENE),
        )
        for unit_id in unit_ids
    }


def smsi_fact(smsi: Smsi, covered: Covered) -> domain.Smsi:
    """A SMSI as it counts for one unit."""
    since, until = run(smsi.named_on, smsi.until, covered)
    return domain.Smsi(since, bool(smsi.rssi_name.strip()), until)


def directory_fact(directory: Directory, covered: Covered, unit_id: int) -> domain.Directory:
    """A directory as one unit uses it: between the days of both the directory and the bearing."""
    since, until = run(directory.entered_on, directory.left_on, covered)
    return domain.Directory(
        key=str(directory.pk),
        name=directory.name,
        entered_on=since,
        left_on=until,
        borne_by_support=directory.bearer_id != unit_id,
    )


def registered_on(rows: list[tuple[Any, Covered]], service: Service) -> Any:
    """First day of registration to a service; None when there is none."""
    days = [record.registered_on for record, _ in rows if record.service == service]
    return min(days) if days else None
