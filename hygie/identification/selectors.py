"""The overview of action 6: the five obligations with their facts, the SSO rule at its bounds."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from hygie.domain import identification as domain
from hygie.domain.dated import load_book
from hygie.domain.dated.book import DayRules
from hygie.domain.periods import runs_on
from hygie.identification.facts import facts_of, mie_fact
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
from hygie.obligations.models import Interval
from hygie.obligations.selectors import action_statuses
from hygie.organisations.models import Coverage, Fact, Organisation
from hygie.web.formats import NBSP, day_short, grouped, plural

ALL_SERVICES = "tous les services"
CONFORMITY = {True: ("met", "admis"), False: ("late", "non admis"), None: ("due", "à préciser")}

DETAIL_URLS: dict[type[Fact], str] = {
    Trajectory: "identification:trajectory-detail",
    SensitiveService: "identification:service-detail",
    MieUse: "identification:mie-detail",
    Sso: "identification:sso-detail",
    UserCount: "identification:count-detail",
    LocalDirectory: "identification:directory-detail",
    Engagement: "identification:engagement-detail",
}


@dataclass(frozen=True)
class Shown:
    """A record in a list: the record, what is said of it, whether it runs, whose it is."""

    fact: Any
    says: str
    runs: bool
    is_own: bool
    declined: bool
    tag: tuple[str, str] | None = None


@dataclass(frozen=True)
class Overview:
    """What the page shows on a day."""

    statuses: dict[str, Interval]
    trajectories: list[Shown]
    services: list[Shown]
    means: list[Shown]
    counts: list[Shown]
    sso: list[Shown]
    directories: list[Shown]
    engagements: list[Shown]
    sso_rule: list[str]
    sso_verdict: str
    for_others: list[dict[str, Any]]


def overview(unit: Organisation, day: date) -> Overview:
    """Everything of the page, in a number of queries that the records do not change."""
    noted = noted_for([unit.pk], for_a_screen=True)
    facts = facts_of(noted, unit.pk)
    rules = load_book().at(day)
    rule, verdict = sso_sentences(facts, rules, day)
    return Overview(
        statuses=action_statuses(unit, 6, day),
        trajectories=_shown(noted, unit, Trajectory, "validated_on", day),
        services=_shown(noted, unit, SensitiveService, "since", day),
        means=_means(noted, unit, rules, day),
        counts=_shown(noted, unit, UserCount, "counted_on", day),
        sso=_shown(noted, unit, Sso, "in_service_on", day),
        directories=_directories(noted, unit, day),
        engagements=_shown(noted, unit, Engagement, "signed_on", day),
        sso_rule=rule,
        sso_verdict=verdict,
        for_others=[
            {"fact": one, "detail_url": DETAIL_URLS[type(one)]} for one in noted.for_others
        ],
    )


def sso_sentences(
    facts: domain.IdentificationFacts, rules: DayRules, day: date
) -> tuple[list[str], str]:
    """The two counts against their bounds, and what follows; nothing before the text."""
    if not (rules.has(domain.SSO_SERVICES) and rules.has(domain.SSO_USERS)):
        return [], ""
    services = sum(runs_on(one.since, one.until, day) for one in facts.services)
    counted = [one for one in facts.user_counts if one.counted_on <= day]
    last = max(counted, key=lambda one: one.counted_on, default=None)
    most_services, most_people = rules.number(domain.SSO_SERVICES), rules.number(domain.SSO_USERS)
    sentences = [
        _against(services, f"service{plural(services)} sensible{plural(services)}", most_services)
        if services
        else f"Aucun service sensible n’est noté{NBSP}: on ne sait pas s’il y en a plus de "
        f"{grouped(most_services)}.",
        _against(
            last.distinct_people,
            f"personne{plural(last.distinct_people)} distincte{plural(last.distinct_people)}",
            most_people,
        )
        if last
        else f"Le nombre de personnes n’est pas noté{NBSP}: on ne sait pas s’il y en a plus de "
        f"{grouped(most_people)}.",
    ]
    needed = services > most_services or (last is not None and last.distinct_people > most_people)
    return sentences, _conclusion(needed, services > 0 and last is not None)


def _against(count: int, noun: str, most: int) -> str:
    """« 6 services sensibles : plus de 5, le SSO est requis. »"""
    if count > most:
        return f"{grouped(count)} {noun}{NBSP}: plus de {grouped(most)}, le SSO est requis."
    return f"{grouped(count)} {noun}{NBSP}: pas plus de {grouped(most)}, cela ne suffit pas."


def _conclusion(needed: bool, all_known: bool) -> str:
    if needed:
        return "Le SSO est requis."
    if all_known:
        return "Le SSO n’est pas requis."
    return "On ne sait pas encore si le SSO est requis."


def _row(unit: Organisation, fact: Fact, covered: Coverage, **values: Any) -> Shown:
    declined = covered.declined_at is not None
    return Shown(fact=fact, is_own=fact.bearer_id == unit.pk, declined=declined, **values)


def _shown(
    noted: Noted, unit: Organisation, model: type[Fact], name: str, day: date
) -> list[Shown]:
    """Records of one kind; what has ended comes last."""
    rows = []
    for fact, covered in noted.of(unit.pk, model):
        since, until = getattr(fact, name), getattr(fact, "until", None)
        signed = getattr(fact, "signatory", "") or getattr(fact, "validated_by", "")
        says = _since_until(since, until) if hasattr(fact, "until") else signed
        rows.append(_row(unit, fact, covered, says=says, runs=runs_on(since, until, day)))
    return sorted(rows, key=lambda row: (row.declined, not row.runs))


def _means(noted: Noted, unit: Organisation, rules: DayRules, day: date) -> list[Shown]:
    """The means in use, those that are not conform first."""
    can_judge = rules.has(domain.MIE_FACTORS) and rules.has(domain.MIE_EIDAS)
    names = {one.pk: one.name for one, _ in noted.of(unit.pk, SensitiveService)}
    rows = []
    for use, covered in noted.of(unit.pk, MieUse):
        target = names.get(use.service_id, "un autre service") if use.service_id else ALL_SERVICES
        conform = domain.is_conform(mie_fact(use, covered), rules, day) if can_judge else None
        runs = runs_on(use.since, use.until, day)
        tag = CONFORMITY[conform] if runs and can_judge else None
        rows.append(_row(unit, use, covered, says=target, runs=runs, tag=tag))
    order = ["late", "due", "met"]
    return sorted(
        rows,
        key=lambda row: (row.declined, not row.runs, order.index(row.tag[0]) if row.tag else 3),
    )


def _directories(noted: Noted, unit: Organisation, day: date) -> list[Shown]:
    rows = []
    for fact, covered in noted.of(unit.pk, LocalDirectory):
        done = [one for one in noted.synchronisations.get(fact.pk, []) if one.done_on <= day]
        runs = runs_on(fact.in_place_on, fact.until, day)
        rows.append(_row(unit, fact, covered, says=_synchronised(done), runs=runs))
    return sorted(rows, key=lambda row: (row.declined, not row.runs))


def _synchronised(rows: list[Any]) -> str:
    """« GRH le 01/02/2026, RPPS jamais »; `rows` latest first."""
    last = {row.source: row.done_on for row in reversed(rows)}
    return ", ".join(
        f"{name} le {day_short(last[source])}" if source in last else f"{name} jamais"
        for source, name in (("hr", "GRH"), ("rpps", "RPPS"))
    )


def _since_until(since: date, until: date | None) -> str:
    end = f", jusqu’au {day_short(until)}" if until else ""
    return f"depuis le {day_short(since)}{end}"
