"""La frise: one strip of time per obligation, each a link, with its table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hygie.web.badges import badge
from hygie.web.charts.marks import MARKS, add_mark, pattern_defs
from hygie.web.charts.svg import Scale, add, drawing, markup, share_of, table
from hygie.web.formats import day_long, day_short
from hygie.web.statuses import detail_of, look_of

ROW = 24
AXIS = 40


@dataclass(frozen=True, slots=True)
class Interval:
    """A status from `since` (included) to `until` (excluded; None: no end known)."""

    since: date
    until: date | None
    status: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day set by the text."""

    on: date
    label: str = "Échéance du texte"


@dataclass(frozen=True, slots=True)
class Strip:
    """One obligation. `group` is the action's number: a change of group leaves a space."""

    code: str
    label: str
    href: str
    intervals: tuple[Interval, ...]
    deadlines: tuple[Deadline, ...] = ()
    group: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """What is drawn: from `start` to `end` (excluded), with today and the day looked at."""

    start: date
    end: date
    today: date
    looked_on: date

    def share(self, day: date) -> float:
        """Place of a day between 0 and 1."""
        return share_of(day, self.start, self.end)

    def shown(self, intervals: Sequence[Interval]) -> Iterator[tuple[Interval, bool]]:
        """Intervals cut to the window, and cut again at today; True for the part to come."""
        for interval in intervals:
            since = max(interval.since, self.start)
            until = min(interval.until or self.end, self.end)
            if since >= until:
                continue
            if since < self.today < until:
                yield replace(interval, since=since, until=self.today), False
                yield replace(interval, since=self.today, until=until), True
            else:
                yield replace(interval, since=since, until=until), since >= self.today


def interval_at(strip: Strip, day: date) -> Interval | None:
    """The interval that holds a day, if any."""
    for interval in strip.intervals:
        if interval.since <= day and (interval.until is None or day < interval.until):
            return interval
    return None


def spoken(interval: Interval, today: date) -> str:
    """« en retard du 01/01/2026 au 30/06/2026 », with « si rien ne change » for what is to come."""
    word = look_of(interval.status).word
    if interval.until is None:
        text = f"{word} à partir du {day_short(interval.since)}"
    else:
        last = interval.until - timedelta(days=1)
        text = f"{word} du {day_short(interval.since)} au {day_short(last)}"
    ahead = interval.until is None or interval.until > today
    return f"{text} (si rien ne change)" if ahead and interval.since > today else text


def draw_strip(parent: Element, strip: Strip, window: Window, scale: Scale, **place: float) -> None:
    """Draw ground, years, marks, deadlines and the lines of the days, in a row."""
    top, height = place.get("top", 0.0), place.get("height", float(ROW))
    _ground(parent, window, scale, top, height)
    whole = {interval.since: interval for interval in strip.intervals}
    for interval, future in window.shown(strip.intervals):
        mark = add_mark(
            parent,
            interval.status,
            x=scale.at(window.share(interval.since)),
            width=scale.length(
                window.share(interval.since), window.share(interval.until or window.end)
            ),
            row_height=height,
            top=top,
            future=future,
        )
        origin = whole.get(interval.since) or interval_at(strip, interval.since) or interval
        add(mark, "title", spoken(origin, window.today))
    for deadline in strip.deadlines:
        if window.start <= deadline.on < window.end:
            _tick(parent, deadline, scale.at(window.share(deadline.on)), top, height)
    draw_days(parent, window, scale, top, height)


def _ground(parent: Element, window: Window, scale: Scale, top: float, height: float) -> None:
    now = window.share(window.today)
    if now < 1:
        add(
            parent, "rect", x=scale.at(now), y=top, width=scale.length(now, 1), height=height,
            class_="ahead", fill="#f1f3ef",
        )  # fmt: skip
    for day in quarters(window):
        if day.month != 1 or day == window.start:
            continue
        x = scale.at(window.share(day))
        add(parent, "line", x1=x, x2=x, y1=top, y2=top + height, class_="year", stroke="#7b8784")


