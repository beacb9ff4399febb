"""Action 4: who leads continuity, the bilans d'impact (BIA) and the PCRA cadre."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ServiceFamily(StrEnum):
    """The five families of services that the instruction names."""

    CRITICAL = "critical"
    MEDICO_TECHNICAL = "medico_technical"
    OTHER_CARE = "other_care"
    ADMINISTRATIVE = "administrative"
    LOGISTIC = "logistic"


class LetterSigner(StrEnum):
    """Whose direction signed a lettre de cadrage."""

    ESTABLISHMENT = "establishment"
    GHT = "ght"
    GROUP_HQ = "group_hq"


@dataclass(frozen=True, slots=True)
class Responsable:
    """A responsable PCA/PRA, named on a day, until a day (excluded) or still in place."""

    named_on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FramingLetter:
    """A lettre de cadrage and whose direction signed it."""

    signed_on: date
    signed_by: LetterSigner


@dataclass(frozen=True, slots=True)
class Copil:
    """A comité de pilotage, in place from `created_on` until `until` (excluded)."""

    created_on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ListedService:
    """A service of the list. `key` is the same from one version of the list to the next."""

    key: str
    family: ServiceFamily


@dataclass(frozen=True, slots=True)
class ServiceList:
    """The list of services arrêtée by the COPIL. The last one decided is the one that counts."""

    version: int
    decided_on: date
    services: tuple[ListedService, ...] = ()


@dataclass(frozen=True, slots=True)
class Bia:
    """The BIA of one service. `approved_on` None: started, not approved: does not count."""

    service_key: str
    approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class PcraCadre:
    """A PCRA cadre. It counts when it covers all services."""

    approved_on: date
    covers_all_services: bool


@dataclass(frozen=True, slots=True)
class ContinuityFacts:
    """Everything noted for action 4, in any order."""

    responsables: tuple[Responsable, ...] = ()
    letters: tuple[FramingLetter, ...] = ()
    copils: tuple[Copil, ...] = ()
    service_lists: tuple[ServiceList, ...] = ()
    bias: tuple[Bia, ...] = ()
    pcra_cadres: tuple[PcraCadre, ...] = ()
