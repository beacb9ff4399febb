"""Whether the condition of a stimulus asks to play it, from what the observers saw."""

from collections.abc import Collection

from hygie.domain.playing.scoring import Result
from hygie.domain.scenario.shape import Condition


def wanted(condition: Condition, seen: Collection[Result]) -> bool | None:
    """True: play it; False: leave it out; None: nobody saw, or not all saw the same thing whole.

    `seen`: the last word of each observer on the criterion of the condition.
    """
    said = {one for one in seen if one != Result.NOT_OBSERVED}
    if said == {Result.MET}:
        return condition.met
    if said == {Result.NOT_MET}:
        return not condition.met
    return None
