from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "hygie.documents"
    verbose_name = "Documents"

    def ready(self) -> None:
        from hygie.documents import sentences

        sentences.declare()
