"""Exercises held, and the scenarios that they are played from."""

from hygie.exercises.models.held import (
    EARLIEST,
    MAX_PARTICIPANTS,
    Exercise,
    ExerciseEntry,
    valid_functions,
)
from hygie.exercises.models.scenario import Scenario, ScenarioVersion

__all__ = [
    "EARLIEST",
    "MAX_PARTICIPANTS",
    "Exercise",
    "ExerciseEntry",
    "Scenario",
    "ScenarioVersion",
    "valid_functions",
]
