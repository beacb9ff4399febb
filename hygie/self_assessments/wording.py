"""The state of action 2 in words, for titles and for the history."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from hygie.domain.verdict import Status
from hygie.journal.models import Entry
from hygie.obligations.steps import Step
from hygie.organisations.models import Coverage, Organisation
from hygie.quality_plan.sources import gesture_url
from hygie.self_assessments.models import SelfAssessment
from hygie.self_assessments.selectors import PLAN_CODE, AssessmentsPage
from hygie.web.formats import day_long

ANSWERED, EVENTS = "self_assessment.answered", 50
ACTS = {
    "self_assessment.recorded": "Auto-évaluation notée",
    "self_assessment.changed": "Auto-évaluation corrigée",
    "self_assessment.answered": "Réponses enregistrées",
    "self_assessment.proved": "Preuves d’une mesure choisies",
    "self_assessment.carried": "Réponses reprises d’une autre année",
    "self_assessment.scoped": "Groupes choisis",
    "self_assessment.pack_changed": "Passée à une autre version du référentiel",
    "self_assessment.closed": "Réponses closes",
    "self_assessment.reopened": "Réponses rouvertes",
    "self_assessment.reopening_reason": "Motif de la réouverture",
    "self_assessment.entered": "Saisie sur la plateforme notée",
    "fact.declined": "Déclinée\u00a0: ne nous concerne pas",
    "fact.taken_back": "Reprise\u00a0: nous concerne",
}


def page_title(page: AssessmentsPage, day: date) -> str:
    """« 2. Auto-évaluation : déclarée en 2026, écarts à porter au PAQ »."""
    return f"2. Auto-évaluation\u00a0: {_state_words(page, day)}"


def _state_words(page: AssessmentsPage, day: date) -> str:
    verdict = page.verdict
    if verdict.status == Status.MET:
        return f"déclarée en {day.year}{_plan_words(page.plan_status)}"
    if verdict.status == Status.LATE:
        return f"en retard, rien n’a été déclaré en {verdict.missed[-1]}"
    if verdict.status == Status.DUE and verdict.due_on:
        return f"à déclarer au plus tard le {day_long(verdict.due_on)}"
    if verdict.status == Status.NOT_APPLICABLE:
        return "non concerné"
    return "à préciser"


def _plan_words(plan_status: str) -> str:
    if plan_status == Status.OPEN:
        return ", écarts à porter au PAQ"
    return ", écarts à noter" if plan_status == Status.UNKNOWN else ""


def detail_title(
    assessment: SelfAssessment, steps: Sequence[Step], missing: int, own: Coverage | None
) -> str:
    """« Auto-évaluation 2026 : à saisir sur la plateforme ».

    `own`: the unit's own coverage, None when it bears the self-assessment for others only.
    """
    entered = steps[0]
    if own is None:
        words = "notée ici pour d’autres"
    elif own.declined_at:
        words = "déclinée"
    elif assessment.pack.is_demonstration:
        words = "démonstration, ne compte pas"
    elif entered.status == Status.MET:
        words = "déclarée"
    elif entered.tag and assessment.pack.is_official:
        words = entered.tag
    elif missing:
        words = f"{missing} mesure{'s' if missing > 1 else ''} sans réponse"
    elif not assessment.pack.is_official:
        words = "réponses closes" if assessment.is_closed else "réponses à clore"
    else:
        words = "à saisir sur la plateforme"
    return f"{assessment}\u00a0: {words}"


def entry_lead(assessment: SelfAssessment) -> str:
    """What to do on the platform, then here."""
    return (
        f"{assessment}, {assessment.pack.title}. Hygie n’envoie rien\u00a0: saisissez le niveau "
        "sur la plateforme, puis notez ici le jour et l’accusé."
    )


def steps_shown(
    unit: Organisation,
    assessment: SelfAssessment,
    steps: Sequence[Step],
    own: Coverage | None,
    *,
    may_write: bool,
    may_plan: bool,
) -> list[dict[str, Any]]:
    """The steps with the address of the gesture that the person may do, "" without.

    None without `own` coverage: the entry and the plan are each unit's own.
    """
    if own is None:
        return []
    may = {"may_write": may_write, "may_plan": may_plan}
    urls = [gesture_url("self_assessments", step, unit, assessment, **may) for step in steps]
    return [{**asdict(step), "url": url} for step, url in zip(steps, urls, strict=True)]


def first_gesture(
    unit: Organisation,
    assessment: SelfAssessment,
    steps: Sequence[Mapping[str, Any]],
    *,
    missing: int,
    may_answer: bool,
) -> dict[str, str] | None:
    """The gesture that helps first: answer, close, enter; noting a gap comes last."""
    if may_answer and missing:
        url = reverse("self_assessments:answers", args=[unit.finess, assessment.pk, 1])
        return {"url": url, "label": "Répondre aux mesures"}
    if may_answer and not assessment.is_closed:
        url = reverse("self_assessments:close", args=[unit.finess, assessment.pk])
        return {"url": url, "label": "Clore les réponses"}
    for step in sorted(steps, key=lambda one: one["code"] == PLAN_CODE):
        if step["url"]:
            return {"url": step["url"], "label": step["gesture_label"]}
    return None


def history_events(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Events of the timeline component; answers saved in a row by one person make one line."""
    rows: list[list[Entry]] = []
    for entry in entries:
        if rows and _goes_with(rows[-1][-1], entry):
            rows[-1].append(entry)
        else:
            rows.append([entry])
    return [_event(row[0], len(row)) for row in rows[:EVENTS]]


def _goes_with(last: Entry, entry: Entry) -> bool:
    same = (last.verb, last.author_name, localdate(last.at))
    return entry.verb == ANSWERED and same == (ANSWERED, entry.author_name, localdate(entry.at))


def _event(entry: Entry, count: int) -> dict[str, Any]:
    note = entry.data.get("reason") or entry.data.get("theme", "")
    return {
        "on": entry.at,
        "text": ACTS.get(entry.verb, "Modifiée"),
        "person": entry.author_name,
        "note": f"{count} fois" if count > 1 else note,
    }
