"""Action 6: electronic identification of professionals (RIE of the PGSSI-S)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hygie.domain.applicability import outside_scope
from hygie.domain.dated.book import DayRules
from hygie.domain.periods import runs_on
from hygie.domain.unit import UnitProfile
from hygie.domain.verdict import Reason, Status, Verdict

SSO_SERVICES = "action_6/sso_services_above"
SSO_USERS = "action_6/sso_users_above"
SSO_PEOPLE = "action_6/sso_users_are_people"
MIE_FACTORS = "action_6/mie_factors"
MIE_EIDAS = "action_6/mie_eidas_levels"
MIE_ALL = "action_6/mie_all_uses"
HR_AGE = "action_6/hr_synchronised_within_days"
RPPS_AGE = "action_6/rpps_synchronised_within_days"


class MieOrigin(StrEnum):
    """Who supplies a means of electronic identification (MIE)."""

    ANS = "ans"  # cartes CPS, e-CPS, Pro Santé Connect
    ESTABLISHMENT = "establishment"
    THIRD_PARTY = "third_party"


class EidasLevel(StrEnum):
    """Level of a means certified by the ANSSI."""

    LOW = "low"
    SUBSTANTIAL = "substantial"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class SensitiveService:
    """A service under the unit's responsibility, classed sensitive from a day until another."""

    key: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class UserCount:
    """Number of distinct people with access to at least one sensitive service, on a day."""

    counted_on: date
    distinct_people: int


@dataclass(frozen=True, slots=True)
class MieUse:
    """A means used to reach sensitive services, from `since` until `until` (excluded).

    `service_key` None: it serves all sensitive services. `factors`: number of authentication
    factors, None: not known. `homologated_on` / `homologation_until` (excluded): homologation
    by the establishment. `eidas_level`: level certified by the ANSSI, None: not certified.
    """

    key: str
    since: date
    until: date | None = None
    service_key: str | None = None
    origin: MieOrigin | None = None
    factors: int | None = None
    homologated_on: date | None = None
    homologation_until: date | None = None
    eidas_level: EidasLevel | None = None


@dataclass(frozen=True, slots=True)
class Sso:
    """A single sign-on (SSO) in service."""

    in_service_on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class LocalDirectory:
    """The local identity repository, and the days it was synchronised with HR and the RPPS."""

    in_place_on: date
    until: date | None = None
    hr_synchronised_on: tuple[date, ...] = ()
    rpps_synchronised_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentificationFacts:
    """Everything noted for action 6, in any order.

    `trajectory_validated_on`: days a trajectory of the MIE was validated;
    `engagement_signed_on`: days the engagement de sécurisation was signed.
    """

    services: tuple[SensitiveService, ...] = ()
    user_counts: tuple[UserCount, ...] = ()
    mie_uses: tuple[MieUse, ...] = ()
    sso: tuple[Sso, ...] = ()
    local_directories: tuple[LocalDirectory, ...] = ()
    trajectory_validated_on: tuple[date, ...] = ()
    engagement_signed_on: tuple[date, ...] = ()


