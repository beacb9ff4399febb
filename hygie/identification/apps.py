from django.apps import AppConfig


class IdentificationConfig(AppConfig):
    name = "hygie.identification"
    verbose_name = "6. Identification"

    def ready(self) -> None:
        from hygie.documents import subjects
        from hygie.domain.identification import IdentificationFacts
        from hygie.identification.facts import identification_facts
        from hygie.identification.pages import OBLIGATIONS, PAGES
        from hygie.obligations import registry

        registry.register(
            identification_facts, obligations=OBLIGATIONS, empty=IdentificationFacts()
        )
        for page in PAGES:
            subjects.register(page.model)
