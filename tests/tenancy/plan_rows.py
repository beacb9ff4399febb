"""Rows of the plan seen otherwise, and of the files sent for it."""

from django.utils import timezone

from hygie.quality_plan.models import PlanAction, PlanImport
from tests.tenancy.rows import Stage, actions, findings


def plan(stage: Stage, numbers: range) -> None:
    """Actions that answer findings, each of another pilote, followed by the COPIL."""
    findings(stage, numbers)
    made = list(PlanAction.objects.filter(pilote=stage.user))
    for action in made:
        action.pilote, action.pilote_name = None, f"Pilote de {action.code}"
        action.instances = ["copil"]
    PlanAction.objects.bulk_update(made, ["pilote", "pilote_name", "instances"])


def plan_imports(stage: Stage, numbers: range) -> None:
    """Files sent for the plan; one of them changes each action, and adds as many."""
    PlanImport.objects.bulk_create(
        PlanImport(unit=stage.unit, file_name=f"paq{n}.xlsx", applied_at=timezone.now())
        for n in numbers
    )
    draft = stage.one(
        "draft",
        lambda: PlanImport.objects.create(
            unit=stage.unit, file_name="paq.xlsx", is_mapped=True,
            headings=["Code", "Libellé diffusable", "Commanditaire"],
            mapping={"0": "code", "1": "title", "2": "sponsor_name"},
        ),
    )  # fmt: skip
    for action in actions(stage, numbers):
        rank = len(draft.rows) + 2
        draft.rows.append((rank, [action.code, action.title, "A. Rey"]))
        draft.rows.append((rank + 1, ["", f"Neuve {rank}", "A. Rey"]))
    draft.save()
