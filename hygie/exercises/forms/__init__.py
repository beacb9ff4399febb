"""Forms of the room: they read what people type and phrase what is wrong; services write."""

from hygie.exercises.forms.held import (
    AnswerField,
    DeclineForm,
    ExerciseEditForm,
    ExerciseForm,
    ImprovementForm,
    ReasonForm,
    RetexForm,
)

__all__ = [
    "AnswerField",
    "DeclineForm",
    "ExerciseEditForm",
    "ExerciseForm",
    "ImprovementForm",
    "ReasonForm",
    "RetexForm",
]
