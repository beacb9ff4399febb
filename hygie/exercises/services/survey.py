"""The answers to the « questionnaire à chaud »: written by anybody who has the address."""

import hmac
from base64 import b32decode, b32encode
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hygie.domain.playing.survey import BY_CODE, LEAST, TEXT_LENGTH
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import Run, SurveyAnswer
from hygie.exercises.run_enums import RunState

SALT = "hygie.exercises.survey"
# Bytes of a run, then of what makes its address impossible to guess.
RUN_BYTES, SEAL_BYTES = 16, 9
# Well over the 300 people that an exercise may gather: who has the address may not fill the disk.
MOST = 1000


def code_of(run_id: UUID) -> str:
    """40 letters and figures that name a questionnaire: short in a QR code, impossible to guess,
    always the same for a run."""
    return b32encode(run_id.bytes + _seal(run_id)).decode().lower()


def run_id_of(code: str) -> UUID | None:
    """The run of this code; None when it is not one of ours."""
    try:
        content = b32decode(code.upper())
    except ValueError:
        return None
    if len(content) != RUN_BYTES + SEAL_BYTES:
        return None
    run_id = UUID(bytes=content[:RUN_BYTES])
    return run_id if hmac.compare_digest(_seal(run_id), content[RUN_BYTES:]) else None


def _seal(run_id: UUID) -> bytes:
    return salted_hmac(SALT, run_id.hex, algorithm="sha256").digest()[:SEAL_BYTES]


def is_open(run: Run) -> bool:
    """From FINEX until the RETEX is validated."""
    return run.state == RunState.OVER


@transaction.atomic
def survey_answer(
    *, run_id: UUID, new_id: UUID, marks: Mapping[str, int], texts: Mapping[str, str]
) -> SurveyAnswer:
    """Keeps one answer; sent twice with the same `new_id`, once.

    No line of the journal: it would keep the hour. Raises `ServiceRefusal`: "gone",
    "survey_closed", "survey_empty", "survey_full"; and `ValidationError`.
    """
    run = Run.objects.select_for_update(of=("self",)).filter(pk=run_id).first()
    if run is None:
        raise ServiceRefusal("gone")
    known: SurveyAnswer | None = SurveyAnswer.objects.filter(pk=new_id).first()
    if known is not None:
        if known.run_id != run.pk:
            raise ServiceRefusal("gone")
        return known
    if not is_open(run):
        raise ServiceRefusal("survey_closed")
    said = {code: text.strip()[:TEXT_LENGTH] for code, text in texts.items() if text.strip()}
    said = {code: text for code, text in said.items() if code in BY_CODE}
    if not marks and not said:
        raise ServiceRefusal("survey_empty")
    held = run.survey_answers.count()
    if held >= MOST:
        raise ServiceRefusal("survey_full")
    answer = SurveyAnswer(
        id=new_id,
        run=run,
        on=timezone.localdate(),
        marks=dict(marks),
        texts=said,
        batch=held // LEAST,
    )
    answer.full_clean(exclude=["run"], validate_unique=False)
    answer.save(force_insert=True)
    return answer
