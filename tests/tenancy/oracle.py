"""What each person must get, worked out from the table of rights alone, without Scope."""

from hygie.organisations.rights import TABLE, Right, Role, Room
from tests.tenancy.addresses import Address
from tests.tenancy.world import DELEGATED, GUEST_ROOM

ALLOWED, FORBIDDEN, NOT_FOUND, SIGN_IN, NO_METHOD = "allowed", 403, 404, 302, 405
# None: nobody is signed in. The role None: an account that holds no role.
Who = tuple[Role | None, str] | None


def rights_of(who: Who) -> dict[Room, set[Right]]:
    """Rights of a person in the unit of the world."""
    if who is None or who[0] is None or who[1] != "own":
        return {}
    role = who[0]
    rights = {room: set(given) for room, given in TABLE[role].items()}
    if role == Role.GUEST:
        rights.setdefault(GUEST_ROOM, set()).add(Right.READ)
    if role == Role.GHT_RSSI:
        for room, can_write in DELEGATED.items():
            rights[room] = {Right.READ, Right.WRITE} if can_write else {Right.READ}
    return rights


def expected(address: Address, who: Who, method: str) -> object:
    """ALLOWED, or the status of the refusal."""
    if address.policy in ("public", "link"):
        return ALLOWED
    if who is None:
        return SIGN_IN
    role, where = who
    if address.policy == "signed_in":
        return ALLOWED
    if address.policy == "admin":
        return ALLOWED if role == Role.ADMIN else NOT_FOUND
    if address.policy == "published":
        oversees = role == Role.MINISTRY or (role == Role.ARS and where == "own")
        return ALLOWED if oversees else NOT_FOUND
    if address.policy == "organisation":
        return ALLOWED if sees_organisation(address, role, where) else NOT_FOUND
    return in_the_unit(address, who, method)


def sees_organisation(address: Address, role: Role | None, where: str) -> bool:
    """Whether the person holds there a role that the page takes."""
    if role not in address.details["roles"]:
        return False
    kind = address.details["organisation_kind"]
    if role == Role.MINISTRY:
        return kind in ("region", "nation")
    return where == "own"


def in_the_unit(address: Address, who: Who, method: str) -> object:
    """Pages of a unit: outside 404, inside without the right 403."""
    rights = rights_of(who)
    if address.policy == "known_unit":
        if method == "POST" and not address.details["posts"]:
            return NO_METHOD
        if not rights:
            return NOT_FOUND
        return known_unit(address, rights)
    read, write = address.details["read"], address.details["write"]
    right = read if method == "GET" else write
    if right is None:
        return NO_METHOD
    if not rights:
        return NOT_FOUND
    return ALLOWED if right in rights.get(address.details["room"], set()) else FORBIDDEN


def known_unit(address: Address, rights: dict[Room, set[Right]]) -> object:
    """Pages of documents: the room is that of the object, here an exercise."""
    own = rights.get(Room.EXERCISES, set())
    if address.name == "documents:list":
        return ALLOWED
    if address.name == "documents:evidence-download":
        return ALLOWED if Right.READ in own else FORBIDDEN
    return ALLOWED if Right.WRITE in own else FORBIDDEN
