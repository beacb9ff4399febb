"""Writing one batch of legal entities and sites, inside the transaction of the import."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from hygie.organisations import hooks
from hygie.organisations.enums import Kind, LinkRole
from hygie.organisations.finess import report
from hygie.organisations.finess.creating import create_all, link_new_sites, technical_id
from hygie.organisations.finess.entities import FIELDS, Entity, Remark
from hygie.organisations.finess.merge import Merge, merge, without_unmaking
from hygie.organisations.models import FinessOutcome, FinessSource, Link, Organisation

DAYS = ("opened_on", "closed_on")


class Known(NamedTuple):
    """What is enough to see that an organisation did not change."""

    pk: int
    kind: str
    fingerprint: str


Pairs = Sequence[tuple[Entity, Organisation]]


def known_by_number(numbers: Sequence[str]) -> dict[str, Known]:
    """Organisations that already have these FINESS numbers."""
    rows = Organisation.objects.filter(finess__in=numbers)
    fields = ("finess", "pk", "kind", "finess_fingerprint")
    return {
        finess: Known(*others)
        for finess, *others in rows.order_by().values_list(*fields)
        if finess is not None
    }


def write_entities(
    entities: Sequence[Entity],
    known: Mapping[str, Known],
    regions: Mapping[str, int],
    file_day: date,
    findings: report.Findings,
) -> None:
    """Creates or merges the organisations of one batch, in the order EJ then its sites.

    known: organisations already there, by FINESS. Tells the hook which judged units changed.
    """
    refuse_other_kinds(entities, known)
    valid = [entity for entity in entities if entity.refusal is None]
    new = [entity for entity in valid if entity.finess not in known]
    changing = {
        known[entity.finess].pk: entity
        for entity in valid
        if entity.finess in known and known[entity.finess].fingerprint != entity.fingerprint
    }
    findings.counts["unchanged"] += len(valid) - len(new) - len(changing)
    created = create_all(new, regions)
    findings.counts["added"] += len(new)
    rows = Organisation.objects.select_for_update().in_bulk(list(changing)) if changing else {}
    moved = [(entity, rows[pk]) for pk, entity in changing.items()]
    units = merge_all(moved, regions, findings)
    made = {created[entity.finess] for entity in new if entity.values["is_unit"]}
    ids = {finess: one.pk for finess, one in known.items()} | created
    link_new_sites(new, ids)
    parents = {
        entity.finess: Parent(ids[entity.finess], entity.values["name"])
        for entity in valid
        if entity.kind == Kind.EJ
    }
    link_sites(moved, parents, file_day, findings)
    hooks.units_changed(units)
    hooks.units_changed(made, are_new=True)


def merge_all(moved: Pairs, regions: Mapping[str, int], findings: report.Findings) -> set[int]:
    """Merges organisations already there; returns the ids of the judged units that changed."""
    bases = FinessSource.objects.in_bulk([row.pk for _, row in moved]) if moved else {}
    sources, units = [], set()
    for entity, row in moved:
        source, is_changed_unit = merge_one(entity, row, bases.get(row.pk), regions, findings)
        sources.append(source)
        if is_changed_unit:
            units.add(row.pk)
    keep_sources(sources)
    return units


def refuse_other_kinds(entities: Sequence[Entity], known: Mapping[str, Known]) -> None:
    """A number that is an EJ here and an ET in the file, or the reverse, is refused."""
    refused = set()
    for entity in entities:
        one = known.get(entity.finess)
        if entity.refusal is None and one is not None and one.kind != entity.kind:
            entity.refusal = Remark("other_kind", Kind(one.kind).label)
            refused.add(entity.finess)
    for entity in entities:
        if entity.parent in refused and entity.refusal is None:
            entity.refusal = Remark("parent_refused", entity.parent)


def fill(row: Organisation, values: Mapping[str, Any], regions: Mapping[str, int]) -> None:
    """Puts imported values in the fields of an organisation."""
    for name, value in values.items():
        if name == "region":
            row.region_id = regions.get(value)
        elif name in DAYS:
            setattr(row, name, date.fromisoformat(value) if value else None)
        else:
            setattr(row, name, value)


def stored(row: Organisation, names: Sequence[str], regions: Mapping[str, int]) -> dict[str, Any]:
    """The fields of an organisation, written as the import writes them."""
    codes = {pk: code for code, pk in regions.items()}
    values: dict[str, Any] = {}
    for name in names:
        if name == "region":
            values[name] = codes.get(row.region_id or 0, "")
        elif name in DAYS:
            day = getattr(row, name)
            values[name] = day.isoformat() if day else None
        else:
            values[name] = getattr(row, name)
    return values


def source_of(entity: Entity, row: Organisation, values: Mapping[str, Any]) -> FinessSource:
    """What FINESS says of an organisation, kept to recognise later what was changed here."""
    return FinessSource(
        organisation=row,
        technical_id=technical_id(entity),
        values=dict(values),
    )


def keep_sources(sources: Sequence[FinessSource]) -> None:
    """Writes what FINESS says, new or replaced."""
    FinessSource.objects.bulk_create(
        sources,
        update_conflicts=True,
        unique_fields=["organisation"],
        update_fields=["technical_id", "values"],
    )


def merge_one(
    entity: Entity,
    row: Organisation,
    source: FinessSource | None,
    regions: Mapping[str, int],
    findings: report.Findings,
) -> tuple[FinessSource, bool]:
    """Takes the changes of FINESS, keeps those made here; whether a judged unit changed."""
    base = source.values if source else None
    here = stored(row, FIELDS, regions)
    incoming = dict(without_unmaking(entity.values, base, entity.care_ended_on))
    if entity.closing_is_guessed and here["closed_on"]:
        incoming["closed_on"] = here["closed_on"]
    result = merge(here, base, incoming)
    fill(row, {name: after for name, (_, after) in result.changed.items()}, regions)
    is_adopted = not row.from_finess
    row.from_finess, row.finess_fingerprint = True, entity.fingerprint
    row.save()
    say_merge(entity, row, result, is_adopted, findings)
    is_unit_changed = bool(result.changed) and (row.is_unit or bool(here["is_unit"]))
    return source_of(entity, row, incoming), is_unit_changed


def say_merge(
    entity: Entity,
    row: Organisation,
    result: Merge,
    is_adopted: bool,
    findings: report.Findings,
) -> None:
    """The lines of one merged organisation."""
    if result.kept:
        say(entity, row, FinessOutcome.KEPT, report.kept_sentence(result.kept), findings)
    if not result.changed and not is_adopted:
        findings.counts["unchanged"] += not result.kept
        return
    closing = result.changed.get("closed_on")
    is_closing = closing is not None and closing[1] is not None
    sentence = report.change_sentence(result.changed)
    if is_adopted:
        sentence = f"Saisie ici, reconnue dans FINESS. {sentence}".strip()
    outcome = FinessOutcome.CLOSED if is_closing else FinessOutcome.CHANGED
    say(entity, row, outcome, sentence, findings)


class Parent(NamedTuple):
    """The legal entity of a site: its id, and its name in the file."""

    pk: int
    name: str


def link_sites(
    moved: Pairs, parents: Mapping[str, Parent], file_day: date, findings: report.Findings
) -> None:
    """Ties each site to its legal entity; a site that changed of entity keeps both links, dated."""
    sites = [(entity, row) for entity, row in moved if entity.kind == Kind.ET]
    if not sites:
        return
    active: dict[int, list[Link]] = {}
    for link in Link.objects.filter(
        Q(until=None) | Q(until__gt=file_day),
        child__in=[row for _, row in sites],
        role=LinkRole.SITE,
    ).select_related("parent"):
        active.setdefault(link.child_id, []).append(link)
    new = []
    for entity, row in sites:
        parent = parents[entity.parent]
        links = active.get(row.pk, [])
        if any(link.parent_id == parent.pk for link in links):
            continue
        if any(not link.from_finess for link in links):
            sentence = report.kept_sentence({"parent": (links[0].parent.name, parent.name)})
            say(entity, row, FinessOutcome.KEPT, sentence, findings)
            continue
        for link in links:
            end_link(link, file_day)
            sentence = report.change_sentence({"parent": (link.parent.name, parent.name)})
            say(entity, row, FinessOutcome.CHANGED, sentence, findings)
        new.append(
            Link(
                child=row,
                parent_id=parent.pk,
                role=LinkRole.SITE,
                since=file_day if links else None,
                from_finess=True,
            )
        )
    Link.objects.bulk_create(new)


def end_link(link: Link, day: date) -> None:
    """Ends a link on `day`; one that began that very day is taken away."""
    if link.since is not None and link.since >= day:
        link.delete()
        return
    link.until = day
    link.save(update_fields=["until"])


def say(
    entity: Entity,
    row: Organisation,
    outcome: FinessOutcome,
    reason: str,
    findings: report.Findings,
) -> None:
    """One line about one organisation."""
    findings.say(outcome, path=entity.path, finess=entity.finess, name=row.name, reason=reason)
