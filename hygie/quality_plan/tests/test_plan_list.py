"""A person reads the plan, filters it, sorts it, exports it."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from hygie.journal.models import Entry
from hygie.organisations.rights import Role
from hygie.quality_plan import services
from hygie.quality_plan.enums import Origin, State
from hygie.quality_plan.tests.plan import (
    House,
    fill,
    make_house,
    make_two_houses,
    note_action,
    note_finding,
)
from tests.cast import TODAY, client_of, make_unit, member, on_day, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]


def address(house: House, rest: str = "") -> str:
    return f"/etablissements/{house.finess}/paq/{rest}"


def page(house: House, query: str = "", client: Client | None = None) -> str:
    answer = (client or client_of(house.rssi)).get(address(house, query))
    assert answer.status_code == 200
    return answer.content.decode()


def old_action(house: House, title: str, due_on: date, **values: Any) -> None:
    with on_day(date(2026, 1, 5)):
        note_action(house, title=title, due_on=due_on, **values)


def test_an_empty_plan_teaches_the_first_gesture() -> None:
    html = page(make_house())
    assert "Le plan est vide" in html
    assert "Inscrire une action" in html


def test_late_actions_come_first_and_the_title_says_how_many() -> None:
    house = make_house()
    old_action(house, "En avance", date(2027, 6, 30))
    old_action(house, "En retard", date(2026, 3, 1))
    html = page(house)
    assert "1 action en retard sur 2 à mener" in html
    assert html.index("En retard</a>") < html.index("En avance</a>")


def titles(html: str, *names: str) -> list[str]:
    return [name for name in names if f"{name}</a>" in html]


def test_filters_are_in_the_address() -> None:
    house = make_house()
    old_action(house, "Alpha", date(2026, 3, 1), pilote_name="Anne", origin=Origin.ADS)
    old_action(house, "Beta", date(2027, 3, 1), pilote_name="Bob", state=State.IN_PROGRESS)
    both = ("Alpha", "Beta")
    assert titles(page(house), *both) == ["Alpha", "Beta"]
    assert titles(page(house, "?etat=retard"), *both) == ["Alpha"]
    assert titles(page(house, "?etat=in_progress"), *both) == ["Beta"]
    assert titles(page(house, "?origine=ads"), *both) == ["Alpha"]
    assert titles(page(house, "?pilote=Bob"), *both) == ["Beta"]
    assert titles(page(house, "?q=bet"), *both) == ["Beta"]
    assert titles(page(house, "?etat=done"), *both) == []


def test_an_action_is_found_by_the_origin_of_its_finding() -> None:
    house = make_house()
    finding = note_finding(house, origin=Origin.SILENE)
    action = note_action(house, title="Gamma")
    services.finding_answer(**house.who, finding_id=finding.pk, action_id=action.pk)
    assert titles(page(house, "?origine=silene"), "Gamma") == ["Gamma"]
    assert titles(page(house, "?origine=ads"), "Gamma") == []


def test_the_order_is_in_the_address() -> None:
    house = make_house()
    for title in ("Beta", "Alpha"):
        note_action(house, title=title)
    rising, falling = page(house, "?tri=libelle"), page(house, "?tri=-libelle")
    assert rising.index("Alpha</a>") < rising.index("Beta</a>")
    assert falling.index("Beta</a>") < falling.index("Alpha</a>")


@pytest.mark.parametrize("query", ["?etat=xx", "?tri=xx", "?origine=xx", "?page=zz", "?jour=1900"])
def test_a_strange_address_shows_the_whole_plan(query: str) -> None:
    house = make_house()
    note_action(house, title="Alpha")
    assert titles(page(house, query), "Alpha") == ["Alpha"]


def test_a_declined_action_leaves_the_list_but_can_be_found() -> None:
    support, part = make_two_houses()
    action = note_action(support, title="Alpha", units=[support.unit, part.unit])
    services.action_answer_coverage(
        **part.who, action_id=action.pk, declines=True, reason="Pas chez nous"
    )
    assert titles(page(part), "Alpha") == []
    assert titles(page(part, "?etat=declinees"), "Alpha") == ["Alpha"]
    assert titles(page(support), "Alpha") == ["Alpha"]


def count_queries(house: House, rest: str) -> int:
    client = client_of(house.rssi)
    client.get(address(house, rest))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address(house, rest)).status_code == 200
    return len(queries)


@pytest.mark.parametrize("rest", ["", "constats/?tous=1"])
def test_the_number_of_queries_does_not_grow(rest: str) -> None:
    house = make_house()
    counts = []
    for more in (1, 4, 45):
        fill(house, more)
        counts.append(count_queries(house, rest))
    assert counts[0] == counts[1] == counts[2] <= 15, counts


def test_a_stranger_sees_nothing() -> None:
    house = make_house()
    stranger = make_house()
    assert client_of(stranger.rssi).get(address(house)).status_code == 404
    assert client_of().get(address(house)).status_code == 302


def rows_of(content: bytes) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


def test_the_export_gives_what_may_be_spread_only() -> None:
    house = make_house()
    note_action(house, title="Revoir les comptes", restricted_detail="krbtgt de 2011")
    answer = client_of(house.rssi).get(address(house, "export/"))
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    rows = rows_of(answer.content)
    assert "Revoir les comptes" in rows[3]
    assert "2026-112" in rows[3]
    assert "krbtgt" not in str(rows)
    assert not Entry.objects.filter(verb="plan.exported_with_details").exists()


def test_restricted_details_leave_only_when_asked_and_the_journal_says_it() -> None:
    house = make_house()
    note_action(house, restricted_detail="krbtgt de 2011")
    answer = client_of(house.rssi).post(address(house, "export/"))
    assert "krbtgt de 2011" in str(rows_of(answer.content))
    assert "diffusion-restreinte" in answer.headers["Content-Disposition"]
    assert Entry.objects.filter(verb="plan.exported_with_details").count() == 1


@pytest.mark.parametrize("role", [Role.DAF, Role.ANIMATEUR])
def test_a_plain_reader_gets_no_restricted_detail(role: Role) -> None:
    house = make_house()
    reader = client_of(member(house.unit, role))
    action = note_action(house, restricted_detail="krbtgt de 2011")
    note_finding(house, wording="SMBv1 partout")
    assert reader.post(address(house, "export/")).status_code == 403
    assert not Entry.objects.filter(verb="plan.exported_with_details").exists()
    for rest in ("", f"actions/{action.pk}/", "constats/", "constats/?tous=1"):
        html = page(house, rest, reader)
        assert "krbtgt" not in html
        assert "SMBv1" not in html


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://a.fr")'])
def test_nothing_typed_becomes_a_formula(text: str) -> None:
    house = make_house()
    note_action(house, title=text, pilote_name=text, number=text, restricted_detail=text)
    answer = client_of(house.rssi).post(address(house, "export/"))
    assert rows_of(answer.content)[3].count(text) == 4
    assert b"<f>" not in sheet_xml(answer.content)


def sheet_xml(content: bytes) -> bytes:
    from zipfile import ZipFile

    return ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_the_setting_is_changed_by_the_screen() -> None:
    house = make_house()
    client = client_of(house.rssi)
    sent = {"stands": "oui", "since": "21/11/2026", "expected": ""}
    assert client.post(address(house, "reglage/"), sent).status_code == 303
    assert "plan d’amélioration de la qualité (PAQ) depuis le 21" in page(house)
    without_day = client.post(address(house, "reglage/"), {"stands": "oui", "since": ""})
    assert without_day.status_code == 422
    stale = client.post(address(house, "reglage/"), {"stands": "non", "expected": ""})
    assert "Une autre personne vient de changer" in stale.content.decode()
    back = {"stands": "non", "since": "21/11/2026", "expected": TODAY.isoformat()}
    assert client.post(address(house, "reglage/"), back).status_code == 303
    assert "(PAQ) depuis" not in page(house)


def test_the_plan_of_an_unknown_establishment_does_not_exist() -> None:
    house = make_house()
    unit = make_unit()
    answer = client_of(house.rssi).get(f"/etablissements/{unit.finess}/paq/")
    assert answer.status_code == 404
