"""Everything that writes in the room of the self-assessments."""

from hygie.self_assessments.services.answers import (
    answers_save,
    assessment_close,
    assessment_reopen,
)
from hygie.self_assessments.services.entries import gap_note, self_assessment_entry_close
from hygie.self_assessments.services.records import (
    COVERED,
    OBLIGATIONS,
    pack_ensure,
    self_assessment_answer,
    self_assessment_change,
    self_assessment_record,
    self_assessment_remove,
)

__all__ = [
    "COVERED",
    "OBLIGATIONS",
    "answers_save",
    "assessment_close",
    "assessment_reopen",
    "gap_note",
    "pack_ensure",
    "self_assessment_answer",
    "self_assessment_change",
    "self_assessment_entry_close",
    "self_assessment_record",
    "self_assessment_remove",
]
