"""What an empty instance knows of establishments: those of a FINESS import, if one was made."""

from hygie.organisations.enums import Kind
from hygie.organisations.models import Organisation

SHOWN = 20
JUDGEABLE = (Kind.EJ, Kind.ET)


def has_imported() -> bool:
    """Whether establishments are there to search."""
    return Organisation.objects.filter(kind__in=JUDGEABLE).exists()


def candidates(text: str) -> list[Organisation]:
    """Establishments that match a number or a name, legal entities first; none for no text."""
    if not text.strip():
        return []
    found = Organisation.objects.filter(kind__in=JUDGEABLE).matching(text)
    return list(found.order_by("kind", "search", "id")[:SHOWN])
