from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "hygie.organisations"
    verbose_name = "Organisations"

    def ready(self) -> None:
        from hygie.accounts import hooks
        from hygie.organisations.refusals import SENTENCES
        from hygie.organisations.services.first_admin import first_admin_grant
        from hygie.web import refusals

        refusals.register(SENTENCES)
        hooks.on_first_account.append(first_admin_grant)
