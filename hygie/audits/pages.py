"""The plain facts of action 3 and their screens."""

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
from hygie.documents.fact_pages import FactPages

APP, BACK = "audits", "audits:overview"
OBLIGATIONS = ("3.a", "3.b", "3.c", "3.d", "3.e")

PAGES = (
    FactPages(
        Directory, DirectoryForm, DirectoryEditForm, APP, "directory", "audits/annuaires", BACK,
        "Noter un annuaire", ("3.c", "3.e"),
    ),
    FactPages(
        AdsResult, AdsResultForm, AdsResultEditForm, APP, "ads", "audits/ads", BACK,
        "Noter un résultat ADS", ("3.c", "3.e"),
    ),
    FactPages(
        DirectoryInventory, InventoryForm, InventoryEditForm, APP, "inventory",
        "audits/inventaires", BACK, "Noter l’inventaire signé des annuaires", ("3.c", "3.e"),
    ),
    FactPages(
        Registration, RegistrationForm, RegistrationEditForm, APP, "registration",
        "audits/inscriptions", BACK, "Noter une inscription", ("3.a", "3.b"),
    ),
    FactPages(
        ExposureAudit, ExposureForm, ExposureEditForm, APP, "exposure", "audits/silene", BACK,
        "Noter un audit SILENE", (),
    ),
    FactPages(
        Smsi, SmsiForm, SmsiEditForm, APP, "smsi", "audits/smsi", BACK, "Noter le SMSI et son RSSI",
        ("3.d",),
    ),
)  # fmt: skip
