from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "hygie.organisations"
    verbose_name = "Organisations"
