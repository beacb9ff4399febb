"""Actions, findings and files of the plan."""

from hygie.quality_plan.models.actions import (
    ActionPostponement,
    Finding,
    PlanAction,
    PlanActionQuerySet,
    PlanCounter,
    PlanNumber,
)
from hygie.quality_plan.models.imports import ColumnChoice, ImportedAction, PlanImport

__all__ = [
    "ActionPostponement",
    "ColumnChoice",
    "Finding",
    "ImportedAction",
    "PlanAction",
    "PlanActionQuerySet",
    "PlanCounter",
    "PlanImport",
    "PlanNumber",
]
