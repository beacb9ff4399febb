"""PDF files made with Typst: tagged (PDF/UA-1), same bytes for the same data, no system font."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import typst

LAYOUT_FOLDER = Path(__file__).resolve().parent / "typst"
FONTS_FOLDER = LAYOUT_FOLDER / "fonts"
STANDARDS = ["ua-1"]
NNBSP, NBSP = "\u202f", "\u00a0"


class PdfError(RuntimeError):
    """A template of the house does not compile with these data: a fault of ours, with its place."""


def render_pdf(template_path: Path, data: Mapping[str, Any], *, made_on: date) -> bytes:
    """The PDF of one Typst template of a room, with these data and that day as date of creation.

    The template sees the folder of the common layout only: `#import "/hygie.typ": *` gives it the
    layout, and `data` holds the values (dates as ISO text, decimals as text: what people read is
    written in French before). Values are text, never markup. Raises PdfError.
    """
    try:
        made: object = typst.compile(  # type: ignore[call-overload]  # its stub wants bytes as root
            template_path.read_bytes(),
            root=LAYOUT_FOLDER,
            font_paths=[FONTS_FOLDER],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": as_json({**data, "made_on": made_on})},
            pdf_standards=STANDARDS,
            timestamp=datetime.combine(made_on, time(), UTC),
        )
    except typst.TypstError as error:
        raise PdfError(f"{template_path.name}: {error.message} {error.diagnostic}") from error
    if not isinstance(made, bytes):
        raise PdfError(f"{template_path.name}: no document came out")
    return made


def as_json(data: Mapping[str, Any]) -> str:
    """The data as JSON; narrow no-break spaces become no-break spaces, which the font has."""
    text = json.dumps(data, ensure_ascii=False, default=_plain, sort_keys=True)
    return text.replace(NNBSP, NBSP)


def _plain(value: object) -> str | list[object]:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    raise TypeError(f"{type(value).__name__} cannot go into a document")
