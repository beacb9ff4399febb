"""What the tests of the room share."""

import json
from datetime import date
from typing import Any
from uuid import uuid4

from hygie.accounts.models import User
from hygie.journal.models import Entry
from hygie.obligations.selectors import statuses_on
from hygie.organisations.models import Organisation
from hygie.self_assessments import services
from hygie.self_assessments.models import (
    Answer,
    MeasurePack,
    SelfAssessment,
    answer_fingerprint,
)
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


PACK = {
    "id": "maison",
    "title": "Référentiel maison",
    "issuer": "L’établissement",
    "version": "1",
    "date": "2026-01-31",
    "licence": "interne",
    "is_official": False,
    "demonstration": False,
    "target_level": 2,
    "scale": [{"value": value, "label": f"Palier {value}"} for value in range(4)],
}


def measures(*keys: str, **values: Any) -> list[dict[str, Any]]:
    """Measures of two themes: those whose key begins with « b » are of the second."""
    return [
        {"id": key, "number": key.upper(), "title": f"Titre {key}", "question": f"Fait {key} ?",
         "theme": "Second" if key.startswith("b") else "Premier", **values}
        for key in keys
    ]  # fmt: skip


def pack_said(**values: Any) -> bytes:
    """A pack file, in JSON, which YAML reads."""
    said = {**PACK, "measures": measures("a1", "a2", "b1"), **values}
    return json.dumps(said, ensure_ascii=False).encode()


def load(
    user: User, unit: Organisation, content: bytes, *, is_official: bool = False
) -> MeasurePack:
    """A file read, looked at and taken."""
    draft = services.pack_draft_read(
        **who(user, unit), new_id=uuid4(), file_name="maison.yaml", content=content
    )
    taken = services.pack_draft_accept(
        **who(user, unit), draft_id=draft.pk, is_official=is_official
    )
    return taken[0]


def answering(user: User, unit: Organisation, pack: MeasurePack, **values: Any) -> SelfAssessment:
    """A self-assessment of 2026 on a pack that was loaded."""
    return record(user, unit, pack=f"pack-{pack.pk}", **values)


def give(
    user: User, unit: Organisation, assessment: SelfAssessment, **given: Given
) -> list[Answer]:
    """Answers by id of measure, whatever is stored now."""
    stored = {row.measure_id: answer_fingerprint(row) for row in assessment.answers.all()}
    return services.answers_save(
        **who(user, unit), assessment_id=assessment.pk, given=given, expected=stored
    )
