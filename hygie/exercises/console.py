"""What the animateur sees of an exercise under way: what is due, what comes, what was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zlib import crc32

from django.db.models import Q

from hygie.domain.playing.clock import as_hours, story_clock
from hygie.domain.playing.conditions import wanted
from hygie.domain.playing.scoring import Result
from hygie.domain.scenario.shape import Channel, Criterion, Scenario, Stimulus, StimulusKind
from hygie.exercises.models import Participant, PlayedStimulus, Run, StimulusMail
from hygie.exercises.run_enums import MailState, PartRole, PlayState
from hygie.exercises.run_scenario import played as scenario_of
from hygie.exercises.run_selectors import STILL_SENDING
from hygie.exercises.services.playing import clock_read

# Beyond that, what is due is shown as late.
LATE_S = 120
NEXT_SHOWN = 6
# Minutes by which one press moves a stimulus.
SHIFTS = ((5, "+ 5\u00a0min"), (15, "+ 15\u00a0min"))
# Why a stimulus is left out, offered; nobody has to say.
SKIP_REASONS = (
    "La cellule l’a devancé",
    "Sa condition n’est pas remplie",
    "Le temps manque",
    "Les joueurs sont déjà débordés",
    "Il embrouillerait la suite",
)
# Of what was sent, the last ones may be noted on the console.
NOTED_ON_CONSOLE = 15
# What everybody in the room may read on the wall.
PUBLIC = (Channel.MEDIA.value, Channel.SOCIAL.value)


@dataclass(frozen=True, slots=True)
class Advice:
    """The condition of a stimulus. `label`: of the criterion; `met`: played if it was met, or if it
    was not; `to_send`: what the observers saw asks to send it (True), to leave it out (False),
    neither yet (None)."""

    label: str
    met: bool
    to_send: bool | None


@dataclass(frozen=True, slots=True)
class Line:
    """One stimulus on the console. `in_s`: seconds before it is due, negative once it is.

    `advice`: whether its condition asks to send it; None without condition. `unreached`: players
    whom its e-mail cannot reach, without address.
    """

    played: PlayedStimulus
    shape: Stimulus | None
    in_s: int
    advice: Advice | None = None
    unreached: Sequence[str] = ()

    @property
    def title(self) -> str:
        return self.shape.title if self.shape else str(self.played.content.get("title", ""))

    @property
    def body(self) -> str:
        return self.shape.body if self.shape else str(self.played.content.get("body", ""))

    @property
    def sender(self) -> str:
        return self.shape.sender if self.shape else str(self.played.content.get("sender", ""))

    @property
    def is_due(self) -> bool:
        return self.in_s <= 0

    @property
    def is_late(self) -> bool:
        return self.in_s < -LATE_S

    @property
    def told_in(self) -> str:
        """« 40 s », « 3 min », « 1 h 20 »."""
        if self.in_s < 60:
            return f"{max(0, self.in_s)}\u00a0s"
        hours, minutes = divmod(self.in_s // 60, 60)
        return f"{hours}\u00a0h\u00a0{minutes:02d}" if hours else f"{minutes}\u00a0min"

    @property
    def told_due(self) -> str:
        return as_hours(self.played.due_s)

    @property
    def told_sent(self) -> str:
        return as_hours(self.played.sent_s or 0)

    @property
    def late_min(self) -> int:
        return max(0, -self.in_s // 60)

    @property
    def gap_min(self) -> int:
        """Minutes between when it was due and when it was sent; negative: sooner."""
        return round(((self.played.sent_s or 0) - self.played.due_s) / 60)


@dataclass(frozen=True, slots=True)
class Console:
    """The whole console: five queries, whatever the number of stimuli."""

    run: Run
    at_s: int
    story: str
    due: Sequence[Line]
    coming: Sequence[Line]
    left: int
    sent: Sequence[Line]
    skipped: Sequence[Line]
    mails_to_check: Sequence[StimulusMail]
    total: int

    @property
    def told(self) -> str:
        return as_hours(self.at_s)

    @property
    def done(self) -> int:
        return len(self.sent) + len(self.skipped)

    @property
    def more(self) -> int:
        """Stimuli to come that are not shown."""
        return self.left - len(self.coming)

    @property
    def signature(self) -> str:
        """Changes with what is shown, and each minute: an unchanged page is not drawn again."""
        seen = [self.run.state, self.at_s // 60, len(self.due), self.left, len(self.mails_to_check)]
        shown = (*self.due, *self.coming, *self.sent[:NOTED_ON_CONSOLE], *self.skipped)
        seen += [
            (o.code, o.state, o.due_s, o.note, one.advice, o.unit_ids)
            for one in shown
            if (o := one.played)
        ]
        return f"{crc32(repr(seen).encode()):08x}"


def console_of(run: Run, now: datetime, only: int | None = None) -> Console:
    """What is to be done now, then next, then what was. `only`: what reaches one establishment."""
    at_s = clock_read(run, now)
    scenario = scenario_of(run)
    shapes = {one.code: one for one in scenario.stimuli}
    advices, away = _advices(run, scenario), _without_address(run)
    lines = [
        Line(
            one,
            shapes.get(one.code),
            one.due_s - at_s,
            advices.get(one.code),
            _names(one, away) if one.channel == Channel.EMAIL else (),
        )
        for one in run.played.all()
        if only is None or one.reaches(only)
    ]
    planned = [one for one in lines if one.played.state == PlayState.PLANNED]
    sent = [one for one in lines if one.played.state == PlayState.SENT]
    sent.sort(key=lambda one: (one.played.sent_s or 0, one.played.code), reverse=True)
    coming = [one for one in planned if not one.is_due]
    return Console(
        run=run,
        at_s=at_s,
        story=story_of(sent, at_s),
        due=[one for one in planned if one.is_due],
        coming=coming[:NEXT_SHOWN],
        left=len(coming),
        sent=sent,
        skipped=[one for one in lines if one.played.state == PlayState.SKIPPED],
        mails_to_check=_mails_to_check(run, now),
        total=len(lines),
    )


def _advices(run: Run, scenario: Scenario) -> dict[str, Advice]:
    """By code of a stimulus with a condition, what the observers' last words ask."""
    asked = {one.code: one.condition for one in scenario.stimuli if one.condition is not None}
    if not asked:
        return {}
    labels = {one.code: one.label for one in scenario.criteria}
    labels |= {one.code: one.label for by in scenario.stimuli for one in by.criteria}
    criteria = {one.criterion for one in asked.values()}
    last = {
        (one.criterion, one.observer_id): Result(one.result)
        for one in run.observations.filter(criterion__in=criteria)
    }
    seen: dict[str, list[Result]] = {}
    for (criterion, _), result in last.items():
        seen.setdefault(criterion, []).append(result)
    return {
        code: Advice(
            labels.get(one.criterion, one.criterion),
            one.met,
            wanted(one, seen.get(one.criterion, ())),
        )
        for code, one in asked.items()
    }


