"""From a chronogramme that was looked at to a scenario to be completed on screen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hygie.domain.names import search_key
from hygie.domain.scenario.cutting import slug_of
from hygie.domain.scenario.lines import Chronogramme, Line
from hygie.domain.scenario.shape import (
    Attendance,
    Debrief,
    Form,
    Level,
    Objective,
    Perimeter,
    Public,
    Scenario,
    Stimulus,
    Tested,
    Threat,
)

CODE = re.compile(r"O([1-9][0-9]?)\b\W*(.*)", re.IGNORECASE | re.DOTALL)
LEAST_S, AFTER_LAST_S, STEP_S = 30 * 60, 15 * 60, 5 * 60
LONGEST_S = 24 * 3600
ONLY_OBJECTIVE = Objective("O1", "Gérer la crise", 3)


def to_scenario(
    chronogramme: Chronogramme,
    *,
    title: str,
    threat: Threat,
    level: Level = Level.INTERMEDIATE,
    form: Form = Form.TABLE_TOP,
    perimeter: Perimeter = Perimeter.ESTABLISHMENT,
    summary: str = "",
    when: str = "",
    context: str = "",
) -> Scenario:
    """A draft: criteria, what is tested and the texts of the head are left to its author.

    The length ends a quarter of an hour after the last stimulus. Raises ValueError while a line
    has an error or no time.
    """
    lines = chronogramme.lines
    if chronogramme.errors or any(line.at_s is None or not line.recipients for line in lines):
        raise ValueError("lines with errors")
    objectives = _objectives(lines)
    stimuli = [_stimulus(rank, line, objectives) for rank, line in enumerate(_sorted(lines))]
    last = max(one.at_s for one in stimuli)
    length = max(LEAST_S, -(-(last + AFTER_LAST_S) // STEP_S) * STEP_S)
    playing = dict.fromkeys(code for line in lines for code in line.recipients)
    return Scenario(
        slug=slug_of(title),
        title=title,
        version=1,
        threat=threat,
        level=level,
        form=form,
        perimeter=perimeter,
        length_s=min(length, LONGEST_S),
        short_s=None,
        summary=summary,
        when=when,
        context=context,
        conventions=(),
        warning="",
        tested=Tested(care=False, missions=False, text=""),
        pcra_services=(),
        actions=(),
        variables=(),
        objectives=tuple(objectives.values()) or (ONLY_OBJECTIVE,),
        criteria=(),
        publics=tuple(Public(code, Attendance.WANTED) for code in playing),
        simulated_roles=tuple(dict.fromkeys(line.sender for line in lines))[:60],
        stimuli=tuple(stimuli),
        debrief=Debrief((), ()),
    )


def _sorted(lines: Sequence[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: line.at_s or 0)


def _objectives(lines: Sequence[Line]) -> dict[str, Objective]:
    """The objectives as they are said, once each, by what names them: their code, or their words.

    Codes of the sheet are kept when all have one.
    """
    labels: dict[str, str] = {}
    for said in (said for line in lines for said in line.objectives):
        name, label = _named(said)
        if not labels.get(name):
            labels[name] = label
    has_codes = all(CODE.fullmatch(name) for name in labels)
    names = sorted(labels, key=lambda name: int(name[1:])) if has_codes else [*labels]
    return {
        name: Objective(name if has_codes else f"O{rank + 1}", labels[name] or name, 3)
        for rank, name in enumerate(names)
    }


def _named(said: str) -> tuple[str, str]:
    """« o2 - Alerter » as (« O2 », « Alerter »); words alone name themselves."""
    code = CODE.fullmatch(said)
    return (f"O{code[1]}", code[2].strip()) if code else (search_key(said), said)


def _stimulus(rank: int, line: Line, objectives: Mapping[str, Objective]) -> Stimulus:
    met = [objectives[_named(said)[0]].code for said in line.objectives]
    if not objectives:
        met = [ONLY_OBJECTIVE.code]
    return Stimulus(
        code=f"S{rank + 1:02}",
        at_s=line.at_s or 0,
        story_time=line.story_time,
        kind=line.kind,
        sender=line.sender,
        recipients=line.recipients,
        channel=line.channel,
        title=line.title,
        body=line.body,
        objectives=tuple(dict.fromkeys(met)),
        expected=line.expected,
        criteria=(),
        help=line.help,
    )
