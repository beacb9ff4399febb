"""The time of an exercise, in whole seconds after DEBEX, and the hour of its story.

Exercise time only goes forward, whatever the machine's clock does: it is counted from an anchor
(so many seconds at such an instant), and an instant before the anchor adds nothing.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
DAY_MINUTES = 24 * 60
STORY = re.compile(
    r"^\s*(?:(?P<day>[a-zé]+\.?)\s+)?(?P<hour>\d{1,2})\s?[:h]\s?(?P<minute>\d{2})\s*$"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """`at_s` seconds of exercise at the instant `since`; it stands still when `since` is None.

    Before DEBEX: 0 and None. During a pause, and after FINEX: None.
    """

    at_s: int = 0
    since: datetime | None = None


def exercise_s(clock: Clock, now: datetime) -> int:
    """Seconds of exercise at `now`; never less than those of the anchor.

    Who shows it keeps `anchored(clock, now)`, so that what was shown once is never taken back.
    """
    if clock.since is None:
        return clock.at_s
    return clock.at_s + max(0, int((now - clock.since).total_seconds()))


def started(clock: Clock, now: datetime) -> Clock:
    """Goes on from where it stood; the same clock when it already runs."""
    return clock if clock.since is not None else replace(clock, since=now)


def stopped(clock: Clock, now: datetime) -> Clock:
    """Stands still from `now`."""
    return Clock(exercise_s(clock, now), None)


def anchored(clock: Clock, now: datetime) -> Clock:
    """The same time counted from a later instant, whole seconds after the former: nothing drifts.

    After a clock set back it goes on at once, from `now`.
    """
    if clock.since is None:
        return clock
    at_s = exercise_s(clock, now)
    since = clock.since + timedelta(seconds=at_s - clock.at_s)
    return Clock(at_s, now if now < clock.since else since)


def story_clock(story_time: str, since_s: int, at_s: int) -> str:
    """The hour in the story: that of the last stimulus sent, and the time played since.

    `since_s`: exercise time at which that stimulus was sent. A text without hour ("J+3, matin") is
    given back as it is.
    """
    found = STORY.match(story_time.lower())
    if found is None:
        return story_time
    hour, minute = int(found["hour"]), int(found["minute"])
    if hour > 23 or minute > 59:
        return story_time
    days, minutes = divmod(hour * 60 + minute + max(0, at_s - since_s) // 60, DAY_MINUTES)
    told = f"{minutes // 60:02d}:{minutes % 60:02d}"
    day = found["day"]
    if day is None:
        return told
    if day not in DAYS:
        return f"{day} {told}" if not days else told
    return f"{DAYS[(DAYS.index(day) + days) % len(DAYS)]} {told}"


def as_hours(seconds: int) -> str:
    """Exercise time as it is shown: "1:05:09", "-0:02:00"."""
    sign, left = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{left // 3600}:{left // 60 % 60:02d}:{left % 60:02d}"
