from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "hygie.journal"
    verbose_name = "Journal"
