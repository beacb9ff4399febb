"""Who may do what where: the one table of rights. docs/roles.md is written from it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from django.db import models


class Room(models.TextChoices):
    STATUS = "status", "Situation"
    EXERCISES = "exercises", "1. Exercices de crise"
    SELF_ASSESSMENTS = "self_assessments", "2. Auto-évaluations"
    AUDITS = "audits", "3. Audits"
    CONTINUITY = "continuity", "4. PCA et PRA"
    QUALITY_PLAN = "quality_plan", "5. Plan d’actions (PAQ)"
    IDENTIFICATION = "identification", "6. Identification"
    DIGITAL_BUDGET = "digital_budget", "7. Budget numérique"
    LOGBOOK = "logbook", "Main courante d’une crise"
    STATEMENTS = "statements", "Fiches de saisie et état annuel"
    PUBLICATION = "publication", "Publication"
    ORGANISATION = "organisation", "Organisation et services"
    PEOPLE = "people", "Personnes et droits"


class Right(StrEnum):
    READ = "read"
    WRITE = "write"
    SIGN = "sign"
    PUBLISH = "publish"
    GRANT = "grant"


RIGHT_LABELS: Mapping[Right, str] = MappingProxyType(
    {
        Right.READ: "lire",
        Right.WRITE: "écrire",
        Right.SIGN: "signer",
        Right.PUBLISH: "publier",
        Right.GRANT: "donner des droits",
    }
)


class Role(models.TextChoices):
    RSSI = "rssi", "RSSI"
    DSI = "dsi", "DSI"
    DIRECTION = "direction", "Direction"
    QUALITY = "quality", "Qualité"
    RPCRA = "rpcra", "Responsable PCA/PRA"
    ANIMATEUR = "animateur", "Animateur d’exercice"
    DAF = "daf", "Direction des finances"
    GUEST = "guest", "Invité"
    GHT_RSSI = "ght_rssi", "RSSI de GHT"
    GROUP_HQ = "group_hq", "Siège de groupe"
    ARS = "ars", "ARS ou GRADeS"
    MINISTRY = "ministry", "Ministère ou ANS"
    ADMIN = "admin", "Administration de l’instance"


R, W, S, P, G = Right.READ, Right.WRITE, Right.SIGN, Right.PUBLISH, Right.GRANT
READ_ONLY = frozenset({R})
EDIT = frozenset({R, W})

ACTION_ROOMS = (
    Room.EXERCISES,
    Room.SELF_ASSESSMENTS,
    Room.AUDITS,
    Room.CONTINUITY,
    Room.QUALITY_PLAN,
    Room.IDENTIFICATION,
    Room.DIGITAL_BUDGET,
)

# Rights that a role gives in the establishment where it is held.
TABLE: Mapping[Role, Mapping[Room, frozenset[Right]]] = MappingProxyType(
    {
        Role.RSSI: {
            Room.STATUS: EDIT,
            Room.EXERCISES: EDIT,
            Room.SELF_ASSESSMENTS: EDIT,
            Room.AUDITS: EDIT,
            Room.CONTINUITY: EDIT,
            Room.QUALITY_PLAN: EDIT,
            Room.IDENTIFICATION: EDIT,
            Room.DIGITAL_BUDGET: READ_ONLY,
            Room.LOGBOOK: EDIT,
            Room.STATEMENTS: EDIT,
            Room.PUBLICATION: READ_ONLY,
            Room.ORGANISATION: EDIT,
            Room.PEOPLE: READ_ONLY,
        },
        Role.DSI: {
            Room.STATUS: EDIT,
            Room.EXERCISES: EDIT,
            Room.SELF_ASSESSMENTS: EDIT,
            Room.AUDITS: EDIT,
            Room.CONTINUITY: EDIT,
            Room.QUALITY_PLAN: EDIT,
            Room.IDENTIFICATION: EDIT,
            Room.DIGITAL_BUDGET: EDIT,
            Room.LOGBOOK: EDIT,
            Room.STATEMENTS: EDIT,
            Room.PUBLICATION: READ_ONLY,
            Room.ORGANISATION: EDIT,
            Room.PEOPLE: READ_ONLY,
        },
        Role.DIRECTION: {
            Room.STATUS: EDIT,
            Room.EXERCISES: READ_ONLY,
            Room.SELF_ASSESSMENTS: READ_ONLY,
            Room.AUDITS: READ_ONLY,
            Room.CONTINUITY: READ_ONLY,
            Room.QUALITY_PLAN: READ_ONLY,
            Room.IDENTIFICATION: READ_ONLY,
            Room.DIGITAL_BUDGET: READ_ONLY,
            Room.LOGBOOK: EDIT,
            Room.STATEMENTS: frozenset({R, W, S}),
            Room.PUBLICATION: frozenset({R, P}),
            Room.ORGANISATION: EDIT,
            Room.PEOPLE: frozenset({R, W, G}),
        },
        Role.QUALITY: {
            Room.STATUS: READ_ONLY,
            Room.EXERCISES: READ_ONLY,
            Room.SELF_ASSESSMENTS: EDIT,
            Room.CONTINUITY: READ_ONLY,
            Room.QUALITY_PLAN: EDIT,
            Room.STATEMENTS: READ_ONLY,
            Room.ORGANISATION: READ_ONLY,
        },
        Role.RPCRA: {
            Room.STATUS: READ_ONLY,
            Room.EXERCISES: READ_ONLY,
            Room.CONTINUITY: EDIT,
            Room.QUALITY_PLAN: EDIT,
            Room.LOGBOOK: EDIT,
            Room.ORGANISATION: EDIT,
        },
        Role.ANIMATEUR: {
            Room.STATUS: READ_ONLY,
            Room.EXERCISES: EDIT,
            Room.QUALITY_PLAN: READ_ONLY,
        },
        Role.DAF: {
            Room.STATUS: READ_ONLY,
            Room.DIGITAL_BUDGET: EDIT,
            Room.QUALITY_PLAN: READ_ONLY,
        },
        # A guest reads the situation and the one room written in the membership.
        Role.GUEST: {Room.STATUS: READ_ONLY},
        # Held in a group: rights in an establishment come from its written delegations.
        Role.GHT_RSSI: {},
        Role.GROUP_HQ: {},
        # Held in a region or the nation: published status only.
        Role.ARS: {},
        Role.MINISTRY: {},
        # Runs the instance: organisations, accounts, imports; reads no register.
        Role.ADMIN: {},
    }
)

# Rooms that an establishment may open to its GHT or group by a written delegation.
DELEGABLE = (Room.STATUS, *ACTION_ROOMS, Room.LOGBOOK, Room.ORGANISATION, Room.STATEMENTS)
GUEST_ROOMS = ACTION_ROOMS
GROUP_ROLES = (Role.GHT_RSSI, Role.GROUP_HQ)
OVERSIGHT_ROLES = (Role.ARS, Role.MINISTRY)
UNIT_ROLES = tuple(role for role in Role if TABLE[role])

# Where a role may be held: kinds of organisation.
HELD_IN: Mapping[Role, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(UNIT_ROLES, ("ej", "et")),
        Role.GHT_RSSI: ("ght",),
        Role.GROUP_HQ: ("group",),
        Role.ARS: ("region",),
        Role.MINISTRY: ("nation",),
        Role.ADMIN: ("nation",),
    }
)


def roles_with(room: Room, right: Right) -> tuple[Role, ...]:
    """Roles that give `right` in `room` of the establishment where they are held."""
    return tuple(role for role in UNIT_ROLES if right in TABLE[role].get(room, frozenset()))


def writes_somewhere(role: Role) -> bool:
    """Whether this role needs a second factor: it writes, signs, publishes or grants."""
    if role in GROUP_ROLES or role == Role.ADMIN:
        return True
    return any(rights - READ_ONLY for rights in TABLE[role].values())
