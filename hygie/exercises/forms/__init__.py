"""Forms of the room: they read what people type and phrase what is wrong; services write."""

from hygie.exercises.forms.held import (
    DeclineForm,
    ExerciseEditForm,
    ExerciseForm,
    ImprovementForm,
    ReasonForm,
    RetexForm,
)

__all__ = [
    "DeclineForm",
    "ExerciseEditForm",
    "ExerciseForm",
    "ImprovementForm",
    "ReasonForm",
    "RetexForm",
]
