"""Exercises held, and the scenarios that they are played from."""

from hygie.exercises.models.archive import ArchivedRun
from hygie.exercises.models.held import (
    EARLIEST,
    MAX_PARTICIPANTS,
    Exercise,
    ExerciseEntry,
    valid_functions,
)
from hygie.exercises.models.mails import Convocation, StimulusMail
from hygie.exercises.models.retex import Cause, Constat, Retex, RetexTemplate, SurveyAnswer
from hygie.exercises.models.run import (
    Highlight,
    Observation,
    Participant,
    PlayedStimulus,
    Run,
    RunCell,
    RunUnit,
)
from hygie.exercises.models.scenario import Scenario, ScenarioVersion
from hygie.exercises.models.shared import SharedRetex

__all__ = [
    "EARLIEST",
    "MAX_PARTICIPANTS",
    "ArchivedRun",
    "Cause",
    "Constat",
    "Convocation",
    "Exercise",
    "ExerciseEntry",
    "Highlight",
    "Observation",
    "Participant",
    "PlayedStimulus",
    "Retex",
    "RetexTemplate",
    "Run",
    "RunCell",
    "RunUnit",
    "Scenario",
    "ScenarioVersion",
    "SharedRetex",
    "StimulusMail",
    "SurveyAnswer",
    "valid_functions",
]
