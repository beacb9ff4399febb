"""The state of action 1 in words, for titles and for the history."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from hygie.domain.verdict import Status, Verdict
from hygie.exercises.models import Exercise
from hygie.exercises.selectors import PLAN_CODE, ExercisesPage
from hygie.journal.models import Entry
from hygie.obligations.steps import Step
from hygie.organisations.models import Coverage, Organisation
from hygie.quality_plan.sources import gesture_url
from hygie.web.formats import MONTHS, NBSP, day_long

FOR_OTHERS = ("1.a", "1.b")
ACTS = {
    "exercise.recorded": "Exercice noté",
    "exercise.changed": "Exercice corrigé",
    "exercise.removed": "Exercice retiré",
    "exercise.retex_validated": "RETEX validé",
    "exercise.entered": "Saisie sur la plateforme notée",
    "scenario.begun": "Scénario commencé",
    "scenario.imported": "Version reprise d’un fichier",
    "scenario.draft_imported": "Brouillon repris d’un fichier",
    "scenario.published": "Version publiée",
    "scenario.changed": "Modifié",
    "scenario.draft_dropped": "Modifications abandonnées",
    "scenario.archived": "Archivé",
    "scenario.restored": "Remis dans la bibliothèque",
    "scenario.stimulus_added": "Stimulus ajouté",
    "scenario.stimulus_changed": "Stimulus modifié",
    "scenario.stimulus_moved": "Stimulus déplacé",
    "scenario.stimulus_removed": "Stimulus retiré",
    "run.created": "Préparation commencée",
    "run.changed": "Préparation modifiée",
    "run.planned": "Date fixée",
    "run.cells_set": "Cellules modifiées",
    "run.functions_set": "Fonctions modifiées",
    "run.units_set": "Établissements modifiés",
    "run.accepted": "Invitation acceptée",
    "run.declined": "Invitation déclinée",
    "run.stimulus_addressed": "Destinataires d’un stimulus choisis",
    "run.mails_set": "Courriels réglés",
    "run.mail_tried": "Courriel d’essai envoyé",
    "run.mail_received": "Courriel d’essai reçu",
    "run.participant_added": "Personne ajoutée",
    "run.participants_added": "Personnes ajoutées",
    "run.participant_changed": "Personne modifiée",
    "run.participant_removed": "Personne retirée",
    "run.convoked": "Convocations envoyées",
    "run.convoked_by_hand": "Convoqués autrement",
    "run.reached": "Joints au comcheck",
    "run.unreached": "Pas joints, finalement",
    "run.waived": "Point accepté par écrit",
    "run.unwaived": "Point de nouveau à régler",
    "run.ready": "Déclaré prêt",
    "run.unready": "N’est plus prêt\u00a0: quelque chose manque",
    "run.cancelled": "Annulé",
    "run.debex": "DEBEX",
    "run.paused": "Pause",
    "run.resumed": "Reprise après pause",
    "run.finex": "FINEX",
    "run.noted_after": "Noté après coup",
    "run.hours_changed": "Heures rectifiées",
    "run.stimuli_noted": "Stimuli notés après coup",
    "run.grid_copied": "Grille d’observation recopiée",
    "run.log_copied": "Main courante recopiée",
    "run.archived": "Archive faite",
    "run.retex_shared": "RETEX préparé sans les noms, pour d’autres",
    "run.presences": "Présences notées",
    "run.stimulus_sent": "Stimulus envoyé",
    "run.stimulus_skipped": "Stimulus écarté",
    "run.stimulus_restored": "Stimulus remis",
    "run.stimulus_shifted": "Stimulus décalé",
    "run.stimulus_noted": "Note sur un stimulus",
    "run.cancellation_told": "Annulation envoyée",
    "run.mails_stopped": "Courriels arrêtés",
    "run.mails_let_go": "Courriels relancés",
    "run.closed": "Clos\u00a0: chaque RETEX est validé",
    "run.highlight_noted": "Force ou fragilité notée",
    "run.highlight_changed": "Force ou fragilité corrigée",
    "run.highlight_removed": "Force ou fragilité retirée",
    "run.retex_made": "RETEX commencé",
    "run.retex_taken_up": "Constats repris du déroulé",
    "run.retex_written": "RETEX écrit",
    "run.retex_constat_accepted": "Constat retenu",
    "run.retex_constat_refused": "Constat écarté",
    "run.retex_constat_open": "Constat laissé à décider",
    "run.retex_set_aside": "Constats écartés",
    "run.retex_validated": "RETEX validé",
    "fact.declined": "Décliné\u00a0: ne nous concerne pas",
    "fact.taken_back": "Repris\u00a0: nous concerne",
}


def page_title(page: ExercisesPage, day: date) -> str:
    """« 1. Exercice de crise : fait en 2026, RETEX à valider au plus tard le 31 décembre »."""
    held = page.verdicts["1.a"]
    words = _held_words(held, day)
    if held.status == Status.MET:
        words = f"{words}, {_next_words(page.verdicts, page.plan_status, day)}"
    return f"1. Exercice de crise\u00a0: {words}"


def _held_words(verdict: Verdict, day: date) -> str:
    if verdict.status == Status.MET:
        return f"fait en {day.year}"
    if verdict.status == Status.LATE:
        return f"en retard, rien ne compte pour {verdict.missed[-1]}"
    if verdict.status == Status.DUE and verdict.due_on:
        return f"à tenir au plus tard le {day_long(verdict.due_on)}"
    if verdict.status == Status.NOT_APPLICABLE:
        return "non concerné"
    return "à préciser"


def _next_words(verdicts: Mapping[str, Verdict], plan_status: str, day: date) -> str:
    for code, due, late in (
        ("1.b", "RETEX à valider", "RETEX en retard"),
        ("1.d", "saisie à faire", "saisie en retard"),
    ):
        verdict = verdicts[code]
        if verdict.status == Status.LATE:
            return late
        if verdict.status == Status.DUE and verdict.due_on:
            return f"{due} au plus tard le {_short_day(verdict.due_on, day)}"
    if plan_status == Status.OPEN:
        return "améliorations à porter au PAQ"
    if plan_status == Status.UNKNOWN:
        return "améliorations à noter"
    return "RETEX validé et saisie faite"


def _short_day(day: date, today: date) -> str:
    """31 décembre, without the year when it is this one."""
    return f"{day.day}{NBSP}{MONTHS[day.month - 1]}" if day.year == today.year else day_long(day)


def detail_title(exercise: Exercise, steps: Sequence[Step], own: Coverage | None) -> str:
    """« Exercice du 12/03/2026 : compte pour 2026, RETEX à valider ».

    `own`: the unit's own coverage, None when it bears the exercise for others only.
    """
    if own is None:
        return f"{exercise}\u00a0: noté ici pour d’autres"
    if own.declined_at:
        return f"{exercise}\u00a0: décliné"
    held, retex, _, entry = steps
    if held.tag:
        return f"{exercise}\u00a0: {held.tag}"
    if held.status != Status.MET:
        return f"{exercise}\u00a0: à préciser"
    words = [f"compte pour {exercise.held_on.year}"]
    words += [] if retex.status == Status.MET else ["RETEX à valider"]
    words += [] if entry.status == Status.MET else ["à saisir sur la plateforme"]
    return f"{exercise}\u00a0: {', '.join(words)}"


def entry_lead(exercise: Exercise) -> str:
    """What to do on the platform, then here."""
    return (
        f"{exercise}, tenu le {day_long(exercise.held_on)}. Hygie n’envoie rien\u00a0: saisissez "
        "l’exercice sur la plateforme, puis notez ici le jour et l’accusé."
    )


def steps_shown(
    unit: Organisation,
    exercise: Exercise,
    steps: Sequence[Step],
    own: Coverage | None,
    *,
    may_write: bool,
    may_plan: bool,
) -> list[dict[str, Any]]:
    """The steps with the address of the gesture that the person may do, "" without.

    Without `own` coverage, those that the bearer settles for the others: not the plan, not the
    entry, which are each unit's own.
    """
    may = {"may_write": may_write, "may_plan": may_plan}
    kept = [step for step in steps if own is not None or step.code in FOR_OTHERS]
    urls = [gesture_url("exercises", step, unit, exercise, **may) for step in kept]
    return [{**asdict(step), "url": url} for step, url in zip(kept, urls, strict=True)]


def first_gesture(
    steps: Sequence[Mapping[str, Any]], own: Coverage | None
) -> dict[str, str] | None:
    """The gesture that helps first: what is not met; noting an improvement comes last."""
    if own is not None and own.declined_at:
        return None
    order = sorted(steps, key=lambda step: step["code"] == PLAN_CODE)
    for step in order:
        if step["url"]:
            return {"url": step["url"], "label": step["gesture_label"]}
    return None


def history_events(entries: list[Entry]) -> list[dict[str, Any]]:
    """Events of the timeline component."""
    return [
        {
            "on": entry.at,
            "text": ACTS.get(entry.verb, "Modifié"),
            "person": entry.author_name,
            "note": entry.data.get("reason", ""),
        }
        for entry in entries
    ]
