from django.apps import AppConfig


class SelfAssessmentsConfig(AppConfig):
    name = "hygie.self_assessments"
    verbose_name = "2. Auto-évaluations"

    def ready(self) -> None:
        from hygie.documents import subjects
        from hygie.domain.self_assessments import SelfAssessmentFacts
        from hygie.obligations import registry
        from hygie.quality_plan.facts import register_trials
        from hygie.self_assessments import refusals
        from hygie.self_assessments.facts import self_assessment_facts, trials_among
        from hygie.self_assessments.models import SelfAssessment
        from hygie.self_assessments.services import OBLIGATIONS

        registry.register(
            self_assessment_facts, obligations=OBLIGATIONS, empty=SelfAssessmentFacts()
        )
        subjects.register(SelfAssessment)
        register_trials(SelfAssessment.fact_kind, trials_among)
        refusals.declare()
