"""The objects that evidence may prove: each room registers its models when it starts."""

from typing import Any, Protocol
from uuid import UUID

from hygie.organisations.models import Coverage, Organisation
from hygie.organisations.rights import Room


class Subject(Protocol):
    """What evidence needs of an object: every `Fact` has it; another model may."""

    @property
    def pk(self) -> Any: ...
    @property
    def room(self) -> Room: ...
    @property
    def bearer(self) -> Organisation: ...
    @property
    def coverage_id(self) -> UUID: ...


_models: dict[str, Any] = {}


def register(model: Any) -> None:
    """Lets evidence be added to the objects of `model`, under its `fact_kind`.

    `model`: a `Fact`, or a model with `fact_kind`, `room`, `bearer`, `coverage_id`. Raises
    ValueError when another model already has that kind.
    """
    known = _models.setdefault(model.fact_kind, model)
    if known is not model:
        raise ValueError(f"subject kind {model.fact_kind!r} is already {known.__name__}")


def readers_besides(subject: Subject, unit: Organisation) -> list[str]:
    """Names of the other establishments that read the pieces of this object, its bearer first."""
    covered = Coverage.objects.filter(fact_id=subject.coverage_id).exclude(unit=unit)
    others = covered.exclude(unit=subject.bearer).order_by("unit__search", "unit")
    names = list(others.values_list("unit__name", flat=True))
    return names if subject.bearer.pk == unit.pk else [subject.bearer.name, *names]


def subject_of(kind: str, subject_id: UUID | str, unit: Organisation) -> Subject | None:
    """The object, if it exists and `unit` bears it or it was borne for `unit`; else None."""
    model = _models.get(kind)
    if model is None:
        return None
    subject: Subject | None = model.objects.select_related("bearer").filter(pk=subject_id).first()
    if subject is None:
        return None
    if subject.bearer.pk == unit.pk:
        return subject
    covers = Coverage.objects.filter(fact_id=subject.coverage_id, unit=unit).exists()
    return subject if covers else None
