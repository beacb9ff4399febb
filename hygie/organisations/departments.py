"""Department → region, from the table of the room."""

import csv
from functools import cache
from pathlib import Path

from hygie.organisations.enums import Kind
from hygie.organisations.models import Organisation

DATA = Path(__file__).resolve().parent / "data"


@cache
def region_codes() -> dict[str, str]:
    """Region code of each department, by its usual code and by the codes FINESS uses (9A…)."""
    codes: dict[str, str] = {}
    with (DATA / "departments.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for code in (row["code"], *row["finess_codes"].split("|")):
                if code:
                    codes[code] = row["region"]
    return codes


def region_of_department(department: str) -> Organisation | None:
    """The region of a department, made from the table when it is not there yet; None abroad."""
    code = region_codes().get(department)
    return region_named(code) if code else None


def region_named(code: str) -> Organisation:
    """The region of this INSEE code. Raises KeyError when the table does not know it."""
    found = Organisation.objects.filter(kind=Kind.REGION, code=code).first()
    if found is not None:
        return found
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as lines:
        names = {row["code"]: row["name"] for row in csv.DictReader(lines)}
    region, _ = Organisation.objects.get_or_create(
        kind=Kind.REGION, code=code, defaults={"name": names[code]}
    )
    return region
