from django.apps import AppConfig


class DigitalBudgetConfig(AppConfig):
    name = "hygie.digital_budget"
    verbose_name = "7. Budget numérique"

    def ready(self) -> None:
        from hygie.digital_budget.facts import budget_facts
        from hygie.digital_budget.models import BudgetComputation
        from hygie.digital_budget.services import OBLIGATIONS
        from hygie.documents import subjects
        from hygie.domain.digital_budget import DigitalBudgetFacts
        from hygie.obligations import registry

        registry.register(budget_facts, obligations=OBLIGATIONS, empty=DigitalBudgetFacts())
        subjects.register(BudgetComputation)
