"""What the frame of every page needs: the unit, the person."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Variables of web/base.html for the signed-in person and the unit of the page."""
    return {"unit": getattr(request, "unit", None)}
