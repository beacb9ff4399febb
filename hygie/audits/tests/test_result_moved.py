"""An ADS result noted on the wrong directory is moved: both sides' statuses say the truth."""

from datetime import date

import pytest

from hygie.audits.models import AdsResult
from hygie.audits.tests.cast import audit, directory, status
from hygie.journal.models import Entry
from hygie.obligations.recording import fact_change
from hygie.organisations.rights import Role
from tests.cast import make_ght, make_unit, member, scope_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


def test_the_units_of_the_directory_left_are_judged_again() -> None:
    support, part = make_unit(name="CHU support"), make_unit(name="CH partie")
    make_ght(support, part)
    rssi = member(support, Role.RSSI)
    shared = directory(rssi, support, units=[part])
    own = directory(rssi, support, name="CHU-PROD")
    result = audit(rssi, support, shared, date(2026, 10, 5))
    assert (status(part, "3.c"), status(support, "3.c")) == ("met", "late")

    fact_change(
        scope=scope_of(rssi),
        acting_user=rssi,
        unit=support,
        model=AdsResult,
        fact_id=result.pk,
        expected_version=result.version,
        changes={"directory": own},
        obligation_ids=("3.c", "3.e"),
    )

    assert (status(part, "3.c"), status(support, "3.c")) == ("late", "met")
    line = Entry.objects.about(AdsResult.fact_kind, result.pk).first()
    assert line is not None
    assert line.data["units"] == sorted([support.pk, part.pk])
