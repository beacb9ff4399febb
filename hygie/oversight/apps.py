from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "hygie.oversight"
    verbose_name = "Vues d’ensemble"
