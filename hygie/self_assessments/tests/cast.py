"""What the tests of the room share."""

from datetime import date
from typing import Any

from hygie.accounts.models import User
from hygie.journal.models import Entry
from hygie.obligations.selectors import statuses_on
from hygie.organisations.models import Organisation
from hygie.self_assessments import services
from hygie.self_assessments.models import SelfAssessment
from hygie.self_assessments.packs import DEMONSTRATION
from hygie.self_assessments.services.answers import Given
from tests.cast import TODAY, scope_of

ENTERED = {"entered_on": date(2026, 10, 14), "receipt": "R-4512"}


def who(user: User, unit: Organisation) -> dict[str, Any]:
    return {"scope": scope_of(user), "acting_user": user, "unit": unit}


def record(user: User, unit: Organisation, **values: Any) -> SelfAssessment:
    """A self-assessment of 2026 on the official pack, not entered unless told."""
    return services.self_assessment_record(**who(user, unit), **{"year": 2026, **values})


def demonstration(user: User, unit: Organisation, **values: Any) -> SelfAssessment:
    return record(user, unit, pack=DEMONSTRATION, **values)


def answer(
    user: User, unit: Organisation, assessment: SelfAssessment, number: int, given: Given
) -> None:
    """The same answer to each measure of one theme, from 0."""
    theme = assessment.themes[number]
    measures = {one["id"]: given for one in assessment.measures_of(theme)}
    services.answers_save(
        **who(user, unit), assessment_id=assessment.pk, given=measures, expected={}
    )


def answer_all(user: User, unit: Organisation, assessment: SelfAssessment, level: int = 2) -> None:
    for number in range(len(assessment.themes)):
        answer(user, unit, assessment, number, Given(level=level))


def status(unit: Organisation, code: str, day: date = TODAY) -> str:
    """The stored status of one obligation."""
    return str(statuses_on([unit.pk], day).get(obligation=code).status)


def acts(assessment: SelfAssessment) -> list[str]:
    """Verbs of the journal about it, oldest first."""
    entries = Entry.objects.about("self_assessment", assessment.pk)
    return [entry.verb.removeprefix("self_assessment.") for entry in reversed(entries)]


def form_values(**values: Any) -> dict[str, Any]:
    """What a person sends to note an entry of this year."""
    return {
        "year": "2026",
        "pack": "mesures-prioritaires",
        "global_level": "Niveau 2",
        "entered_on": "14/10/2026",
        "receipt": "R-4512",
        "provenance": "memory",
        **values,
    }
