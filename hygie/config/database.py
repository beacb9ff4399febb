"""Bringing the database up to date before a command or a start."""

import click
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from rich.console import Console

console = Console(stderr=True, highlight=False)


def prepare_database() -> None:
    """Creates or migrates the database when it needs it. Exits 1 when it cannot be reached."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            with console.status("Préparation de la base de données…"):
                call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise click.ClickException(f"La base de données ne répond pas\u00a0: {error}") from error
