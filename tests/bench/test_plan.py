"""A plan of 5,000 actions: its pages, its file out, its file back."""

import io
import time
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from hygie.quality_plan import selectors, services
from hygie.quality_plan.enums import Instance, Origin, State
from hygie.quality_plan.models import Finding, PlanAction, PlanNumber
from hygie.quality_plan.services.imports import dry_run
from hygie.quality_plan.tests.plan import House, fill, make_house
from hygie.quality_plan.workbook import plan_workbook
from tests.bench.pace import page_ms
from tests.bench.test_pages import as_served
from tests.cast import TODAY, client_of, today

__all__ = ["today"]

pytestmark = [pytest.mark.bench, pytest.mark.django_db, pytest.mark.usefixtures("today")]

ACTIONS, QUERIES, PAGE_MS, EXPORT_S, IMPORT_S = 5000, 15, 100, 3, 10
PAGES = {
    "liste": "", "liste filtrée": "?instance=copil&etat=retard", "tableau": "tableau/",
    "calendrier": "calendrier/?mois=2027-01", "Gantt": "gantt/", "par pilote": "pilotes/",
    "par origine": "origines/", "par instance": "instances/", "dossier de séance": "seances/cse/",
    "à rattacher": "constats/",
}  # fmt: skip


@pytest.fixture
def house() -> House:
    """A plan of 5,000 actions of sixty pilotes over four years, each answering a finding."""
    house = make_house()
    fill(house, ACTIONS)
    states, origins, instances = list(State)[:5], list(Origin), list(Instance)
    actions = list(PlanAction.objects.order_by("code"))
    for rank, action in enumerate(actions):
        action.created_on = date(2024, 1, 1) + timedelta(days=rank % 900)
        action.due_on = action.created_on + timedelta(days=100 + rank % 800)
        action.current_due_on = action.due_on
        action.pilote_name = f"Pilote {rank % 60}"
        action.origin = origins[rank % len(origins)]
        action.state = states[rank % len(states)]
        action.done_on = action.due_on if rank % 5 > 2 else None
        # one in fifty goes to the CSE, one in four to the COPIL
        action.instances = (["copil"] if rank % 4 == 0 else []) + (
            [instances[-1].value] if rank % 50 == 0 else []
        )
        action.sponsor_name, action.indicator = "Direction générale", f"Indicateur {rank}"
    fields = (
        "created_on", "due_on", "current_due_on", "pilote_name", "origin", "state", "done_on",
        "instances", "sponsor_name", "indicator",
    )  # fmt: skip
    PlanAction.objects.bulk_update(actions, fields, batch_size=500)
    PlanNumber.objects.bulk_create(
        PlanNumber(action=one, unit=house.unit, number=f"Q-{rank}")
        for rank, one in enumerate(actions)
    )
    return house


def test_pages_of_a_plan_of_5000_actions(house: House) -> None:
    client, place = client_of(house.rssi), f"/etablissements/{house.finess}/paq/"
    seen = {}
    with as_served():
        for label, rest in PAGES.items():
            with CaptureQueriesContext(connection) as captured:
                assert client.get(f"{place}{rest}").status_code == 200
            seen[label] = (len(captured), page_ms(client, f"{place}{rest}"))
            print(label, seen[label], flush=True)
    for label, (queries, spent) in seen.items():
        said, limit = f"{spent:.1f} ms, {queries} requêtes", f"≤ {PAGE_MS} ms, ≤ {QUERIES}"
        print(f"| plan de {ACTIONS} actions, {label} | {said} | {limit} |")
    for label, (queries, spent) in seen.items():
        assert queries <= QUERIES, label
        assert spent <= PAGE_MS, label


def export(house: House) -> bytes:
    actions = selectors.with_relations(
        selectors.actions_of(house.unit, selectors.PlanFilter(), TODAY)
    )
    origins = selectors.origins_of(actions)
    return plan_workbook(house.unit, actions, origins, TODAY, with_details=False)


def given_back(content: bytes, *, new: int) -> bytes:
    """Every row changed by the suite, and `new` rows added."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)[2:]
    sponsor, title = rows[0].index("Commanditaire"), rows[0].index("Libellé diffusable")
    for row in rows[1:]:
        row[sponsor] = "Changé par la suite"
    rows += [["" if rank != title else f"Neuve {n}" for rank in range(len(rows[0]))]
             for n in range(new)]  # fmt: skip
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as out:
        sheet = out.add_worksheet("PAQ")
        for number, row in enumerate(rows):
            for rank, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_string(number, rank, value.isoformat())
                elif value != "":
                    sheet.write(number, rank, value)
    return buffer.getvalue()


def test_5000_actions_go_out_and_come_back(house: House, tmp_path: Path) -> None:
    began = time.perf_counter()
    content = export(house)
    out = time.perf_counter() - began
    path = tmp_path / "paq"
    path.write_bytes(given_back(content, new=1000))
    new_id = uuid4()
    began = time.perf_counter()
    draft = services.import_draft(**house.who, new_id=new_id, path=path, name="paq.xlsx")
    read = time.perf_counter() - began
    began = time.perf_counter()
    counts = dry_run(draft, house.unit).counts
    compared = time.perf_counter() - began
    assert (counts["change"], counts["new"], counts["error"]) == (ACTIONS, 1000, 0)
    began = time.perf_counter()
    services.import_take(**house.who, import_id=new_id)
    taken = time.perf_counter() - began
    print(f"| export XLSX de {ACTIONS} actions | {out:.1f} s | ≤ {EXPORT_S} s |")
    print(f"| import : lecture | {read:.1f} s | |")
    print(f"| import : comparaison à blanc | {compared:.1f} s | |")
    whole = read + compared + taken
    print(f"| import : {ACTIONS} changements, 1 000 créations | {taken:.1f} s | |")
    print(f"| import : en tout | {whole:.1f} s | ≤ {IMPORT_S} s |")
    assert PlanAction.objects.filter(sponsor_name="Changé par la suite").count() == ACTIONS
    assert Finding.objects.count() == ACTIONS
    assert out <= EXPORT_S
    assert whole <= IMPORT_S
