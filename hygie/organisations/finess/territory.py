"""From what FINESS writes to the department, and from the department to the region and its ARS."""

from functools import cache
from typing import NamedTuple

from hygie.organisations.enums import Kind
from hygie.organisations.finess.codes import read_table
from hygie.organisations.models import Organisation

OVERSEAS = ("97", "98")
CORSICAN_POSTCODES = {"200": "2A", "201": "2A", "202": "2B", "206": "2B"}


class Department(NamedTuple):
    """A department or overseas collectivity; `region` is "" where no region and no ARS exists."""

    code: str
    name: str
    region: str


@cache
def departments() -> dict[str, Department]:
    """By INSEE code: 31, 2A, 974, 988…"""
    return {
        line["code"]: Department(line["code"], line["name"], line["region"])
        for line in read_table("departments.csv")
    }


@cache
def _finess_codes() -> dict[str, str]:
    """INSEE code by the code of the department column of FINESS: 9A is 971."""
    return {
        alias: line["code"]
        for line in read_table("departments.csv")
        for alias in line["finess_codes"].split("|")
        if alias
    }


@cache
def _prefixes() -> dict[str, str]:
    """INSEE code by the first characters of the FINESS numbers given there: 9704 is 974."""
    return {
        prefix: line["code"]
        for line in read_table("departments.csv")
        for prefix in line["number_prefixes"].split("|")
        if prefix
    }


def department_of_code(code: str) -> str:
    """INSEE code of a department written in INSEE's or FINESS's way; "" when unknown."""
    code = code.strip().upper()
    code = _finess_codes().get(code, code)
    return code if code in departments() else ""


def department_of_commune(commune: str) -> str:
    """Department of a commune's INSEE code (31555, 2A004, 97411, 9D411); "" when unknown."""
    if len(commune) != 5:
        return ""
    length = 3 if commune.startswith(OVERSEAS) else 2
    return department_of_code(commune[:length])


def department_of_postcode(postcode: str) -> str:
    """Department of a postcode, for want of better; "" when unknown."""
    if len(postcode) != 5 or not postcode.isdigit():
        return ""
    if postcode.startswith("20"):
        return CORSICAN_POSTCODES.get(postcode[:3], "")
    return department_of_code(postcode[: 3 if postcode.startswith(OVERSEAS) else 2])


def department_of_finess(finess: str) -> str:
    """Department told by the first characters of a FINESS number; "" when they tell nothing."""
    prefixes = _prefixes()
    for length in (4, 3, 2):
        if finess[:length] in prefixes:
            return prefixes[finess[:length]]
    return ""


def region_of_department(department: str) -> str:
    """INSEE code of the region; "" for the collectivities that have none."""
    found = departments().get(department)
    return found.region if found else ""


@cache
def region_names() -> dict[str, str]:
    """Name of each region by INSEE code."""
    return {line["code"]: line["name"] for line in read_table("regions.csv")}


def ensure_regions() -> dict[str, int]:
    """The eighteen regions as organisations, created once; their ids by INSEE code."""
    known = dict(Organisation.objects.filter(kind=Kind.REGION).values_list("code", "pk"))
    for code, name in region_names().items():
        if code not in known:
            region, _ = Organisation.objects.get_or_create(
                kind=Kind.REGION, code=code, defaults={"name": name}
            )
            known[code] = region.pk
    return known
