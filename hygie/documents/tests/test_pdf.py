"""A person receives a PDF: readable by all, the same for the same data."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pytest

from hygie.documents.pdf import PdfError, render_pdf

TEMPLATE = """#import "/hygie.typ": *
#show: document.with(
  title: data.title, unit: data.unit, restricted: data.restricted, demonstration: true,
)
== Position
#key-values(data.pairs)
#rows-table(("Code", "Statut"), data.rows.map(one => (one.code, status(one))), columns: (auto, 1fr))
#notice(kind: "late")[#data.note]
#drawing(data.svg, "Une ligne droite")
#signature-lines(("Nom", "Date"))
"""
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="9">'
    '<line x1="0" y1="5" x2="90" y2="5" stroke="black"/></svg>'
)
DAY = date(2026, 11, 21)


def values(**more: Any) -> dict[str, Any]:
    row = {"code": "1.a", "status": "late", "symbol": "!", "word": "en retard"}
    return {
        "title": "Page de direction",
        "unit": "CH de Rochebrune",
        "restricted": True,
        "pairs": [["Charges", "1\u202f234\u00a0€"], ["Part", Decimal("2.5")]],
        "rows": [row],
        "note": "Œuvre",
        "svg": SVG,
        **more,
    }


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "page.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(content).pages)


def test_the_document_says_what_it_is(template: Path) -> None:
    content = render_pdf(template, values(), made_on=DAY)
    document, said = read(content), text_of(content)
    assert document.metadata is not None
    assert document.metadata.title == "Page de direction"
    root: Any = document.trailer["/Root"]
    assert root["/Lang"] == "fr-FR"
    assert root["/MarkInfo"]["/Marked"]
    for words in (
        "CH de Rochebrune",
        "Document de travail – diffusion restreinte",
        "Données de démonstration",
        "en retard",
        "21\u00a0novembre\u00a02026",
        "page 1 sur 1",
    ):
        assert words in said.replace("21 novembre 2026", "21\u00a0novembre\u00a02026")


def test_the_pages_are_counted(template: Path) -> None:
    row = values()["rows"][0]
    content = render_pdf(template, values(rows=[row] * 90), made_on=DAY)
    pages = [page.extract_text() for page in read(content).pages]
    assert len(pages) == 3
    assert "page 2 sur 3" in pages[1]
    assert all("Statut" in page for page in pages)


def test_a_document_that_is_not_restricted_does_not_say_so(template: Path) -> None:
    assert "diffusion restreinte" not in text_of(
        render_pdf(template, values(restricted=False), made_on=DAY)
    )


def test_the_same_data_give_the_same_file(template: Path) -> None:
    one, other = (render_pdf(template, values(), made_on=DAY) for _ in range(2))
    assert one == other
    assert render_pdf(template, values(note="Autre"), made_on=DAY) != one


def test_what_a_person_typed_is_never_markup(template: Path) -> None:
    typed = '*gras* #panic("x") $x^2$ <b>html</b> \\u{41} "]'
    said = text_of(render_pdf(template, values(note=typed, unit=typed), made_on=DAY))
    assert '*gras* #panic("x") $x^2$ <b>html</b>' in said


def test_a_template_sees_no_other_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    for place in (str(secret), f"../../../..{secret}"):
        path = tmp_path / "page.typ"
        path.write_text(f'#import "/hygie.typ": *\n#read("{place}")')
        with pytest.raises(PdfError) as refused:
            render_pdf(path, values(), made_on=DAY)
        assert "page.typ" in str(refused.value)


def test_a_value_that_cannot_be_written_is_refused(template: Path) -> None:
    with pytest.raises(TypeError, match="object"):
        render_pdf(template, values(note=object()), made_on=DAY)


@pytest.mark.parametrize("sign", ["🔒", "漢", "\uf0b7", "\x01", "\x0b", "\ufeff"])
def test_a_sign_that_no_font_draws_does_not_prevent_the_document(template: Path, sign: str) -> None:
    typed = f"Poste{sign}12 à Œuvrer"
    content = render_pdf(template, values(note=typed, pairs=[[typed, typed]]), made_on=DAY)
    text = text_of(content)
    assert sign not in text
    assert "à Œuvrer" in text
    assert content == render_pdf(template, values(note=typed, pairs=[[typed, typed]]), made_on=DAY)
