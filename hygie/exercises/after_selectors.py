"""Reads for an exercise noted after the fact: what waits to be told, what a grid may say."""

from dataclasses import dataclass
from typing import Any

from hygie.domain.scenario.shape import Criterion
from hygie.exercises.models import Observation, Participant, PlayedStimulus, Run
from hygie.exercises.run_enums import PartRole, PlayState, Presence
from hygie.exercises.run_scenario import played
from hygie.exercises.run_selectors import log_of
from hygie.organisations.models import Organisation
from hygie.web.formats import plural
from hygie.web.paths import path_of


@dataclass(frozen=True, slots=True)
class AfterStep:
    """One thing to write down. `left`: what is still to be said, "" once it is; `is_free`: only if
    paper holds it."""

    title: str
    left: str
    url: str
    label: str
    is_free: bool = False


def stimuli_of(run: Run) -> list[PlayedStimulus]:
    """In the order of the exercise."""
    return list(run.played.order_by("due_s", "code"))


def titles_of(run: Run) -> dict[str, str]:
    """Title by code of stimulus."""
    return {one.code: one.title for one in played(run).stimuli}


def criteria_of(run: Run) -> list[tuple[Criterion, str]]:
    """The criteria that could be observed, each with where: those of the stimuli sent, in the
    order of the scenario, then those of the whole exercise."""
    scenario = played(run)
    sent = set(run.played.filter(state=PlayState.SENT).values_list("code", flat=True))
    found = [
        (criterion, f"{stimulus.code} {stimulus.title}")
        for stimulus in scenario.stimuli
        if stimulus.code in sent
        for criterion in stimulus.criteria
    ]
    return [*found, *((one, "tout l’exercice") for one in scenario.criteria)]


def seen_by(run: Run, observer: Participant) -> dict[str, Observation]:
    """What an observer noted last, by criterion."""
    return {one.criterion: one for one in run.observations.filter(observer=observer)}


def steps_of(run: Run, unit: Organisation) -> list[AfterStep]:
    """What is to be written down of an exercise played on paper, in order: four queries."""
    states = list(run.played.values_list("state", flat=True))
    left = sum(one == PlayState.PLANNED for one in states)
    people = list(run.participants.values_list("role", "presence"))
    came = sum(presence == Presence.PRESENT for _, presence in people)
    grids = sum(role == PartRole.OBSERVATEUR for role, _ in people)
    seen = run.observations.values("observer").distinct().count()

    def at(name: str) -> str:
        return path_of(f"exercises:{name}", unit.finess, run.pk)

    steps = [
        AfterStep("Heures de DEBEX et de FINEX", "", at("run-after"), "Corriger"),
        AfterStep(
            "Ce qui a été joué",
            f"{left} stimul{plural(left, 'us,i')} à dire" if left else "",
            at("run-after-stimuli"),
            "Noter les stimuli",
        ),
        AfterStep(
            "Présences", "" if came else "personne n’est noté présent", at("run-presences"),
            "Noter les présences",
        ),
        AfterStep(
            "Grilles d’observation",
            _grids_left(grids, seen),
            at("run-grid"),
            "Recopier une grille",
        ),
    ]  # fmt: skip
    if log_of(run, unit) is not None:
        steps.append(
            AfterStep(
                "Main courante", "", at("run-log-copy"), "Recopier la main courante", is_free=True
            )
        )
    return steps


def after_context(run: Run, unit: Organisation, *, leads: bool) -> dict[str, Any]:
    """What the page of the exercise says of it: the steps, and the first with something left."""
    steps = steps_of(run, unit) if leads and run.is_after_the_fact else []
    return {"after_steps": steps, "after_left": next((one for one in steps if one.left), None)}


def _grids_left(observers: int, seen: int) -> str:
    if not observers:
        return "aucun observateur n’est inscrit"
    left = observers - seen
    return f"{left} grille{plural(left)} à recopier" if left > 0 else ""
