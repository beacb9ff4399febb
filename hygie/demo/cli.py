"""`hygie demo load`: the region of demonstration, from the command line."""

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hygie.demo.services import demo_accounts, demo_load
from hygie.domain.refusal import ServiceRefusal

console = Console(highlight=False)
REAL_DATA = (
    "Cette instance contient déjà des établissements ou des comptes réels : la démonstration n’y "
    "est pas chargée, car ses comptes ont un mot de passe public. Lancez-la dans un autre dossier "
    "de données (HYGIE_DATA_DIR). Rien n’a été changé."
)


@click.group("demo", help="La région de démonstration : établissements et personnes fictifs.")
def demo_group() -> None:
    """The demonstration from the command line."""


@demo_group.command("load", help="Charge la démonstration, ou complète un chargement interrompu.")
def load_command() -> None:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    try:
        with Progress(*columns, console=console) as bar:
            task = bar.add_task("Démonstration", total=None)

            def show(done: int, total: int, label: str) -> None:
                bar.update(task, completed=done, total=total, description=label or "Terminé")

            loaded = demo_load(progress=show)
            bar.update(task, total=max(loaded, 1), completed=max(loaded, 1))
    except ServiceRefusal as refusal:
        if refusal.code != "demo_real_data":
            raise
        raise click.ClickException(REAL_DATA) from refusal
    if not loaded:
        console.print("La démonstration est déjà chargée : rien à faire.")
    for account in demo_accounts():
        console.print(
            f"  {account.email:<38} {account.password:<22} {account.title}", soft_wrap=True
        )
