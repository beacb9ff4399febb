"""Rows that count from a day until another, excluded; no day means no bound."""

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

Row = TypeVar("Row", bound=models.Model)


class DatedQuerySet(models.QuerySet[Row]):
    """Rows with `since` and `until`."""

    def active_on(self, day: date) -> Self:
        """Those that count on that day."""
        return self.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gt=day))

    def overlapping(self, since: date, until: date | None) -> Self:
        """Those that count on one at least of these days."""
        begun = self
        if until is not None:
            begun = self.filter(Q(since=None) | Q(since__lt=until))
        return begun.filter(Q(until=None) | Q(until__gt=since))
