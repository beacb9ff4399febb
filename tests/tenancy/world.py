"""One world for the whole matrix: a unit with one object of each kind, and people all around it."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hygie.accounts import services as accounts
from hygie.accounts.models import User
from hygie.audits.models import (
    AdsResult,
    Directory,
    DirectoryInventory,
    ExposureAudit,
    Registration,
    Smsi,
)
from hygie.compliance.services.statement import statement_confirm, statement_prepare
from hygie.continuity import services as continuity
from hygie.continuity.models import (
    Bia,
    Copil,
    CopilMeeting,
    FramingLetter,
    PcraCadre,
    PcraTest,
    Responsable,
)
from hygie.digital_budget.models import BudgetComputation
from hygie.documents.services import evidence_add
from hygie.exchanges.models import HistoryImport
from hygie.exercises.models import Constat, PlayedStimulus, Retex
from hygie.exercises.services import exercise_record
from hygie.exercises.services.run_people import participant_add, participant_link_give
from hygie.exercises.services.runs import run_create
from hygie.exercises.services.sharing import shared_take
from hygie.exercises.tests.archives import kept as archive_kept
from hygie.exercises.tests.scenarios import taken as scenario_taken
from hygie.identification import models as identification
from hygie.logbook.services import event_open
from hygie.notifications.enums import Kind, State
from hygie.notifications.models import Message
from hygie.notifications.services.feeds import feed_open
from hygie.notifications.services.preferences import stop_token
from hygie.obligations.recording import fact_record
from hygie.organisations.models import Link, Membership, Organisation
from hygie.organisations.models.finess import FinessImport
from hygie.organisations.rights import Role, Room
from hygie.organisations.services.hospital_service import hospital_service_record
from hygie.quality_plan.models import PlanImport
from hygie.quality_plan.services import action_record, finding_record
from hygie.quality_plan.services.pilote_links import pilote_link_give
from hygie.self_assessments.packs import DEMONSTRATION
from hygie.self_assessments.services import (
    pack_draft_accept,
    pack_draft_read,
    self_assessment_record,
    theme_link_give,
)
from tests.cast import (
    TODAY,
    delegate,
    make_ght,
    make_group,
    make_nation,
    make_region,
    make_unit,
    make_user,
    member,
    scope_of,
)

GUEST_ROOM = Room.EXERCISES
DELEGATED = {Room.STATUS: False, Room.AUDITS: True, Room.QUALITY_PLAN: False}
DAY = date(2026, 3, 2)


@dataclass
class World:
    """`unit`: the one that every address is asked for; `fellow`: another of the same GHT.

    `people`: (role, where) → account.
    """

    unit: Organisation
    fellow: Organisation
    people: dict[tuple[Role | None, str], User] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)


def make_world() -> World:
    """The unit, its GHT, its group, its region; strangers; the objects."""
    here, elsewhere = make_region(), make_region(code="11", name="Île-de-France")
    unit = make_unit(name="L’établissement", region=here)
    fellow = make_unit(name="Même GHT", region=here)
    neighbour = make_unit(name="Même région", region=here)
    stranger = make_unit(name="Ailleurs", region=elsewhere, department="75")
    ght, other_ght = make_ght(unit, fellow), make_ght(stranger)
    group, other_group = make_group(unit), make_group(stranger)
    for room, can_write in DELEGATED.items():
        delegate(unit, ght, room, can_write=can_write)
    world = World(unit, fellow)
    nation = make_nation()
    places = {"own": unit, "same_ght": fellow, "same_region": neighbour, "stranger": stranger}
    for role in Role:
        held: dict[str, Organisation] = places
        if role == Role.GHT_RSSI:
            held = {"own": ght, "stranger": other_ght}
        elif role == Role.GROUP_HQ:
            held = {"own": group, "stranger": other_group}
        elif role == Role.ARS:
            held = {"own": here, "stranger": elsewhere}
        elif role in (Role.MINISTRY, Role.ADMIN):
            held = {"own": nation}
        for where, organisation in held.items():
            guest = {"room": GUEST_ROOM, "until": date(2027, 6, 30)} if role == Role.GUEST else {}
            world.people[(role, where)] = member(organisation, role, user=real(), **guest)
    world.people[(None, "nowhere")] = real()
    world.objects = make_objects(unit)
    world.objects["ght"], world.objects["group"] = ght, group
    world.objects["region"], world.objects["nation"] = here, nation
    return world


def real() -> User:
    """An account of a person: accounts of demonstration have no page of their own."""
    return make_user(is_demo=False, password=uuid4().hex)


PACK_FILE = b"""{"id": "essai", "title": "Essai", "issuer": "Nous", "version": "v1", "date": "",
"licence": "libre", "is_official": false, "demonstration": false,
"scale": [{"value": 0, "label": "Non"}, {"value": 1, "label": "Oui"}],
"measures": [{"id": "a", "title": "A", "theme": "T", "question": "Fait ?"}]}"""


def measure_pack(who: dict[str, Any]) -> Any:
    """A text that the unit loaded, and that nothing answers."""
    draft = pack_draft_read(new_id=uuid4(), file_name="essai.yaml", content=PACK_FILE, **who)
    return pack_draft_accept(draft_id=draft.pk, is_official=False, **who)[0]


def make_objects(unit: Organisation) -> dict[str, Any]:
    """One object of each kind in the unit, made through the services."""
    maker = member(unit, Role.DSI)
    for role in (Role.DIRECTION, Role.DAF):
        member(unit, role, user=maker)
    who = {"scope": scope_of(maker), "acting_user": maker, "unit": unit}

    def noted(fact: Any) -> Any:
        return fact_record(fact=fact, obligation_ids=(), **who)

    made: dict[str, Any] = {"maker": maker}
    service = hospital_service_record(new_id=uuid4(), name="Urgences", family="critical", **who)
    made["service"] = service
    made["exercise"] = exercise_record(held_on=DAY, **who)
    made["scenario"] = scenario_taken(maker, unit)
    made |= prepared_exercise(made["scenario"], who)
    made["shared_retex"] = shared_take(
        new_id=uuid4(), content=b'{"format": "hygie-retex", "schema": 1}', **who
    )
    made["archive"] = archive_kept(who["acting_user"], who["unit"], made["prepared"])
    made["assessment"] = self_assessment_record(year=2026, pack=DEMONSTRATION, **who)
    made["theme_link"], made["theme_secret"] = theme_link_give(
        assessment_id=made["assessment"].pk, theme=made["assessment"].themes[0], new_id=uuid4(),
        holder_name="E. Roy", holder_email="", expires_at=end_of_link(), **who,
    )  # fmt: skip
    made["pack"] = measure_pack(who)
    made["draft"] = pack_draft_read(
        new_id=uuid4(), file_name="autre.yaml", content=PACK_FILE.replace(b"v1", b"v2"), **who
    )
    directory = made["directory"] = noted(Directory(name="PROD", entered_on=date(2020, 1, 1)))
    made["ads"] = noted(AdsResult(directory=directory, done_on=DAY, level=2))
    made["inventory"] = noted(DirectoryInventory(signed_on=DAY))
    made["registration"] = noted(Registration(service="silene", registered_on=DAY))
    made["exposure"] = noted(ExposureAudit(done_on=DAY))
    made["smsi"] = noted(Smsi(named_on=DAY, rssi_name="A. Rey"))
    made["responsable"] = noted(Responsable(name="B. Roy", named_on=DAY))
    made["letter"] = noted(FramingLetter(signed_on=DAY, signed_by="establishment"))
    copil = made["copil"] = noted(Copil(created_on=DAY))
    made["meeting"] = noted(CopilMeeting(copil=copil, held_on=DAY))
    made["pcra"] = noted(PcraCadre(approved_on=DAY))
    made["pcratest"] = noted(PcraTest(service=service, tested_on=DAY, outcome="held"))
    made["list"] = continuity.service_list_record(
        new_id=uuid4(), decided_on=DAY, services=[service], **who
    )
    bia = made["bia"] = noted(Bia(service=service))
    _, made["bia_secret"] = continuity.bia_link_give(
        bia=bia, new_id=uuid4(), holder_name="C. Lo", holder_email="",
        expires_at=end_of_link(), **who,
    )  # fmt: skip
    made |= identification_objects(noted)
    made["computation"] = noted(BudgetComputation(fiscal_year=2025))
    made["action"] = action_record(new_id=uuid4(), title="Durcir", created_on=DAY, **who)
    made["plan_import"] = PlanImport.objects.create(
        unit=unit, file_name="paq.xlsx", headings=["Libellé"], mapping={"0": "title"}
    )
    made["finding"] = finding_record(
        new_id=uuid4(), origin="ads", wording="Comptes dormants", noted_on=DAY, **who
    )
    made["pilote_link"], made["pilote_secret"] = pilote_link_give(
        action_id=made["action"].pk, new_id=uuid4(), holder_name="D. Mas", holder_email="",
        expires_at=end_of_link(), **who,
    )  # fmt: skip
    made["evidence"] = evidence_add(
        subject_kind="exercise", subject_id=made["exercise"].pk, new_id=uuid4(), kind="file",
        title="Procès-verbal", upload=SimpleUploadedFile("pv.txt", b"Relu."), **who,
    )  # fmt: skip
    made["waiting"] = statement_prepare(new_id=uuid4(), year=2026, on=TODAY, **who)
    confirmed = statement_prepare(new_id=uuid4(), year=2025, on=date(2025, 12, 31), **who)
    signer = member(unit, Role.DIRECTION)
    made["confirmed"] = statement_confirm(
        scope=scope_of(signer), acting_user=signer, unit=unit, statement_id=confirmed.pk
    )
    made["membership"] = Membership.objects.filter(organisation=unit).first()
    made["link"] = Link.objects.filter(child=unit).first()
    unit.delegations_given.update(file_sha256=made["evidence"].sha256, file_name="acte.txt")
    made["delegation"] = unit.delegations_given.first()
    _, made["invitation_secret"] = accounts.user_open(
        acting_user=maker, email="nouveau@exemple.fr", full_name="E. Noël"
    )
    made["user"] = make_user("F. Oz")
    _, made["calendar_secret"] = feed_open(acting_user=made["user"])
    made["stop_token"] = stop_token(made["user"], Kind.DIGEST)
    made["message"] = Message.objects.create(
        user=made["user"], kind=Kind.DIGEST, key="2026-W47", subject="Hygie", body="Bonjour",
        state=State.UNSURE, next_try_at=timezone.now(), created_at=timezone.now(),
    )  # fmt: skip
    made["history"] = HistoryImport.objects.create(
        unit=unit, file_name="reprise.xlsx", sha256="0" * 64, author=maker
    )
    made["event"] = event_open(new_id=uuid4(), kind="real_crisis", title="Rançongiciel", **who)
    made["run"] = FinessImport.objects.create(file_name="finess.json", state="done")
    return made


def prepared_exercise(scenario: Any, who: dict[str, Any]) -> dict[str, Any]:
    """An exercise with its day and one player, who has a link."""
    run = run_create(
        new_id=uuid4(), version=scenario.versions.get(), title="Exercice de crise",
        planned_on=date(2027, 3, 12), starts_at=time(14), **who,
    )  # fmt: skip
    one = participant_add(
        run_id=run.pk, new_id=uuid4(), **who,
        values={"name": "G. Roy", "role": "joueur", "function": "DSI"},
    )  # fmt: skip
    _, secret = participant_link_give(run_id=run.pk, participant_id=one.pk, **who)
    stimulus = PlayedStimulus.objects.create(run=run, code="S01", due_s=0, channel="oral")
    retex = Retex.objects.create(id=uuid4(), run=run, unit=who["unit"])
    constat = Constat.objects.create(retex=retex, kind="weakness", text="À revoir")
    return {
        "prepared": run, "participant": one, "participant_secret": secret, "stimulus": stimulus,
        "constat": constat,
    }  # fmt: skip


def identification_objects(noted: Any) -> dict[str, Any]:
    """The plain facts of action 6."""
    local = noted(identification.LocalDirectory(in_place_on=DAY))
    return {
        "sensitive_service": noted(identification.SensitiveService(name="DPI", since=DAY)),
        "count": noted(identification.UserCount(counted_on=DAY, distinct_people=900)),
        "mie": noted(identification.MieUse(type="cps", since=DAY)),
        "sso": noted(identification.Sso(in_service_on=DAY)),
        "local_directory": local,
        "synchronisation": noted(
            identification.Synchronisation(directory=local, source="hr", done_on=DAY)
        ),
        "engagement": noted(identification.Engagement(signed_on=DAY)),
        "trajectory": noted(identification.Trajectory(validated_on=DAY)),
    }


def end_of_link() -> Any:
    """An instant some weeks from now."""
    return timezone.now() + timedelta(days=20)
