"""PDF files made with Typst: tagged (PDF/UA-1), same bytes for the same data, no system font."""

import json
import re
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
# Typst refuses such a text in a tagged PDF.
NOT_DRAWN = ("could not be displayed", "disallowed codepoint")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]")
# Outside Latin, Greek, Cyrillic, their accents, usual punctuation, arrows and figures.
UNSURE_SIGN = re.compile(
    "[^\t\n\r -~\u00a0-\u017f\u0300-\u0304\u0308\u030a\u030c\u0327\u0391-\u03a1\u03a3-\u03c9"
    "\u0410-\u044f\u2009-\u200b\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u202f\u2030"
    "\u2039\u203a\u20ac\u2116\u2122\u2190-\u2193\u2212\u2248\u2260\u2264\u2265\u25a1\u2713\u2714]"
)


class PdfError(RuntimeError):
    """A template of the house does not compile with these data: a fault of ours, with its place."""


def render_pdf(template_path: Path, data: Mapping[str, Any], *, made_on: date) -> bytes:
    """The PDF of one Typst template of a room, with these data and that day as date of creation.

    The template sees the folder of the common layout only: `#import "/hygie.typ": *` gives it the
    layout, and `data` holds the values (dates as ISO text, decimals as text: what people read is
    written in French before). Values are text, never markup: a sign that the fonts do not draw (an
    emoji, a bullet of Word) becomes « □ ». Raises PdfError.
    """
    try:
        return _compiled(template_path, data, made_on)
    except PdfError as error:
        if not any(words in str(error) for words in NOT_DRAWN):
            raise
        return _compiled(template_path, _drawn(data), made_on)


def _compiled(template_path: Path, data: Mapping[str, Any], made_on: date) -> bytes:
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


def _drawn(value: Any) -> Any:
    """The data without any sign that the fonts may lack."""
    if isinstance(value, str):
        return UNSURE_SIGN.sub("□", CONTROL.sub(" ", value))
    if isinstance(value, Mapping):
        return {key: _drawn(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_drawn(one) for one in value]
    return value


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
