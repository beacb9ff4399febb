"""The direction page: position, what is late with its plan; never a reason out of one's rooms."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup

from hygie.compliance.direction import (
    OPEN_ACTIONS,
    PLAN_UNREAD,
    direction_page,
    plan_by_action,
)
from hygie.obligations.services import refresh
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role, Room
from hygie.quality_plan.services import action_record
from hygie.web.statuses import look_of
from tests.cast import TODAY, client_of, make_unit, member, scope_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit() -> Organisation:
    unit = make_unit(name="CH de Rochebrune")
    refresh(unit_ids=[unit.pk])
    return unit


def page(role: Role, unit: Organisation, end: str = "") -> Any:
    return client_of(member(unit, role)).get(f"/etablissements/{unit.finess}/direction/{end}")


def test_it_says_what_is_late_and_asks_for_a_pilote(unit: Organisation) -> None:
    seen = page(Role.DIRECTION, unit).content.decode()
    assert "diffusion restreinte" in seen
    assert "aucune action ouverte pour l’action\u00a01" in seen
    assert "désigner un pilote" in seen


def test_the_words_agree_with_their_counts(unit: Organisation) -> None:
    found = direction_page(scope_of(member(unit, Role.DIRECTION)), unit, TODAY)
    words = {(code, number > 1): word for code, word, number in found.counts}
    assert words.get(("not_applicable", True), "non concernés") == "non concernés"
    assert [look_of("met").word_for(count) for count in (0, 1, 2)] == ["fait", "fait", "faits"]
    seen = page(Role.DIRECTION, unit).content.decode()
    for code, word, number in found.counts:
        assert f'<li class="tally-{code}"><strong>{number}</strong>' in seen
        assert f'<span class="status-word">{word}</span>' in seen


def test_an_action_with_its_pilote_and_day_answers(unit: Organisation) -> None:
    rssi = member(unit, Role.RSSI)
    action_record(
        scope=scope_of(rssi),
        acting_user=rssi,
        unit=unit,
        new_id=uuid4(),
        title="Tenir l’exercice <b>annuel</b>",
        origin="exercise",
        pilote_name="Claire Roussel",
        due_on=TODAY.replace(month=12),
    )
    found = direction_page(scope_of(rssi), unit, TODAY)
    late = {point.line.code: point for point in found.late}
    assert late["1.a"].is_planned
    assert not any(one.startswith("1.a") for one in found.decisions)
    seen = page(Role.DIRECTION, unit).content.decode()
    assert "Claire Roussel" in seen
    assert "<b>annuel" not in seen


def test_what_the_plan_has_is_said_to_be_of_the_same_action_not_of_the_point(
    unit: Organisation,
) -> None:
    rssi = member(unit, Role.RSSI)
    for title, values in (
        ("Durcir les comptes", {"origin": "incident", "other_origins": ["ads"]}),
        ("Nommer les remplaçants", {"origin": "identification"}),
    ):
        action_record(
            scope=scope_of(rssi), acting_user=rssi, unit=unit, new_id=uuid4(), title=title, **values
        )
    plan = plan_by_action(unit)
    assert {number: [one.title for one in rows] for number, rows in plan.items()} == {
        3: ["Durcir les comptes"],
        6: ["Nommer les remplaçants"],
    }
    found = direction_page(scope_of(rssi), unit, TODAY)
    said = {point.line.action: point.nothing for point in found.late if not point.actions}
    assert said[7] == "à décider"
    assert said[1] == "aucune action ouverte pour l’action\u00a01"
    head = BeautifulSoup(page(Role.DIRECTION, unit).content, "html5lib").select("th")
    assert OPEN_ACTIONS in [one.text for one in head]


def test_who_does_not_read_a_room_reads_no_reason_of_it(unit: Organisation) -> None:
    daf = scope_of(member(unit, Role.DAF))
    found = direction_page(daf, unit, TODAY)
    assert found.late
    assert all(not point.reason for point in found.late if point.line.action not in (5, 7))
    everything = direction_page(scope_of(member(unit, Role.DIRECTION)), unit, TODAY)
    assert all(point.reason for point in everything.late)


def test_who_does_not_read_the_plan_is_told_so(unit: Organisation) -> None:
    guest = member(unit, Role.GUEST, room=Room.AUDITS, until=date(2027, 1, 1))
    found = direction_page(scope_of(guest), unit, TODAY)
    assert not found.may_read_plan
    assert not any("pilote" in one for one in found.decisions)
    seen = client_of(guest).get(f"/etablissements/{unit.finess}/direction/").content.decode()
    assert PLAN_UNREAD in seen
    assert "aucune action ouverte" not in seen


def test_on_paper_it_is_one_pdf(unit: Organisation) -> None:
    answer = page(Role.DIRECTION, unit, "pdf/")
    assert answer.content.startswith(b"%PDF-")
