"""The `hygie` command: the same on Linux, macOS and Windows."""

import os

import click
import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hygie.config.settings")
django.setup()

from hygie.accounts.cli import compte_group  # noqa: E402
from hygie.compliance.cli import statement_group  # noqa: E402
from hygie.config.database import prepare_database  # noqa: E402
from hygie.config.french_click import speak_french  # noqa: E402
from hygie.config.garbage import walk_less  # noqa: E402
from hygie.config.serving import serve_command  # noqa: E402
from hygie.demo.cli import demo_group  # noqa: E402
from hygie.notifications.cli import worker_command  # noqa: E402
from hygie.obligations.cli import obligations_group, rules_group, status_command  # noqa: E402
from hygie.organisations.cli import finess_group  # noqa: E402

# They need no database, or bring it up to date themselves.
WITHOUT_DATABASE = ("django", "rules", "serve")


@click.group(help="Hygie\u00a0: les sept actions de cybersécurité d’un établissement de santé.")
@click.pass_context
def main(context: click.Context) -> None:
    """Commands are added below, room by room. Those that read the database find it ready."""
    if context.invoked_subcommand not in WITHOUT_DATABASE:
        prepare_database()
    walk_less()


@main.command(
    "django", context_settings={"ignore_unknown_options": True}, help="Commande de Django (avancé)."
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django_command(arguments: tuple[str, ...]) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["hygie", *arguments])


speak_french()
main.add_command(finess_group)
main.add_command(obligations_group)
main.add_command(rules_group)
main.add_command(status_command)
main.add_command(compte_group)
main.add_command(demo_group)
main.add_command(serve_command)
main.add_command(statement_group)
main.add_command(worker_command)
