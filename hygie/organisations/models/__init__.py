"""Organisations, the links between them, who belongs where, and the bearing of facts."""

from hygie.organisations.models.bearing import Coverage, Covered, Fact, FactQuerySet, coverages_of
from hygie.organisations.models.finess import (
    FinessImport,
    FinessLine,
    FinessOutcome,
    FinessSource,
    FinessState,
)
from hygie.organisations.models.organisation import (
    HospitalService,
    Link,
    Organisation,
    Pole,
    identity_seen,
)
from hygie.organisations.models.people import Delegation, Membership

__all__ = [
    "Coverage",
    "Covered",
    "Delegation",
    "Fact",
    "FactQuerySet",
    "FinessImport",
    "FinessLine",
    "FinessOutcome",
    "FinessSource",
    "FinessState",
    "HospitalService",
    "Link",
    "Membership",
    "Organisation",
    "Pole",
    "coverages_of",
    "identity_seen",
]
