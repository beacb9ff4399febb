from django.apps import AppConfig


class ContinuityConfig(AppConfig):
    name = "hygie.continuity"
    verbose_name = "4. PCA et PRA"

    def ready(self) -> None:
        from hygie.continuity.facts import continuity_facts
        from hygie.continuity.models import ServiceList
        from hygie.continuity.pages import OBLIGATIONS, PAGES
        from hygie.continuity.refusals import SENTENCES
        from hygie.continuity.selectors import event_pointers
        from hygie.documents import subjects
        from hygie.domain.continuity import ContinuityFacts
        from hygie.logbook import pointing
        from hygie.obligations import registry
        from hygie.web import refusals

        registry.register(continuity_facts, obligations=OBLIGATIONS, empty=ContinuityFacts())
        for model in (ServiceList, *(page.model for page in PAGES)):
            subjects.register(model)
        refusals.register(SENTENCES)
        pointing.register(event_pointers)
