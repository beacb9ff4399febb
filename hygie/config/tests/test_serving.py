"""The server starts: the statuses are brought up to date, or someone else is at it."""

from typing import Any

import pytest

from hygie.config import serving
from hygie.domain.refusal import ServiceRefusal


def test_a_rebuild_at_work_elsewhere_does_not_stop_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def refused() -> None:
        raise ServiceRefusal("rebuild_running")

    monkeypatch.setattr(serving, "ensure_current", refused)

    serving.bring_statuses_up_to_date()

    said = " ".join(capsys.readouterr().out.split())
    assert "déjà en cours de calcul" in said
    assert "Hygie sert en attendant les statuts calculés auparavant." in said
