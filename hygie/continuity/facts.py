"""What the rules read of action 4, for many units at once."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from hygie.continuity.models import (
    Bia,
    Copil,
    FramingLetter,
    PcraCadre,
    Responsable,
    ServiceList,
    ServiceListLine,
)
from hygie.domain import continuity as domain
from hygie.organisations.covering import covered_day, covering, run


def continuity_facts(unit_ids: Sequence[int]) -> dict[int, domain.ContinuityFacts]:
    """Facts of 4.a to 4.c for these units; the number of queries does not depend on them."""
    responsables = covering(Responsable, unit_ids)
    letters = covering(FramingLetter, unit_ids)
    copils = covering(Copil, unit_ids)
    lists = covering(ServiceList, unit_ids)
    bias = covering(Bia, unit_ids)
    pcra = covering(PcraCadre, unit_ids)
    lines = lines_of({record.pk for rows in lists.values() for record, _ in rows})
    return {
        unit_id: domain.ContinuityFacts(
            responsables=tuple(
                domain.Responsable(*run(one.named_on, one.until, covered))
                for one, covered in responsables[unit_id]
            ),
            letters=tuple(
                domain.FramingLetter(day, domain.LetterSigner(one.signed_by))
                for one, covered in letters[unit_id]
                for day in covered_day(one.signed_on, covered)
            ),
            copils=tuple(
                domain.Copil(*run(one.created_on, one.until, covered))
                for one, covered in copils[unit_id]
            ),
            service_lists=tuple(
                domain.ServiceList(one.number, day, tuple(lines[one.pk]))
                for one, covered in lists[unit_id]
                for day in covered_day(one.decided_on, covered)
            ),
            bias=tuple(
                domain.Bia(str(one.service_id), one.approved_on) for one, _ in bias[unit_id]
            ),
            pcra_cadres=tuple(
                domain.PcraCadre(day, one.covers_all_services)
                for one, covered in pcra[unit_id]
                for day in covered_day(one.approved_on, covered)
            ),
        )
        for unit_id in unit_ids
    }


def lines_of(list_ids: set[Any]) -> dict[Any, list[domain.ListedService]]:
    """Services of each list: one query."""
    found: dict[Any, list[domain.ListedService]] = defaultdict(list)
    rows = ServiceListLine.objects.filter(list_id__in=list_ids)
    for list_id, service_id, family in rows.values_list("list_id", "service_id", "family"):
        listed = domain.ListedService(str(service_id), domain.ServiceFamily(family))
        found[list_id].append(listed)
    return found
