"""The dossier de séance as files: PDF to hand out, DOCX that the secretariat completes."""

import re
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from hygie.documents.pdf import render_pdf
from hygie.quality_plan.sessions import Part, Session
from hygie.web.formats import day_long

TEMPLATE = Path(__file__).resolve().parent / "typst" / "session.typ"
RESTRICTED = "Document de travail – diffusion restreinte"
FICTIONAL = "Données de démonstration\u00a0: établissement fictif"
DECISION_ROWS = 6
A4_LANDSCAPE = (Cm(29.7), Cm(21))
MARGIN = Cm(1.8)
HAND_WRITTEN = Cm(0.9)
FONT, INK = "Arial", RGBColor(0x1B, 0x24, 0x30)
PARTS = {
    "Action": 4, "Détail restreint": 4, "Décision": 5, "Motif": 3, "Pilote": 2, "Qui": 2,
    "Échéance": 1.7,
}  # fmt: skip
# Pasted from elsewhere, they are kept in the plan, and no DOCX may hold them.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def session_pdf(session: Session) -> bytes:
    """The dossier as a tagged PDF, the same bytes for the same data."""
    data = {
        "title": session.title,
        "subtitle": session.subtitle,
        "unit": session.unit_name,
        "with_details": session.with_details,
        "demonstration": session.demonstration,
        "figures": session.figures,
        "parts": [
            {"title": one.title, "empty": one.empty, "headings": one.headings, "rows": one.rows}
            for one in session.parts
        ],
    }
    return render_pdf(TEMPLATE, data, made_on=session.on)


def session_docx(session: Session) -> bytes:
    """The same as a DOCX with real headings and tables, to be completed during the session."""
    document: Any = Document()
    _page(document, session)
    document.add_heading(session.title, level=1)
    document.add_paragraph(f"{session.unit_name}. {session.subtitle}.")
    if session.demonstration:
        document.add_paragraph(FICTIONAL)
    document.add_paragraph(" · ".join(f"{value} {label}" for label, value in session.figures))
    for part in session.parts:
        _part(document, part)
    document.add_heading("Décisions de la séance", level=2)
    decisions = _table(document, ("Décision", "Qui", "Pour quand"), [["", "", ""]] * DECISION_ROWS)
    for row in decisions.rows[1:]:
        row.height = HAND_WRITTEN
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _page(document: Any, session: Session) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = A4_LANDSCAPE
    section.left_margin = section.right_margin = MARGIN
    header = session.unit_name
    if session.with_details:
        header = f"{header} – {RESTRICTED}"
    section.header.paragraphs[0].text = header
    section.footer.paragraphs[0].text = f"Établi avec Hygie le {day_long(session.on)}"
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10)
    for level in (1, 2):
        heading = document.styles[f"Heading {level}"]
        heading.element.rPr.rFonts.attrib.clear()
        heading.font.name, heading.font.color.rgb = FONT, INK
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    style.element.get_or_add_rPr().append(language)
    properties = document.core_properties
    properties.title, properties.author, properties.language = session.title, "Hygie", "fr-FR"
    properties.created = properties.modified = datetime.combine(session.on, time(), UTC)


def _part(document: Any, part: Part) -> None:
    document.add_heading(part.title, level=2)
    if part.rows:
        _table(document, part.headings, part.rows)
    else:
        document.add_paragraph(part.empty)


def _table(document: Any, headings: tuple[str, ...], rows: list[list[str]]) -> Any:
    """A table of the page's width, whose first row repeats; returned to be completed."""
    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    table.autofit = False
    table._tbl.tblPr.append(_air())  # noqa: SLF001  # no public door to it
    widths = _widths(headings)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(heading).bold = True
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001  # no public door to it
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = NOT_XML.sub(" ", value)
    return table


def _air() -> Any:
    """Some room above and below what each cell says."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("top", "bottom"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "50")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    return margins


def _widths(headings: tuple[str, ...]) -> list[int]:
    """Widths of the columns that fill the page: sentences take more room than days."""
    parts = [PARTS.get(heading, 1.2) for heading in headings]
    usable = A4_LANDSCAPE[0] - 2 * MARGIN
    return [int(usable * part / sum(parts)) for part in parts]
