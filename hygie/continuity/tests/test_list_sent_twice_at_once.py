"""The list of services sent twice at the same instant: its lines are written once."""

from unittest.mock import patch
from uuid import uuid4

import pytest

from hygie.continuity.models import ServiceList, ServiceListLine
from hygie.continuity.services import service_list_record
from hygie.organisations.rights import Role
from hygie.organisations.services.hospital_service import hospital_service_record
from tests.cast import TODAY, make_unit, member, scope_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


def test_the_second_of_two_at_once_adds_no_line() -> None:
    unit = make_unit()
    rssi = member(unit, Role.RSSI)
    who = {"scope": scope_of(rssi), "acting_user": rssi, "unit": unit}
    service = hospital_service_record(new_id=uuid4(), name="Urgences", family="critical", **who)
    new_id = uuid4()
    first = service_list_record(new_id=new_id, decided_on=TODAY, services=[service], **who)

    # The other request had not committed when this one looked for the list.
    real = ServiceList.objects.filter
    answers = iter([ServiceList.objects.none()])
    with patch.object(ServiceList.objects, "filter", lambda **by: next(answers, real(**by))):
        second = service_list_record(new_id=new_id, decided_on=TODAY, services=[service], **who)

    assert second.pk == first.pk
    assert ServiceListLine.objects.filter(list=first).count() == 1
