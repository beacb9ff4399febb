"""An exercise being prepared, and its people, for the tests."""

from datetime import date, time
from typing import Any
from uuid import uuid4

from hygie.accounts.models import User
from hygie.domain.scenario.shape import Channel, Variable
from hygie.exercises.models import Participant, Run
from hygie.exercises.services.run_people import participant_add
from hygie.exercises.services.runs import run_create
from hygie.exercises.tests import scenarios as made
from hygie.exercises.tests.cast import who
from hygie.journal.models import Entry
from hygie.organisations.models import Organisation

DAY, HOUR = date(2027, 3, 12), time(14, 30)
SECRET_WORDS = "Le laboratoire est chiffré à 21 h 40"


def scenario(user: User, unit: Organisation, **changes: Any) -> Any:
    """A version of a scenario with a word of the house, and its second stimulus by e-mail."""
    values: dict[str, Any] = {
        "variables": (Variable("hopital", "Nom de l’établissement", "CH de Valmorin"),),
        "short_s": 1800,
        "stimuli": (
            made.stimulus(1, 0, body="{{hopital}} ne répond plus.", short_at_s=0),
            made.stimulus(
                2,
                20,
                recipients=("DG", "DSI"),
                channel=Channel.EMAIL,
                title="Second",
                body=SECRET_WORDS,
                short_at_s=600,
            ),
        ),
        **changes,
    }
    return made.taken(user, unit, **values).versions.get()


def run(user: User, unit: Organisation, **values: Any) -> Run:
    """An exercise with its day, unless told otherwise."""
    given = {
        "new_id": uuid4(),
        "title": "Exercice de crise",
        "planned_on": DAY,
        "starts_at": HOUR,
        "place": "Salle de crise",
        **values,
    }
    if "version" not in given:
        given["version"] = scenario(user, unit)
    return run_create(**who(user, unit), **given)


def person(user: User, one: Run, name: str = "G. Roy", **values: Any) -> Participant:
    """A player of the DSI, unless told otherwise."""
    given = {"name": name, "role": "joueur", "function": "DSI", **values}
    return participant_add(**who(user, one.bearer), run_id=one.pk, new_id=uuid4(), values=given)


def acts(one: Run) -> list[str]:
    """Verbs of the journal about the exercise, oldest first."""
    return [entry.verb for entry in reversed(Entry.objects.about("run", one.pk))]
