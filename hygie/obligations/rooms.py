"""Which room of rights an obligation belongs to."""

from hygie.organisations.rights import ACTION_ROOMS, Room


def room_of(obligation_id: str) -> Room:
    """Room of "3.c": that of its action, in the order of the instruction. Raises KeyError."""
    number = obligation_id.split(".", 1)[0]
    if not number.isdecimal() or not 1 <= int(number) <= len(ACTION_ROOMS):
        raise KeyError(obligation_id)
    return ACTION_ROOMS[int(number) - 1]
