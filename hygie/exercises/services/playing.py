"""The exercise as it is played: its clock, its stimuli. Nothing is ever late enough to be refused:
what is due stays to be sent or skipped."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.playing import clock as clocks
from hygie.domain.playing.clock import Clock
from hygie.domain.refusal import ServiceRefusal
from hygie.domain.scenario.shape import Channel
from hygie.exercises import run_news
from hygie.exercises.models import PlayedStimulus, Run, StimulusMail
from hygie.exercises.run_enums import LIVE, MailState, PartRole, PlayState, RunState
from hygie.exercises.run_scenario import played, receiving
from hygie.exercises.services import stimulus_mails
from hygie.exercises.services.runs import run_locked, run_write_down
from hygie.exercises.services.together import acting_in
from hygie.logbook.enums import EventKind
from hygie.logbook.services import event_open, event_share
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope

LONGEST_SHIFT_S = 10 * 3600
# What was shown is kept that often: a clock set back takes back no more.
KEPT_EVERY_S = 2
# Codes of the stimuli made up on the spot: L1, L2…
FREE = "L"


def _run_in(scope: Scope, unit: Organisation, run_id: UUID, states: Collection[str]) -> Run:
    """The run, locked: whoever plays it too waits. Raises `ServiceRefusal`: "not_allowed", "gone",
    "run_state" when it is in none of these states."""
    run = run_locked(scope, unit, run_id, RunState.values)
    if run.state not in states:
        raise ServiceRefusal("run_state", state=run.get_state_display())
    return run


@transaction.atomic
def run_debex(*, scope: Scope, acting_user: User, unit: Organisation, run_id: UUID) -> Run:
    """Starts a ready exercise: its stimuli, its clock, a main courante for each establishment.

    Pressed twice, it is started once. Raises `ServiceRefusal` ("not_allowed", "run_state").
    """
    run = _run_in(scope, unit, run_id, {RunState.READY, RunState.RUNNING})
    if run.state == RunState.RUNNING:
        return run
    now = timezone.now()
    stage_set(run, scope, acting_user, now)
    run.debex_at, run.state = now, RunState.RUNNING
    _keep_clock(run, clocks.started(run.clock, now))
    _told(run, acting_user, "debex")
    return run


def stage_set(run: Run, scope: Scope, acting_user: User, opened_at: datetime) -> None:
    """What a DEBEX at that hour puts there: the stimuli, a main courante by establishment."""
    playing = set(run.units.playing().values_list("unit_id", flat=True))
    PlayedStimulus.objects.bulk_create(
        PlayedStimulus(
            id=uuid5(run.pk, one.code),
            run=run,
            code=one.code,
            due_s=one.at_s,
            channel=one.channel.value,
            recipients=list(one.recipients),
            unit_ids=_received_by(run.addressed.get(one.code, []), playing),
        )
        for one in played(run).stimuli
    )
    cells = defaultdict(set)
    for unit_id, kind in run.cells.values_list("unit_id", "kind"):
        cells[unit_id].add(kind)
    for mine in run.units.playing().select_related("unit").order_by("unit_id"):
        own = acting_in(scope, run, mine)
        event = event_open(
            scope=own,
            acting_user=acting_user,
            unit=mine.unit,
            new_id=uuid5(run.pk, f"event:{mine.unit_id}"),
            kind=EventKind.EXERCISE,
            title=run.title,
            opened_at=opened_at,
            cells=sorted(cells[mine.unit_id]),
        )
        if mine.opens_log:
            event_share(
                scope=own,
                acting_user=acting_user,
                unit=mine.unit,
                event_id=event.pk,
                guest=run.bearer,
                shared=True,
            )
        mine.event_id = event.pk
        mine.save(update_fields=["event_id"])


def _received_by(chosen: Sequence[int], playing: Collection[int]) -> list[int]:
    """Without those that do not play any more, [] when all that play receive it; whole when none of
    them plays: it was let so, it reaches nobody."""
    left = receiving(chosen, playing)
    return [] if set(left) == set(playing) else left or [*chosen]


@transaction.atomic
def run_pause(*, scope: Scope, acting_user: User, unit: Organisation, run_id: UUID) -> Run:
    """Stops the clock; pressed twice, once."""
    run = _run_in(scope, unit, run_id, LIVE)
    if run.state == RunState.RUNNING:
        run.state = RunState.PAUSED
        _keep_clock(run, clocks.stopped(run.clock, timezone.now()))
        _told(run, acting_user, "paused")
    return run


@transaction.atomic
def run_resume(*, scope: Scope, acting_user: User, unit: Organisation, run_id: UUID) -> Run:
    """Starts the clock again from where it stood; pressed twice, once."""
    run = _run_in(scope, unit, run_id, LIVE)
    if run.state == RunState.PAUSED:
        run.state = RunState.RUNNING
        _keep_clock(run, clocks.started(run.clock, timezone.now()))
        _told(run, acting_user, "resumed")
    return run


@transaction.atomic
def run_finex(*, scope: Scope, acting_user: User, unit: Organisation, run_id: UUID) -> Run:
    """Ends the play, whatever is left: stimuli not sent stay so, and cost nothing."""
    run = _run_in(scope, unit, run_id, {RunState.RUNNING, RunState.PAUSED, RunState.OVER})
    if run.state != RunState.OVER:
        now = timezone.now()
        run.state, run.finex_at = RunState.OVER, now
        _keep_clock(run, clocks.stopped(run.clock, now))
        _told(run, acting_user, "finex")
    return run


@transaction.atomic
def mails_stop(
    *, scope: Scope, acting_user: User, unit: Organisation, run_id: UUID, stopped: bool
) -> Run:
    """Holds back, or lets go again, every mail of the exercise; pressed twice, once.

    What already left cannot be taken back; what was held back is not sent later by itself.
    """
    run = _run_in(scope, unit, run_id, LIVE)
    if run.mail_stopped != stopped:
        run.mail_stopped = stopped
        run.version += 1
        run.save(update_fields=["mail_stopped", "version", "updated_at"])
        run_write_down(run, acting_user, "mails_stopped" if stopped else "mails_let_go", {})
        run_news.tell_console(run)
    return run


def clock_read(run: Run, now: datetime) -> int:
    """Exercise time, kept: what was shown once is never taken back, clock set back or not."""
    kept, since = clocks.anchored(run.clock, now), run.clock_since
    if since is not None and (kept.at_s >= run.clock_at_s + KEPT_EVERY_S or now < since):
        # Unless somebody already did.
        Run.objects.filter(pk=run.pk, clock_since=since, state=RunState.RUNNING).update(
            clock_at_s=kept.at_s, clock_since=kept.since
        )
    return kept.at_s


@transaction.atomic
def stimulus_send(
    *, scope: Scope, acting_user: User, unit: Organisation, run_id: UUID, stimulus_id: UUID
) -> PlayedStimulus:
    """Sends a stimulus now, whatever the clock and the pauses; two who send at once send once.

    A stimulus by e-mail leaves one mail per player reached by it, to be sent behind. Raises
    `ServiceRefusal` ("not_allowed", "run_state", "stimulus_skipped").
    """
    run = _run_in(scope, unit, run_id, LIVE)
    stimulus = _stimulus(run, stimulus_id)
    if stimulus.state == PlayState.SENT:
        return stimulus
    if stimulus.state == PlayState.SKIPPED:
        raise ServiceRefusal("stimulus_skipped", stimulus=stimulus.code)
    now = timezone.now()
    stimulus.state, stimulus.sent_at, stimulus.sent_s = PlayState.SENT, now, run.exercise_s(now)
    stimulus.sent_by_name = acting_user.full_name
    if not stimulus.is_free:
        stimulus.content = content_of(run, stimulus.code)
    stimulus.save()
    run_write_down(run, acting_user, "stimulus_sent", {"stimulus": stimulus.code})
    run_news.tell_sent(run, stimulus)
    if stimulus.channel == Channel.EMAIL:
        _mails_leave(run, stimulus, now)
        transaction.on_commit(partial(stimulus_mails.start_behind, run.pk, acting_user.email))
    return stimulus


@transaction.atomic
def stimulus_skip(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    stimulus_id: UUID,
    reason: str = "",
) -> PlayedStimulus:
    """Leaves a stimulus out: it costs nothing. Raises `ServiceRefusal` ("stimulus_sent"…)."""
    run = _run_in(scope, unit, run_id, LIVE)
    stimulus = _stimulus(run, stimulus_id)
    if stimulus.state == PlayState.SENT:
        raise ServiceRefusal("stimulus_sent", stimulus=stimulus.code)
    if stimulus.state == PlayState.SKIPPED:
        return stimulus
    stimulus.state, stimulus.reason = PlayState.SKIPPED, reason.strip()
    stimulus.full_clean(exclude=["run", "content", "recipients"])
    stimulus.save()
    said = {"stimulus": stimulus.code, "reason": stimulus.reason}
    run_write_down(run, acting_user, "stimulus_skipped", said)
    run_news.tell_console(run)
    return stimulus


@transaction.atomic
def stimulus_restore(
    *, scope: Scope, acting_user: User, unit: Organisation, run_id: UUID, stimulus_id: UUID
) -> PlayedStimulus:
    """Puts back a stimulus that was left out."""
    run = _run_in(scope, unit, run_id, LIVE)
    stimulus = _stimulus(run, stimulus_id)
    if stimulus.state == PlayState.SKIPPED:
        stimulus.state, stimulus.reason = PlayState.PLANNED, ""
        stimulus.save()
        run_write_down(run, acting_user, "stimulus_restored", {"stimulus": stimulus.code})
        run_news.tell_console(run)
    return stimulus


@transaction.atomic
def stimulus_shift(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    stimulus_id: UUID,
    by_s: int,
    expected_due_s: int,
    with_following: bool,
) -> int:
    """Moves a stimulus not sent, and all those planned after it if asked; how many moved.

    `by_s`: later, or sooner when negative; never before now. `expected_due_s`: when the person saw
    it due; another value is refused (a double click moves once). Raises `ServiceRefusal`
    ("stimulus_moved", "stimulus_sent", "stimulus_skipped", "shift_too_long").
    """
    run = _run_in(scope, unit, run_id, LIVE)
    stimulus = _stimulus(run, stimulus_id)
    if stimulus.state == PlayState.SKIPPED:
        raise ServiceRefusal("stimulus_skipped", stimulus=stimulus.code)
    if stimulus.state != PlayState.PLANNED:
        raise ServiceRefusal("stimulus_sent", stimulus=stimulus.code)
    if stimulus.due_s != expected_due_s:
        raise ServiceRefusal("stimulus_moved", stimulus=stimulus.code)
    if abs(by_s) > LONGEST_SHIFT_S:
        raise ServiceRefusal("shift_too_long", field="by")
    by_s = max(by_s, min(0, run.exercise_s(timezone.now()) - stimulus.due_s))
    said = {"stimulus": stimulus.code, "by_s": by_s, "with_following": with_following}
    run_write_down(run, acting_user, "stimulus_shifted", said)
    run_news.tell_console(run)
    return _moved(run, stimulus, with_following).update(due_s=F("due_s") + by_s)


def _moved(run: Run, stimulus: PlayedStimulus, with_following: bool) -> QuerySet[PlayedStimulus]:
    planned = run.played.filter(state=PlayState.PLANNED)
    if not with_following:
        return planned.filter(pk=stimulus.pk)
    return planned.filter(due_s__gte=stimulus.due_s)


@transaction.atomic
def stimulus_free(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    new_id: UUID,
    title: str,
    body: str,
    recipients: Sequence[str],
    channel: str,
    sender: str = "Animation",
    units: Sequence[int] = (),
) -> PlayedStimulus:
    """A stimulus made up on the spot, sent at once; sent twice with the same id, once.

    `units`: ids of the establishments that receive it; none: all that play.
    """
    run = _run_in(scope, unit, run_id, LIVE)
    known: PlayedStimulus | None = run.played.filter(pk=new_id).first()
    if known is not None:
        return known
    now = timezone.now()
    made = PlayedStimulus(
        id=new_id,
        run=run,
        code=f"{FREE}{run.played.filter(is_free=True).count() + 1}",
        due_s=run.exercise_s(now),
        channel=channel,
        recipients=list(recipients),
        unit_ids=sorted(units),
        is_free=True,
        content={
            "title": title.strip(),
            "body": body.strip(),
            "sender": sender.strip(),
            "story_time": "",
        },
    )
    made.full_clean(exclude=["run"])
    made.save(force_insert=True)
    return stimulus_send(
        scope=scope, acting_user=acting_user, unit=unit, run_id=run_id, stimulus_id=made.pk
    )


def _stimulus(run: Run, stimulus_id: UUID) -> PlayedStimulus:
    found: PlayedStimulus | None = (
        run.played.select_for_update(of=("self",)).filter(pk=stimulus_id).first()
    )
    if found is None:
        raise ServiceRefusal("stimulus_unknown")
    return found


def content_of(run: Run, code: str) -> dict[str, str]:
    """What a stimulus says to its players, frozen as it is sent."""
    one = next(one for one in played(run).stimuli if one.code == code)
    return {
        "title": one.title,
        "body": one.body,
        "sender": one.sender,
        "story_time": one.story_time,
    }


def _mails_leave(run: Run, stimulus: PlayedStimulus, now: datetime) -> None:
    """One mail per player of the functions reached; none leaves when mails are stopped."""
    reached = run.participants.filter(
        role=PartRole.JOUEUR, function__in=stimulus.recipients
    ).exclude(email="")
    if stimulus.unit_ids:
        reached = reached.filter(unit__in=stimulus.unit_ids)
    StimulusMail.objects.bulk_create(
        StimulusMail(
            stimulus=stimulus,
            participant=one,
            address=one.email,
            state=MailState.STOPPED if run.mail_stopped else MailState.WAITING,
            at=now,
        )
        for one in reached
    )


def _told(run: Run, author: User, act: str) -> None:
    """An act on the clock: written down, and seen by everybody."""
    run_write_down(run, author, act, {})
    run_news.tell_clock(run)


def _keep_clock(run: Run, clock: Clock) -> None:
    run.clock_at_s, run.clock_since = clock.at_s, clock.since
    run.version += 1
    run.save()
