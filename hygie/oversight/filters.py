"""The filters of a list of units, carried by the address."""

from collections.abc import Mapping

from hygie.organisations.enums import Sector
from hygie.organisations.models.organisation import OrganisationQuerySet


class UnitFilter:
    """`?q=` (name, city, FINESS), `?departement=`, `?secteur=`; anything unknown is ignored."""

    def __init__(self, asked: Mapping[str, str]) -> None:
        self.text = asked.get("q", "").strip()[:100]
        self.department = asked.get("departement", "").strip()[:3]
        sector = asked.get("secteur", "")
        self.sector = sector if sector in Sector.values else ""
        self.sectors = Sector.choices

    @property
    def is_set(self) -> bool:
        """Whether a filter is given."""
        return bool(self.text or self.department or self.sector)

    def keep(self, units: OrganisationQuerySet) -> OrganisationQuerySet:
        """The units that answer every filter given."""
        if self.text:
            units = units.matching(self.text)
        if self.department:
            units = units.filter(department=self.department)
        if self.sector:
            units = units.filter(sector=self.sector)
        return units

    def departments(self, units: OrganisationQuerySet) -> list[str]:
        """Departments that have units, for the list of choices: one query."""
        found = units.order_by("department").values_list("department", flat=True).distinct()
        return [department for department in found if department]
