from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "hygie.compliance"
    verbose_name = "Situation"
