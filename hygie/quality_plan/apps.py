"""The room tells the lower ones what it has: facts, records that carry evidence, sentences."""

from django.apps import AppConfig


class QualityPlanConfig(AppConfig):
    name = "hygie.quality_plan"
    verbose_name = "Plan d’actions (PAQ)"

    def ready(self) -> None:
        from hygie.quality_plan import wiring

        wiring.register()
