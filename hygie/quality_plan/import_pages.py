"""What the pages of an import show: cells in error, differences side by side, what was done."""

from collections.abc import Collection, Mapping
from typing import Any

from hygie.domain.workbook import column_letters
from hygie.organisations.models import Organisation
from hygie.quality_plan.enums import State
from hygie.quality_plan.exchange.cells import label_of
from hygie.quality_plan.exchange.columns import BY_KEY
from hygie.quality_plan.exchange.rows import ImportPlan, RowPlan, stored_values
from hygie.quality_plan.models import PlanImport

SHOWN, SHOWN_CONFLICTS, PAST = 100, 200, 10
MATCHED_BY = {"number": "son numéro", "code": "son code", "title": "son libellé"}


def past_imports(unit: Organisation) -> list[PlanImport]:
    """The last files taken or waiting, without their rows."""
    files = PlanImport.objects.filter(unit=unit)
    columns = ("file_name", "made_at", "made_by_name", "applied_at", "undone_at")
    return list(files.only(*columns)[:PAST])


def dry_run_page(
    draft: PlanImport,
    plan: ImportPlan,
    others: Collection[int] = (),
    choices: Mapping[tuple[str, str], str] | None = None,
) -> dict[str, Any]:
    """The parts of the page, each cut to what a person reads. `others`: see `find_actions`;
    `choices`: what was chosen already beside the conflicts, see `import_plan`."""
    errors = [line for one in plan.of_kind("error") for line in _errors(draft, one)]
    conflicts = [line for one in plan.rows if not one.errors for line in _sides(one, one.conflicts)]
    for line in conflicts:
        line["chosen"] = (choices or {}).get((str(line["action"].pk), line["key"]), "")
    changes = [line for one in plan.of_kind("change") for line in _sides(one, one.changes)]
    news = plan.of_kind("new")
    guessed = [one for one in plan.rows if one.is_guessed and one.kind != "error"]
    return {
        "counts": _all_counts({**plan.counts, "absent": plan.absent}),
        "errors": errors[:SHOWN],
        "errors_more": len(errors) - len(errors[:SHOWN]),
        "conflicts": conflicts[:SHOWN_CONFLICTS],
        "conflicts_more": len(conflicts) - len(conflicts[:SHOWN_CONFLICTS]),
        "changes": changes[:SHOWN],
        "changes_more": len(changes) - len(changes[:SHOWN]),
        "guessed": [
            {
                "row": one.row.number,
                "title": one.row.values.get("title", ""),
                "action": one.action,
                "by": MATCHED_BY[one.matched_by],
            }
            for one in guessed[:SHOWN_CONFLICTS]
        ],
        "guessed_more": len(guessed) - len(guessed[:SHOWN_CONFLICTS]),
        "others": [
            {"row": one.row.number, "title": one.row.values.get("title", "")}
            for one in plan.rows
            if one.row.number in others and one.is_new
        ],
        "news": [
            {
                "row": one.row.number,
                "title": one.changes.get("title", ""),
                "number": one.changes.get("number", ""),
                "pilote": one.changes.get("pilote_name", ""),
                "due": one.changes.get("current_due_on"),
                "is_verified": one.changes.get("state") == State.VERIFIED,
            }
            for one in news[:SHOWN]
        ],
        "news_more": len(news) - len(news[:SHOWN]),
        "nothing": not (news or changes or conflicts),
    }


def _errors(draft: PlanImport, one: RowPlan) -> list[dict[str, str]]:
    ranks = {key: rank for rank, key in draft.columns.items()}
    return [
        {
            "cell": (
                f"{column_letters(ranks[key])}{one.row.number}"
                if key in ranks
                else f"ligne {one.row.number}"
            ),
            "heading": BY_KEY[key].heading,
            "message": message,
        }
        for key, message in one.errors.items()
    ]


def _sides(one: RowPlan, values: dict[str, Any]) -> list[dict[str, Any]]:
    if not values:
        return []
    stored = stored_values(one.action)
    return [
        {
            "row": one.row.number,
            "action": one.action,
            "key": key,
            "heading": BY_KEY[key].heading,
            "hygie": label_of(key, stored[key]),
            "file": label_of(key, value),
        }
        for key, value in values.items()
    ]


def report(draft: PlanImport) -> dict[str, Any]:
    """What was taken, the rows in error, and what the file said where Hygie's value stayed."""
    told = draft.report
    ranks = {key: rank for rank, key in draft.columns.items()}
    errors = [
        {
            "cell": f"{column_letters(ranks[one['key']])}{one['row']}"
            if one["key"] in ranks
            else f"ligne {one['row']}",
            "heading": BY_KEY[one["key"]].heading,
            "message": one["message"],
        }
        for one in told["errors"]
    ]
    left = [{**one, "heading": BY_KEY[one["key"]].heading} for one in told["left"]]
    return {
        "draft": draft,
        "counts": _all_counts(told["counts"]),
        "errors": errors,
        "left": left,
        "errors_more": told.get("errors_count", len(errors)) - len(errors),
        "left_more": told.get("left_count", len(left)) - len(left),
        "undone": told.get("undone"),
        "may_undo": draft.undone_at is None and draft.written.exists(),
    }


def _all_counts(counts: dict[str, int]) -> dict[str, int]:
    names = ("new", "change", "same", "error", "conflicts", "kept", "absent")
    return {name: counts.get(name, 0) for name in names}
