"""The page of an exercise being prepared: its steps, what is missing, every word in French."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from hygie.domain.playing.readiness import Check, missing_in_team
from hygie.exercises.enums import Function
from hygie.exercises.models import Participant, Run
from hygie.exercises.run_enums import Answer, MailState, PartRole, RunState
from hygie.exercises.run_scenario import functions_in, has_mail, receiving
from hygie.exercises.run_selectors import Preparation, convocation_state, counted
from hygie.exercises.run_words import cell_said, cell_title, function_said, hour, lack_said
from hygie.exercises.scenario_words import clock, length, word
from hygie.exercises.services.cancelling import is_told
from hygie.web.formats import day_long, plural
from hygie.web.paths import path_of

MET, DUE = "met", "due"
CONVOKED = {
    "": "à convoquer",
    "hand": "convoqué",
    "again": "à convoquer de nouveau",
    MailState.WAITING.value: "à envoyer",
    MailState.SENDING.value: "en cours d’envoi",
    MailState.SENT.value: "convoqué par courriel",
    MailState.REFUSED.value: "refusé par le serveur",
    MailState.TO_CHECK.value: "à vérifier",
    MailState.STOPPED.value: "retenu",
}
TROUBLED = {MailState.REFUSED.value, MailState.TO_CHECK.value, MailState.STOPPED.value}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the preparation. `lack`: what is missing, in one sentence; "" when nothing is."""

    number: int
    anchor: str
    title: str
    lack: str
    url: str

    @property
    def status(self) -> str:
        return DUE if self.lack else MET


def address(prepared: Preparation, name: str, *more: object) -> str:
    """A page of the exercise, for the establishment that leads it."""
    run = prepared.run
    return path_of(f"exercises:{name}", run.bearer.finess, run.pk, *more)


def steps_of(prepared: Preparation) -> list[Step]:
    """The eight steps, in order."""
    at = address
    said = (
        ("scenario", "Scénario et mots locaux", _words_lack(prepared), at(prepared, "run-words")),
        ("date", "Date et lieu", _day_lack(prepared), at(prepared, "run-day")),
        ("cellules", "Cellules", _cells_lack(prepared), at(prepared, "run-cells")),
        ("participants", "Participants", _people_lack(prepared), at(prepared, "participant-new")),
        ("convocations", "Convocations", _convoked_lack(prepared), at(prepared, "run-convoke")),
        ("comcheck", "Comcheck", _reached_lack(prepared), at(prepared, "run-comcheck")),
        ("verifications", "Vérifications", _checks_lack(prepared), "#verifications"),
        ("dossier", "Dossier à imprimer", "", "#dossier"),
    )
    return [Step(rank, *one) for rank, one in enumerate(said, 1)]


def _words_lack(prepared: Preparation) -> str:
    left = [o for o in prepared.scenario.variables if o.name not in prepared.run.values]
    if not left:
        return ""
    names = ", ".join(one.label.lower() for one in left[:3]) + (", …" if len(left) > 3 else "")
    return f"Des mots du scénario sont à mettre aux vôtres\u00a0: {names}."


def _day_lack(prepared: Preparation) -> str:
    run = prepared.run
    if run.planned_on is None or run.starts_at is None:
        return "La date et l’heure ne sont pas fixées."
    return "" if run.place else "Le lieu n’est pas dit."


def _cells_lack(prepared: Preparation) -> str:
    held = [prepared.cell(u.pk, kind) for u in prepared.units for kind in prepared.kinds]
    rooms = sum(one is None or not one.place for one in held)
    phones = sum(one is None or not one.phone for one in held)
    if not rooms and not phones:
        return ""
    parts = [
        f"{count} cellule{plural(count)} sans {what}"
        for count, what in ((rooms, "salle"), (phones, "numéro hors SI"))
        if count
    ]
    return ", ".join(parts) + "."


def _people_lack(prepared: Preparation) -> str:
    if not prepared.people:
        return "Personne n’est encore inscrit."
    if not counted(prepared.people, PartRole.ANIMATEUR):
        return "Il n’y a pas d’animateur."
    wanted = sum(o.check in (Check.RECIPIENT, Check.REQUIRED) for o in prepared.open_lacks)
    return f"{wanted} fonction{plural(wanted)} sans joueur." if wanted else ""


def _convoked_lack(prepared: Preparation) -> str:
    left = sum(one.convoked_at is None for one in prepared.people)
    if not prepared.people:
        return "Inscrivez d’abord les participants."
    return f"{left} personne{plural(left)} à convoquer." if left else ""


