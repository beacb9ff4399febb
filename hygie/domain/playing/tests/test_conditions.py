"""A stimulus under condition: what was seen asks to play it, to leave it out, or neither."""

import pytest

from hygie.domain.playing.conditions import wanted
from hygie.domain.playing.scoring import Result
from hygie.domain.scenario.shape import Condition

MET, PARTLY, NOT_MET, NOT_SEEN = Result


@pytest.mark.parametrize(
    ("seen", "if_met"),
    [
        ([], None),
        ([NOT_SEEN], None),
        ([MET, NOT_SEEN], True),
        ([NOT_MET, NOT_MET], False),
        ([MET, NOT_MET], None),
        ([PARTLY], None),
    ],
)
def test_what_was_seen_decides_when_all_saw_it_whole(
    seen: list[Result], if_met: bool | None
) -> None:
    assert wanted(Condition("C1", met=True), seen) is if_met
    assert wanted(Condition("C1", met=False), seen) is (None if if_met is None else not if_met)
