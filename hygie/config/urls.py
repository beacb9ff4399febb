"""Every address of Hygie, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("hygie.web.urls")),
    path("compte/", include("hygie.accounts.urls")),
    path("administration/comptes/", include("hygie.accounts.administration_urls")),
    path("", include("hygie.organisations.urls")),
    path("", include("hygie.documents.urls")),
    path("", include("hygie.logbook.urls")),
    path("", include("hygie.notifications.urls")),
    path("", include("hygie.quality_plan.urls")),
    path("", include("hygie.exercises.urls")),
    path("", include("hygie.self_assessments.urls")),
    path("", include("hygie.audits.urls")),
    path("", include("hygie.continuity.urls")),
    path("", include("hygie.identification.urls")),
    path("", include("hygie.digital_budget.urls")),
    path("", include("hygie.compliance.urls")),
    path("", include("hygie.oversight.urls")),
    path("", include("hygie.exchanges.urls")),
]

handler400 = "hygie.web.errors.bad_request"
handler403 = "hygie.web.errors.forbidden"
handler404 = "hygie.web.errors.not_found"
handler500 = "hygie.web.errors.server_error"
