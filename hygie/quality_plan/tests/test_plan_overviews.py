"""A person looks at the plan as a board, a month, a Gantt, by pilote, origin and instance."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.organisations.rights import Role
from hygie.quality_plan import overviews, services
from hygie.quality_plan.enums import Instance, Origin, State
from hygie.quality_plan.tests.plan import House, fill, make_house, note_action, note_finding
from tests.cast import TODAY, client_of, make_unit, member, on_day, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]

PAGES = ("tableau", "calendrier", "gantt", "pilotes", "origines", "instances", "seances/copil")


def page(house: House, rest: str) -> str:
    answer = client_of(house.rssi).get(f"/etablissements/{house.finess}/paq/{rest}")
    assert answer.status_code == 200
    return answer.content.decode()


def late_action(house: House, **values: object) -> None:
    with on_day(date(2026, 1, 5)):
        note_action(house, **{"due_on": date(2026, 3, 1), **values})


@pytest.mark.parametrize("rest", PAGES)
def test_an_empty_plan_shows(rest: str) -> None:
    assert "Plan d’actions" in page(make_house(), f"{rest}/")


def test_the_board_puts_late_actions_first_and_counts_each_state() -> None:
    house = make_house()
    note_action(house, title="À temps", state=State.ACCEPTED)
    late_action(house, title="En retard", state=State.ACCEPTED)
    html = page(house, "tableau/")
    assert html.index("En retard</a>") < html.index("À temps</a>")
    counts = {one.state: one.count for one in overviews.board(house.unit, TODAY)}
    assert counts[State.ACCEPTED] == 2
    assert counts[State.DONE] == 0


def test_the_board_leads_to_the_list_when_a_column_is_long() -> None:
    house = make_house()
    fill(house, overviews.CARDS + 3)
    column = overviews.board(house.unit, TODAY)[0]
    assert (len(column.cards), column.more) == (overviews.CARDS, 3)
    assert f"Voir les {overviews.CARDS + 3} actions" in page(house, "tableau/")


def test_the_month_shows_what_is_due_and_the_list_takes_the_same_month() -> None:
    house = make_house()
    note_action(house, title="En mars", due_on=date(2027, 3, 31))
    note_action(house, title="En avril", due_on=date(2027, 4, 1))
    html = page(house, "calendrier/?mois=2027-03")
    assert "Mars 2027" in html
    assert "En mars" in html
    assert "En avril" not in html
    listed = page(house, "?echeance=2027-03")
    assert "En mars</a>" in listed
    assert "En avril</a>" not in listed


@pytest.mark.parametrize("text", ["zz", "2027-13", "0001-01", "9999-12", "99999-01", ""])
def test_a_strange_month_in_the_address_shows_a_month(text: str) -> None:
    house = make_house()
    note_action(house)
    assert "échéance" in page(house, f"calendrier/?mois={text}")
    assert "action" in page(house, f"?echeance={text}")


def test_what_was_given_up_is_folded_under_the_board() -> None:
    house = make_house()
    assert "<details" not in page(house, "tableau/").split('class="board"')[1]
    action = note_action(house, title="Laissée")
    services.action_move(
        **house.who,
        action_id=action.pk,
        expected_version=1,
        to_state="cancelled",
        reason="Sans objet",
    )
    board, folded = page(house, "tableau/").split("board-folded")
    assert "Laissée" not in board
    assert "Abandonnée" in folded
    assert "Laissée" in folded


def test_no_line_of_the_gantt_is_drawn_over_a_label() -> None:
    house = make_house()
    late_action(house, title="Une")
    drawing = page(house, "gantt/").split('class="bars"')[1].split("</svg>")[0]
    assert drawing.rindex("<line") < drawing.index("gantt-label")


def test_the_gantt_has_its_table_and_says_what_is_late() -> None:
    house = make_house()
    late_action(house, title="Refaire <b>l'annuaire</b>")
    html = page(house, "gantt/")
    assert "mark-late" in html
    assert "Lire en tableau" in html
    assert "Refaire &lt;b&gt;" in html
    assert "<b>l'annuaire" not in html


def test_counts_by_pilote_lead_to_his_actions() -> None:
    house = make_house()
    late_action(house, pilote_name="Anne & Cie")
    note_action(house, pilote_name="Bob")
    note_action(house, pilote_name="")
    groups = {one.key: (one.open, one.late) for one in overviews.by_pilote(house.unit, TODAY)}
    assert groups == {"Anne & Cie": (1, 1), "Bob": (1, 0), "(à nommer)": (1, 0)}
    assert "pilote=Anne%20%26%20Cie" in page(house, "pilotes/")
    assert "1 action" in page(house, "?pilote=(à nommer)")


def test_an_action_counts_in_each_of_its_origins() -> None:
    house = make_house()
    action = note_action(house, origin=Origin.ADS, other_origins=[Origin.INCIDENT])
    finding = note_finding(house, origin=Origin.SILENE)
    services.finding_answer(**house.who, finding_id=finding.pk, action_id=action.pk)
    found = {one.key: one.open for one in overviews.by_origin(house.unit, TODAY)}
    assert found == {"ads": 1, "incident": 1, "silene": 1}


def test_counts_by_instance_tell_what_none_follows() -> None:
    house = make_house()
    note_action(house, instances=[Instance.COPIL, Instance.CME])
    note_action(house)
    groups = {one.label: one.open for one in overviews.by_instance(house.unit, TODAY)}
    assert groups == {"COPIL": 1, "COVIRISQ": 0, "CME": 1, "CSE": 0, "Aucune instance": 1}


@pytest.mark.parametrize("rest", PAGES)
def test_queries_do_not_grow(rest: str) -> None:
    house = make_house()
    client = client_of(house.rssi)
    counts = []
    for number in (1, 30):
        fill(house, number)
        for action in house_actions(house):
            action.instances = [Instance.COPIL]
            action.save()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(f"/etablissements/{house.finess}/paq/{rest}/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[1] <= 15


def house_actions(house: House) -> list[object]:
    from hygie.quality_plan.models import PlanAction

    return list(PlanAction.objects.filter(bearer=house.unit))


@pytest.mark.parametrize("rest", PAGES)
def test_nobody_from_elsewhere_sees_it(rest: str) -> None:
    house = make_house()
    stranger = client_of(member(make_unit(), Role.RSSI))
    assert stranger.get(f"/etablissements/{house.finess}/paq/{rest}/").status_code == 404
