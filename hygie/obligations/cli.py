"""Commands of the room: `obligations rebuild`, `rules check`, `status`."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from hygie.web.formats import day_short
from hygie.web.statuses import look_of

if TYPE_CHECKING:
    from hygie.obligations.selectors import Judged

# Models are imported inside the commands: Django starts after the command line is read.


@click.group("obligations", help="Les statuts des établissements.")
def obligations_group() -> None:
    pass


@obligations_group.command("rebuild", help="Recalcule tous les statuts, sans interrompre personne.")
def rebuild_command() -> None:
    from hygie.domain.dated import RuleFileError
    from hygie.domain.refusal import ServiceRefusal
    from hygie.obligations import services

    console = Console()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    try:
        with Progress(*columns, console=console) as bar:
            task = bar.add_task("Établissements", total=None)
            generation = services.rebuild(
                progress=lambda done, total: bar.update(task, completed=done, total=total)
            )
    except RuleFileError as error:
        _say_rule_error(error)
        raise SystemExit(1) from None
    except ServiceRefusal:
        click.echo(
            "Une reconstruction est déjà en cours. Rien n’a été changé\u00a0: "
            "attendez sa fin, puis recommencez si besoin.",
            err=True,
        )
        raise SystemExit(2) from None
    console.print(
        f"Statuts recalculés pour {generation.units_done} établissement(s), "
        f"du {day_short(generation.horizon_start)} au {day_short(generation.horizon_end)} exclu."
    )


@click.group("rules", help="Les règles datées de l’instruction.")
def rules_group() -> None:
    pass


@rules_group.command("check", help="Relit tous les fichiers de règles et compte ce qu’ils disent.")
def rules_check_command() -> None:
    from hygie.domain.dated import RuleFileError, load_book

    try:
        book = load_book()
    except RuleFileError as error:
        _say_rule_error(error)
        raise SystemExit(1) from None
    choices = len(book.choices())
    click.echo(f"{len(book.obligations)} obligations, {len(book.parameters)} paramètres datés.")
    click.echo(f"{choices} paramètres sont des choix de Hygie, avec leur raison.")
    click.echo(f"Empreinte\u00a0: {book.fingerprint}")


def _say_rule_error(error: Any) -> None:
    click.echo(
        f"Règles refusées.\n"
        f"  Fichier\u00a0: {error.file}\n"
        f"  Clé\u00a0: {error.key}\n"
        f"  Problème\u00a0: {error.problem}\n"
        f"  Accepté\u00a0: {error.allowed}",
        err=True,
    )


@click.command("status", help="Le statut des 25 obligations d’un établissement, un jour donné.")
@click.argument("finess")
@click.option(
    "--on",
    "day",
    type=click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"]),
    help="Le jour, 2026-11-21 ou 21/11/2026\u00a0; aujourd’hui par défaut.",
)
def status_command(finess: str, day: datetime | None) -> None:
    from django.utils import timezone

    from hygie.obligations import selectors
    from hygie.organisations.models import Organisation

    unit = Organisation.objects.units().filter(finess=finess.strip().upper()).first()
    if unit is None:
        click.echo(
            f"Aucun établissement jugé ne porte le numéro FINESS {finess}. "
            "Vérifiez les neuf caractères, ou importez d’abord le fichier FINESS.",
            err=True,
        )
        raise SystemExit(1)
    on = day.date() if day else timezone.localdate()
    covered = selectors.horizon()
    if not covered.contains(on):
        last = covered.clamp(date.max)
        click.echo(
            f"Le {day_short(on)} est hors des jours calculés\u00a0: choisissez un jour "
            f"du {day_short(covered.start)} au {day_short(last)}.",
            err=True,
        )
        raise SystemExit(2)
    Console().print(_status_table(f"{unit} – {day_short(on)}", selectors.unit_verdicts(unit, on)))


def _status_table(title: str, judged: "list[Judged]") -> Table:
    table = Table(title=title, title_justify="left")
    for heading in ("", "Obligation", "Statut", "Depuis le", "Échéance"):
        table.add_column(heading)
    for one in judged:
        look, verdict = look_of(one.verdict.status), one.verdict
        word = f"{look.symbol} {look.word}"
        if verdict.total is not None:
            word += f" ({verdict.done} sur {verdict.total})"
        table.add_row(
            one.obligation.id,
            one.obligation.short_label,
            word,
            day_short(one.since),
            day_short(verdict.due_on),
        )
    return table
