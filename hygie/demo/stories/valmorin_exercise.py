"""The next exercise of Valmorin, ready to be played, and the main courante of the last alert."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from hygie.compliance.words import typographic
from hygie.demo.pen import Pen
from hygie.exercises.run_enums import PartRole
from hygie.exercises.run_scenario import functions_of, open_lacks, played
from hygie.exercises.services.run_people import participants_add
from hygie.exercises.services.runs import (
    run_cells_set,
    run_change,
    run_create,
    run_ready,
    run_waive,
)
from hygie.exercises.services.scenarios import scenario_ensure
from hygie.logbook.enums import Category, CellCode, EventKind
from hygie.logbook.services import Line, clock_start, entry_write, event_open

SLUG = "rancongiciel-week-end"
DAYS_BEFORE = 24
PLAYERS = (
    ("Claire Vasseur", "DG"), ("Marc Delhomme", "DGA"), ("Dr Hélène Sabatier", "PCME"),
    ("Karim Bensaïd", "DSI"), ("Sophie Maurel", "RSSI"), ("Laure Pradel", "DIRCOM"),
    ("Nadine Escoffier", "DS"), ("Dr Yann Corbel", "URG"), ("Dr Ines Fabre", "PUI"),
    ("Dr Paul Astier", "BIOL"), ("Odile Ramond", "ADMG"),
)  # fmt: skip
OTHERS = (
    ("Julien Roques", PartRole.ANIMATEUR),
    ("Agnès Thibaud", PartRole.OBSERVATEUR),
    ("Victor Lemoine", PartRole.OBSERVATEUR),
)
ALERT_ON = date(2026, 9, 14)
LINES = (
    (8, 12, Category.INFORMATION, "Un compte de télémaintenance a servi cette nuit, sans raison."),
    (8, 20, Category.DECISION, "Coupure de la télémaintenance, décidée par la DSI."),
    (8, 41, Category.CARE, "Imagerie prévenue : les maintenances du jour se font sur place."),
    (9, 30, Category.TECHNICAL, "Journaux mis à l’abri ; aucun autre compte n’est en cause."),
    (11, 5, Category.DECLARATION, "Signalement au CERT Santé fait par la RSSI."),
)  # fmt: skip


def exercise_prepare(pen: Pen) -> None:
    """A short exercise in some weeks: everybody is there, what lacks is accepted in writing."""
    run_id = pen.id("exercice-prepare")
    run = run_create(
        **pen.who,
        new_id=run_id,
        version=scenario_ensure(SLUG),
        title="Exercice de fin d’année",
        is_short=True,
        planned_on=pen.today + timedelta(days=DAYS_BEFORE),
        starts_at=time(14),
        place="Salle du conseil",
    )
    rows = [{"name": name, "function": code, "role": PartRole.JOUEUR} for name, code in PLAYERS]
    rows += [{"name": name, "role": role} for name, role in OTHERS]
    participants_add(
        **pen.who, run_id=run_id, new_id=pen.id("exercice-prepare/personnes"), rows=rows
    )
    held = {code for _, code in PLAYERS}
    simulated = [code for code in functions_of(played(run)) if code not in held]
    run.refresh_from_db()
    run_change(
        **pen.who, run_id=run_id, expected_version=run.version, changes={"simulated": simulated}
    )
    run.refresh_from_db()
    run = run_cells_set(
        **pen.who,
        run_id=run_id,
        expected_version=run.version,
        cells={(pen.unit.pk, "decision"): ("Salle du conseil", "05 00 00 01 01")},
    )
    for lack in open_lacks(run, run.participants.all()):
        reason = typographic("Version courte, jouée autour d’une table : l’animation y supplée.")
        run_waive(**pen.who, run_id=run_id, key=lack.key, reason=reason)
    run_ready(**pen.who, run_id=run_id)


def alert_write(pen: Pen) -> None:
    """An alert of some hours, kept line by line."""
    if pen.past(ALERT_ON) is None:
        return
    event_id = pen.id("alerte")
    event_open(
        **pen.who,
        new_id=event_id,
        kind=EventKind.REAL_CRISIS,
        title="Compte de télémaintenance détourné",
        opened_at=_at(8, 10),
        cells=(CellCode.DECISION,),
    )
    for rank, (hour, minute, category, text) in enumerate(LINES):
        entry_write(
            **pen.who,
            event_id=event_id,
            new_id=pen.id(f"alerte/{rank}"),
            line=Line(text=typographic(text), category=category, happened_at=_at(hour, minute)),
        )
    clock_start(
        **pen.who,
        event_id=event_id,
        code="cert-sante",
        new_id=pen.id("alerte/cert"),
        started_at=_at(8, 12),
    )


def _at(hour: int, minute: int) -> datetime:
    return timezone.make_aware(datetime.combine(ALERT_ON, time(hour, minute)))
