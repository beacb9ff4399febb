"""The plain facts of action 6 and their screens."""

from typing import Any

from hygie.documents.fact_pages import FactPages, written
from hygie.identification import forms
from hygie.identification.models import (
    Engagement,
    LocalDirectory,
    MieUse,
    SensitiveService,
    Sso,
    Synchronisation,
    Trajectory,
    UserCount,
)
from hygie.identification.services import READ_BY, local_directory_record
from hygie.organisations.models import Fact, Organisation
from hygie.organisations.requests import HygieRequest

APP, BACK, ROOT = "identification", "identification:overview", "identification"
OBLIGATIONS = ("6.a", "6.b", "6.c", "6.d", "6.e")


class DirectoryPages(FactPages):
    """The form that notes a repository takes its last synchronisations too."""

    def _record(self, *, request: HygieRequest, unit: Organisation, form: Any) -> Fact:
        return local_directory_record(
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            new_id=form.cleaned_data["new_id"],
            units=form.cleaned_data["units"],
            **written(form),
        )


class MiePages(FactPages):
    """No service named means all of them."""

    def rows(self, fact: Fact) -> list[dict[str, Any]]:
        names = {"Pour quel service": "Tous les services sensibles"}
        return [
            {**row, "value": row["value"] or names.get(row["label"], "")}
            for row in super().rows(fact)
        ]


PAGES = (
    FactPages(
        SensitiveService, forms.ServiceForm, forms.ServiceEditForm, APP, "service",
        f"{ROOT}/services", BACK, "Noter un service sensible", READ_BY[SensitiveService],
    ),
    FactPages(
        UserCount, forms.CountForm, forms.CountEditForm, APP, "count",
        f"{ROOT}/utilisateurs", BACK, "Noter le nombre d’utilisateurs", READ_BY[UserCount],
    ),
    MiePages(
        MieUse, forms.MieForm, forms.MieEditForm, APP, "mie",
        f"{ROOT}/moyens", BACK, "Noter un moyen d’identification (MIE)", READ_BY[MieUse],
    ),
    FactPages(
        Sso, forms.SsoForm, forms.SsoEditForm, APP, "sso",
        f"{ROOT}/sso", BACK, "Noter la brique de SSO", READ_BY[Sso],
    ),
    DirectoryPages(
        LocalDirectory, forms.DirectoryForm, forms.DirectoryEditForm, APP, "directory",
        f"{ROOT}/repertoires", BACK, "Noter le répertoire local", READ_BY[LocalDirectory],
    ),
    FactPages(
        Synchronisation, forms.SynchronisationForm, forms.SynchronisationEditForm, APP,
        "synchronisation", f"{ROOT}/synchronisations", BACK, "Noter une synchronisation",
        READ_BY[Synchronisation],
    ),
    FactPages(
        Engagement, forms.EngagementForm, forms.EngagementEditForm, APP, "engagement",
        f"{ROOT}/engagements", BACK, "Noter l’engagement signé", READ_BY[Engagement],
    ),
    FactPages(
        Trajectory, forms.TrajectoryForm, forms.TrajectoryEditForm, APP, "trajectory",
        f"{ROOT}/trajectoires", BACK, "Noter la trajectoire validée", READ_BY[Trajectory],
    ),
)  # fmt: skip
