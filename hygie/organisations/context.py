"""What the frame of every page needs: the unit, the person, the switcher."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from hygie.organisations import selectors
from hygie.organisations.days import day_beyond, days_offered
from hygie.organisations.models import Organisation


def shell(request: HttpRequest) -> dict[str, Any]:
    """Variables of web/base.html for the signed-in person and the unit of the page."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    user = request.user
    unit: Organisation | None = getattr(request, "unit", None)
    role = ""
    if unit is not None:
        role = ", ".join(selectors.roles_in(request.scope, unit))  # type: ignore[attr-defined]
    first_day, last_day = days_offered(timezone.localdate())
    return {
        "unit": unit_of_frame(unit),
        "first_day": first_day,
        "last_day": last_day,
        "day_beyond": day_beyond(request),
        "switch_url": reverse("organisations:units"),
        "demonstration": unit.is_demo if unit else user.is_demo,
        "person": {
            "name": user.full_name,
            "role": role or user.job_title,
            "url": reverse("accounts:me"),
            "sign_out_url": reverse("account_logout"),
            "links": [
                {"label": "Ce qui m’attend", "url": reverse("notifications:reminders")},
                {"label": "Mes droits", "url": reverse("organisations:my_rights")},
                {"label": "Mes établissements", "url": reverse("organisations:units")},
            ],
        },
    }


def unit_of_frame(unit: Organisation | None) -> dict[str, str] | None:
    """The unit shown in the top bar."""
    if unit is None:
        return None
    url = reverse("compliance:status", args=[unit.finess])
    return {"name": unit.name, "finess": unit.finess or "", "url": url}
