"""The overview of action 3: directories by quarter, registrations, inventory, SMSI, findings."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from hygie.audits.models import (
    AdsResult,
    Directory,
    DirectoryInventory,
    ExposureAudit,
    Registration,
    Smsi,
)
from hygie.organisations.bearing import coverages_shown
from hygie.organisations.models import Coverage, Fact, Organisation

QUARTERS_SHOWN = 6


@dataclass(frozen=True)
class Quarter:
    """A calendar quarter: its label (« T4 2026 ») and its days."""

    label: str
    start: date
    end: date


def quarters_until(day: date, number: int = QUARTERS_SHOWN) -> list[Quarter]:
    """The quarter of `day` and those before, oldest first. `end` is excluded."""
    year, index = day.year, (day.month - 1) // 3
    found = []
    for _ in range(number):
        start = date(year, index * 3 + 1, 1)
        end = date(year + (index == 3), (index * 3 + 3) % 12 + 1, 1)
        found.append(Quarter(f"T{index + 1}\u00a0{year}", start, end))
        year, index = (year, index - 1) if index else (year - 1, 3)
    return found[::-1]


@dataclass(frozen=True)
class Cell:
    """A directory in one quarter; `expected`: in use before it began and until its end."""

    label: str
    result: AdsResult | None
    expected: bool


@dataclass(frozen=True)
class DirectoryRow:
    """One directory: its results by quarter, the last one, and who bears it."""

    directory: Directory
    cells: list[Cell]
    last: AdsResult | None
    is_in_use: bool
    is_missing_now: bool
    is_own: bool
    is_for_others: bool
    declined: bool

    @property
    def is_new(self) -> bool:
        """Whether it came this quarter and has no audit yet: one is expected from the next."""
        return self.cells[-1].result is None and not self.cells[-1].expected

    @property
    def level(self) -> int | None:
        """The level of its last audit; None when it is not known."""
        return self.last.level if self.last else None


def directory_rows(unit: Organisation, quarters: list[Quarter]) -> list[DirectoryRow]:
    """Directories offered to the unit, those without audit this quarter first."""
    directories = list(Directory.objects.offered_to(unit).select_related("bearer"))
    answers: dict[UUID, Coverage] = {
        row.fact_id: row
        for row in coverages_shown(one.pk for one in directories)
        if row.unit_id == unit.pk
    }
    results: dict[UUID, list[AdsResult]] = defaultdict(list)
    for result in AdsResult.objects.filter(directory__in=directories).order_by("done_on"):
        results[result.directory_id].append(result)
    rows = [_row(unit, one, results[one.pk], quarters, answers) for one in directories]
    return sorted(rows, key=lambda row: (row.declined, not row.is_missing_now, row.directory.name))


def _row(
    unit: Organisation,
    directory: Directory,
    results: list[AdsResult],
    quarters: list[Quarter],
    answers: dict[UUID, Coverage],
) -> DirectoryRow:
    cells = [
        Cell(
            label=quarter.label,
            result=last_between(results, quarter.start, quarter.end),
            expected=directory.entered_on < quarter.start
            and (directory.left_on is None or directory.left_on >= quarter.end),
        )
        for quarter in quarters
    ]
    answer, end = answers.get(directory.pk), quarters[-1].end
    return DirectoryRow(
        directory=directory,
        cells=cells,
        last=last_between(results, date.min, end),
        is_in_use=directory.left_on is None or directory.left_on >= end,
        is_missing_now=cells[-1].result is None and cells[-1].expected,
        is_own=directory.bearer_id == unit.pk,
        is_for_others=answer is None,
        declined=answer is not None and answer.declined_at is not None,
    )


def last_between(results: list[AdsResult], start: date, end: date) -> AdsResult | None:
    """The last result from `start` (included) to `end` (excluded); `results` oldest first."""
    return next((one for one in reversed(results) if start <= one.done_on < end), None)


def others(unit: Organisation) -> list[dict[str, Any]]:
    """The other facts of the action by kind: title, names of addresses, records."""
    kinds: tuple[tuple[str, str, type[Fact]], ...] = (
        ("Inscriptions au Club SSI et à SILENE", "registration", Registration),
        ("Inventaire des annuaires", "inventory", DirectoryInventory),
        ("SMSI et son RSSI", "smsi", Smsi),
        ("Audits SILENE", "exposure", ExposureAudit),
    )
    return [
        {
            "title": title,
            "record_url": f"audits:{name}-record",
            "detail_url": f"audits:{name}-detail",
            "records": list(
                model.objects.offered_to(unit).telling_for_others(unit).select_related("bearer")
            ),
        }
        for title, name, model in kinds
    ]
