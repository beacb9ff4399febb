"""What several establishments have alike."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from hygie.demo.pen import Pen
from hygie.identification.enums import SyncSource
from hygie.identification.models import (
    Engagement,
    LocalDirectory,
    MieUse,
    SensitiveService,
    Sso,
    Synchronisation,
    Trajectory,
    UserCount,
)

# A working day early in each quarter since the instruction applies.
QUARTERS = (
    date(2025, 2, 12), date(2025, 5, 14), date(2025, 8, 20), date(2025, 11, 12),
    date(2026, 2, 11), date(2026, 5, 13), date(2026, 8, 19), date(2026, 10, 14),
    date(2027, 2, 10), date(2027, 5, 12),
)  # fmt: skip
CENT = Decimal("0.01")


def quarterly(
    *, levels: Sequence[int], failed: str, shift: int = 0, skip: Iterable[int] = ()
) -> Iterator[tuple[date, int, str]]:
    """One audit a quarter: the last level is kept; `skip`: ranks of the quarters missed."""
    missed = set(skip)
    for rank, day in enumerate(QUARTERS):
        if rank not in missed:
            level = levels[min(rank, len(levels) - 1)]
            yield day + timedelta(days=shift), level, failed if level < 4 else ""


def sensitive_services(
    pen: Pen, names: Iterable[str], since: date, access: str, decided_by: str
) -> None:
    """Services classed sensitive on the same day."""
    for name in names:
        pen.fact(f"sensible/{name}", SensitiveService, since, name=name, since=since,
                 access=access, decided_by=decided_by,
                 reason="Données de santé nominatives.")  # fmt: skip


def people_count(pen: Pen, on: date, people: int, populations: str = "") -> None:
    """How many distinct people reach a sensitive service."""
    pen.fact(f"effectif/{on}", UserCount, on, counted_on=on, distinct_people=people,
             populations=populations)  # fmt: skip


def mie(
    pen: Pen,
    name: str,
    kind: str,
    origin: str,
    since: date,
    factors: int | None,
    *,
    label: str = "",
    homologated_on: date | None = None,
    homologated_until: date | None = None,
) -> None:
    """A means of identification, used for every sensitive service."""
    pen.fact(f"mie/{name}", MieUse, since, type=kind, origin=origin, since=since, factors=factors,
             label=label, homologated_on=pen.past(homologated_on),
             homologated_until=homologated_until if pen.past(homologated_on) else None)  # fmt: skip


def sso(pen: Pen, product: str, in_service_on: date) -> None:
    pen.fact("sso", Sso, in_service_on, product=product, in_service_on=in_service_on)


def local_directory(
    pen: Pen, name: str, in_place_on: date, *, hr: date | None = None, rpps: date | None = None
) -> None:
    """The local repository, and its last synchronisations."""
    made = pen.fact("repertoire", LocalDirectory, in_place_on, name=name, in_place_on=in_place_on)
    for source, day in ((SyncSource.HR, hr), (SyncSource.RPPS, rpps)):
        if made is not None and day is not None:
            pen.fact(f"synchro/{source}/{day}", Synchronisation, day, directory=made,
                     source=source, done_on=day)  # fmt: skip


def papers(
    pen: Pen, *, by: str, engagement: date | None = None, trajectory: date | None = None
) -> None:
    """The engagement and the trajectory."""
    if engagement is not None:
        pen.fact("engagement", Engagement, engagement, signed_on=engagement, signatory=by,
                 edition="1.0")  # fmt: skip
    if trajectory is not None:
        pen.fact("trajectoire", Trajectory, trajectory, validated_on=trajectory, validated_by=by,
                 milestones="2025 : inventaire des accès\n2026 : deux facteurs partout\n"
                 "2027 : fin des mots de passe seuls")  # fmt: skip


def digital_titles(total: Decimal) -> dict[str, Decimal]:
    """A digital expense by title, in cents: a third of people, no medical purchase."""
    people = (total / 3).quantize(CENT)
    others = (total / 2).quantize(CENT)
    return {
        "digital_t1": people,
        "digital_t2": Decimal("0.00"),
        "digital_t3": others,
        "digital_t4": total - people - others,
    }