def _tick(parent: Element, deadline: Deadline, x: str, top: float, height: float) -> None:
    tick = add(parent, "svg", x=x, y=top, overflow="visible", width=1, height=height, class_="tick")
    head = "M-4 0h8L0 6z" if height >= 16 else ""
    add(tick, "path", d=f"{head}M-0.75 0h1.5v{height:g}h-1.5z", fill="#14211f")
    add(tick, "title", f"{deadline.label}\u00a0: {day_long(deadline.on)}")


def draw_days(parent: Element, window: Window, scale: Scale, top: float, height: float) -> None:
    """The line of today, and the dashed one of another day looked at."""
    days: list[tuple[str, date, str | None]] = [("today", window.today, None)]
    if window.looked_on != window.today:
        days.append(("looked-on", window.looked_on, "4 2"))
    for name, day, dash in days:
        if window.start <= day < window.end:
            x = scale.at(window.share(day))
            add(
                parent, "line", x1=x, x2=x, y1=top, y2=top + height, class_=f"day-{name}",
                stroke="#0b4a59", stroke_width=2, stroke_dasharray=dash,
            )  # fmt: skip


def draw_axis(parent: Element, window: Window, scale: Scale, top: float = 0.0) -> None:
    """Years, quarters, and the names of the lines of the days."""
    for day in quarters(window):
        quarter = (day.month - 1) // 3 + 1
        x = scale.at(window.share(day))
        add(
            parent, "line", x1=x, x2=x, y1=top + AXIS - (10 if quarter == 1 else 5),
            y2=top + AXIS, class_="year", stroke="#7b8784",
        )  # fmt: skip
        if day.month in (1, 7):
            add(
                parent, "text", str(day.year) if day.month == 1 else "juil.",
                x=x, y=top + AXIS - 8, dx=3, fill="#14211f",
                class_="axis-year" if day.month == 1 else "axis-quarter",
                font_size=13 if day.month == 1 else 11,
                font_weight=700 if day.month == 1 else None,
            )  # fmt: skip
    _flags(parent, window, scale, top)


def quarters(window: Window) -> list[date]:
    """First days of the quarters of the window."""
    years = range(window.start.year, window.end.year + 1)
    days = (date(year, month, 1) for year in years for month in (1, 4, 7, 10))
    return [day for day in days if window.start <= day < window.end]


def _flags(parent: Element, window: Window, scale: Scale, top: float) -> None:
    flags = [("aujourd’hui", window.today)]
    if window.looked_on != window.today:
        flags.append((f"au {day_short(window.looked_on)}", window.looked_on))
    flags.sort(key=lambda flag: flag[1])
    for rank, (text, day) in enumerate(flags):
        share = window.share(day)
        if not 0 <= share < 1:
            continue
        left = share > 0.8 or (len(flags) == 2 and rank == 0 and share > 0.2)
        label = add(
            parent, "text", text, x=scale.at(share), y=top + 13, dx=-4 if left else 4,
            class_="axis-flag", font_size=12, font_weight=700, fill="#0b4a59",
        )  # fmt: skip
        label.set("text-anchor", "end" if left else "start")
        x = scale.at(share)
        add(
            parent, "line", x1=x, x2=x, y1=top + 2, y2=top + AXIS, class_="day-today",
            stroke="#0b4a59", stroke_width=2,
        )  # fmt: skip


def strip_svg(strip: Strip, window: Window, *, height: int = 10) -> SafeString:
    """One strip alone, for a row of a matrix: give `pattern_defs()` once in the page."""
    now = interval_at(strip, window.looked_on)
    name = (
        f"{strip.code} {strip.label}\u00a0: {spoken(now, window.today) if now else 'sans statut'}"
    )
    root = drawing(name, width="100%", height=height, class_="strip")
    draw_strip(root, strip, window, Scale(), height=float(height))
    return markup(root)


