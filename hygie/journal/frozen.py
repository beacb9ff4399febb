"""Rows that are written once: what refuses that they change, or go."""

from typing import Any, NoReturn, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model, covariant=True)


def refuse(model: type[models.Model], act: str) -> NoReturn:
    """Raises TypeError: a row of this model is never « changed », or « deleted »."""
    raise TypeError(f"a {model.__name__} is never {act}")


class UnchangedQuerySet(models.QuerySet[Row]):
    """No row is changed by a query."""

    def update(self, **values: Any) -> NoReturn:
        refuse(self.model, "changed by a query")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        refuse(self.model, "changed by a query")


class FrozenQuerySet(UnchangedQuerySet[Row]):
    """Rows are added and read; none is changed nor deleted by a query."""

    def delete(self) -> NoReturn:
        refuse(self.model, "deleted")


class Unchanged(models.Model):
    """A row that is never changed; its manager comes from an `UnchangedQuerySet`."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            refuse(type(self), "changed")
        super().save(*args, **kwargs)


class Kept(models.Model):
    """A row that is never deleted; its manager comes from a `FrozenQuerySet`."""

    class Meta:
        abstract = True

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        refuse(type(self), "deleted")


class Frozen(Unchanged, Kept):
    """A row that is written once: neither changed nor deleted."""

    class Meta:
        abstract = True
