"""What a statement freezes, and the statements frozen before."""

import json
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from hygie.audits.models import AdsResult, Directory
from hygie.compliance import chain
from hygie.compliance.services import statement as services
from hygie.compliance.verifying import verify
from hygie.domain.audit_facts import AdsResult as AdsFact
from hygie.domain.audit_facts import AuditFacts
from hygie.obligations.recording import fact_record
from hygie.organisations.rights import Role
from tests.cast import TODAY, make_unit, member, scope_of, today

__all__ = ["today"]


def test_only_what_was_given_is_frozen() -> None:
    facts = AuditFacts(results=(AdsFact("prod", date(2026, 3, 2), 2),))
    assert facts.audit_days
    frozen = chain.plain(facts)
    assert set(frozen) == {field.name for field in fields(AuditFacts) if field.init}
    assert frozen["results"] == [{"directory_key": "prod", "done_on": "2026-03-02", "level": 2}]


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_a_statement_frozen_with_what_was_worked_out_still_verifies(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unit = make_unit()
    rssi, director = member(unit, Role.RSSI), member(unit, Role.DIRECTION)

    def who(user: Any) -> dict[str, Any]:
        return {"scope": scope_of(user), "acting_user": user, "unit": unit}

    def confirmed(**given: Any) -> Any:
        prepared = services.statement_prepare(
            **who(rssi), new_id=uuid4(), year=2026, on=TODAY, **given
        )
        return services.statement_confirm(**who(director), statement_id=prepared.pk)

    directory = Directory(name="PROD", entered_on=date(2020, 1, 1))
    fact_record(**who(rssi), fact=directory, obligation_ids=())
    result = AdsResult(directory=directory, done_on=date(2026, 3, 2), level=2)
    fact_record(**who(rssi), fact=result, obligation_ids=())
    with monkeypatch.context() as former:
        former.setattr(chain, "fields", lambda value: [_Given(one) for one in fields(value)])
        old = confirmed()
    new = confirmed(corrects=old)
    assert '"audit_days"' in old.content
    assert '"audit_days"' not in new.content
    assert json.loads(new.content)["verdicts"] == json.loads(old.content)["verdicts"]
    assert [(one.statements, one.wrong) for one in verify(unit)] == [(2, [])]


class _Given:
    """A field as the former version took it: worked out or not."""

    def __init__(self, field: Any) -> None:
        self.name, self.init = field.name, True


def test_a_break_is_told_with_no_break_spaces() -> None:
    assert chain.breaks([], {3: "x"}) == ["l’état n°\u00a03, écrit au journal, manque"]
