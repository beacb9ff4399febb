"""Action 4: who leads continuity, the bilans d'impact (BIA) and the PCRA cadre."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from hygie.domain.applicability import deadline_for, outside_scope
from hygie.domain.dated.book import DayRules
from hygie.domain.periods import ONE_DAY, runs_on
from hygie.domain.unit import UnitProfile
from hygie.domain.verdict import Reason, Status, Verdict

COMITOLOGIE_DUE = "action_4/comitologie_due_on"
LETTER_SIGNERS = "action_4/letter_signers"
LETTER_UNCLEAR = "action_4/letter_signers_unclear"
BIA_FIRST_DUE = "action_4/bia_first_due_on"
BIA_FIRST_FAMILIES = "action_4/bia_first_families"
BIA_REST_DUE = "action_4/bia_rest_due_on"
BIA_REST_FAMILIES = "action_4/bia_rest_families"
LIST_NEEDED = "action_4/list_needed"


class ServiceFamily(StrEnum):
    """The five families of services that the instruction names."""

    CRITICAL = "critical"
    MEDICO_TECHNICAL = "medico_technical"
    OTHER_CARE = "other_care"
    ADMINISTRATIVE = "administrative"
    LOGISTIC = "logistic"


class LetterSigner(StrEnum):
    """Whose direction signed a lettre de cadrage."""

    ESTABLISHMENT = "establishment"
    GHT = "ght"
    GROUP_HQ = "group_hq"


@dataclass(frozen=True, slots=True)
class Responsable:
    """A responsable PCA/PRA, named on a day, until a day (excluded) or still in place."""

    named_on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FramingLetter:
    """A lettre de cadrage and whose direction signed it."""

    signed_on: date
    signed_by: LetterSigner


@dataclass(frozen=True, slots=True)
class Copil:
    """A comité de pilotage, in place from `created_on` until `until` (excluded)."""

    created_on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ListedService:
    """A service of the list. `key` is the same from one version of the list to the next."""

    key: str
    family: ServiceFamily


@dataclass(frozen=True, slots=True)
class ServiceList:
    """The list of services arrêtée by the COPIL. The last one decided is the one that counts."""

    version: int
    decided_on: date
    services: tuple[ListedService, ...] = ()


@dataclass(frozen=True, slots=True)
class Bia:
    """The BIA of one service. `approved_on` None: started, not approved: does not count."""

    service_key: str
    approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class PcraCadre:
    """A PCRA cadre. It counts when it covers all services."""

    approved_on: date
    covers_all_services: bool


@dataclass(frozen=True, slots=True)
class ContinuityFacts:
    """Everything noted for action 4, in any order."""

    responsables: tuple[Responsable, ...] = ()
    letters: tuple[FramingLetter, ...] = ()
    copils: tuple[Copil, ...] = ()
    service_lists: tuple[ServiceList, ...] = ()
    bias: tuple[Bia, ...] = ()
    pcra_cadres: tuple[PcraCadre, ...] = ()


def evaluate_4a(
    profile: UnitProfile, facts: ContinuityFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """4.a: a responsable PCA/PRA is named, a lettre de cadrage signed and a COPIL in place.

    Unknown when only the letter lacks and a private group's headquarters alone signed one.
    Rule: instruction DNS/2025/12, action 4, carried by the dated values of the reasons.
    """
    if outside := outside_scope(profile, rules, as_of):
        return outside
    signers = {one.signed_by.value for one in facts.letters if one.signed_on <= as_of}
    parts = {
        "responsable": any(runs_on(x.named_on, x.until, as_of) for x in facts.responsables),
        "letter": not signers.isdisjoint(rules.codes(LETTER_SIGNERS)),
        "copil": any(runs_on(x.created_on, x.until, as_of) for x in facts.copils),
    }
    missing = tuple(name for name, is_there in parts.items() if not is_there)
    shared = Verdict(
        Status.MET,
        (Reason("comitologie_in_place", {}, rules.sources(COMITOLOGIE_DUE, LETTER_SIGNERS)),),
        done=len(parts) - len(missing),
        total=len(parts),
        noted=bool(facts.responsables or facts.letters or facts.copils),
    )
    if not missing:
        return shared
    due_on = deadline_for(profile, rules, COMITOLOGIE_DUE)
    reasons = tuple(
        Reason(f"{name}_missing", {"due_on": due_on}, rules.sources(COMITOLOGIE_DUE))
        for name in missing
    )
    status = Status.DUE if as_of <= due_on else Status.LATE
    if "letter" in missing and not signers.isdisjoint(rules.codes(LETTER_UNCLEAR)):
        unclear = Reason("letter_signed_by_group_hq", {}, rules.sources(LETTER_UNCLEAR))
        reasons = (unclear, *(one for one in reasons if one.code != "letter_missing"))
        if missing == ("letter",):
            status = Status.UNKNOWN
    return replace(shared, status=status, reasons=reasons, missing=missing, due_on=due_on)


def evaluate_4b(
    profile: UnitProfile, facts: ContinuityFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """4.b: the BIA of all critical and medico-technical services of the list are approved.

    Unknown without a list arrêtée by the COPIL.
    Rule: instruction DNS/2025/12, action 4, carried by the dated values of the reasons.
    """
    if outside := outside_scope(profile, rules, as_of):
        return outside
    return _evaluate_bias(profile, facts, rules, as_of, BIA_FIRST_DUE, BIA_FIRST_FAMILIES)


def evaluate_4c(
    profile: UnitProfile, facts: ContinuityFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """4.c: the BIA of all other services are approved, and a PCRA cadre covering all services.

    `done` and `total` count the BIA only. Unknown without a list arrêtée by the COPIL.
    Rule: instruction DNS/2025/12, action 4, carried by the dated values of the reasons.
    """
    if outside := outside_scope(profile, rules, as_of):
        return outside
    found = _evaluate_bias(profile, facts, rules, as_of, BIA_REST_DUE, BIA_REST_FAMILIES)
    approved = [one for one in facts.pcra_cadres if one.approved_on <= as_of]
    noted = found.noted or bool(facts.pcra_cadres)
    if any(one.covers_all_services for one in approved):
        if found.status is Status.NOT_APPLICABLE:
            reason = Reason("pcra_cadre_approved", {}, rules.sources(BIA_REST_DUE))
            return replace(found, status=Status.MET, reasons=(reason, *found.reasons), noted=noted)
        return replace(found, noted=noted)
    code = "pcra_cadre_partial" if approved else "pcra_cadre_missing"
    due_on = deadline_for(profile, rules, BIA_REST_DUE)
    reason = Reason(code, {"due_on": due_on}, rules.sources(BIA_REST_DUE))
    status = found.status
    if status in (Status.MET, Status.NOT_APPLICABLE):
        status = Status.DUE if as_of <= due_on else Status.LATE
    return replace(
        found,
        status=status,
        reasons=(*found.reasons, reason),
        missing=(*found.missing, "pcra_cadre"),
        due_on=due_on,
        noted=noted,
    )


def _evaluate_bias(
    profile: UnitProfile,
    facts: ContinuityFacts,
    rules: DayRules,
    as_of: date,
    due_path: str,
    families_path: str,
) -> Verdict:
    """The BIA of some families, counted against the last list decided by that day."""
    due_on = deadline_for(profile, rules, due_path)
    noted = bool(facts.service_lists or facts.bias)
    decided = [one for one in facts.service_lists if one.decided_on <= as_of]
    if not decided:
        reason = Reason("service_list_missing", {"due_on": due_on}, rules.sources(LIST_NEEDED))
        return Verdict(
            Status.UNKNOWN, (reason,), missing=("service_list",), due_on=due_on, noted=noted
        )
    last = max(decided, key=lambda one: (one.decided_on, one.version))
    families = rules.codes(families_path)
    services = {one.key for one in last.services if one.family in families}
    listed: dict[str, object] = {"version": last.version, "decided_on": last.decided_on}
    if not services:
        reason = Reason("no_service_of_families", listed, rules.sources(families_path))
        return Verdict(Status.NOT_APPLICABLE, (reason,), done=0, total=0)
    approved = {
        x.service_key for x in facts.bias if x.approved_on is not None and x.approved_on <= as_of
    }
    lacking = tuple(sorted(services - approved))
    sources = rules.sources(due_path, families_path, LIST_NEEDED)
    count = {**listed, "total": len(services)}
    done = len(services) - len(lacking)
    if not lacking:
        reason = Reason("bia_all_approved", count, sources)
        return Verdict(Status.MET, (reason,), done=done, total=done)
    return Verdict(
        Status.DUE if as_of <= due_on else Status.LATE,
        (Reason("bia_missing", {**count, "services": lacking}, sources),),
        missing=("bia",),
        due_on=due_on,
        done=done,
        total=len(services),
    )


def _deadline_days(rules: DayRules, due_path: str, years: range) -> set[date]:
    """The day after the deadline, and the first days of years (deadlines of a new unit)."""
    return {rules.day(due_path) + ONE_DAY} | {date(year, 1, 1) for year in years}


def days_4a(facts: ContinuityFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 4.a may change."""
    days: set[date | None] = {one.signed_on for one in facts.letters}
    for responsable in facts.responsables:
        days.update((responsable.named_on, responsable.until))
    for copil in facts.copils:
        days.update((copil.created_on, copil.until))
    return {x for x in days if x is not None} | _deadline_days(rules, COMITOLOGIE_DUE, years)


def _bia_days(facts: ContinuityFacts, rules: DayRules, families_path: str) -> set[date]:
    """The days of the lists, and of the BIA of services that a list puts in those families."""
    families = rules.codes(families_path)
    keys = {
        service.key
        for one in facts.service_lists
        for service in one.services
        if service.family in families
    }
    days = {
        x.approved_on for x in facts.bias if x.approved_on is not None and x.service_key in keys
    }
    return days | {one.decided_on for one in facts.service_lists}


def days_4b(facts: ContinuityFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 4.b may change."""
    days = _bia_days(facts, rules, BIA_FIRST_FAMILIES)
    return days | _deadline_days(rules, BIA_FIRST_DUE, years)


def days_4c(facts: ContinuityFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 4.c may change."""
    days = _bia_days(facts, rules, BIA_REST_FAMILIES)
    days |= {one.approved_on for one in facts.pcra_cadres}
    return days | _deadline_days(rules, BIA_REST_DUE, years)