def frise(strips: Sequence[Strip], window: Window, *, title: str) -> SafeString:
    """The strips one under the other, each a link, under an axis of quarters.

    Arrow keys on a strip speak its intervals one by one (`frise.js`); without script the names
    and the table say the same.
    """
    axis = Element("svg", {"width": "100%", "height": str(AXIS), "aria-hidden": "true"})
    axis.set("class", "frise-axis-drawing")
    draw_axis(axis, window, Scale())
    previous, rows = "", []
    for strip in strips:
        rows.append((_row(strip, window, opens=bool(previous) and strip.group != previous),))
        previous = strip.group
    return format_html(
        '<div class="frise" role="group" aria-label="{}" data-hygie-frise>{}'
        '<div class="frise-row frise-axis"><span class="frise-note">échéance du texte</span>{}'
        '<span class="frise-day">{}</span></div><ol>{}</ol>'
        '<p class="frise-voice" aria-live="polite"></p></div>',
        title,
        pattern_defs(),
        markup(axis),
        f"Au {day_short(window.looked_on)}",
        format_html_join("", "{}", rows),
    )


def _row(strip: Strip, window: Window, *, opens: bool) -> SafeString:
    spoken_all = "\u00a0; ".join(
        spoken(interval, window.today)
        for interval in strip.intervals
        if (interval.until or window.end) > window.start and interval.since < window.end
    )
    root = drawing(f"Frise {strip.code}", spoken_all, width="100%", height=ROW, class_="strip")
    draw_strip(root, strip, window, Scale())
    return format_html(
        '<li class="{}"><a class="frise-row frise-link" href="{}"><span class="frise-name">'
        '<span class="frise-code">{}</span> <span class="frise-label">{}</span></span>{}'
        '<span class="frise-status">{}</span></a></li>',
        "frise-opens" if opens else "",
        strip.href,
        strip.code,
        strip.label,
        markup(root),
        _badge(strip, window),
    )


def _badge(strip: Strip, window: Window) -> SafeString:
    now = interval_at(strip, window.looked_on)
    if now is None:
        return format_html('<span class="muted">{}</span>', "avant la première règle")
    coming = [d.on for d in strip.deadlines if d.on >= window.looked_on]
    detail = strip.detail
    if not detail and now.status in ("late", "due"):
        detail = detail_of(now.status, since=now.since, due_on=min(coming, default=None))
    return badge(now.status, detail)


def frise_legend() -> SafeString:
    """What each drawing means, with its word; then the tick of a deadline and the day's line."""
    entries = []
    for status in MARKS:
        root = Element("svg", {"width": "36", "height": "20", "aria-hidden": "true"})
        add_mark(root, status, x="1", width="34", row_height=20)
        entries.append((markup(root), look_of(status).word))
    tick = Element("svg", {"width": "16", "height": "20", "aria-hidden": "true"})
    _tick(tick, Deadline(date.min), "8", 0, 20)
    tick.find("svg/title").text = None  # type: ignore[union-attr]  # drawn just above
    entries.append((markup(tick), "échéance du texte"))
    ahead = Element("svg", {"width": "36", "height": "20", "aria-hidden": "true"})
    add_mark(ahead, "met", x="1", width="34", row_height=20, future=True)
    entries.append((markup(ahead), "estompé\u00a0: à venir, si rien ne change"))
    return format_html(
        '<ul class="frise-legend">{}</ul>', format_html_join("", "<li>{} {}</li>", entries)
    )


def frise_table(strips: Sequence[Strip], window: Window, *, title: str) -> SafeString:
    """One row per interval: obligation, status, first day, last day, deadlines in it."""
    rows = []
    for strip in strips:
        for interval in strip.intervals:
            if interval.since >= window.end or (interval.until or window.end) <= window.start:
                continue
            last = interval.until - timedelta(days=1) if interval.until else None
            inside = [
                day_short(deadline.on)
                for deadline in strip.deadlines
                if interval.since <= deadline.on and (last is None or deadline.on <= last)
            ]
            rows.append(
                (
                    f"{strip.code} {strip.label}",
                    look_of(interval.status).word,
                    day_short(interval.since),
                    day_short(last) or "sans fin connue",
                    ", ".join(inside) or "–",
                )
            )
    heads = ("Obligation", "Statut", "Du", "Au", "Échéances du texte")
    return table(title, heads, rows)
