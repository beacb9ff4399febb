"""Action 6: electronic identification of professionals (RIE of the PGSSI-S)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class MieOrigin(StrEnum):
    """Who supplies a means of electronic identification (MIE)."""

    ANS = "ans"  # cartes CPS, e-CPS, Pro Santé Connect
    ESTABLISHMENT = "establishment"
    THIRD_PARTY = "third_party"


class EidasLevel(StrEnum):
    """Level of a means certified by the ANSSI."""

    LOW = "low"
    SUBSTANTIAL = "substantial"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class SensitiveService:
    """A service under the unit's responsibility, classed sensitive from a day until another."""

    key: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class UserCount:
    """Number of distinct people with access to at least one sensitive service, on a day."""

    counted_on: date
    distinct_people: int


@dataclass(frozen=True, slots=True)
class MieUse:
    """A means used to reach sensitive services, from `since` until `until` (excluded).

    `service_key` None: it serves all sensitive services. `factors`: number of authentication
    factors, None: not known. `homologated_on` / `homologation_until` (excluded): homologation
    by the establishment. `eidas_level`: level certified by the ANSSI, None: not certified.
    """

    key: str
    since: date
    until: date | None = None
    service_key: str | None = None
    origin: MieOrigin | None = None
    factors: int | None = None
    homologated_on: date | None = None
    homologation_until: date | None = None
    eidas_level: EidasLevel | None = None


@dataclass(frozen=True, slots=True)
class Sso:
    """A single sign-on (SSO) in service."""

    in_service_on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class LocalDirectory:
    """The local identity repository, and the days it was synchronised with HR and the RPPS."""

    in_place_on: date
    until: date | None = None
    hr_synchronised_on: tuple[date, ...] = ()
    rpps_synchronised_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentificationFacts:
    """Everything noted for action 6, in any order.

    `trajectory_validated_on`: days a trajectory of the MIE was validated;
    `engagement_signed_on`: days the engagement de sécurisation was signed.
    """

    services: tuple[SensitiveService, ...] = ()
    user_counts: tuple[UserCount, ...] = ()
    mie_uses: tuple[MieUse, ...] = ()
    sso: tuple[Sso, ...] = ()
    local_directories: tuple[LocalDirectory, ...] = ()
    trajectory_validated_on: tuple[date, ...] = ()
    engagement_signed_on: tuple[date, ...] = ()
