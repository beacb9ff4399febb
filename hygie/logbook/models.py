"""Events, their cells, the entries of their main courante, their legal clocks; what goes live."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone

from hygie.domain.logbook import (
    GENESIS,
    ClockState,
    EntryContent,
    SealedEntry,
    clock_state,
)
from hygie.journal.frozen import Frozen, FrozenQuerySet
from hygie.logbook.enums import (
    Category,
    CellCode,
    EventKind,
    Function,
    Level,
    Reliability,
    State,
)
from hygie.organisations.models import Coverage, Organisation
from hygie.organisations.rights import Room

HASH_LENGTH = 64
TEXT_LENGTH = 4000


class EventQuerySet(models.QuerySet["Event"]):
    def of(self, unit: Organisation) -> "EventQuerySet":
        """Events that `unit` opened, or that another opened for it too."""
        kinds = (Event.fact_kind, Event.guest_kind)
        covered = Coverage.objects.filter(kind__in=kinds, unit=unit).order_by()
        return self.filter(models.Q(bearer=unit) | models.Q(pk__in=covered.values("fact_id")))


class Event(models.Model):
    """A crisis or an exercise: what a main courante is kept of.

    `last_number`, `last_hash`: the end of the log, written with each entry; the row is locked to
    write one. Its units are those of `Coverage`, besides the bearer; those covered by `guest_kind`
    read and write lines, and nothing else.
    """

    fact_kind: ClassVar[str] = "logbook_event"
    guest_kind: ClassVar[str] = "logbook_event_guest"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("nature", max_length=12, choices=EventKind.choices)
    title = models.CharField("intitulé", max_length=200)
    level = models.CharField("niveau", max_length=20, choices=Level.choices, default=Level.ALERT)
    state = models.CharField("état", max_length=12, choices=State.choices, default=State.OPENED)
    opened_at = models.DateTimeField("ouverte le")
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    bearer = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="portée par"
    )
    opened_by_name = models.CharField("ouverte par", max_length=200)
    last_number = models.PositiveIntegerField(default=0, editable=False)
    last_hash = models.CharField(max_length=HASH_LENGTH, default=GENESIS, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "événement"
        verbose_name_plural = "événements"
        ordering = ["-opened_at", "id"]
        indexes = [models.Index(fields=["bearer", "-opened_at"], name="event_bearer")]

    def __str__(self) -> str:
        return self.title

    @property
    def room(self) -> Room:
        """Where its right is read, besides `Room.LOGBOOK` (`hygie.logbook.access`)."""
        return Room.EXERCISES if self.is_exercise else Room.LOGBOOK

    @property
    def is_exercise(self) -> bool:
        return self.kind == EventKind.EXERCISE

    def is_kept_by(self, unit: Organisation) -> bool:
        """Whether its level, cells, legal clocks and closing are also for `unit`, one of its own:
        not for one that was only let in to write."""
        if self.bearer_id == unit.pk:
            return True
        guest = Coverage.objects.filter(kind=self.guest_kind, fact_id=self.pk, unit=unit)
        return not guest.exists()

    @property
    def is_closed(self) -> bool:
        return self.state == State.CLOSED

    @property
    def topic(self) -> str:
        """What the live pages of this event listen to."""
        return f"logbook:{self.pk}"


class Cell(models.Model):
    """A crisis cell of an event: where it sits, how it is called when the hospital's IS is down."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="cells")
    code = models.SlugField("code", max_length=40)
    name = models.CharField("nom", max_length=100)
    place = models.CharField("salle", max_length=100, blank=True)
    phone = models.CharField(
        "téléphone hors SI", max_length=60, blank=True,
        help_text="Un numéro qui répond sans le réseau de l’établissement.",
    )  # fmt: skip

    class Meta:
        verbose_name = "cellule"
        verbose_name_plural = "cellules"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["event", "code"], name="logbook_cell_once")]

    def __str__(self) -> str:
        return self.name


def cell_label(code: str) -> str:
    """The name of a usual cell; the code itself for one that the event made."""
    return str(CellCode(code).label) if code in CellCode.values else code


class LogQuerySet(FrozenQuerySet["Entry"]):
    """Entries are added and read: never changed, never taken out."""

    def sealed(self) -> Iterable[SealedEntry]:
        """What the chain of one event is verified on, by number, a few rows in memory."""
        rows = self.select_related("bearer", "corrects").order_by("number")
        return (one.sealed for one in rows.iterator(chunk_size=500))


