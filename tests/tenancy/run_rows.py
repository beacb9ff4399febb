"""Rows of the exercises prepared, for the pages that list them."""

from datetime import time, timedelta
from uuid import uuid4

from django.utils import timezone

from hygie.continuity.models import PcraTest
from hygie.exercises.models import (
    ArchivedRun,
    Constat,
    Convocation,
    Highlight,
    Participant,
    PlayedStimulus,
    Retex,
    Run,
    RunCell,
    RunUnit,
    SharedRetex,
    SurveyAnswer,
)
from hygie.exercises.tests import scenarios as said
from hygie.quality_plan.models import Finding
from tests.cast import make_unit
from tests.tenancy import rows
from tests.tenancy.rows import DAY, Stage, day, findings


def _run(stage: Stage, n: int = 0) -> Run:
    taken = stage.one("played", lambda: said.taken(stage.user, stage.unit).versions.get())
    return Run(
        bearer=stage.unit, title=f"Exercice {n}", scenario_version=taken, planned_on=day(n),
        starts_at=time(14), state="planned",
    )  # fmt: skip


def runs(stage: Stage, numbers: range) -> None:
    Run.objects.bulk_create(_run(stage, n) for n in numbers)


def participants(stage: Stage, numbers: range) -> None:
    """People of one exercise, each with her cell, her convocation and a line of the journal."""

    def make() -> Run:
        run = _run(stage)
        run.save()
        RunUnit.objects.create(run=run, unit=stage.unit)
        return run

    run = stage.one("prepared", make)
    people = Participant.objects.bulk_create(
        Participant(
            run=run, unit=stage.unit, name=f"G. Roy {n}", role="joueur", function="DSI",
            cell="decision", email=f"g{n}@exemple.fr",
        )
        for n in numbers
    )  # fmt: skip
    Convocation.objects.bulk_create(
        Convocation(participant=one, address=one.email, state="refused", sending=uuid4())
        for one in people
    )


def constats(stage: Stage, numbers: range) -> None:
    """Constats of the RETEX of an exercise over, each with its finding and its action, with what
    was noted, observed and answered."""

    def make() -> Retex:
        run = _run(stage)
        run.state = "over"
        run.save()
        RunUnit.objects.create(run=run, unit=stage.unit)
        stage.kept["prepared"] = run
        return Retex.objects.create(id=uuid4(), run=run, unit=stage.unit)

    retex = stage.one("retex", make)
    played(stage, numbers)
    findings(stage, numbers)
    known = set(Constat.objects.values_list("finding", flat=True))
    free = Finding.objects.exclude(pk__in=known)[: len(numbers)]
    Constat.objects.bulk_create(
        Constat(retex=retex, kind="weakness", text=f"Constat {n}", decision="accepted", finding=one)
        for n, one in zip(numbers, free, strict=True)
    )
    Highlight.objects.bulk_create(
        Highlight(run=retex.run, unit=stage.unit, kind="weakness", text=f"L{n}", author_name="A")
        for n in numbers
    )
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(id=uuid4(), run=retex.run, on=day(0), marks={"utile": 4}, texts={})
        for _ in numbers
    )


def played(stage: Stage, numbers: range) -> None:
    """Stimuli of one exercise under way: some due, some sent, all with their people."""

    def make() -> Run:
        run = _run(stage)
        run.state, run.clock_at_s = "paused", 600
        run.save()
        RunUnit.objects.create(run=run, unit=stage.unit)
        return run

    run = stage.one("prepared", make)
    PlayedStimulus.objects.bulk_create(
        PlayedStimulus(
            run=run, code=f"L{n}", due_s=60 * n, channel="oral", is_free=True,
            state="sent" if n % 2 else "planned", sent_s=60 * n, recipients=["DSI"],
            content={"title": f"Stimulus {n}", "body": "Panne", "sender": "DSI", "story_time": ""},
        )
        for n in numbers
    )  # fmt: skip
    Participant.objects.bulk_create(
        Participant(run=run, unit=stage.unit, name=f"P. {n}", role="joueur", function="DSI")
        for n in numbers
    )


def on_paper(stage: Stage, numbers: range) -> None:
    """Stimuli of one exercise played on paper, and who observed it."""

    def make() -> Run:
        run = _run(stage)
        run.state, run.is_after_the_fact, run.clock_at_s = "over", True, 36000
        run.debex_at = timezone.now() - timedelta(hours=12)
        run.finex_at = run.debex_at + timedelta(hours=10)
        run.save()
        RunUnit.objects.create(run=run, unit=stage.unit)
        Participant.objects.create(run=run, unit=stage.unit, name="O.", role="observateur")
        return run

    run = stage.one("prepared", make)
    PlayedStimulus.objects.bulk_create(
        PlayedStimulus(
            run=run, code=f"L{n}", due_s=60 * n, channel="oral", is_free=True, recipients=["DSI"],
            content={"title": f"Stimulus {n}", "body": "Panne", "sender": "DSI", "story_time": ""},
        )
        for n in numbers
    )  # fmt: skip
    Participant.objects.bulk_create(
        Participant(run=run, unit=stage.unit, name=f"O. {n}", role="observateur") for n in numbers
    )


def archives(stage: Stage, numbers: range) -> None:
    """Archives of exercises, kept."""
    ArchivedRun.objects.bulk_create(
        ArchivedRun(
            bearer=stage.unit, digest=f"{n:064d}", title=f"Exercice {n}", file_name="a.zip",
            size=1000, read_by_name="A", taken_at=timezone.now(), taken_by_name="A",
        )
        for n in numbers
    )  # fmt: skip


def teams(stage: Stage, numbers: range) -> None:
    """Establishments of one exercise over, each with its people and a cell."""

    def make() -> Run:
        run = _run(stage)
        run.state = "over"
        run.save()
        RunUnit.objects.create(run=run, unit=stage.unit)
        return run

    run = stage.one("prepared", make)
    for n in numbers:
        unit = make_unit(name=f"CH {n}")
        RunUnit.objects.create(run=run, unit=unit, answer="accepted" if n % 3 else "invited")
        Participant.objects.create(
            run=run, unit=unit, name=f"P. {n}", role="joueur", function="DSI", cell="decision"
        )
        RunCell.objects.create(run=run, unit=unit, kind="decision", place="Salle")


def pcra_tests(stage: Stage, numbers: range) -> None:
    """PCRA tested during one event, and as many services not noted yet."""
    event = stage.one("event", lambda: rows.open_event(stage))
    rows.services(stage, numbers)
    tested = rows.services(stage, numbers)
    rows.note(
        stage.unit,
        (PcraTest(service=o, tested_on=DAY, outcome="held", event_id=event.pk) for o in tested),
    )


def shared(stage: Stage, numbers: range) -> None:
    """RETEX of other establishments."""
    SharedRetex.objects.bulk_create(
        SharedRetex(bearer=stage.unit, digest=f"{n:064d}", title=f"RETEX {n}", taken_by_name="A")
        for n in numbers
    )
