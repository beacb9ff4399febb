"""The plain facts of action 3 and their screens."""

from typing import Any

from hygie.audits.forms import (
    AdsResultEditForm,
    AdsResultForm,
    DirectoryEditForm,
    DirectoryForm,
    ExposureEditForm,
    ExposureForm,
    InventoryEditForm,
    InventoryForm,
    RegistrationEditForm,
    RegistrationForm,
    SmsiEditForm,
    SmsiForm,
)
from hygie.audits.models import (
    AdsResult,
    Directory,
    DirectoryInventory,
    ExposureAudit,
    Registration,
    Smsi,
)
from hygie.domain.ad_points import title_of
from hygie.domain.quality_plan import FindingOrigin
from hygie.organisations.models import Fact, Organisation
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.quality_plan.source_pages import SourcePages

APP, BACK = "audits", "audits:overview"
REPORT = "audits/report_detail.html"
OBLIGATIONS = ("3.a", "3.b", "3.c", "3.d", "3.e")


class FindingPages(SourcePages):
    """A report whose findings go to the plan: ADS or SILENE."""

    def more(self, request: HygieRequest, unit: Organisation, fact: Fact) -> dict[str, Any]:
        """The points of the report with their titles, each with what makes it a finding."""
        is_ads = isinstance(fact, AdsResult)
        return {
            "points": [(one, title_of(one)) for one in fact.failed_points]
            if isinstance(fact, AdsResult)
            else [],
            "origin": FindingOrigin.ADS if is_ads else FindingOrigin.SILENE,
            "may_plan": request.scope.may(unit, Room.QUALITY_PLAN, Right.WRITE),
        }


PAGES = (
    SourcePages(
        Directory, DirectoryForm, DirectoryEditForm, APP, "directory", "audits/annuaires", BACK,
        "Noter un annuaire", ("3.c", "3.e"),
    ),
    FindingPages(
        AdsResult, AdsResultForm, AdsResultEditForm, APP, "ads", "audits/ads", BACK,
        "Noter un résultat ADS", ("3.c", "3.e"), REPORT,
    ),
    SourcePages(
        DirectoryInventory, InventoryForm, InventoryEditForm, APP, "inventory",
        "audits/inventaires", BACK, "Noter l’inventaire signé des annuaires", ("3.c", "3.e"),
    ),
    SourcePages(
        Registration, RegistrationForm, RegistrationEditForm, APP, "registration",
        "audits/inscriptions", BACK, "Noter une inscription", ("3.a", "3.b"),
    ),
    FindingPages(
        ExposureAudit, ExposureForm, ExposureEditForm, APP, "exposure", "audits/silene", BACK,
        "Noter un audit SILENE", (), REPORT,
    ),
    SourcePages(
        Smsi, SmsiForm, SmsiEditForm, APP, "smsi", "audits/smsi", BACK, "Noter le SMSI et son RSSI",
        ("3.d",),
    ),
)  # fmt: skip
