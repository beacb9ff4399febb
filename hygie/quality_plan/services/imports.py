"""A file of the quality suite: kept, its columns chosen, then taken in one transaction."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.documents.models import Evidence
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope
from hygie.quality_plan.enums import OPEN_STATES
from hygie.quality_plan.exchange.cells import Row, label_of, read_row
from hygie.quality_plan.exchange.columns import BY_KEY, is_ours, plain, recognised
from hygie.quality_plan.exchange.planning import KEEP_HYGIE, TAKE_FILE, conflicts_mark, import_plan
from hygie.quality_plan.exchange.reading import read_file
from hygie.quality_plan.exchange.rows import ImportPlan, Known, stored_values
from hygie.quality_plan.models import ColumnChoice, PlanAction, PlanImport
from hygie.quality_plan.selectors import with_relations
from hygie.quality_plan.services.import_writing import write_plan
from hygie.quality_plan.services.writing import refresh

DRAFT_DAYS, REPORTED = 7, 500


def _require(scope: Scope, unit: Organisation) -> None:
    if not scope.may(unit, Room.QUALITY_PLAN, Right.WRITE):
        raise ServiceRefusal("not_allowed")


@transaction.atomic
def import_draft(
    *, scope: Scope, acting_user: User, unit: Organisation, new_id: UUID, path: Path, name: str
) -> PlanImport:
    """Keeps the rows of the file at `path`, without touching the plan.

    Sent twice with the same `new_id`, the first one is returned; drafts older than a week go.
    Raises `ServiceRefusal`: "not_allowed", those of `exchange.reading.read_file`.
    """
    _require(scope, unit)
    sent = PlanImport.objects.filter(pk=new_id, unit=unit).first()
    if sent is not None:
        return sent
    remembered = choices_of(unit)
    grid = read_file(path, name, remembered)
    old = timezone.now() - timedelta(days=DRAFT_DAYS)
    PlanImport.objects.filter(unit=unit, applied_at=None, made_at__lt=old).delete()
    mapping = recognised(grid.headings, remembered)
    draft = PlanImport(
        id=new_id,
        unit=unit,
        file_name=Path(name).name[:200],
        made_by_name=acting_user.full_name,
        headings=grid.headings,
        heading_row=grid.heading_row,
        rows=grid.rows,
        notes=grid.notes,
        uncomputed=grid.uncomputed,
        mapping={str(rank): key for rank, key in mapping.items()},
        is_mapped=is_ours(grid.headings),
    )
    draft.full_clean()
    draft.save(force_insert=True)
    return draft


def choices_of(unit: Organisation) -> dict[str, str]:
    """What the establishment chose for its own headings, by plain heading."""
    return dict(ColumnChoice.objects.filter(unit=unit).values_list("heading", "key"))


@transaction.atomic
def import_columns_choose(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    import_id: UUID,
    mapping: Mapping[int, str],
    kept_rows: Mapping[str, str],
) -> PlanImport:
    """Says what each column of the file is, and remembers it for the next file.

    `mapping`: rank → key, "" leaves a column aside. `kept_rows`: {} or {"column", "words"}.
    Raises `ServiceRefusal`: "not_allowed", "gone", "import_taken", "column_twice",
    "title_column_missing".
    """
    draft = _draft(scope, unit, import_id)
    chosen = {rank: key for rank, key in mapping.items() if key in BY_KEY}
    if len(set(chosen.values())) != len(chosen):
        raise ServiceRefusal("column_twice")
    if not set(chosen.values()) & {"title", "number", "id", "code"}:
        raise ServiceRefusal("title_column_missing")
    draft.mapping = {str(rank): key for rank, key in chosen.items()}
    draft.kept_rows = dict(kept_rows)
    draft.is_mapped = True
    draft.save(update_fields=["mapping", "kept_rows", "is_mapped"])
    for rank, key in mapping.items():
        heading = plain(draft.headings[rank])[:200]
        if heading:
            ColumnChoice.objects.update_or_create(
                unit=unit, heading=heading, defaults={"key": key if key in BY_KEY else ""}
            )
    return draft


def _draft(scope: Scope, unit: Organisation, import_id: UUID) -> PlanImport:
    """The draft locked. Raises "not_allowed", "gone", "import_taken"."""
    _require(scope, unit)
    drafts = PlanImport.objects.select_for_update(of=("self",))
    draft = drafts.filter(pk=import_id, unit=unit).first()
    if draft is None:
        raise ServiceRefusal("gone")
    if draft.applied_at is not None:
        raise ServiceRefusal("import_taken")
    return draft


def known_of(unit: Organisation, *, lock: bool = False) -> Known:
    """The plan of the unit as a file is compared with it: three queries."""
    actions: Any = PlanAction.objects.borne_for(unit).order_by("code", "pk")
    if lock:
        list(actions.select_for_update(of=("self",)).values_list("pk"))
    rows = with_relations(actions.with_number_for(unit))
    proofs = Evidence.objects.kept().filter(subject_kind=PlanAction.fact_kind)
    parts = list(
        PlanAction.objects.filter(parent__in=actions.order_by().values("pk"))
        .order_by()
        .values_list("parent_id", "state")
    )
    return Known(
        unit_id=unit.pk,
        actions={one.pk: one for one in rows},
        proved={str(pk) for pk in proofs.values_list("subject_id", flat=True)},
        with_parts={whole for whole, _ in parts},
        with_open_parts={whole for whole, state in parts if state in OPEN_STATES},
    )


def rows_of(draft: PlanImport) -> list[Row]:
    """The rows of a draft as values, those left aside by `kept_rows` apart."""
    mapping, today = draft.columns, timezone.localdate()
    uncomputed = {(row, rank) for row, rank in draft.uncomputed}
    column, words = draft.kept_rows.get("column"), plain(draft.kept_rows.get("words", ""))
    rows = []
    shares = _shares(draft)
    for number, cells in draft.rows:
        if words and column is not None and words not in plain(_cell(cells, int(column))):
            continue
        if shares is not None and shares < len(cells):
            cells = [*cells]
            cells[shares] = _as_percent(cells[shares])
        row = read_row(number, cells, mapping, today)
        for rank, key in mapping.items():
            if (number, rank) in uncomputed:
                row.errors[key] = (
                    "Formule sans résultat\u00a0: ouvrez le fichier et enregistrez-le."
                )
        rows.append(row)
    return rows


def _cell(cells: list[str], rank: int) -> str:
    return cells[rank] if rank < len(cells) else ""


def _shares(draft: PlanImport) -> int | None:
    """The column of progress when it holds shares (0,4 for 40 %), as spreadsheets keep them."""
    rank = next((rank for rank, key in draft.columns.items() if key == "progress"), None)
    if rank is None:
        return None
    texts = (_cell(cells, rank).replace(",", ".") for _, cells in draft.rows)
    return rank if any(text.startswith("0.") for text in texts) else None


def _as_percent(text: str) -> str:
    return "100" if text in ("1", "1.0", "1,0") else text


def dry_run(
    draft: PlanImport, unit: Organisation, *, reason: str = "", others: Collection[int] = ()
) -> ImportPlan:
    """What the file would do to the plan now; nothing is written."""
    today = timezone.localdate()
    known = known_of(unit)
    return import_plan(rows_of(draft), known, today=today, reason=reason, others=others)


def seen_mark(draft: PlanImport, known: Known) -> str:
    """See `conflicts_mark`: what the page of a dry run carries."""
    return conflicts_mark(import_plan(rows_of(draft), known, today=timezone.localdate()))


@transaction.atomic
def import_take(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    import_id: UUID,
    reason: str = "",
    choices: Mapping[tuple[str, str], str] | None = None,
    every: str = KEEP_HYGIE,
    others: Collection[int] = (),
    seen: str | None = None,
) -> PlanImport:
    """Writes in the plan what the file brings; rows in error are left, nothing is removed.

    The plan is compared again, locked: what moved since the dry run becomes a conflict, kept as
    Hygie has it. `reason`, `choices`, `every`, `others`: see `import_plan`. `seen`: the
    `conflicts_mark` of the page where the choices were made. Taken already, the report is returned.
    Raises `ServiceRefusal`: "not_allowed", "gone", "import_not_mapped", "plan_moved" when the file
    would win where nobody saw what it replaces.
    """
    _require(scope, unit)
    taken = PlanImport.objects.filter(pk=import_id, unit=unit, applied_at__isnull=False).first()
    if taken is not None:
        return taken
    draft = _draft(scope, unit, import_id)
    if not draft.is_mapped:
        raise ServiceRefusal("import_not_mapped")
    known = known_of(unit, lock=True)
    file_wins = TAKE_FILE in (every, *(choices or {}).values())
    if seen is not None and file_wins and seen != seen_mark(draft, known):
        raise ServiceRefusal("plan_moved")
    plan = import_plan(
        rows_of(draft),
        known,
        today=timezone.localdate(),
        reason=reason.strip(),
        choices=choices or {},
        every=every,
        others=others,
    )
    touched = write_plan(
        plan, draft=draft, acting_user=acting_user, unit=unit, reason=reason.strip()
    )
    draft.report = report_of(plan)
    draft.rows, draft.uncomputed, draft.applied_at = [], [], timezone.now()
    draft.save(update_fields=["report", "rows", "uncomputed", "applied_at"])
    journal.record(
        author=acting_user,
        verb="plan.imported",
        room=Room.QUALITY_PLAN,
        subject_kind="plan_import",
        subject_id=draft.pk,
        subject_label=draft.file_name,
        organisation_id=unit.pk,
        data={"counts": draft.report["counts"]},
    )
    refresh([unit.pk, *touched])
    return draft


def report_of(plan: ImportPlan) -> dict[str, Any]:
    """Counts, cells refused, and what the file said where Hygie's value was kept."""
    errors = [
        {"row": one.row.number, "key": key, "message": message}
        for one in plan.of_kind("error")
        for key, message in one.errors.items()
    ]
    left = [
        {
            "code": one.action.code,
            "key": key,
            "hygie": label_of(key, stored_values(one.action)[key]),
            "file": label_of(key, value),
        }
        for one in plan.rows
        if one.action is not None and not one.errors
        for key, value in one.conflicts.items()
    ]
    return {
        "counts": {**plan.counts, "absent": plan.absent},
        "errors": errors[:REPORTED],
        "errors_count": len(errors),
        "left": left[:REPORTED],
        "left_count": len(left),
    }
