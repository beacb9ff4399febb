"""`hygie statement show|verify`."""

from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from hygie.web.formats import day_short
from hygie.web.statuses import look_of

if TYPE_CHECKING:
    from hygie.organisations.models import Organisation


@click.group("statement", help="Les états annuels, figés et chaînés.")
def statement_group() -> None:
    pass


@statement_group.command("verify", help="Relit les chaînes et nomme tout état modifié ou retiré.")
@click.argument("finess", required=False)
def verify_command(finess: str | None) -> None:
    from hygie.compliance.verifying import verify

    console = Console(highlight=False)
    unit = find_unit(finess) if finess else None
    sound, wrong = 0, 0
    for verified in verify(unit):
        if verified.wrong:
            wrong += 1
            for sentence in verified.wrong:
                console.print(
                    f"[red]✗[/red] {verified.unit.finess} {verified.unit.name} : {sentence}"
                )
        else:
            sound += verified.statements
    if wrong:
        raise SystemExit(1)
    console.print(f"{sound} état(s) annuel(s) vérifié(s) : rien n’a été modifié.")


@statement_group.command("show", help="Montre le dernier état annuel d’un établissement.")
@click.argument("finess")
@click.option("--numero", type=int, help="Numéro de l’état, le dernier par défaut.")
def show_command(finess: str, numero: int | None) -> None:
    from hygie.compliance.models import Statement
    from hygie.compliance.services.statement import read_content

    unit = find_unit(finess)
    statements = Statement.objects.confirmed().filter(unit=unit).order_by("-number")
    statement = (statements.filter(number=numero) if numero else statements).first()
    if statement is None:
        raise click.ClickException("Aucun état annuel confirmé pour cet établissement.")
    content = read_content(statement)
    console = Console(highlight=False)
    console.print(f"{unit.name} – {statement}, situation au {day_short(statement.on)}")
    table = Table("Code", "Obligation", "Statut")
    for code, verdict in content["verdicts"].items():
        look = look_of(verdict["status"])
        table.add_row(code, verdict["label"], f"{look.symbol} {look.word}")
    console.print(table)
    console.print(f"{statement.get_confirmation_display()} : {statement.confirmed_by_name}")
    console.print(f"Empreinte {statement.digest}", soft_wrap=True)


def find_unit(finess: str) -> "Organisation":
    """The judged unit of that FINESS. Raises a French error when there is none."""
    from hygie.organisations.models import Organisation

    unit = Organisation.objects.units().filter(finess=finess.strip().upper()).first()
    if unit is None:
        raise click.ClickException(f"Aucun établissement ne porte le numéro FINESS {finess}.")
    return unit
