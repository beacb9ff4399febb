"""Every screen of the situation opens, on an empty unit and for each role that reads it."""

from typing import Any

import pytest
from django.urls import reverse

from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, today

__all__ = ["today"]
PAGES = (
    "compliance:status",
    "compliance:todo",
    "compliance:note",
    "compliance:entry-sheets",
    "compliance:statements",
    "compliance:direction",
    "compliance:publication",
    "audits:overview",
    "continuity:overview",
    "continuity:bias",
    "exercises:list",
    "self_assessments:list",
    "quality_plan:list",
    "identification:overview",
    "digital_budget:list",
    "organisations:unit",
)


@pytest.fixture
def unit(db: Any, today: Any) -> Organisation:
    return make_unit(name="Centre hospitalier de Rochebrune")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [Role.RSSI, Role.DIRECTION, Role.DSI])
def test_a_page_opens_on_an_empty_unit(unit: Organisation, page: str, role: Role) -> None:
    answer = client_of(member(unit, role)).get(reverse(page, args=[unit.finess]))
    assert answer.status_code == 200, answer.content[:2000]
    assert "Centre hospitalier de Rochebrune" in answer.content.decode()
