from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "hygie.obligations"
    verbose_name = "Obligations"

    def ready(self) -> None:
        from hygie.obligations import checks, sentences, services
        from hygie.organisations.hooks import on_units_changed

        checks.declare()
        sentences.declare()
        if services.refresh_units not in on_units_changed:
            on_units_changed.append(services.refresh_units)
