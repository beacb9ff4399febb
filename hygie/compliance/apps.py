from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "hygie.compliance"
    verbose_name = "Situation"

    def ready(self) -> None:
        from hygie.compliance.refusals import SENTENCES
        from hygie.web import refusals

        refusals.register(SENTENCES)