def _without_address(run: Run) -> list[Participant]:
    """The players whom no mail can reach."""
    return list(run.participants.filter(role=PartRole.JOUEUR, email=""))


def _names(stimulus: PlayedStimulus, away: Sequence[Participant]) -> tuple[str, ...]:
    reached = (o for o in away if o.function in stimulus.recipients and stimulus.reaches(o.unit_id))
    return tuple(one.name for one in reached)


def _mails_to_check(run: Run, now: datetime) -> list[StimulusMail]:
    """Messages that did not leave, or that nobody knows of: stopped while they were sent."""
    lost = Q(state__in=(MailState.WAITING, MailState.SENDING), at__lt=now - STILL_SENDING)
    away = Q(state__in=(MailState.REFUSED, MailState.TO_CHECK, MailState.STOPPED))
    found = list(
        StimulusMail.objects.filter(lost | away, stimulus__run=run).select_related(
            "participant", "stimulus"
        )
    )
    for one in found:
        if one.state == MailState.SENDING:
            one.state = MailState.TO_CHECK
    return found


def story_of(sent: Sequence[Line], at_s: int) -> str:
    """The hour of the story, by the last stimulus sent that tells one; "" before the first."""
    for line in sent:
        told = str(line.played.content.get("story_time", ""))
        if told:
            return story_clock(told, line.played.sent_s or 0, at_s)
    return ""


def on_the_wall(run: Run) -> list[PlayedStimulus]:
    """What was sent to everybody, the last first: the media, and what jumps in time on a screen.

    A screen shown to some functions is theirs, what some establishments receive too.
    """
    jumps = {one.code for one in scenario_of(run).stimuli if one.kind == StimulusKind.TIME_JUMP}
    public = Q(channel__in=PUBLIC) | Q(channel=Channel.SCREEN.value, code__in=jumps)
    found = run.played.filter(public, state=PlayState.SENT, unit_ids=[])
    return list(found.order_by("-sent_s", "-sent_at")[:3])


def for_player(run: Run, function: str, unit_id: int) -> list[PlayedStimulus]:
    """What was sent to a function of an establishment, the last first: never what is to come."""
    found = run.played.filter(state=PlayState.SENT).order_by("-sent_s", "-sent_at", "-code")
    return [one for one in found if function in one.recipients and one.reaches(unit_id)]


def clock_told(run: Run, now: datetime) -> dict[str, Any]:
    """The hours that everybody may read."""
    at_s = clock_read(run, now)
    sent = run.played.filter(state=PlayState.SENT).order_by("-sent_s", "-code")
    told = next((one for one in sent if one.content.get("story_time")), None)
    story = told and story_clock(str(told.content["story_time"]), told.sent_s or 0, at_s)
    return {"at_s": at_s, "told": as_hours(at_s), "story": story or ""}


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion on the grid of an observer. `seen`: what she noted last, "" for nothing."""

    criterion: Criterion
    seen: str
    comment: str
    new_id: UUID

    @property
    def within_min(self) -> int:
        return (self.criterion.within_s or 0) // 60


@dataclass(frozen=True, slots=True)
class Group:
    """The criteria of one stimulus sent, or of the whole exercise (no stimulus: no code)."""

    code: str
    order: int
    title: str
    told_sent: str
    rows: Sequence[Row]


def grid_of(run: Run, observer: Participant) -> list[Group]:
    """The criteria of what was sent, the last first, then those of the whole exercise."""
    last = {one.criterion: one for one in run.observations.filter(observer=observer)}
    scenario = scenario_of(run)
    shapes = {one.code: one for one in scenario.stimuli}
    sent = run.played.filter(state=PlayState.SENT, is_free=False).order_by("-sent_s", "-code")

    def rows(criteria: Sequence[Criterion]) -> list[Row]:
        return [
            Row(one, last[one.code].result, last[one.code].comment, uuid4())
            if one.code in last
            else Row(one, "", "", uuid4())
            for one in criteria
        ]

    groups = [
        Group(
            one.code,
            one.order,
            f"{one.code} – {one.content['title']}",
            as_hours(one.sent_s or 0),
            rows(criteria),
        )
        for one in sent
        if one.reaches(observer.unit_id)
        and one.code in shapes
        and (criteria := shapes[one.code].criteria)
    ]
    if scenario.criteria:
        groups.append(Group("", 0, "Pendant tout l’exercice", "", rows(scenario.criteria)))
    return groups
