from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "hygie.exchanges"
    verbose_name = "Échanges"

    def ready(self) -> None:
        from hygie.exchanges.history.words import SENTENCES
        from hygie.web import refusals

        refusals.register(SENTENCES)
