"""What the tests of the room share: one exercise that counts, and what its unit's page says."""

from datetime import date
from typing import Any

from hygie.accounts.models import User
from hygie.exercises import services
from hygie.exercises.models import Exercise
from hygie.journal.models import Entry
from hygie.obligations.selectors import statuses_on
from hygie.organisations.models import Organisation
from tests.cast import TODAY, scope_of

HELD = date(2026, 3, 12)
COUNTS: dict[str, Any] = {
    "held_on": HELD,
    "tested_care": True,
    "tested_missions": None,
    "under_cyber_event": True,
    "functions": ["DGA", "DSI"],
}


def who(user: User, unit: Organisation) -> dict[str, Any]:
    return {"scope": scope_of(user), "acting_user": user, "unit": unit}


def record(user: User, unit: Organisation, **values: Any) -> Exercise:
    """An exercise that counts for 1.a, unless told otherwise."""
    return services.exercise_record(**who(user, unit), **{**COUNTS, **values})


def status(unit: Organisation, code: str, day: date = TODAY) -> str:
    """The stored status of one obligation."""
    return str(statuses_on([unit.pk], day).get(obligation=code).status)


def acts(exercise: Exercise) -> list[str]:
    """Verbs of the journal about the exercise, oldest first."""
    entries = Entry.objects.about("exercise", exercise.pk)
    return [entry.verb for entry in reversed(entries)]


def form_values(**values: Any) -> dict[str, Any]:
    """What a person sends from the form of an exercise that counts."""
    return {
        "held_on": "12/03/2026",
        "under_cyber_event": "yes",
        "tested_care": "yes",
        "tested_missions": "unknown",
        "presence": "listed",
        "functions": ["DGA", "DSI"],
        "provenance": "memory",
        **values,
    }
