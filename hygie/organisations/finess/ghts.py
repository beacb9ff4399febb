"""Writing the GHT and who belongs to them, inside the transaction of the import."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from hygie.organisations import hooks
from hygie.organisations.enums import Kind, LinkRole
from hygie.organisations.finess import report
from hygie.organisations.finess.entities import Ght, Remark
from hygie.organisations.finess.merge import merge
from hygie.organisations.finess.writing import end_link, fill, keep_sources, stored
from hygie.organisations.models import (
    FinessImport,
    FinessOutcome,
    FinessSource,
    Link,
    Organisation,
)

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
GHT_FIELDS = ("name", "region", "closed_on")
Members = dict[int, tuple[Organisation, LinkRole]]


def write_ghts(
    ghts: Sequence[Ght],
    run: FinessImport,
    regions: Mapping[str, int],
    findings: report.Findings,
    is_whole: bool,
) -> None:
    """Creates or merges these GHT and their links; tells the hook which members changed."""
    file_day = run.generated_on or timezone.localdate(run.asked_at)
    entities = legal_entities_of(ghts)
    rows = {
        row.code: row
        for row in Organisation.objects.filter(kind=Kind.GHT, code__in=[g.code for g in ghts])
    }
    bases = FinessSource.objects.in_bulk([row.pk for row in rows.values()])
    touched: set[int] = set()
    for ght in ghts:
        if not CODE.fullmatch(ght.code) or not ght.name:
            say(findings, FinessOutcome.REFUSED, ght, report.reason_of(Remark("ght_code")))
            continue
        members, missing = members_of(ght, entities)
        row = rows.get(ght.code)
        base = bases.get(row.pk) if row else None
        is_new = row is None
        row = write_one(ght, row, base, region_of(ght, members, regions), regions, findings)
        rows[ght.code] = row
        changed = link_members(ght, row, members, run, file_day, is_new, is_whole, findings)
        touched |= changed
        if missing and not ght.closed_on:
            reason = report.reason_of(Remark("ght_members", str(missing)))
            say(findings, FinessOutcome.WARNING, ght, reason)
    units = Organisation.objects.units().filter(pk__in=touched).values_list("pk", flat=True)
    hooks.units_changed(units)


def legal_entities_of(ghts: Sequence[Ght]) -> dict[str, Organisation]:
    """Legal entities named by these GHT, by their technical id in FINESS."""
    wanted = {f"pm:{member}" for ght in ghts for member, _ in ght.members}
    sources = FinessSource.objects.filter(technical_id__in=wanted).select_related("organisation")
    return {source.technical_id: source.organisation for source in sources}


def members_of(ght: Ght, entities: Mapping[str, Organisation]) -> tuple[Members, int]:
    """Members known to Hygie by id, support first; and how many are not known."""
    found: Members = {}
    missing = 0
    for technical_id, role in ght.members:
        row = entities.get(f"pm:{technical_id}")
        if row is None:
            missing += 1
        elif row.pk not in found or role == LinkRole.SUPPORT:
            found[row.pk] = (row, role)
    return found, missing


def region_of(ght: Ght, members: Members, regions: Mapping[str, int]) -> str:
    """Region of the support establishment, else told by the code, else of a member."""
    codes = {pk: code for code, pk in regions.items()}
    support = [row for row, role in members.values() if role == LinkRole.SUPPORT]
    for row in support:
        if row.region_id in codes:
            return codes[row.region_id]
    if ght.code[:2] in regions:
        return ght.code[:2]
    return next((codes[r.region_id] for r, _ in members.values() if r.region_id in codes), "")


def write_one(
    ght: Ght,
    row: Organisation | None,
    source: FinessSource | None,
    region: str,
    regions: Mapping[str, int],
    findings: report.Findings,
) -> Organisation:
    """The GHT as an organisation, created or merged."""
    name = ght.name if ght.name.upper().startswith("GHT") else f"GHT {ght.name}"
    incoming: dict[str, Any] = {"name": name, "region": region, "closed_on": ght.closed_on}
    if row is None:
        row = Organisation(kind=Kind.GHT, code=ght.code, from_finess=True)
        fill(row, incoming, regions)
        row.save()
        findings.counts["added"] += 1
    else:
        merge_ght(ght, row, source, incoming, regions, findings)
    base = {"values": incoming, "technical_id": f"gcc:{ght.technical_id}"}
    if source is None or (source.values, source.technical_id) != (incoming, base["technical_id"]):
        keep_sources([FinessSource(organisation=row, **base)])
    return row


def merge_ght(
    ght: Ght,
    row: Organisation,
    source: FinessSource | None,
    incoming: dict[str, Any],
    regions: Mapping[str, int],
    findings: report.Findings,
) -> None:
    """Takes what FINESS changed, keeps what was changed here, and says both."""
    result = merge(stored(row, GHT_FIELDS, regions), source.values if source else None, incoming)
    if result.kept:
        say(findings, FinessOutcome.KEPT, ght, report.kept_sentence(result.kept))
    if not result.changed and row.from_finess:
        findings.counts["unchanged"] += not result.kept
        return
    fill(row, {key: after for key, (_, after) in result.changed.items()}, regions)
    row.from_finess = True
    row.save()
    is_closing = result.changed.get("closed_on", (None, None))[1] is not None
    outcome = FinessOutcome.CLOSED if is_closing else FinessOutcome.CHANGED
    sentence = report.change_sentence(result.changed) or "Saisi ici, reconnu dans FINESS."
    say(findings, outcome, ght, sentence)


def link_members(
    ght: Ght,
    row: Organisation,
    members: Members,
    run: FinessImport,
    file_day: date,
    is_new: bool,
    is_whole: bool,
    findings: report.Findings,
) -> set[int]:
    """Brings the links of a GHT to what the file says; returns the ids of the members touched.

    A link made here by hand is never ended nor doubled. A member that leaves ends on the day of
    the file, and only if the file was read whole.
    """
    wanted = {} if ght.closed_on else members
    links = Link.objects.filter(parent=row, until=None).select_related("child")
    kept: set[int] = set()
    touched: set[int] = set()
    for link in links:
        role = wanted[link.child_id][1] if link.child_id in wanted else None
        if link.role == role or not link.from_finess:
            kept.add(link.child_id)
            if role is not None and link.role != role:
                say_kept_role(ght, link, role, findings)
        elif role is not None or is_whole:
            end_link(link, file_day)
            touched.add(link.child_id)
            if role is None:
                say(findings, FinessOutcome.CHANGED, ght, f"Ne compte plus {link.child.name}.")
    new = []
    for pk, (child, role) in wanted.items():
        if pk not in kept:
            is_first = (is_new or child.created_at >= run.asked_at) and pk not in touched
            since = None if is_first else file_day
            new.append(Link(child=child, parent=row, role=role, since=since, from_finess=True))
            touched.add(pk)
            if not is_first:
                reason = f"{child.name}\u00a0: {LinkRole(role).label} depuis ce fichier."
                say(findings, FinessOutcome.CHANGED, ght, reason)
    Link.objects.bulk_create(new)
    return touched


def say_kept_role(ght: Ght, link: Link, role: LinkRole, findings: report.Findings) -> None:
    reason = (
        f"{link.child.name} garde ici le rôle «\u00a0{link.get_role_display()}\u00a0» "
        f"(FINESS\u00a0: «\u00a0{role.label}\u00a0»)."
    )
    say(findings, FinessOutcome.KEPT, ght, reason)


def say(findings: report.Findings, outcome: FinessOutcome, ght: Ght, reason: str) -> None:
    """One line about a GHT."""
    findings.say(outcome, path=ght.path, finess=ght.code, name=ght.name, reason=reason)
