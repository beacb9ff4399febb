"""What an exercise gave, from what was sent, seen and noted: the draft of its RETEX."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hygie.domain.playing.clock import as_hours
from hygie.domain.playing.retex import Draft, FindingKind, Play, draft
from hygie.domain.playing.scoring import Grade, Result, Scores, Seen, scores
from hygie.exercises.models import Run
from hygie.exercises.run_enums import PartRole, PlayState, Presence
from hygie.exercises.run_scenario import played
from hygie.exercises.run_words import function_said
from hygie.organisations.models import Organisation

GRADES = {
    Grade.DONE: "réussi",
    Grade.WITH_DIFFICULTY: "réussi avec difficultés",
    Grade.MAJOR_DIFFICULTY: "difficultés majeures",
    Grade.NOT_REACHED: "non atteint",
}
TAGS = {
    Grade.DONE: "tag-met",
    Grade.WITH_DIFFICULTY: "tag-due",
    Grade.MAJOR_DIFFICULTY: "tag-late",
    Grade.NOT_REACHED: "tag-late",
}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What happened: the draft, the scores by criterion, what observers wrote by criterion, how
    many came."""

    draft: Draft
    scores: Scores
    comments: Mapping[str, Sequence[str]]
    came: int


def review_of(run: Run, unit: Organisation | None = None) -> Draft:
    """The draft of the RETEX alone: see `reviewed`."""
    return reviewed(run, unit).draft


def reviewed(
    run: Run, unit: Organisation | None = None, *, with_highlights: bool = True
) -> Reviewed:
    """What happened, in four queries at most, whatever the number of stimuli and observations.

    `unit`: what its own people did, saw and noted; None: everybody's. `with_highlights`: the forces
    and fragilités noted by hand are among the findings.
    """
    scenario = played(run)
    mine = {} if unit is None else {"unit": unit}
    stimuli = [one for one in run.played.all() if unit is None or one.reaches(unit.pk)]
    sent_at = {one.code: one.sent_s for one in stimuli if one.state == PlayState.SENT}
    of_criterion = {
        criterion.code: one.code for one in scenario.stimuli for criterion in one.criteria
    }
    seen: list[Seen] = []
    comments: dict[str, list[str]] = defaultdict(list)
    for one in run.observations.filter(**mine):
        began = sent_at.get(of_criterion.get(one.criterion, ""))
        after = None if began is None or one.at_s is None else max(0, one.at_s - began)
        seen.append(Seen(one.criterion, str(one.observer_id), Result(one.result), after))
        if one.comment and one.comment not in comments[one.criterion]:
            comments[one.criterion].append(one.comment)
    titles = {one.code: one.title for one in scenario.stimuli}
    people = list(run.participants.filter(**mine))
    noted = run.highlights.filter(**mine) if with_highlights else ()
    players = [one for one in people if one.role == PartRole.JOUEUR]
    scored = scores(scenario, set(sent_at), seen)
    found = draft(
        scenario,
        plays=[
            Play(
                code=one.code,
                title=titles.get(one.code) or str(one.content.get("title", "")),
                due_s=one.due_s,
                sent_s=one.sent_s,
                is_skipped=one.state == PlayState.SKIPPED,
                reason=one.reason,
            )
            for one in stimuli
        ],
        scores=scored,
        seen=seen,
        present=[one.function for one in players if one.presence == Presence.PRESENT],
        expected=[one.function for one in players],
        highlights=[(FindingKind(one.kind), one.text) for one in noted],
    )
    came = sum(one.presence == Presence.PRESENT for one in people)
    return Reviewed(found, scored, comments, came)


def page_of(run: Run, unit: Organisation | None = None) -> dict[str, Any]:
    """The draft in words, as its page shows it."""
    found = review_of(run, unit)
    return {
        "review": found,
        "grade": GRADES[found.grade] if found.grade else "",
        "objectives": [
            {
                "one": one,
                "grade": GRADES[one.grade] if one.grade else "non observé",
                "tag": TAGS[one.grade] if one.grade else "",
            }
            for one in found.objectives
        ],
        "plays": [
            {
                "one": one,
                "due": as_hours(one.due_s),
                "sent": as_hours(one.sent_s) if one.sent_s is not None else "",
                "gap_min": round((one.gap_s or 0) / 60),
            }
            for one in found.plays
        ],
        "key_times": [
            {"one": one, "after_min": one.after_s // 60, "late_min": -(-one.late_s // 60)}
            for one in found.key_times
        ],
        "present": _names(run, found.present),
        "missing": _names(run, found.missing),
    }


def _names(run: Run, codes: Iterable[str]) -> str:
    """Functions in the words of the establishment: « Direction générale (DG), DSI »."""
    return ", ".join(function_said(run, code) for code in codes)
