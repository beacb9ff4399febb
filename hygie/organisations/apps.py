from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "hygie.organisations"
    verbose_name = "Organisations"

    def ready(self) -> None:
        from hygie.organisations.refusals import SENTENCES
        from hygie.web import refusals

        refusals.register(SENTENCES)
