from django.apps import AppConfig


class LogbookConfig(AppConfig):
    name = "hygie.logbook"
    verbose_name = "Main courante"

    def ready(self) -> None:
        from hygie.documents import subjects
        from hygie.logbook import drawing, refusals
        from hygie.logbook.models import Entry

        subjects.register(Entry)
        refusals.declare()
        drawing.declare()
