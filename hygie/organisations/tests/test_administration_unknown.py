"""The administration asks for what does not exist: not found, whatever the number."""

from uuid import uuid4

import pytest

from hygie.organisations.rights import Role
from tests.cast import client_of, make_nation, make_unit, member

pytestmark = pytest.mark.django_db
HUGE = "9" * 30


def test_an_unknown_import_or_a_number_out_of_any_table_is_not_found() -> None:
    admin = client_of(member(make_nation(), Role.ADMIN))
    unit = make_unit()
    for rest in (
        f"finess/{uuid4()}/reprendre/",
        f"organisations/{HUGE}/personnes/1/fin/",
        f"organisations/{unit.pk}/personnes/{HUGE}/fin/",
    ):
        assert admin.post(f"/administration/{rest}").status_code == 404, rest
