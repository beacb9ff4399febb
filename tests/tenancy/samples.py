"""The arguments of every address, with the objects of the world: an address without any fails."""

from typing import Any

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
    "assessment_id": "assessment",
    "action_id": "action",
    "finding_id": "finding",
    "bia_id": "bia",
    "list_id": "list",
    "membership_id": "membership",
    "delegation_id": "delegation",
    "evidence_id": "evidence",
    "user_id": "user",
}
SECRETS = {
    "quality_plan:link": "pilote_secret",
    "continuity:contribute": "bia_secret",
    "accounts:invitation": "invitation_secret",
}
CODES = {"oversight:ght": "ght", "oversight:group": "group", "oversight:region": "region"}


def arguments(world: World, name: str, asked: tuple[str, ...]) -> dict[str, Any]:
    """Value of each argument of the address `name`. Raises KeyError for an unknown one."""
    return {one: argument(world, name, one) for one in asked}


def argument(world: World, name: str, asked: str) -> Any:
    """One argument: an object of the world where the address takes one."""
    objects = world.objects
    if asked == "finess":
        return world.unit.finess
    if asked == "fact_id":
        room, page = name.split(":")
        return objects[FACTS[room][page.split("-")[0]]].pk
    if asked in PLAIN:
        return objects[PLAIN[asked]].pk
    if asked == "secret":
        return objects[SECRETS[name]] if name in SECRETS else "inconnu"
    if asked == "code":
        if name.startswith("compliance:"):
            return "3.c"
        return objects[CODES.get(name, "nation")].code
    if asked == "statement_id":
        is_signed = name == "compliance:statement-signed-file"
        return objects["confirmed" if is_signed else "waiting"].pk
    if asked == "subject_id":
        return objects["exercise"].pk
    if asked == "organisation_id":
        return world.unit.pk
    if asked == "link_id":
        is_pilote = name == "quality_plan:link-end"
        return objects["pilote_link"].pk if is_pilote else objects["link"].pk
    return {
        "subject_kind": "exercise",
        "action": 1,
        "to_state": "accepted",
        "theme_number": 1,
        "kind": "nation",
        "run_id": 1,
        "session_id": 1,
        "pk": 1,
    }[asked]
