"""What the tests of the room share: a directory, its statuses, its journal."""

from datetime import date
from typing import Any
from uuid import uuid4

from hygie.accounts.models import User
from hygie.audits.models import AdsResult, Directory, DirectoryInventory
from hygie.journal.models import Entry
from hygie.obligations.recording import fact_record
from hygie.obligations.selectors import statuses_on
from hygie.organisations.models import Fact, Organisation
from tests.cast import TODAY, scope_of

GUID = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
ALL = ("3.a", "3.b", "3.c", "3.d", "3.e")


def note(user: User, unit: Organisation, fact: Fact, **values: Any) -> Any:
    """The fact, noted through the service."""
    return fact_record(
        scope=scope_of(user),
        acting_user=user,
        unit=unit,
        fact=fact,
        obligation_ids=ALL,
        **values,
    )


def directory(user: User, unit: Organisation, **values: Any) -> Directory:
    """A directory in use for a long time, with its signed inventory."""
    units = values.pop("units", None)
    found = Directory(**{"name": "CHR-PROD", "entered_on": date(2020, 1, 1), **values})
    noted: Directory = note(user, unit, found, units=units)
    inventory = DirectoryInventory(signed_on=date(2025, 1, 2), says_all_listed=True)
    note(user, unit, inventory, units=units)
    return noted


def audit(user: User, unit: Organisation, of: Directory, day: date, level: int = 3) -> AdsResult:
    """An ADS result of this directory."""
    found: AdsResult = note(user, unit, AdsResult(directory=of, done_on=day, level=level))
    return found


def status(unit: Organisation, code: str, day: date = TODAY) -> str:
    """The stored status of one obligation."""
    return str(statuses_on([unit.pk], day).get(obligation=code).status)


def acts(fact: Fact) -> list[str]:
    """Verbs of the journal about the fact, oldest first."""
    return [one.verb for one in reversed(Entry.objects.about(fact.fact_kind, fact.pk))]


def url(unit: Organisation, end: str = "") -> str:
    return f"/etablissements/{unit.finess}/audits/{end}"


def sent(**values: Any) -> dict[str, Any]:
    """What a person sends from a form that notes a fact."""
    return {"new_id": uuid4(), "provenance": "memory", **values}