class Entry(Frozen):
    """One line of a main courante, written once. A mistake is corrected by another entry.

    `id` is drawn by the form: sent twice, one entry. `bearer`: the establishment in whose name it
    is written. Codes of cell and function are values: they stay when the event's cells change.
    """

    fact_kind: ClassVar[str] = "logbook_entry"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField("numéro")
    happened_at = models.DateTimeField("heure du fait")
    written_at = models.DateTimeField("heure de saisie")
    bearer = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="établissement"
    )
    author_id = models.BigIntegerField("identifiant de l’auteur", null=True, blank=True)
    author_name = models.CharField("auteur", max_length=200)
    function = models.CharField("fonction", max_length=10, choices=Function.choices, blank=True)
    cell = models.CharField("cellule", max_length=40, blank=True)
    category = models.CharField("catégorie", max_length=14, choices=Category.choices)
    text = models.TextField("texte", max_length=TEXT_LENGTH)
    source = models.CharField("source", max_length=200, blank=True)
    reliability = models.CharField(
        "fiabilité", max_length=10, choices=Reliability.choices, default=Reliability.CONFIRMED
    )
    patient_impact = models.CharField("impact sur les patients", max_length=300, blank=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    previous_hash = models.CharField("empreinte précédente", max_length=HASH_LENGTH)
    hash = models.CharField("empreinte", max_length=HASH_LENGTH)

    objects = LogQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de main courante"
        verbose_name_plural = "main courante"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="logbook_number_once")
        ]

    def __str__(self) -> str:
        return f"n°\u00a0{self.number}, {self.event}"

    @property
    def room(self) -> Room:
        return self.event.room

    @property
    def coverage_id(self) -> uuid.UUID:
        """Evidence of an entry is read by the units of its event."""
        return self.event_id

    @property
    def cell_name(self) -> str:
        return cell_label(self.cell)

    @property
    def content(self) -> EntryContent:
        """What the hash covers; reads `bearer` and `corrects`."""
        return EntryContent(
            event=str(self.event_id),
            id=str(self.pk),
            number=self.number,
            happened_at=self.happened_at,
            written_at=self.written_at,
            establishment=self.bearer.finess or "",
            author_id=self.author_id,
            author=self.author_name,
            function=self.function,
            cell=self.cell,
            category=self.category,
            text=self.text,
            source=self.source,
            reliability=self.reliability,
            patient_impact=self.patient_impact,
            corrects=self.corrects.number if self.corrects else None,
        )

    @property
    def sealed(self) -> SealedEntry:
        return SealedEntry(self.content, self.previous_hash, self.hash)


class LegalClock(models.Model):
    """A legal delay that runs for an event, since the hour when something was known.

    `code`, `label`, `limit_at` come from `data/legal_clocks.yaml` as it was that day. `limit_at`
    None: the text gives no figure. What was done is proven by an entry.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="clocks")
    code = models.SlugField("code", max_length=40)
    label = models.CharField("délai", max_length=200)
    started_at = models.DateTimeField("heure de connaissance")
    limit_at = models.DateTimeField("limite", null=True, blank=True)
    done_at = models.DateTimeField("fait le", null=True, blank=True)
    done_entry = models.ForeignKey(
        Entry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="preuve"
    )

    class Meta:
        verbose_name = "délai légal"
        verbose_name_plural = "délais légaux"
        ordering = ["limit_at", "id"]
        constraints = [models.UniqueConstraint(fields=["event", "code"], name="logbook_clock_once")]

    def __str__(self) -> str:
        return self.label

    def state_at(self, now: datetime) -> ClockState:
        return clock_state(limit_at=self.limit_at, done_at=self.done_at, now=now)


class StreamEvent(models.Model):
    """Something new for the live pages: what to draw again (`kind`, `key`), and for whom.

    It holds no content: each process reads and draws it once per audience. `seq` grows in the
    order of the commits of one topic (`hygie.logbook.live.publish` takes turns).
    """

    seq = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=80)
    audience = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "nouvelle des pages en direct"
        verbose_name_plural = "nouvelles des pages en direct"
        ordering = ["seq"]
        indexes = [models.Index(fields=["topic", "seq"], name="stream_topic")]

    def __str__(self) -> str:
        return f"{self.seq} {self.topic} {self.kind}"
