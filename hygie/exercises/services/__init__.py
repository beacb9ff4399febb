"""Everything that writes in the room of the exercises."""

from hygie.exercises.services.held import (
    COVERED,
    OBLIGATIONS,
    exercise_answer,
    exercise_change,
    exercise_entry_close,
    exercise_record,
    exercise_remove,
    improvement_note,
    retex_validate,
)

__all__ = [
    "COVERED",
    "OBLIGATIONS",
    "exercise_answer",
    "exercise_change",
    "exercise_entry_close",
    "exercise_record",
    "exercise_remove",
    "improvement_note",
    "retex_validate",
]
