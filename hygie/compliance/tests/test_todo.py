"""« À faire » counts what it does not show."""

from typing import Any
from uuid import uuid4

import pytest

from hygie.compliance.views import todo
from hygie.organisations.rights import Role
from hygie.quality_plan.services import action_record
from tests.cast import client_of, make_unit, member, scope_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


def test_actions_beyond_the_first_ones_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(todo, "SHOWN", 2)
    unit = make_unit()
    rssi = member(unit, Role.RSSI)
    who: dict[str, Any] = {"scope": scope_of(rssi), "acting_user": rssi, "unit": unit}
    for number in range(5):
        action_record(**who, new_id=uuid4(), title=f"Action {number}")
    page = client_of(rssi).get(f"/etablissements/{unit.finess}/a-faire/").content.decode()
    assert page.count('class="row-target"') == 2
    assert "et 3 autres, dans" in page
    assert '<span class="muted">5</span>' in page
