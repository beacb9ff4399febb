"""What an exercise lacks before it may be called ready. Each lack may be waived in writing."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from hygie.domain.scenario.shape import Attendance, Channel, Scenario

FEWEST_STIMULI = 2


class Check(StrEnum):
    """What is looked at before an exercise."""

    RECIPIENT = "recipient"
    REQUIRED = "required"
    OBJECTIVE = "objective"
    MAIL = "mail"
    OBSERVER = "observer"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing. `about`: code of a function or of an objective; "" for none."""

    check: Check
    about: str = ""

    @property
    def key(self) -> str:
        """What a waiver names."""
        return f"{self.check}:{self.about}" if self.about else str(self.check)


def lacks(
    scenario: Scenario,
    *,
    players: Collection[str],
    simulated: Collection[str],
    observers: int,
    mail_tested: bool,
) -> tuple[Lack, ...]:
    """What is missing, in the order of the scenario.

    `players`: functions that somebody plays; `simulated`: those that the animation plays. The mail
    test is only asked where a stimulus is an e-mail.
    """
    held = {*players, *simulated}
    wanted = dict.fromkeys(code for one in scenario.stimuli for code in one.recipients)
    found = [Lack(Check.RECIPIENT, code) for code in wanted if code not in held]
    found += [
        Lack(Check.REQUIRED, one.function)
        for one in scenario.publics
        if one.attendance == Attendance.REQUIRED
        and one.function not in players
        and one.function not in {lack.about for lack in found}
    ]
    for objective in scenario.objectives:
        served = sum(objective.code in one.objectives for one in scenario.stimuli)
        if served < FEWEST_STIMULI:
            found.append(Lack(Check.OBJECTIVE, objective.code))
    if not observers:
        found.append(Lack(Check.OBSERVER))
    by_mail = any(one.channel == Channel.EMAIL for one in scenario.stimuli)
    if by_mail and not mail_tested:
        found.append(Lack(Check.MAIL))
    return tuple(found)
