"""The XLSX file of a history, opened safely (`hygie.domain.workbook`): what can be said cell by
cell is kept for the report; only a file that cannot be read is refused whole."""

from hygie.domain.refusal import ServiceRefusal
from hygie.domain.workbook import Limits, RawSheet, WorkbookRefused, place
from hygie.domain.workbook import open_workbook as open_safely
from hygie.exchanges.history.table import MAX_ROWS
from hygie.web.formats import file_size

__all__ = ["MAX_BYTES", "RawSheet", "open_workbook", "place"]

MAX_BYTES = 16 * 1024 * 1024
MAX_SHEETS = 40
LAST_ROW, LAST_COLUMN = 20_000, 300  # a filled cell farther than that would add as many empty ones
LIMITS = Limits(MAX_BYTES, LAST_ROW, LAST_COLUMN)


def open_workbook(content: bytes) -> list[RawSheet]:
    """Every sheet of the file. Raises `ServiceRefusal`: history_too_large, history_damaged,
    history_unpacks_too_big, history_protected, history_not_xlsx, history_macros, history_far_cell.
    """
    try:
        book = open_safely(content, LIMITS)
        return [book.sheet(name) for name in book.names[:MAX_SHEETS]]
    except WorkbookRefused as refused:
        data = {**refused.data, "most": MAX_ROWS, "field": "file"}
        if "most" in refused.data:
            data["limit"] = file_size(refused.data["most"])
        raise ServiceRefusal(f"history_{refused.code}", **data) from refused
