"""What an exercise lacks before it may be called ready. Each lack may be waived in writing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from hygie.domain.scenario.shape import Attendance, Channel, Scenario

FEWEST_STIMULI = 2


class Check(StrEnum):
    """What is looked at before an exercise."""

    RECIPIENT = "recipient"
    REQUIRED = "required"
    OBJECTIVE = "objective"
    MAIL = "mail"
    OBSERVER = "observer"
    ADDRESS = "address"
    ANSWER = "answer"
    TEAM = "team"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing. `about`: code of a function, of an objective, of an establishment
    or of a stimulus; "" for none."""

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
    without_address: Collection[str] = (),
    waiting: Collection[str] = (),
    teams: Mapping[str, Collection[str]] = MappingProxyType({}),
    reaching_nobody: Collection[str] = (),
) -> tuple[Lack, ...]:
    """What is missing, in the order of the scenario.

    `players`: functions that somebody plays; `simulated`: those that the animation plays;
    `without_address`: those that somebody plays whom no mail can reach. The mail test is only asked
    where a stimulus is an e-mail, the addresses once it is received: until then all go on paper.
    `waiting`: establishments invited that did not answer; `teams`: functions played in each of
    those that play, when there are several; `reaching_nobody`: stimuli for establishments that do
    not play any more.
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
    mails = [one for one in scenario.stimuli if one.channel == Channel.EMAIL]
    if mails and not mail_tested:
        found.append(Lack(Check.MAIL))
    if mail_tested:
        mailed = dict.fromkeys(code for one in mails for code in one.recipients)
        found += [Lack(Check.ADDRESS, code) for code in mailed if code in without_address]
    found += [Lack(Check.ANSWER, one) for one in waiting]
    found += [
        Lack(Check.TEAM, one)
        for one, played in teams.items()
        if missing_in_team(scenario, played, simulated)
    ]
    found += [
        Lack(Check.NOBODY, one.code) for one in scenario.stimuli if one.code in reaching_nobody
    ]
    return tuple(found)


def missing_in_team(
    scenario: Scenario, played: Collection[str], simulated: Collection[str]
) -> list[str]:
    """Functions without which an establishment cannot play, that nobody plays there."""
    return [
        one.function
        for one in scenario.publics
        if one.attendance == Attendance.REQUIRED
        and one.function not in played
        and one.function not in simulated
    ]
