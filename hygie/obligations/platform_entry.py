"""« Saisie sur la plateforme »: what one unit entered there of one fact, proved by a receipt.

The rooms of actions 1 and 2 make their table of it, with the fact as only field of theirs. A fact
that one establishment holds alone (action 7) keeps its entry in its own columns.
"""

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from hygie.organisations.models import Fact, Organisation
from hygie.web.formats import day_short


def refuse_day(day: date | None, *, not_before: date, too_early: str) -> str | None:
    """What is wrong with a day of something done, in French; None when nothing is."""
    if day is None:
        return None
    if day > timezone.localdate():
        return "Cette date est dans le futur\u00a0: notez ici ce qui a déjà eu lieu."
    return too_early if day < not_before else None


class PlatformEntry(models.Model):
    """One unit entered one fact on the national platform: each unit enters its own.

    `receipt` is the reference of the receipt; "" while it is missing, and the entry does not
    count. `SUBJECT`: name of the field of the fact; `OBLIGATION`: what the entry settles;
    `TOO_EARLY`: what is said of a day before `first_day`.
    """

    SUBJECT: ClassVar[str]
    OBLIGATION: ClassVar[str]
    TOO_EARLY: ClassVar[str]

    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    entered_on = models.DateField("saisi le")
    receipt = models.CharField("référence de l’accusé", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True
        verbose_name = "saisie sur la plateforme"
        verbose_name_plural = "saisies sur la plateforme"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.subject}, saisie du {day_short(self.entered_on)}"

    @property
    def subject(self) -> Fact:
        """The fact entered."""
        fact: Fact = getattr(self, self.SUBJECT)
        return fact

    @property
    def first_day(self) -> date:
        """The first day on which the fact could be entered."""
        raise NotImplementedError

    @property
    def counts(self) -> bool:
        """Whether the entry is closed: a receipt proves it."""
        return bool(self.receipt)

    def clean(self) -> None:
        error = refuse_day(self.entered_on, not_before=self.first_day, too_early=self.TOO_EARLY)
        if error:
            raise ValidationError({"entered_on": error})

    def plain(self) -> list[Any]:
        """Its day and its receipt, for the journal."""
        return [str(self.entered_on), self.receipt]
