"""What the tests of the first entry share: the lines typed, the page sent, what is read after."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from hygie.documents.models import Evidence
from hygie.journal.models import Entry
from hygie.obligations.models import OpenQuestion
from hygie.obligations.selectors import unit_verdicts
from hygie.organisations.models import Coverage, Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member

EXERCISE = {
    "1a-2026-says": "done",
    "1a-2026-on": "12/03/2026",
    "1a-2026-tested": ["care", "cyber"],
    "1a-2026-present": ["DG", "DSI"],
}
EVERYTHING = {
    **EXERCISE,
    "1a-2025-on": "4/2/25",
    "1b-says": "done",
    "1b-on": "20/03/2026",
    "1b-by": "Dr Anne Morel",
    "1c-on": "31/12/2026",
    "1c-wording": "Réécrire la procédure dégradée",
    "1c-number": "PAQ-12",
    "1c-pilote": "Luc Petit",
    "1d-on": "22/03/2026",
    "1d-receipt": "AR-1",
    "2a-2026-on": "15/05/2026",
    "2a-2026-receipt": "AR-2",
    "2b-on": "31/12/2026",
    "2b-wording": "Sauvegardes à tester",
    "2b-number": "PAQ-13",
    "2b-pilote": "Luc Petit",
    "3a-on": "1/2/2024",
    "3b-on": "1/3/2024",
    "3c-on": "10/10/2026",
    "3c-name": "hopital.local",
    "3c-level": "3",
    "3c-inventory_on": "1/9/2026",
    "3d-on": "1/1/2025",
    "3d-rssi": "Claire Vidal",
    "3e-says": "unknown",
    "4a-on": "1/6/2025",
    "4a-name": "Paul Roux",
    "4a-letter_on": "2/6/2025",
    "4a-signer": "establishment",
    "4a-copil_on": "3/6/2025",
    "4b-says": "not_yet",
    "4c-on": "1/9/2026",
    "5a-on": "31/12/2026",
    "5a-title": "Double sauvegarde",
    "5a-number": "PAQ-14",
    "5a-pilote": "Luc Petit",
    "6a-on": "1/2/2026",
    "6b-on": "1/2/2020",
    "6b-type": "cps",
    "6b-service": "Dossier patient",
    "6c-on": "1/2/2022",
    "6d-on": "1/2/2021",
    "6d-hr_on": "20/11/2026",
    "6d-rpps_on": "19/11/2026",
    "6e-on": "1/2/2026",
    "7a-on": "1/5/2026",
    "7a-etp": "1,5",
    "7b-says": "done",
    "7c-2026-on": "1/6/2026",
    "7c-2026-receipt": "AR-7",
    "7c-2025-on": "2/6/2025",
    "7c-2025-receipt": "AR-6",
    "7d-says": "done",
    "7d-no_object": "on",
    "7e-says": "done",
}


@pytest.fixture
def unit(db: Any, today: Any) -> Organisation:
    return make_unit(name="Centre hospitalier de Rochebrune")


def address(unit: Organisation) -> str:
    return reverse("compliance:first-run", args=[unit.finess])


def sent(
    unit: Organisation, role: Role = Role.DSI, page_id: Any = None, **kwargs: Any
) -> tuple[Any, Any]:
    """The page sent by a new person of this role; the browser and the answer."""
    browser = client_of(member(unit, role))
    return browser, send(browser, unit, kwargs["lines"], page_id)


def send(browser: Any, unit: Organisation, lines: dict[str, Any], page_id: Any = None) -> Any:
    return browser.post(address(unit), {"new_id": str(page_id or uuid4()), **lines})


def status_of(unit: Organisation, code: str) -> str:
    verdicts = unit_verdicts(unit, date(2026, 11, 21))
    return str(next(one.verdict.status for one in verdicts if one.obligation.id == code))


def text(answer: Any) -> str:
    return answer.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ")


def nothing_written() -> bool:
    return not (
        Coverage.objects.exists()
        or OpenQuestion.objects.exists()
        or Evidence.objects.exists()
        or Entry.objects.exists()
    )
