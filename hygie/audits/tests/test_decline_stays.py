"""A bearer cannot make a unit take back what it declined."""

import pytest

from hygie.audits.models import Directory
from hygie.obligations.recording import (
    coverage_answer_and_refresh,
    fact_change,
    fact_record,
)
from hygie.organisations.models import Coverage
from hygie.organisations.rights import Role
from tests.cast import LONG_AGO, make_ght, make_unit, member, scope_of, today

__all__ = ["today"]


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_unticking_then_ticking_a_unit_keeps_its_decline() -> None:
    support, part = make_unit(), make_unit()
    make_ght(support, part)
    bearer, other = member(support, Role.RSSI), member(part, Role.RSSI)
    who = {"scope": scope_of(bearer), "acting_user": bearer, "unit": support}
    directory = fact_record(
        fact=Directory(name="PROD", entered_on=LONG_AGO),
        units=[support, part],
        obligation_ids=("3.c",),
        **who,
    )
    coverage_answer_and_refresh(
        scope=scope_of(other), acting_user=other, unit=part, fact=directory, declines=True,
        reason="Nous avons notre forêt", obligation_ids=("3.c",),
    )  # fmt: skip
    for version, units in ((1, [support]), (2, [support, part])):
        fact_change(
            model=Directory, fact_id=directory.pk, expected_version=version, changes={},
            units=units, obligation_ids=("3.c",), **who,
        )  # fmt: skip
    assert Coverage.objects.get(fact_id=directory.pk, unit=part).declined_at is not None
