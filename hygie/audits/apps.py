from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "hygie.audits"
    verbose_name = "3. Audits"

    def ready(self) -> None:
        from hygie.audits.facts import audit_facts
        from hygie.audits.pages import OBLIGATIONS, PAGES
        from hygie.documents import subjects
        from hygie.domain.audits import AuditFacts
        from hygie.obligations import registry

        registry.register(audit_facts, obligations=OBLIGATIONS, empty=AuditFacts())
        for page in PAGES:
            subjects.register(page.model)
