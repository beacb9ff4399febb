"""The commands of the room: `hygie finess import FILE`."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.finess.importer import INSPECTING, READING
from hygie.organisations.finess.runs import figures, file_import
from hygie.organisations.models import FinessImport, FinessOutcome, FinessState
from hygie.web.formats import day_long, file_size, grouped
from hygie.web.refusals import sentence

LINES_SHOWN = 20
STEPS = {INSPECTING: "Examen du fichier", READING: "Import"}


@click.group("finess", help="Répertoire FINESS\u00a0: import des établissements et des GHT.")
def finess_group() -> None:
    """Commands of FINESS."""


@finess_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--toutes-categories",
    "everything",
    is_flag=True,
    help="Importer aussi les entités sans établissement sanitaire ouvert.",
)
def finess_import(file: Path, everything: bool) -> None:
    """Importe le fichier quotidien des structures FINESS (.json ou .json.gz).

    Relancer la commande ne change rien de plus ; après un arrêt brutal, elle reprend.
    Code de sortie : 0 importé, 1 fichier refusé ou incomplet, 2 mauvais usage.
    """
    console = Console(stderr=True)
    try:
        run = _with_progress(console, file, everything)
    except ServiceRefusal as refusal:
        console.print(sentence(refusal), style="red", markup=False)
        sys.exit(1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        console.print(f"Lecture impossible\u00a0: {reason}.", style="red", markup=False)
        sys.exit(1)
    _tell(Console(), run)
    if run.state != FinessState.DONE:
        sys.exit(1)


def _with_progress(console: Console, file: Path, everything: bool) -> FinessImport:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[amount]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(STEPS[INSPECTING], total=None, amount="")

        def show(step: str, done: int, total: int) -> None:
            is_reading = step == READING
            bar.update(
                task,
                description=STEPS.get(step, "Groupements et absences"),
                completed=done,
                total=total if is_reading else None,
                amount=f"{file_size(done)} / {file_size(total)}" if is_reading else "",
            )

        return file_import(path=file, everything=everything, progress=show)


def _tell(console: Console, run: FinessImport) -> None:
    """The report, on standard output."""
    if run.generated_on:
        console.print(f"Fichier FINESS du {day_long(run.generated_on)}.", markup=False)
    if run.message:
        console.print(run.message, style="yellow", markup=False)
    if run.state in (FinessState.REFUSED, FinessState.FAILED):
        return
    table = Table(show_header=False, box=None)
    for label, count in figures(run):
        table.add_row(label, grouped(count))
    console.print(table)
    for outcome in FinessOutcome:
        _tell_lines(console, run, outcome)


def _tell_lines(console: Console, run: FinessImport, outcome: FinessOutcome) -> None:
    lines = run.lines.filter(outcome=outcome)
    total = lines.count()
    if not total:
        return
    console.print(f"\n{outcome.label.capitalize()}", style="bold", markup=False)
    for line in lines[:LINES_SHOWN]:
        where = " ".join(part for part in (line.path, line.finess, line.name) if part)
        console.print(f"  {where}\u00a0: {line.reason}", markup=False, highlight=False)
    if total > LINES_SHOWN:
        console.print(
            f"  … et {grouped(total - LINES_SHOWN)} autres, sur la page de cet import.",
            markup=False,
        )