def evaluate_6a(
    profile: UnitProfile, facts: IdentificationFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """6.a: a trajectory to secure the MIE of professionals is validated.

    Rule: instruction DNS/2025/12, action 6, introduction.
    """
    return _paper(profile, facts.trajectory_validated_on, rules, as_of, "trajectory")


def evaluate_6e(
    profile: UnitProfile, facts: IdentificationFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """6.e: the engagement de sécurisation is produced: signed.

    Rule: instruction DNS/2025/12, action 6, fourth dash.
    """
    return _paper(profile, facts.engagement_signed_on, rules, as_of, "engagement")


def _paper(
    profile: UnitProfile, days: Iterable[date], rules: DayRules, as_of: date, name: str
) -> Verdict:
    if outside := outside_scope(profile, rules, as_of):
        return outside
    signed = tuple(days)
    past = [day for day in signed if day <= as_of]
    if past:
        return Verdict(Status.MET, (Reason(f"{name}_in_place", {"on": max(past)}),))
    reason = Reason(f"{name}_missing")
    return Verdict(Status.OPEN, (reason,), missing=(name,), noted=bool(signed))


def is_conform(use: MieUse, rules: DayRules, as_of: date) -> bool | None:
    """Whether a use is one of those that the text allows on that day; None: not enough is known.

    Allowed: supplied by the ANS; certified by the ANSSI at a level of the rules; or with the
    number of factors of the rules and homologated by the establishment.
    """
    if use.origin is MieOrigin.ANS:
        return True
    if use.eidas_level is not None and use.eidas_level.value in rules.codes(MIE_EIDAS):
        return True
    homologated = use.homologated_on is not None and runs_on(
        use.homologated_on, use.homologation_until, as_of
    )
    if use.factors is None:
        return None if homologated or use.origin is None else False
    if use.factors >= rules.number(MIE_FACTORS) and homologated:
        return True
    return None if use.origin is None else False


def evaluate_6b(
    profile: UnitProfile, facts: IdentificationFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """6.b: every MIE in use is allowed, and every sensitive service has one.

    `done` and `total` count the uses. Rule: instruction DNS/2025/12, action 6, first dash.
    """
    if outside := outside_scope(profile, rules, as_of):
        return outside
    sources = rules.sources(MIE_FACTORS, MIE_EIDAS, MIE_ALL)
    uses = [one for one in facts.mie_uses if runs_on(one.since, one.until, as_of)]
    services = [one.key for one in facts.services if runs_on(one.since, one.until, as_of)]
    noted = bool(facts.mie_uses or facts.services)
    answers = {one.key: is_conform(one, rules, as_of) for one in uses}
    refused = tuple(key for key, answer in answers.items() if answer is False)
    unclear = tuple(key for key, answer in answers.items() if answer is None)
    covered = {one.service_key for one in uses}
    bare = () if None in covered else tuple(key for key in services if key not in covered)
    reasons: list[Reason] = []
    missing: list[str] = []
    for code, keys, lacks in (
        ("mie_not_conform", refused, "mie_use.conform"),
        ("mie_unclear", unclear, "mie_use.factors"),
        ("service_without_mie", bare, "mie_use"),
    ):
        if keys:
            reasons.append(Reason(code, {"keys": keys}, sources))
            missing.append(lacks)
    if not uses and not bare:
        reasons.append(Reason("no_mie_use", {}, sources))
        missing.append("mie_use")
    if not services:
        reasons.append(Reason("no_sensitive_service", {}, sources))
        missing.append("sensitive_service")
    done, total = sum(answer is True for answer in answers.values()), len(uses)
    count = (done, total) if uses else (None, None)
    if reasons:
        return Verdict(
            Status.OPEN, tuple(reasons), tuple(missing), None, count[0], count[1], noted=noted
        )
    reason = Reason("mie_all_conform", {"total": total}, sources)
    return Verdict(Status.MET, (reason,), done=done, total=total)


def evaluate_6c(
    profile: UnitProfile, facts: IdentificationFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """6.c: a SSO is in service where more services or more people than the bounds ask for it.

    Not applicable at the bounds and under; unknown while a count that would settle it lacks.
    Rule: instruction DNS/2025/12, action 6, second dash, carried by the values of the reasons.
    """
    if outside := outside_scope(profile, rules, as_of):
        return outside
    noted = bool(facts.services or facts.user_counts or facts.sso)
    services = sum(runs_on(one.since, one.until, as_of) for one in facts.services)
    counts = [one for one in facts.user_counts if one.counted_on <= as_of]
    people = max(counts, key=lambda one: one.counted_on).distinct_people if counts else None
    in_service = any(runs_on(one.in_service_on, one.until, as_of) for one in facts.sso)
    sources = rules.sources(SSO_SERVICES, SSO_USERS, SSO_PEOPLE)
    data: dict[str, object] = {"services": services}
    if people is not None:
        data["people"] = people
    bounds = (("services", services, SSO_SERVICES), ("people", people, SSO_USERS))
    exceeded = tuple(
        name for name, count, bound in bounds if count is not None and count > rules.number(bound)
    )
    lacks = (("sensitive_service", services == 0), ("user_count", people is None))
    missing = tuple(code for code, is_lacking in lacks if is_lacking)
    if in_service and (exceeded or missing):
        return Verdict(Status.MET, (Reason("sso_in_service", data, sources),), noted=noted)
    if exceeded:
        reason = Reason("sso_required", {**data, "exceeded": exceeded}, sources)
        return Verdict(Status.OPEN, (reason,), missing=("sso",), noted=noted)
    if missing:
        reason = Reason("sso_condition_unknown", data, sources)
        return Verdict(Status.UNKNOWN, (reason,), missing=missing, noted=noted)
    return Verdict(Status.NOT_APPLICABLE, (Reason("sso_not_required", data, sources),))


def evaluate_6d(
    profile: UnitProfile, facts: IdentificationFacts, rules: DayRules, *, as_of: date
) -> Verdict:
    """6.d: a local identity repository is in place, synchronised with HR and with the RPPS.

    Rule: instruction DNS/2025/12, action 6, third dash; ages carried by the reasons.
    """
    if outside := outside_scope(profile, rules, as_of):
        return outside
    noted = bool(facts.local_directories)
    ours = [one for one in facts.local_directories if runs_on(one.in_place_on, one.until, as_of)]
    if not ours:
        reason = Reason("local_directory_missing")
        return Verdict(Status.OPEN, (reason,), missing=("local_directory",), noted=noted)
    reasons: list[Reason] = []
    missing: list[str] = []
    for name, path, days in (
        ("hr", HR_AGE, [one.hr_synchronised_on for one in ours]),
        ("rpps", RPPS_AGE, [one.rpps_synchronised_on for one in ours]),
    ):
        last = max((day for some in days for day in some if day <= as_of), default=None)
        if last is None:
            reasons.append(Reason(f"{name}_never_synchronised", {}, rules.sources(path)))
            missing.append(f"{name}_synchronisation")
        elif (as_of - last).days > rules.number(path):
            data: dict[str, object] = {"last_on": last}
            reasons.append(Reason(f"{name}_synchronisation_old", data, rules.sources(path)))
            missing.append(f"{name}_synchronisation")
    if reasons:
        return Verdict(Status.OPEN, tuple(reasons), missing=tuple(missing))
    reason = Reason("local_directory_synchronised", {}, rules.sources(HR_AGE, RPPS_AGE))
    return Verdict(Status.MET, (reason,))


def days_6a(facts: IdentificationFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 6.a may change."""
    return set(facts.trajectory_validated_on)


def days_6b(facts: IdentificationFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 6.b may change."""
    days: set[date | None] = set()
    for use in facts.mie_uses:
        days.update((use.since, use.until, use.homologated_on, use.homologation_until))
    for service in facts.services:
        days.update((service.since, service.until))
    return {day for day in days if day is not None}


def days_6c(facts: IdentificationFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 6.c may change."""
    days: set[date | None] = {one.counted_on for one in facts.user_counts}
    for service in facts.services:
        days.update((service.since, service.until))
    for sso in facts.sso:
        days.update((sso.in_service_on, sso.until))
    return {day for day in days if day is not None}


def days_6d(facts: IdentificationFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 6.d may change, among them those on which a synchronisation grows old."""
    days: set[date | None] = set()
    for one in facts.local_directories:
        days.update((one.in_place_on, one.until))
        for path, seen in ((HR_AGE, one.hr_synchronised_on), (RPPS_AGE, one.rpps_synchronised_on)):
            days.update(seen)
            age = timedelta(days=rules.number(path) + 1)
            days.update(day + age for day in seen if day <= date.max - age)
    return {day for day in days if day is not None}


def days_6e(facts: IdentificationFacts, rules: DayRules, years: range) -> set[date]:
    """The days on which 6.e may change."""
    return set(facts.engagement_signed_on)
