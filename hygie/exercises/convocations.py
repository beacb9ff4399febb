"""What a convocation says: a mail, its calendar file, the same words on paper.

Nothing of the story is told: neither the scenario nor its title.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from icalendar import Calendar, Event

from hygie.domain.scenario.shape import Scenario
from hygie.exercises.models import Participant, Run
from hygie.exercises.run_scenario import played
from hygie.exercises.run_words import function_said, hour
from hygie.exercises.scenario_words import length
from hygie.web.formats import day_long, one_line

MARK = "[EXERCICE]"
PRODUCT = "-//Hygie//Exercices//FR"


@dataclass(frozen=True, slots=True)
class Words:
    """A convocation in words. `lines`: names and values."""

    subject: str
    lead: str
    lines: list[tuple[str, str]]
    warning: str


def words_of(run: Run, one: Participant) -> Words:
    """What one person is told. The exercise must have its day and hour."""
    scenario = played(run)
    lines = [
        ("Quand", when(run, scenario)),
        ("Où", run.place),
        ("Votre rôle", one.get_role_display()),
        ("Votre fonction", function_said(run, one.function)),
        ("Votre cellule", one.get_cell_display()),
        ("Vous remplacez", one.replaces.name if one.replaces else ""),
    ]
    return Words(
        subject=one_line(f"{MARK} Convocation\u00a0: {run.title}, {when(run, scenario)}"),
        lead=f"Vous participez à un exercice de crise de {one.unit.name}\u00a0: {run.title}.",
        lines=[(name, value) for name, value in lines if value],
        warning=scenario.warning.strip(),
    )


def when(run: Run, scenario: Scenario) -> str:
    """« 12 mars 2027 à 14 h 00, durée 3 h »; "" without a day."""
    if run.planned_on is None:
        return ""
    at = f" à {hour(run.starts_at)}" if run.starts_at else ""
    return f"{day_long(run.planned_on)}{at}, durée {length(scenario.length_s)}"


def starts_at(run: Run) -> datetime:
    """The instant planned. Raises ValueError without a day and an hour."""
    if run.planned_on is None or run.starts_at is None:
        raise ValueError("not planned")
    return timezone.make_aware(datetime.combine(run.planned_on, run.starts_at))


def mail_of(
    run: Run, one: Participant, address: str, link: str, sequence: int, reply_to: str
) -> EmailMessage:
    """The convocation of one person by e-mail, with her personal link and the calendar file."""
    said = words_of(run, one)
    lines = "\n".join(f"{name}\u00a0: {value}" for name, value in said.lines)
    parts = [
        "EXERCICE – EXERCICE – EXERCICE",
        f"Bonjour {one.name},",
        said.lead,
        lines,
        f"À savoir avant l’exercice\u00a0: {said.warning}" if said.warning else "",
        "Ouvrez ce lien pour dire que ce message vous est bien parvenu. Il est personnel\u00a0: "
        f"ne le transmettez pas.\n{link}",
        "La date est jointe pour votre agenda.",
        "Ce message annonce un exercice. Aucune action n’est à faire sur le système d’information.",
    ]
    mail = EmailMessage(
        said.subject,
        "\n\n".join(part for part in parts if part) + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [address],
        reply_to=[reply_to] if reply_to else None,
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach("exercice.ics", calendar_of(run, one, sequence).decode(), "text/calendar")
    return mail


def cancellation_of(run: Run, one: Participant, sequence: int, reply_to: str) -> EmailMessage:
    """What somebody convoked is told when the exercise is cancelled; her calendar takes it away."""
    begins = when(run, played(run))
    parts = [
        "EXERCICE – EXERCICE – EXERCICE",
        f"Bonjour {one.name},",
        f"L’exercice de crise de {one.unit.name} auquel vous étiez convié est annulé\u00a0: "
        f"{run.title}, {begins}.",
        "Vous n’avez rien à faire. Le fichier joint le retire de votre agenda.",
    ]
    mail = EmailMessage(
        one_line(f"{MARK} Annulé\u00a0: {run.title}, {begins}"),
        "\n\n".join(parts) + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [one.email],
        reply_to=[reply_to] if reply_to else None,
        headers={"Auto-Submitted": "auto-generated"},
    )
    calendar = calendar_of(run, one, sequence, is_cancelled=True).decode()
    mail.attach("annulation.ics", calendar, "text/calendar")
    return mail


def calendar_of(
    run: Run, one: Participant | None = None, sequence: int = 0, *, is_cancelled: bool = False
) -> bytes:
    """The exercise as iCalendar, for one person or for anybody.

    The same exercise keeps its UID: a new date moves it in the calendar of who took it, and its
    cancellation takes it away.
    """
    # In UTC: no time zone to describe, and every calendar reads it.
    begins = starts_at(run).astimezone(UTC)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    event = Event()
    host = settings.PUBLIC_URL.partition("//")[2].partition("/")[0].partition(":")[0]
    event.add("uid", f"{run.pk}@{host or 'hygie'}")
    event.add("dtstamp", run.updated_at)
    event.add("sequence", max(sequence, run.version) + int(is_cancelled))
    if is_cancelled:
        event.add("status", "CANCELLED")
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(seconds=played(run).length_s))
    event.add("summary", one_line(f"{MARK} {run.title}"))
    if run.place:
        event.add("location", one_line(run.place))
    if one is not None:
        said = "\n".join(f"{name}\u00a0: {value}" for name, value in words_of(run, one).lines)
        event.add("description", said)
    event.add("categories", ["EXERCICE"])
    calendar.add_component(event)
    return bytes(calendar.to_ical())
