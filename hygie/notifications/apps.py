"""Reminders: what falls due, for whom; mails, their outbox, the worker and the calendar."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NotificationsConfig(AppConfig):
    name = "hygie.notifications"
    verbose_name = "Rappels"

    def ready(self) -> None:
        from hygie.notifications import registry
        from hygie.notifications.obligation_items import KIND, obligation_items
        from hygie.notifications.sentences import SENTENCES
        from hygie.web import refusals

        registry.register(KIND, obligation_items)
        refusals.register(SENTENCES)
        # The file `reminders.py` of each room above says what falls due there.
        autodiscover_modules("reminders")