def _reached_lack(prepared: Preparation) -> str:
    left = sum(one.comcheck_at is None for one in prepared.people)
    if not prepared.people:
        return "Inscrivez d’abord les participants."
    return f"{left} personne{plural(left)} à joindre." if left else ""


def _checks_lack(prepared: Preparation) -> str:
    left = len(prepared.open_lacks)
    return f"{left} point{plural(left)} à régler ou à accepter par écrit." if left else ""


def page_of(prepared: Preparation) -> dict[str, Any]:
    """Everything that the page of the exercise shows, but the gestures of who looks."""
    run, steps = prepared.run, steps_of(prepared)
    return {
        "run": run,
        "scenario": prepared.scenario,
        "units": prepared.units if len(prepared.units) > 1 else (),
        "steps": steps,
        "missing": [one for one in steps if one.lack],
        "state": state_said(prepared),
        "when": when_said(prepared),
        "length": length(prepared.scenario.length_s),
        "words": [
            {"label": one.label, "value": one.value, "own": one.name in run.values}
            for one in prepared.scenario.variables
        ],
        "cells": cells_shown(prepared),
        "people": people_shown(prepared),
        "functions": functions_shown(prepared),
        "teams": teams_shown(prepared),
        "lacks": lacks_shown(prepared),
        "may_be_ready": run.state == RunState.PLANNED and not prepared.open_lacks,
        "has_mail": has_mail(prepared.scenario),
    }


def state_said(prepared: Preparation) -> str:
    """« prêt », « 3 points manquent »… after the title."""
    run = prepared.run
    if not prepared.leads or run.state not in (RunState.DRAFT, RunState.PLANNED):
        return str(run.get_state_display())
    left = len(prepared.open_lacks)
    if left:
        return f"{left} point{plural(left)} à régler avant d’être prêt"
    return "tout est vérifié, à déclarer prêt" if run.state == RunState.PLANNED else "date à fixer"


def when_said(prepared: Preparation) -> str:
    """« le 12 mars 2027 à 14 h 00, salle de crise »."""
    run = prepared.run
    if run.how_said and run.debex_at and run.finex_at:
        hours = [hour(timezone.localtime(at).time()) for at in (run.debex_at, run.finex_at)]
        said = f"joué le {day_long(day_of(run))}, de {hours[0]} à {hours[1]}"
        return f"{said}, {run.place}" if run.place else said
    if run.planned_on is None:
        return "date à fixer"
    said = f"le {day_long(run.planned_on)}"
    if run.starts_at is not None:
        said += f" à {hour(run.starts_at)}"
    return f"{said}, {run.place}" if run.place else said


def cells_shown(prepared: Preparation) -> list[dict[str, Any]]:
    """The cells of each establishment, with their people."""
    shown = []
    for unit in prepared.units:
        for kind in prepared.kinds:
            held = prepared.cell(unit.pk, kind)
            people = [o.name for o in prepared.people if (o.unit_id, o.cell) == (unit.pk, kind)]
            shown.append(
                {
                    "label": cell_title(kind),
                    "unit": unit.name if len(prepared.units) > 1 else "",
                    "place": held.place if held else "",
                    "phone": held.phone if held else "",
                    "people": ", ".join(people),
                }
            )
    return shown


def people_shown(prepared: Preparation) -> list[dict[str, Any]]:
    """The participants: direction, animateurs, observers, then players by function."""
    order = list(PartRole)
    ranks = {one.value: rank for rank, one in enumerate(Function)}
    people = sorted(
        prepared.people,
        key=lambda o: (order.index(PartRole(o.role)), ranks.get(o.function, -1), o.name),
    )
    return [person_shown(prepared, one) for one in people]


def person_shown(prepared: Preparation, one: Participant) -> dict[str, Any]:
    state = convocation_state(one)
    return {
        "person": one,
        "key": str(one.pk),
        "role": one.get_role_display(),
        "function": function_said(prepared.run, one.function),
        "cell": cell_said(one.cell) if one.cell else "",
        "unit": one.unit.name if len(prepared.units) > 1 else "",
        "convoked": CONVOKED[state],
        "is_troubled": state in TROUBLED,
        "server_said": getattr(getattr(one, "convocation", None), "message", ""),
    }


def cancelled_shown(run: Run, one: Participant) -> dict[str, Any]:
    """Somebody who was convoked to an exercise since cancelled: was she told?"""
    known = getattr(one, "convocation", None)
    told = is_told(run, one)
    if told and known is not None:
        said = f"prévenu par courriel le {day_long(timezone.localdate(known.at))}"
    elif told is None:
        said = "à vérifier\u00a0: prévenez de vive voix"
    elif known is not None and known.state == MailState.REFUSED:
        said = "refusé par le serveur\u00a0: prévenez de vive voix"
    else:
        said = "à prévenir" if one.email else "sans adresse\u00a0: prévenez de vive voix"
    return {
        "person": one,
        "function": function_said(run, one.function) or one.get_role_display(),
        "said": said,
        "is_told": told is True,
    }


