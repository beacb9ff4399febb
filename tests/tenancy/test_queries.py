"""A page asks the database the same number of questions whatever it lists, at most fifteen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hygie.obligations.services import refresh
from hygie.organisations.rights import GROUP_ROLES, UNIT_ROLES, Role, Room
from tests.cast import (
    client_of,
    delegate,
    make_ght,
    make_group,
    make_nation,
    make_unit,
    make_user,
    member,
    today,
)
from tests.tenancy import plan_rows, rows, run_rows
from tests.tenancy.rows import Stage

__all__ = ["today"]

# Both databases are asked the same questions: they are counted on one.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite,
    pytest.mark.usefixtures("today"),
]

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 15
COUNTS = (1, 5, 50)
Fill = Callable[[Stage, range], Any]


def of_unit(name: str, **kwargs: Any) -> Callable[[Stage], str]:
    return lambda stage: reverse(name, kwargs={"finess": stage.unit.finess, **kwargs})


def of_fact(name: str, argument: str, kept: str, **kwargs: Any) -> Callable[[Stage], str]:
    return lambda stage: of_unit(name, **{argument: stage.kept[kept].pk}, **kwargs)(stage)


def of_assessed(name: str, **kwargs: Any) -> Callable[[Stage], str]:
    return of_fact(f"self_assessments:{name}", "assessment_id", "assessed", **kwargs)


PAGES: dict[str, tuple[Fill, Callable[[Stage], str]]] = {
    "exercises": (rows.exercises, of_unit("exercises:list")),
    "exercise": (rows.improvements, of_fact("exercises:detail", "exercise_id", "exercise")),
    "prepared exercises": (run_rows.runs, of_unit("exercises:runs")),
    "prepared exercise": (run_rows.participants, of_fact("exercises:run", "run_id", "prepared")),
    "console": (run_rows.played, of_fact("exercises:run-console", "run_id", "prepared")),
    "wall": (run_rows.played, of_fact("exercises:run-wall", "run_id", "prepared")),
    "review": (run_rows.played, of_fact("exercises:run-review", "run_id", "prepared")),
    "stimuli by establishment": (
        run_rows.teams, of_fact("exercises:run-addressed", "run_id", "prepared")
    ),
    "establishments of an exercise": (
        run_rows.teams, of_fact("exercises:run", "run_id", "prepared")
    ),
    "console of several": (
        run_rows.teams, of_fact("exercises:run-console", "run_id", "prepared")
    ),
    "presences of several": (
        run_rows.teams, of_fact("exercises:run-presences", "run_id", "prepared")
    ),
    "PCRA tested by an event": (
        run_rows.pcra_tests, of_fact("continuity:event-tests", "event_id", "event")
    ),
    "presences": (run_rows.played, of_fact("exercises:run-presences", "run_id", "prepared")),
    "stimuli noted after": (
        run_rows.on_paper, of_fact("exercises:run-after-stimuli", "run_id", "prepared")
    ),
    "grids": (run_rows.on_paper, of_fact("exercises:run-grid", "run_id", "prepared")),
    "shared RETEX": (run_rows.shared, of_unit("exercises:shared-list")),
    "archives": (run_rows.archives, of_unit("exercises:archives")),
    "RETEX": (
        run_rows.constats,
        of_fact("exercises:run-retex", "run_id", "prepared", which="etablissement"),
    ),
    "highlights": (run_rows.constats, of_fact("exercises:run-highlights", "run_id", "prepared")),
    "survey": (run_rows.constats, of_fact("exercises:run-survey", "run_id", "prepared")),
    "convocations": (run_rows.participants, of_fact("exercises:run-convoke", "run_id", "prepared")),
    "scenarios": (rows.scenarios, of_unit("exercises:scenarios")),
    "scenario": (rows.stimuli, of_fact("exercises:scenario", "scenario_id", "scenario")),
    "scenario, writing": (
        rows.stimuli, of_fact("exercises:scenario-edit", "scenario_id", "scenario")
    ),
    "self-assessments": (rows.assessments, of_unit("self_assessments:list")),
    "self-assessment": (rows.answers, of_assessed("detail")),
    "theme": (rows.answers, of_assessed("answers", theme_number=1)),
    "theme links": (rows.answers, of_assessed("theme-link", theme_number=1)),
    "measure": (rows.answers, of_assessed("measure", rank=1)),
    "proofs of a measure": (rows.answers, of_assessed("proofs", rank=1)),
    "results": (rows.answers, of_assessed("results")),
    "gaps": (rows.answers, of_assessed("gaps")),
    "comparison": (rows.compared, of_assessed("compare")),
    "packs": (rows.packs, of_unit("self_assessments:packs")),
    "audits": (rows.directories, of_unit("audits:overview")),
    "directory": (rows.ads_results, of_fact("audits:directory-detail", "fact_id", "directory")),
    "continuity": (rows.continuity, of_unit("continuity:overview")),
    "list of services": (rows.service_list, of_fact("continuity:list-detail", "list_id", "list")),
    "plan": (rows.findings, of_unit("quality_plan:list")),
    "plan, board": (plan_rows.plan, of_unit("quality_plan:board")),
    "plan, calendar": (
        plan_rows.plan, lambda stage: of_unit("quality_plan:calendar")(stage) + "?mois=2026-01"
    ),
    "plan, Gantt": (plan_rows.plan, of_unit("quality_plan:gantt")),
    "plan, by pilote": (plan_rows.plan, of_unit("quality_plan:by-pilote")),
    "plan, by origin": (plan_rows.plan, of_unit("quality_plan:by-origin")),
    "plan, by instance": (plan_rows.plan, of_unit("quality_plan:by-instance")),
    "plan, session": (plan_rows.plan, of_unit("quality_plan:session", instance="copil")),
    "plan, imports": (plan_rows.plan_imports, of_unit("quality_plan:import")),
    "plan, import": (
        plan_rows.plan_imports, of_fact("quality_plan:import-draft", "import_id", "draft")
    ),
    "findings": (rows.findings, of_unit("quality_plan:findings")),
    "action": (rows.postponements, of_fact("quality_plan:action", "action_id", "action")),
    "identification": (rows.identification, of_unit("identification:overview")),
    "budget": (rows.computations, of_unit("digital_budget:list")),
    "logs": (rows.logs, of_unit("logbook:list")),
    "log": (rows.log_entries, of_fact("logbook:event", "event_id", "event")),
    "log, entry": (rows.log_entries, of_fact("logbook:entry", "event_id", "event", number=2)),
    "log, on paper": (rows.log_entries, of_fact("logbook:print", "event_id", "event")),
    "pieces": (rows.pieces, of_unit("documents:list")),
    "status, exercises": (rows.exercises, of_unit("compliance:status")),
    "status, directories": (rows.directories, of_unit("compliance:status")),
    "obligation": (rows.exercises, of_unit("compliance:obligation", code="1.a")),
    "direction": (rows.findings, of_unit("compliance:direction")),
    "to do": (rows.findings, of_unit("compliance:todo")),
    "note": (rows.directories, of_unit("compliance:note")),
    "publication": (rows.directories, of_unit("compliance:publication")),
    "statements": (rows.statements, of_unit("compliance:statements")),
    "entry sheets": (rows.sheets, of_unit("compliance:entry-sheets")),
    "sheets that wait": (rows.sheets, of_unit("compliance:waiting-sheets")),
    "first entry": (rows.services, of_unit("compliance:first-run")),
    "organisation": (rows.services, of_unit("organisations:unit")),
    "people": (rows.people, of_unit("organisations:people")),
    "home": (rows.fellows, lambda _: reverse("organisations:home")),
    "units": (rows.fellows, lambda _: reverse("organisations:units")),
    "rights": (rows.fellows, lambda _: reverse("organisations:my_rights")),
    "GHT": (rows.fellows, lambda stage: reverse("oversight:ght", args=[stage.ght.code])),
    "group": (rows.fellows, lambda stage: reverse("oversight:group", args=[stage.group.code])),
    "region": (
        rows.fellows, lambda stage: reverse("oversight:region", args=[stage.unit.region.code])
    ),
    "nation": (rows.fellows, lambda _: reverse("oversight:nation", args=["FR"])),
    "region over time": (
        rows.fellows,
        lambda stage: reverse("oversight:region-evolution", args=[stage.unit.region.code]),
    ),
    "nation over time": (
        rows.fellows, lambda _: reverse("oversight:nation-evolution", args=["FR"])
    ),
    "accounts": (rows.accounts, lambda _: reverse("accounts_admin:list")),
    "organisations": (rows.groups, lambda _: reverse("organisations:admin")),
    "links": (
        rows.groups, lambda stage: reverse("organisations:admin-organisation", args=[stage.unit.pk])
    ),
    "reminders": (rows.fellows, lambda _: reverse("notifications:reminders")),
    "reminders, plan": (rows.findings, lambda _: reverse("notifications:reminders")),
    "reminders, settings": (rows.fellows, lambda _: reverse("notifications:settings")),
    "mails": (rows.mails, lambda _: reverse("notifications:outbox")),
    "histories": (rows.histories, of_unit("exchanges:history")),
    "history": (
        rows.histories, of_fact("exchanges:history-import", "history_id", "history")
    ),
    "imports": (rows.imports, lambda _: reverse("organisations:finess-import")),
    "import": (
        rows.imports,
        lambda stage: reverse("organisations:finess-import-detail", args=[stage.kept["run"].pk]),
    ),
}  # fmt: skip


@pytest.fixture
def stage(today: Any) -> Stage:
    """Someone who has every role, so that every page and every button is there."""
    unit, user = make_unit(), make_user()
    ght, group, nation = make_ght(unit), make_group(unit), make_nation()
    places = dict.fromkeys((role for role in UNIT_ROLES if role != Role.GUEST), unit)
    places |= {Role.GHT_RSSI: ght, Role.GROUP_HQ: group, Role.ARS: unit.region}
    places |= dict.fromkeys((Role.MINISTRY, Role.ADMIN), nation)
    for role, organisation in places.items():
        member(organisation, role, user=user)
    assert set(GROUP_ROLES) < set(places)
    for parent in (ght, group):
        delegate(unit, parent, Room.STATUS)
    return Stage(unit, ght, group, user)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_50_rows_asks_no_more_than_a_page_of_one(stage: Stage, page: str) -> None:
    fill, address = PAGES[page]
    client, found, done = client_of(stage.user), {}, 0
    for count in COUNTS:
        fill(stage, range(done, count))
        refresh(unit_ids=[stage.unit.pk])
        done = count
        found[count] = queries(client, address(stage))
    assert len({len(asked) for asked in found.values()}) == 1, differences(found)
    assert len(found[1]) <= LIMIT, "\n".join(found[1])


def test_the_document_of_speeds_counts_these_pages() -> None:
    said = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert f"ouvre {len(PAGES)} listes et fiches" in said


def queries(client: Client, url: str) -> list[str]:
    """What the second reading of a page asks: the first one fills what is kept in memory."""
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.get(url)
    assert response.status_code == 200, f"{url}: {response.status_code}"
    return [one["sql"][:300] for one in asked.captured_queries]


def differences(found: dict[int, list[str]]) -> str:
    """The counts, then what the longest page asks more than the shortest."""
    counts = ", ".join(f"{count} rows: {len(asked)}" for count, asked in found.items())
    shortest, longest = min(found.values(), key=len), max(found.values(), key=len)
    starts = [one[:80] for one in shortest]
    return "\n".join([counts, *(one for one in longest if one[:80] not in starts), *longest])
