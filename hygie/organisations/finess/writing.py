"""Writing one batch of legal entities and sites, inside the transaction of the import."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from hygie.organisations import hooks
from hygie.organisations.enums import Kind, LinkRole
from hygie.organisations.finess import report
from hygie.organisations.finess.entities import FIELDS, Entity, Remark
from hygie.organisations.finess.merge import Merge, merge, without_unmaking
from hygie.organisations.models import FinessOutcome, FinessSource, Link, Organisation

Rows = Mapping[str | None, Organisation]
DAYS = ("opened_on", "closed_on")
PREFIXES = {Kind.EJ: "pm:", Kind.ET: "ege:"}


def write_entities(
    entities: Sequence[Entity],
    rows: Rows,
    regions: Mapping[str, int],
    file_day: date,
    findings: report.Findings,
) -> None:
    """Creates or merges the organisations of one batch, in the order EJ then its sites.

    rows: organisations already there, by FINESS. Tells the hook which judged units changed.
    """
    valid = [entity for entity in entities if entity.refusal is None]
    refuse_other_kinds(valid, rows)
    valid = [entity for entity in valid if entity.refusal is None]
    new = [entity for entity in valid if entity.finess not in rows]
    moved = [
        (entity, rows[entity.finess])
        for entity in valid
        if entity.finess in rows
        and rows[entity.finess].finess_fingerprint != entity.fingerprint
    ]
    findings.counts["unchanged"] += len(valid) - len(new) - len(moved)
    created = create_all(new, regions)
    findings.counts["added"] += len(created)
    sources = [source_of(entity, row, entity.values) for entity, row in created]
    changed_units = {row.pk for _, row in created if row.is_unit}
    bases = {
        source.organisation_id: source
        for source in FinessSource.objects.filter(organisation__in=[row for _, row in moved])
    }
    for entity, row in moved:
        base = bases.get(row.pk)
        source, is_changed_unit = merge_one(entity, row, base, regions, findings)
        sources.append(source)
        if is_changed_unit:
            changed_units.add(row.pk)
    keep_sources(sources)
    here = {row.finess: row for _, row in [*created, *moved]}
    link_sites([*created, *moved], {**rows, **here}, file_day, findings)
    hooks.units_changed(changed_units)


def refuse_other_kinds(entities: Sequence[Entity], rows: Rows) -> None:
    """A number that is an EJ here and an ET in the file, or the reverse, is refused."""
    for entity in entities:
        row = rows.get(entity.finess)
        if row is not None and row.kind != entity.kind:
            entity.refusal = Remark("other_kind", row.get_kind_display())


def create_all(
    entities: Sequence[Entity], regions: Mapping[str, int]
) -> list[tuple[Entity, Organisation]]:
    """New organisations, in as few queries as the database allows."""
    made = []
    for entity in entities:
        row = Organisation(
            kind=entity.kind,
            finess=entity.finess,
            from_finess=True,
            finess_fingerprint=entity.fingerprint,
        )
        fill(row, entity.values, regions)
        row.search = row.search_text()
        made.append((entity, row))
    Organisation.objects.bulk_create([row for _, row in made])
    return made


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
        technical_id=f"{PREFIXES[entity.kind]}{entity.technical_id}",
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
    where = {"path": entity.path, "finess": entity.finess, "name": row.name}
    if result.kept:
        findings.say(
            FinessOutcome.KEPT, reason=report.kept_sentence(result.kept), **where
        )
    if not result.changed and not is_adopted:
        findings.counts["unchanged"] += not result.kept
        return
    closing = result.changed.get("closed_on")
    is_closing = closing is not None and closing[1] is not None
    sentence = report.change_sentence(result.changed)
    if is_adopted:
        sentence = " ".join(("Saisie ici, reconnue dans FINESS.", sentence)).strip()
    outcome = FinessOutcome.CLOSED if is_closing else FinessOutcome.CHANGED
    findings.say(outcome, reason=sentence, **where)


def link_sites(
    written: Sequence[tuple[Entity, Organisation]],
    rows: Rows,
    file_day: date,
    findings: report.Findings,
) -> None:
    """Ties each site to its legal entity; a site that changed of entity keeps both links, dated."""
    sites = [(entity, row) for entity, row in written if entity.kind == Kind.ET]
    active: dict[int, list[Link]] = {}
    for link in Link.objects.filter(
        Q(until=None) | Q(until__gt=file_day),
        child__in=[row for _, row in sites],
        role=LinkRole.SITE,
    ).select_related("parent"):
        active.setdefault(link.child_id, []).append(link)
    new = []
    for entity, row in sites:
        parent = rows.get(entity.parent)
        if parent is None or parent.kind != Kind.EJ:
            continue
        links = active.get(row.pk, [])
        if any(link.parent_id == parent.pk for link in links):
            continue
        if any(not link.from_finess for link in links):
            say_kept_parent(entity, row, links[0].parent, parent, findings)
            continue
        for link in links:
            end_link(link, file_day)
            say_new_parent(entity, row, link.parent, parent, findings)
        new.append(
            Link(
                child=row,
                parent=parent,
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


def say_new_parent(
    entity: Entity, row: Organisation, before: Organisation, after: Organisation, findings: report.Findings
) -> None:
    findings.say(
        FinessOutcome.CHANGED,
        path=entity.path,
        finess=entity.finess,
        name=row.name,
        reason=report.change_sentence({"parent": (before.name, after.name)}),
    )


def say_kept_parent(
    entity: Entity, row: Organisation, here: Organisation, there: Organisation, findings: report.Findings
) -> None:
    findings.say(
        FinessOutcome.KEPT,
        path=entity.path,
        finess=entity.finess,
        name=row.name,
        reason=report.kept_sentence({"parent": (here.name, there.name)}),
    )
