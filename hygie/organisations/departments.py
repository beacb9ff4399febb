"""Department → region as organisations; the table itself is read by `finess.territory`."""

from hygie.organisations.enums import Kind
from hygie.organisations.finess import territory
from hygie.organisations.models import Organisation


def region_of_department(department: str) -> Organisation | None:
    """The region of a department, made from the table when it is not there yet; None abroad.

    The department in INSEE's or FINESS's way (9A is 971).
    """
    code = territory.region_of_department(territory.department_of_code(department))
    return region_named(code) if code else None


def region_named(code: str) -> Organisation:
    """The region of this INSEE code. Raises KeyError when the table does not know it."""
    name = territory.region_names()[code]
    region, _ = Organisation.objects.get_or_create(
        kind=Kind.REGION, code=code, defaults={"name": name}
    )
    return region
