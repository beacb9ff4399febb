"""What the tests of the room share: services, the list, their BIA, statuses, journal."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

from hygie.accounts.models import User
from hygie.continuity import services
from hygie.continuity.models import Bia, ServiceList
from hygie.continuity.pages import OBLIGATIONS
from hygie.journal.models import Entry
from hygie.obligations.recording import fact_record
from hygie.obligations.selectors import statuses_on
from hygie.organisations.enums import ServiceFamily
from hygie.organisations.models import Fact, HospitalService, Organisation
from tests.cast import TODAY, scope_of


def service(
    unit: Organisation, name: str, family: ServiceFamily = ServiceFamily.CRITICAL
) -> HospitalService:
    found: HospitalService = HospitalService.objects.create(unit=unit, name=name, family=family)
    return found


def who(user: User, unit: Organisation) -> dict[str, Any]:
    return {"scope": scope_of(user), "acting_user": user, "unit": unit}


def listed(user: User, unit: Organisation, *chosen: HospitalService, **values: Any) -> ServiceList:
    """The list of services, arrêtée long ago unless told otherwise."""
    given = {"new_id": uuid4(), "decided_on": date(2026, 1, 15), "services": chosen, **values}
    return services.service_list_record(**who(user, unit), **given)


def note_bia(user: User, unit: Organisation, **values: Any) -> Bia:
    """A BIA, of the service « Urgences » unless told otherwise."""
    given = {"service": values.pop("service", None) or service(unit, "Urgences"), **values}
    return fact_record(**who(user, unit), fact=Bia(**given), obligation_ids=OBLIGATIONS)


def link_of(client: Any, unit: Organisation, bia: Bia, **values: Any) -> str:
    """The path of the personal link, as its page shows it."""
    given = {"new_id": uuid4(), "holder_name": "Dr Armand", "expires_on": "21/12/2026", **values}
    page = client.post(url(unit, f"bia/{bia.pk}/lien/"), given).content.decode()
    shown = re.search(r"http://testserver(/lien/[^<]+)", page)
    assert shown, page[:3000]
    return shown.group(1)


def status(unit: Organisation, code: str, day: date = TODAY) -> str:
    """The stored status of one obligation."""
    return str(statuses_on([unit.pk], day).get(obligation=code).status)


def count(unit: Organisation, code: str) -> tuple[int | None, int | None]:
    """Done and total of one obligation today."""
    row = statuses_on([unit.pk], TODAY).get(obligation=code)
    return row.done, row.total


def acts(fact: Fact) -> list[str]:
    """Verbs of the journal about the fact, oldest first."""
    return [one.verb for one in reversed(Entry.objects.about(fact.fact_kind, fact.pk))]


def url(unit: Organisation, end: str = "") -> str:
    return f"/etablissements/{unit.finess}/continuite/{end}"


def sent(**values: Any) -> dict[str, Any]:
    """What a person sends from a form that notes a fact."""
    return {"new_id": uuid4(), "provenance": "memory", **values}
