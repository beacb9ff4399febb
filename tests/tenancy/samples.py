"""The arguments of every address, with the objects of the world: an address without any fails."""

from collections.abc import Callable
from typing import Any

from hygie.exercises.services.survey import code_of
from tests.tenancy.world import World

FACTS = {
    "audits": {
        "directory": "directory",
        "ads": "ads",
        "inventory": "inventory",
        "registration": "registration",
        "exposure": "exposure",
        "smsi": "smsi",
    },
    "continuity": {
        "responsable": "responsable",
        "letter": "letter",
        "copil": "copil",
        "meeting": "meeting",
        "bia": "bia",
        "pcra": "pcra",
        "pcratest": "pcratest",
    },
    "identification": {
        "service": "sensitive_service",
        "count": "count",
        "mie": "mie",
        "sso": "sso",
        "directory": "local_directory",
        "synchronisation": "synchronisation",
        "engagement": "engagement",
        "trajectory": "trajectory",
    },
    "digital_budget": {"computation": "computation", "entry": "computation"},
}
PLAIN = {
    "service_id": "service",
    "exercise_id": "exercise",
    "scenario_id": "scenario",
    "assessment_id": "assessment",
    "pack_id": "pack",
    "draft_id": "draft",
    "action_id": "action",
    "import_id": "plan_import",
    "finding_id": "finding",
    "bia_id": "bia",
    "list_id": "list",
    "membership_id": "membership",
    "delegation_id": "delegation",
    "evidence_id": "evidence",
    "user_id": "user",
    "message_id": "message",
    "participant_id": "participant",
    "stimulus_id": "stimulus",
    "archive_id": "archive",
    "shared_id": "shared_retex",
    "constat_id": "constat",
    "history_id": "history",
    "subject_id": "exercise",
    "organisation_id": "unit",
    "covered_id": "unit",
    "event_id": "event",
}
SECRETS = {
    "quality_plan:link": "pilote_secret",
    "continuity:contribute": "bia_secret",
    "self_assessments:contribute": "theme_secret",
    "accounts:invitation": "invitation_secret",
    "notifications:calendar": "calendar_secret",
    "exercises:participant-link": "participant_secret",
    "exercises:participant-observe": "participant_secret",
    "exercises:participant-stream": "participant_secret",
    "exercises:participant-news": "participant_secret",
    "exercises:participant-highlights": "participant_secret",
}
CODES = {
    "oversight:ght": "ght",
    "oversight:group": "group",
    "oversight:region": "region",
    "oversight:region-evolution": "region",
}


WORDS = {
    "press": "envoyer",
    "gesture": "pause",
    "subject_kind": "exercise",
    "action": 1,
    "to_state": "accepted",
    "theme_number": 1,
    "rank": 1,
    "number": 1,
    "kind": "nation",
    "session_id": 1,
    "pk": 1,
    "uidb36": "1",
    "key": "inconnue",
    "instance": "copil",
    "form": "pdf",
    "register": "exercises",
    "slug": "rancongiciel-week-end",
    "stimulus_code": "S01",
    "part": "objectifs",
    "paper": "emargement",
    "which": "etablissement",
}


def _code(objects: Any, name: str) -> str:
    """Of an obligation, or of a GHT, group, region or the nation."""
    if name == "self_assessments:pack-shipped":
        return "care-d2"
    if name == "logbook:clock":
        return "cnil"
    if name == "exercises:survey":
        return code_of(objects["prepared"].pk)
    is_obligation = name.startswith("compliance:")
    return "3.c" if is_obligation else str(objects[CODES.get(name, "nation")].code)


def _statement(objects: Any, name: str) -> Any:
    is_signed = name == "compliance:statement-signed-file"
    return objects["confirmed" if is_signed else "waiting"].pk


def _link(objects: Any, name: str) -> Any:
    known = {
        "quality_plan:link-end": "pilote_link",
        "self_assessments:theme-link-end": "theme_link",
    }
    return objects[known.get(name, "link")].pk


# Arguments whose object depends on the address.
SPECIAL: dict[str, Callable[[Any, str], Any]] = {
    "finess": lambda objects, _name: objects["unit"].finess,
    "secret": lambda objects, name: objects[SECRETS[name]] if name in SECRETS else "inconnu",
    "code": _code,
    "statement_id": _statement,
    "link_id": _link,
    "run_id": lambda objects, name: (
        objects["prepared" if name.startswith("exercises:") else "run"].pk
    ),
    "stop_token": lambda objects, _name: objects["stop_token"],
}


def arguments(world: World, name: str, asked: tuple[str, ...]) -> dict[str, Any]:
    """Value of each argument of the address `name`. Raises KeyError for an unknown one."""
    return {one: argument(world, name, one) for one in asked}


def argument(world: World, name: str, asked: str) -> Any:
    """One argument: an object of the world where the address takes one."""
    objects = {**world.objects, "unit": world.unit}
    if asked == "fact_id":
        room, page = name.split(":")
        return objects[FACTS[room][page.split("-")[0]]].pk
    if asked in PLAIN:
        return objects[PLAIN[asked]].pk
    if asked in SPECIAL:
        return SPECIAL[asked](objects, name)
    return WORDS[asked]
