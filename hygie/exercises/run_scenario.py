"""The scenario of an exercise as it is played: whole or short, in the words of the house."""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from hygie.domain.playing.readiness import Lack, lacks
from hygie.domain.scenario.cutting import filled, short_cut
from hygie.domain.scenario.shape import CellKind, Channel, Public, Scenario
from hygie.exercises.library import loaded
from hygie.exercises.models import Participant, Run
from hygie.exercises.run_enums import Answer, PartRole


def played(run: Run) -> Scenario:
    """What `run` plays. Its `scenario_version` must carry its text."""
    return _played(run.scenario_version.text, run.is_short, tuple(sorted(run.values.items())))


@lru_cache(maxsize=16)
def _played(text: str, is_short: bool, values: tuple[tuple[str, str], ...]) -> Scenario:
    scenario = loaded(text)
    if is_short and scenario.short_s is not None:
        scenario = short_cut(scenario)
    return filled(scenario, dict(values))


def own_words(scenario: Scenario, values: Mapping[str, str]) -> dict[str, str]:
    """The words to keep: those of the scenario that are not left as its file says them."""
    given = {one.name: values.get(one.name, "").strip() for one in scenario.variables}
    return {
        one.name: given[one.name]
        for one in scenario.variables
        if given[one.name] not in ("", one.value)
    }


def lacks_of(run: Run, participants: Iterable[Participant]) -> tuple[Lack, ...]:
    """What the exercise lacks, waived or not."""
    people = list(participants)
    players = [one for one in people if one.role == PartRole.JOUEUR and one.function]
    invited = list(run.units.select_related("unit"))
    playing = [one for one in invited if one.answer == Answer.ACCEPTED]
    return lacks(
        played(run),
        players={one.function for one in players},
        simulated=run.simulated,
        observers=sum(one.role == PartRole.OBSERVATEUR for one in people),
        mail_tested=run.mail_tested_at is not None,
        without_address={one.function for one in players if not one.email},
        waiting=[str(one.unit.finess) for one in invited if one.answer == Answer.INVITED],
        teams={str(one.unit.finess): functions_in(one.unit_id, people) for one in playing}
        if len(playing) > 1
        else {},
        reaching_nobody=[
            code
            for code, chosen in run.addressed.items()
            if chosen and not receiving(chosen, {one.unit_id for one in playing})
        ],
    )


def receiving(chosen: Collection[int], playing: Collection[int]) -> list[int]:
    """Those of the establishments chosen for a stimulus that play; none: it reaches nobody."""
    return [one for one in chosen if one in playing]


def functions_in(unit_id: int, people: Iterable[Participant]) -> set[str]:
    """Functions that somebody of this establishment plays."""
    return {o.function for o in people if o.unit_id == unit_id and o.role == PartRole.JOUEUR}


def open_lacks(run: Run, participants: Iterable[Participant]) -> tuple[Lack, ...]:
    """Those that nobody waived in writing."""
    return tuple(one for one in lacks_of(run, participants) if one.key not in run.waivers)


def has_mail(scenario: Scenario) -> bool:
    """Whether a stimulus is an e-mail."""
    return any(one.channel == Channel.EMAIL for one in scenario.stimuli)


def functions_of(scenario: Scenario) -> list[str]:
    """Codes of the functions that play or receive something, in the order of the scenario."""
    named = [one.function for one in scenario.publics]
    return list(
        dict.fromkeys([*named, *(code for one in scenario.stimuli for code in one.recipients)])
    )


def public_of(scenario: Scenario, function: str) -> Public | None:
    """How the scenario needs a function; None: it does not."""
    return next((one for one in scenario.publics if one.function == function), None)


def cells_of(scenario: Scenario) -> list[CellKind]:
    """The cells that the scenario opens, in the order of the list."""
    opened = {one.cell for one in scenario.publics}
    return [one for one in CellKind if one in opened]
