"""Rows of every kind for the pages that list them: `fill(stage, already, wanted)` adds the rest."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

from django.utils import timezone

from hygie.accounts.models import User
from hygie.audits.models import AdsResult, Directory, DirectoryInventory, Smsi
from hygie.compliance.models import EntrySheet, Statement
from hygie.continuity.models import Bia, Copil, CopilMeeting, Responsable, ServiceList
from hygie.continuity.models import ServiceListLine as Line
from hygie.digital_budget.models import BudgetComputation
from hygie.documents.models import Evidence
from hygie.domain.scenario.writing import dump
from hygie.exchanges.models import HistoryImport, HistoryRow
from hygie.exercises.drafts import plain_of
from hygie.exercises.library import card_of
from hygie.exercises.models import Exercise, Scenario, ScenarioVersion
from hygie.exercises.tests import scenarios as said
from hygie.identification.models import MieUse, SensitiveService, UserCount
from hygie.logbook.models import Entry, Event
from hygie.logbook.services import event_open
from hygie.notifications.enums import State
from hygie.notifications.models import Message
from hygie.obligations.services import refresh, timeline_publish
from hygie.organisations.models import (
    Coverage,
    Delegation,
    FinessImport,
    FinessLine,
    HospitalService,
    Link,
    Membership,
    Organisation,
    Pole,
)
from hygie.organisations.rights import Role, Room
from hygie.quality_plan.models import ActionPostponement, Finding, PlanAction
from hygie.self_assessments.models import Answer, MeasurePack, MeasureProof, SelfAssessment
from hygie.self_assessments.packs import DEMONSTRATION
from hygie.self_assessments.services import pack_ensure, theme_link_give
from hygie.self_assessments.services.gaps import gap_id
from tests.cast import LONG_AGO, TODAY, make_ght, make_group, make_unit, make_user, scope_of

DAY = date(2026, 1, 5)


@dataclass
class Stage:
    """A unit in a GHT and a group, and the person who looks at the pages."""

    unit: Organisation
    ght: Organisation
    group: Organisation
    user: User
    kept: dict[str, Any] = field(default_factory=dict)

    def one(self, name: str, make: Callable[[], Any]) -> Any:
        """An object made at its first asking."""
        if name not in self.kept:
            self.kept[name] = make()
        return self.kept[name]


def note(unit: Organisation, facts: Iterable[Any]) -> list[Any]:
    """Facts of one kind, borne by the unit for itself."""
    made = list(facts)
    for fact in made:
        fact.bearer = unit
    type(made[0]).objects.bulk_create(made)
    Coverage.objects.bulk_create(
        Coverage(kind=fact.fact_kind, fact_id=fact.pk, unit=unit)
        for fact in made
        if fact.coverage_id == fact.pk
    )
    return made


def day(number: int) -> date:
    return DAY + timedelta(days=number)


def exercises(stage: Stage, numbers: range) -> None:
    made = note(stage.unit, (Exercise(held_on=day(n), title=f"Exercice {n}") for n in numbers))
    findings(stage, numbers, source=made[0])


def scenarios(stage: Stage, numbers: range) -> None:
    """One scenario in two is being written, the other published."""
    whole = said.scenario()
    made = Scenario.objects.bulk_create(
        Scenario(
            owner=stage.unit, slug=f"essai-{n}", title=f"Essai {n}", card=card_of(whole),
            draft=plain_of(whole) if n % 2 else None,
        )
        for n in numbers
    )  # fmt: skip
    ScenarioVersion.objects.bulk_create(
        ScenarioVersion(scenario=one, number=1, text="", fingerprint="") for one in made
    )


def stimuli(stage: Stage, numbers: range) -> None:
    """One scenario, whose version and draft have as many stimuli."""
    whole = said.scenario(stimuli=tuple(said.stimulus(n + 1, n) for n in range(numbers.stop)))
    held = stage.one(
        "scenario",
        lambda: Scenario.objects.create(
            owner=stage.unit, slug="essai", title="Essai", card=card_of(whole)
        ),
    )
    held.draft = plain_of(whole)
    held.save()
    ScenarioVersion.objects.create(
        scenario=held, number=numbers.stop, text=dump(whole), fingerprint=""
    )


def exercise(stage: Stage) -> Exercise:
    return stage.one("exercise", lambda: note(stage.unit, [Exercise(held_on=DAY)])[0])  # type: ignore[no-any-return]


def improvements(stage: Stage, numbers: range) -> None:
    findings(stage, numbers, source=exercise(stage))
    pieces(stage, numbers)


def findings(stage: Stage, numbers: range, *, source: Exercise | None = None) -> None:
    made = []
    for n in numbers:
        pk = uuid4()
        finding = Finding(pk=pk, whole_id=pk, origin="ads", noted_on=day(n), wording=f"Constat {n}")
        if source is not None:
            finding.origin, finding.source_kind = "exercise", "exercise"
            finding.whole_id = finding.source_id = source.pk
        made.append(finding)
    answers = actions(stage, numbers)
    for finding, action in zip(note(stage.unit, made), answers, strict=True):
        finding.actions.add(action)


def actions(stage: Stage, numbers: range) -> list[Any]:
    start = PlanAction.objects.count()
    return note(
        stage.unit,
        (
            PlanAction(
                code=f"A-{start + n}", title=f"Action {n}", created_on=DAY, due_on=day(n),
                current_due_on=day(n), origin="ads", state="in_progress", accepted_on=DAY,
                pilote=stage.user, pilote_name=stage.user.full_name,
            )
            for n in numbers
        ),
    )  # fmt: skip


def postponements(stage: Stage, numbers: range) -> None:
    action = stage.one("action", lambda: actions(stage, range(1))[0])
    ActionPostponement.objects.bulk_create(
        ActionPostponement(
            action=action, decided_on=day(n), from_on=day(n), to_on=day(n + 1), reason="Marché"
        )
        for n in numbers
    )


def assessments(stage: Stage, numbers: range) -> None:
    pack = pack_ensure(DEMONSTRATION)
    note(stage.unit, (SelfAssessment(year=2023 + n % 4, pack=pack) for n in numbers))


def assessed(stage: Stage) -> SelfAssessment:
    """A self-assessment of 2026, with that of the year before, on a text of sixty measures."""

    def make() -> SelfAssessment:
        asked = [
            {"id": f"m{n}", "number": f"{n}", "title": f"Mesure {n}", "question": f"Fait {n} ?",
             "theme": "Thème"}
            for n in range(60)
        ]  # fmt: skip
        pack = MeasurePack.objects.create(
            holder=stage.unit, code="essai", version="1", title="Essai", issuer="Nous",
            scale=[{"value": value, "label": f"Palier {value}"} for value in range(4)],
            target_level=2, measures=asked, measure_count=len(asked),
        )  # fmt: skip
        both = (SelfAssessment(year=year, pack=pack) for year in (2025, 2026))
        stage.kept["before"], now = note(stage.unit, both)
        return now  # type: ignore[no-any-return]

    return stage.one("assessed", make)  # type: ignore[no-any-return]


def answers(stage: Stage, numbers: range) -> None:
    """Answers below the level to reach, their gaps, those of last year, proofs, theme links."""
    assessment = assessed(stage)
    Answer.objects.bulk_create(
        Answer(assessment=one, measure_id=f"m{n}", level=1)
        for one in (assessment, stage.kept["before"])
        for n in numbers
    )
    gaps = [
        Finding(
            pk=gap_id(assessment, f"m{n}"), whole_id=assessment.pk, origin="other", noted_on=DAY,
            source_kind=SelfAssessment.fact_kind, source_id=assessment.pk, wording=f"Écart {n}",
        )
        for n in numbers
    ]  # fmt: skip
    note(stage.unit, gaps)
    pieces(stage, numbers)
    used = MeasureProof.objects.values("evidence")
    MeasureProof.objects.bulk_create(
        MeasureProof(assessment=assessment, measure_id="m0", evidence=one)
        for one in Evidence.objects.exclude(pk__in=used)
    )
    for n in numbers:
        theme_link_give(
            scope=scope_of(stage.user), acting_user=stage.user, unit=stage.unit, new_id=uuid4(),
            assessment_id=assessment.pk, theme="Thème", holder_name=f"E. Roy {n}",
            holder_email="", expires_at=timezone.now() + timedelta(days=9),
        )  # fmt: skip


def compared(stage: Stage, numbers: range) -> None:
    """Units of the GHT that answered the same text the same year, each open to the reader."""
    assessment = assessed(stage)
    for unit in [make_unit(region=stage.unit.region) for _ in numbers]:
        Link.objects.create(child=unit, parent=stage.ght, role="part", since=LONG_AGO)
        Membership.objects.create(
            user=stage.user, organisation=unit, role=Role.DIRECTION, since=LONG_AGO
        )
        [one] = note(unit, [SelfAssessment(year=2026, pack=assessment.pack)])
        Answer.objects.create(assessment=one, measure_id="m0", level=1)


def packs(stage: Stage, numbers: range) -> None:
    assessed(stage)
    MeasurePack.objects.bulk_create(
        MeasurePack(holder=stage.unit, code=f"p{n}", version="1", title=f"Texte {n}", issuer="Nous")
        for n in numbers
    )


def directories(stage: Stage, numbers: range) -> None:
    made = note(stage.unit, (Directory(name=f"AD {n}", entered_on=LONG_AGO) for n in numbers))
    note(stage.unit, (AdsResult(directory=one, done_on=DAY, level=2) for one in made))
    note(stage.unit, (DirectoryInventory(signed_on=day(n)) for n in numbers))
    note(stage.unit, (Smsi(named_on=day(n), rssi_name="A. Rey") for n in numbers))


def ads_results(stage: Stage, numbers: range) -> None:
    directory = stage.one(
        "directory", lambda: note(stage.unit, [Directory(name="AD", entered_on=LONG_AGO)])[0]
    )
    note(stage.unit, (AdsResult(directory=directory, done_on=day(n), level=2) for n in numbers))


def services(stage: Stage, numbers: range) -> list[HospitalService]:
    start = HospitalService.objects.count()
    poles = Pole.objects.bulk_create(
        Pole(unit=stage.unit, name=f"Pôle {start + n}") for n in numbers
    )
    return HospitalService.objects.bulk_create(
        HospitalService(unit=stage.unit, pole=pole, name=f"Service {start + n}", family="critical")
        for n, pole in zip(numbers, poles, strict=True)
    )


def continuity(stage: Stage, numbers: range) -> None:
    note(stage.unit, (Bia(service=one) for one in services(stage, numbers)))
    copils = note(stage.unit, (Copil(created_on=day(n)) for n in numbers))
    note(stage.unit, (CopilMeeting(copil=one, held_on=DAY) for one in copils))
    note(stage.unit, (Responsable(name=f"B. Roy {n}", named_on=day(n)) for n in numbers))
    service_list(stage, numbers)


def service_list(stage: Stage, numbers: range) -> None:
    listed = stage.one("list", lambda: note(stage.unit, [ServiceList(number=1, decided_on=DAY)])[0])
    Line.objects.bulk_create(
        Line(list=listed, service=one, name=one.name, family=one.family)
        for one in services(stage, numbers)
    )


def identification(stage: Stage, numbers: range) -> None:
    made = note(stage.unit, (SensitiveService(name=f"DPI {n}", since=DAY) for n in numbers))
    note(stage.unit, (MieUse(type="cps", since=DAY, service=one) for one in made))
    note(stage.unit, (UserCount(counted_on=day(n), distinct_people=9) for n in numbers))


def computations(stage: Stage, numbers: range) -> None:
    note(stage.unit, (BudgetComputation(fiscal_year=2023 + n) for n in numbers))


def pieces(stage: Stage, numbers: range) -> None:
    fact = exercise(stage)
    Evidence.objects.bulk_create(
        Evidence(
            bearer=stage.unit, room=Room.EXERCISES, subject_kind="exercise", subject_id=fact.pk,
            subject_label="Exercice", coverage_id=fact.pk, form="held", title=f"PV {n}",
            held_by="Secrétariat", added_by_name="A. Rey",
        )
        for n in numbers
    )  # fmt: skip


def statements(stage: Stage, numbers: range) -> None:
    Statement.objects.bulk_create(
        Statement(
            unit=stage.unit, year=2026, on=TODAY, content="{}", prepared_by=stage.user,
            prepared_by_name=stage.user.full_name, prepared_at=timezone.now(),
        )
        for _ in numbers
    )  # fmt: skip


def sheets(stage: Stage, numbers: range) -> None:
    made = note(stage.unit, (Exercise(held_on=day(n)) for n in numbers))
    EntrySheet.objects.bulk_create(
        EntrySheet(
            unit=stage.unit, action=1, subject_id=one.pk, subject_label="Exercice", year=2026,
            mapping_version="1", values=[], entered_on=DAY, receipt="R", closed_by_name="A. Rey",
        )
        for one in made
    )  # fmt: skip
    assessments(stage, numbers)
    computations(stage, numbers)


def people(stage: Stage, numbers: range) -> None:
    for n in numbers:
        user = make_user()
        Membership.objects.create(user=user, organisation=stage.unit, role=Role.RSSI, since=day(n))
        Delegation.objects.create(
            unit=stage.unit, grantee=stage.ght, room=Room.AUDITS, since=day(n),
            until=day(n + 1), reference="Convention",
        )  # fmt: skip


def fellows(stage: Stage, numbers: range) -> None:
    """Units of the GHT and of the group, each open to both, with its status published."""
    made = [make_unit(region=stage.unit.region) for _ in numbers]
    for unit in made:
        for group, role in ((stage.ght, "part"), (stage.group, "member")):
            Link.objects.create(child=unit, parent=group, role=role, since=LONG_AGO)
            Delegation.objects.create(
                unit=unit, grantee=group, room=Room.STATUS, since=LONG_AGO, reference="Convention"
            )
        Membership.objects.create(
            user=stage.user, organisation=unit, role=Role.DIRECTION, since=LONG_AGO
        )
        note(unit, [Directory(name="AD", entered_on=LONG_AGO)])
    refresh(unit_ids=[unit.pk for unit in made])
    for unit in made:
        timeline_publish(
            scope=scope_of(stage.user), acting_user=stage.user, unit=unit, new_id=uuid4()
        )


def accounts(stage: Stage, numbers: range) -> None:
    fellows(stage, numbers)
    for _ in numbers:
        user = make_user()
        Membership.objects.create(user=user, organisation=stage.unit, role=Role.DSI, since=LONG_AGO)


def groups(stage: Stage, numbers: range) -> None:
    for _ in numbers:
        make_ght(stage.unit)
        make_group(stage.unit)


def mails(stage: Stage, numbers: range) -> None:
    now = timezone.now()
    Message.objects.bulk_create(
        Message(
            user=stage.user, kind="digest", key=f"{n}", subject="Hygie", body="Bonjour",
            state=list(State)[n % len(State)], next_try_at=now, created_at=now,
        )
        for n in numbers
    )  # fmt: skip


def histories(stage: Stage, numbers: range) -> None:
    """Imports of the history, and rows, faults and warnings of one of them."""
    counts: dict[str, Any] = dict.fromkeys(("rows", "new", "known", "errors"), 1)
    common = {"unit": stage.unit, "author": stage.user, "sha256": "0" * 64, "state": "done"}
    one = stage.one(
        "history",
        lambda: HistoryImport.objects.create(
            file_name="h.xlsx", sheets={"exercises": counts | {"refusal": ""}}, **common
        ),
    )
    HistoryImport.objects.bulk_create(
        HistoryImport(file_name=f"h{number}.xlsx", **common) for number in numbers
    )
    HistoryRow.objects.bulk_create(
        HistoryRow(history=one, register="exercises", number=number, label="A", fact_id=uuid4())
        for number in numbers
    )
    place = {"register": "exercises", "sheet": "Exercices", "cell": "A2", "text": "Faux"}
    one.problems += [{**place, "warning": bool(number % 2)} for number in numbers]
    one.save()


def imports(stage: Stage, numbers: range) -> None:
    run = stage.one("run", lambda: FinessImport.objects.create(file_name="f.json", state="done"))
    FinessImport.objects.bulk_create(
        FinessImport(file_name=f"finess{n}.json", state="done", author=stage.user) for n in numbers
    )
    FinessLine.objects.bulk_create(
        FinessLine(run=run, outcome="refused", path=f"{n}", reason="Numéro illisible")
        for n in numbers
    )


def logs(stage: Stage, numbers: range) -> None:
    Event.objects.bulk_create(
        Event(kind="real_crisis", title=f"Crise {n}", opened_at=timezone.now(), bearer=stage.unit)
        for n in numbers
    )


def log_entries(stage: Stage, numbers: range) -> None:
    """Lines of one log, each with a piece and corrected by the next."""
    event = stage.one("event", lambda: open_event(stage))
    first = event.last_number
    made = [
        Entry(
            event=event, number=first + place, happened_at=timezone.now(),
            written_at=timezone.now(), bearer=stage.unit, author_name="A. Rey", category="action",
            text=f"Ligne {place}", hash="0" * 64, previous_hash="0" * 64,
        )
        for place, _ in enumerate(numbers, start=1)
    ]  # fmt: skip
    for former, one in pairwise(made):
        one.corrects = former
    Entry.objects.bulk_create(made)
    Evidence.objects.bulk_create(
        Evidence(
            bearer=stage.unit, room=Room.LOGBOOK, subject_kind=Entry.fact_kind,
            subject_id=str(one.pk), coverage_id=event.pk, form="held", title="Capture",
            held_by="DSI",
        )
        for one in made
    )  # fmt: skip
    event.last_number = first + len(made)
    event.save()
    stage.kept["entry"] = made[0]


def open_event(stage: Stage) -> Event:
    who = {"scope": scope_of(stage.user), "acting_user": stage.user, "unit": stage.unit}
    return event_open(new_id=uuid4(), kind="real_crisis", title="Rançongiciel", **who)