def functions_shown(prepared: Preparation) -> list[dict[str, Any]]:
    """The functions that the scenario needs: who plays each, or that the animation does."""
    return [
        {
            "label": function_said(prepared.run, one.function),
            "attendance": word(one.attendance).lower(),
            "people": ", ".join(p.name for p in prepared.by_function.get(one.function, ())),
            "is_simulated": one.function in prepared.run.simulated,
        }
        for one in prepared.scenario.publics
    ]


def teams_shown(prepared: Preparation) -> list[dict[str, Any]]:
    """Each establishment invited, when there are several: what it answered, and which functions
    nobody plays there. Of the others, who only plays is told no more than their names."""
    if len(prepared.invited) < 2:
        return []
    run, own = prepared.run, {one.pk for one in prepared.units}
    shown = []
    for one in prepared.invited:
        people = [o for o in prepared.people if o.unit_id == one.unit_id]
        is_told = one.answer == Answer.ACCEPTED and one.unit_id in own
        played = functions_in(one.unit_id, people)
        missing = missing_in_team(prepared.scenario, played, run.simulated) if is_told else ()
        shown.append(
            {
                "one": one,
                "leads": one.unit_id == run.bearer_id,
                "is_told": is_told,
                "people": len(people),
                "observers": counted(people, PartRole.OBSERVATEUR),
                "missing": ", ".join(function_said(run, code) for code in missing),
            }
        )
    return shown


def lacks_shown(prepared: Preparation) -> list[dict[str, Any]]:
    """What the checks found, with the waiver of each and where to solve it."""
    run = prepared.run
    urls = {
        Check.RECIPIENT: address(prepared, "run-functions"),
        Check.REQUIRED: address(prepared, "participant-new"),
        Check.OBSERVER: address(prepared, "participant-new"),
        Check.MAIL: address(prepared, "run-mails"),
        Check.ADDRESS: "#participants",
        Check.ANSWER: address(prepared, "run-units"),
        Check.TEAM: address(prepared, "participant-new"),
        Check.NOBODY: address(prepared, "run-addressed"),
    }
    names = {str(one.unit.finess): one.unit.name for one in prepared.invited}
    return [
        {
            "key": one.key,
            "text": lack_said(run, prepared.scenario, one, names),
            "url": urls.get(one.check, ""),
            "waiver": run.waivers.get(one.key),
        }
        for one in prepared.lacks
    ]


def day_of(run: Run) -> date | None:
    """The day it was played, or is to be."""
    return timezone.localdate(run.debex_at) if run.debex_at else run.planned_on


def rows_of_runs(runs: Sequence[Any], finess: str) -> list[dict[str, Any]]:
    """The exercises prepared, for a list."""
    return [
        {
            "run": one,
            "url": path_of("exercises:run", finess, one.pk),
            "state": one.get_state_display(),
            "day": day_of(one),
            "at": hour(timezone.localtime(one.debex_at).time() if one.debex_at else one.starts_at),
            "to_answer": one.answer == Answer.INVITED and one.is_before,
            "declined": one.answer == Answer.DECLINED,
            "is_over": one.is_after or one.state == RunState.CANCELLED,
        }
        for one in runs
    ]


def invitation_of(prepared: Preparation) -> dict[str, Any]:
    """What an establishment invited may know before it answers."""
    run = prepared.run
    return {
        "run": run,
        "when": when_said(prepared),
        "length": length(prepared.scenario.length_s),
        "invited": [one.unit.name for one in prepared.invited if one.unit_id != run.bearer_id],
        "people": len(prepared.people),
    }


def addressed_shown(
    prepared: Preparation, addressed: Mapping[str, Sequence[int]]
) -> list[dict[str, Any]]:
    """Each stimulus, and the names of who receives it ("" for all). `is_lost`: for establishments
    that do not play any more."""
    names = {one.pk: one.name for one in prepared.units}
    return [
        {
            "one": one,
            "at": clock(one.at_s),
            "for": ", ".join(names[key] for key in receiving(addressed.get(one.code, ()), names)),
            "is_lost": bool(addressed.get(one.code)) and not receiving(addressed[one.code], names),
        }
        for one in prepared.scenario.stimuli
    ]
