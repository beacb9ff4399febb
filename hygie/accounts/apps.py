from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hygie.accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        from hygie.accounts import sentences  # noqa: F401  (registers the refusals' sentences)
