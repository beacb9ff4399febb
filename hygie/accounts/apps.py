from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hygie.accounts"
    verbose_name = "Comptes"
