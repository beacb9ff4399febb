"""A small scenario that can be published, and what people send about it."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from hygie.accounts.models import User
from hygie.domain.scenario.shape import (
    Attendance,
    CellKind,
    Channel,
    Criterion,
    Debrief,
    Objective,
    Public,
    Scenario,
    Stimulus,
    StimulusKind,
    Tested,
)
from hygie.domain.scenario.writing import dump
from hygie.exercises import edits
from hygie.exercises.models import Scenario as Held
from hygie.exercises.services.scenarios import scenario_import
from hygie.exercises.tests.cast import who
from hygie.journal.models import Entry
from hygie.organisations.models import Organisation


def stimulus(number: int, minute: int, **changes: Any) -> Stimulus:
    """A stimulus for the DSI, with one criterion."""
    code = f"{number:02d}"
    values: dict[str, Any] = {
        "code": f"S{code}",
        "at_s": minute * 60,
        "story_time": "sam. 21:10",
        "kind": StimulusKind.MAIN,
        "sender": "Technicien d’astreinte",
        "recipients": ("DSI",),
        "channel": Channel.TELEPHONE,
        "title": f"Appel {number}",
        "body": "Plus rien ne répond.",
        "objectives": ("O1",),
        "expected": ("La main courante est ouverte.",),
        "criteria": (Criterion(f"C{code}a", "Main courante ouverte", 2, 600, "DSI"),),
        **changes,
    }
    return Stimulus(**values)


def scenario(**changes: Any) -> Scenario:
    """Two stimuli in an hour, for the DG and the DSI."""
    whole = replace(
        edits.BLANK,
        slug="essai",
        title="Essai",
        length_s=3600,
        summary="Tout s’arrête.",
        when="Samedi soir",
        context="Un hôpital.",
        tested=Tested(care=True, missions=False, text="Prescription sur papier."),
        objectives=(Objective("O1", "Tenir", 3),),
        publics=(
            Public("DG", Attendance.REQUIRED, CellKind.DECISION),
            Public("DSI", Attendance.REQUIRED, CellKind.OPERATIONS),
        ),
        stimuli=(stimulus(1, 0), stimulus(2, 20, recipients=("DG", "DSI"))),
        debrief=Debrief(("Et maintenant ?",), ("Que changer ?",)),
    )
    return replace(whole, **changes)


def text(**changes: Any) -> str:
    return dump(scenario(**changes))


def taken(user: User, unit: Organisation, **changes: Any) -> Held:
    """The scenario, published by the establishment."""
    version = scenario_import(
        **who(user, unit), owner_id=unit.pk, new_id=uuid4(), text=text(**changes)
    )
    return version.scenario


def acts(held: Held) -> list[str]:
    """Verbs of the journal about the scenario, oldest first."""
    return [entry.verb for entry in reversed(Entry.objects.about("scenario", held.pk))]


def sent(form: Any) -> dict[str, Any]:
    """What a browser sends when nothing is typed in a form shown."""
    values: dict[str, Any] = {}
    for name, field in form.fields.items():
        value = field.prepare_value(form[name].value())
        if value not in (None, False):
            values[name] = value
    return values
