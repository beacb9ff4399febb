"""What the tests of the room share."""

from datetime import date
from typing import Any
from uuid import uuid4

from hygie.accounts.models import User
from hygie.identification import services
from hygie.identification.models import SensitiveService
from hygie.journal.models import Entry
from hygie.obligations.selectors import statuses_on
from hygie.organisations.models import Organisation
from tests.cast import TODAY, scope_of

SINCE = date(2025, 3, 1)
HTML = "<script>alert(1)</script>"


def who(user: User, unit: Organisation) -> dict[str, Any]:
    return {"scope": scope_of(user), "acting_user": user, "unit": unit}


def url(unit: Organisation, end: str = "") -> str:
    return f"/etablissements/{unit.finess}/identification/{end}"


def status(unit: Organisation, code: str, day: date = TODAY) -> str:
    """The stored status of one obligation."""
    return str(statuses_on([unit.pk], day).get(obligation=code).status)


def verbs(fact: Any) -> list[str]:
    """The journal of a fact, oldest first."""
    entries = Entry.objects.about(fact.fact_kind, fact.pk)
    return [entry.verb for entry in reversed(entries)]


def services_noted(user: User, unit: Organisation, number: int) -> list[Any]:
    """That many sensitive services."""
    return [
        services.record(SensitiveService, **who(user, unit), name=f"Service {index}", since=SINCE)
        for index in range(number)
    ]


# What a person sends from each form: folder of the address, its fields.
SENT: dict[str, tuple[str, dict[str, Any]]] = {
    "sensitive_service": ("services", {"name": "DPI", "since": "01/03/2025"}),
    "user_count": ("utilisateurs", {"counted_on": "01/03/2026", "distinct_people": "5 001"}),
    "mie_use": ("moyens", {"type": "cps", "since": "01/03/2025", "origin": "ans"}),
    "sso": ("sso", {"in_service_on": "01/03/2025"}),
    "local_directory": ("repertoires", {"in_place_on": "01/03/2025"}),
    "engagement": ("engagements", {"signed_on": "01/03/2025"}),
    "trajectory": ("trajectoires", {"validated_on": "01/03/2025"}),
}
DAY_OF = {
    "sensitive_service": "since",
    "user_count": "counted_on",
    "mie_use": "since",
    "sso": "in_service_on",
    "local_directory": "in_place_on",
    "engagement": "signed_on",
    "trajectory": "validated_on",
}


def sent(kind: str, **values: Any) -> dict[str, Any]:
    """The fields of one form with a fresh `new_id`."""
    return {"new_id": str(uuid4()), "provenance": "memory", **SENT[kind][1], **values}
