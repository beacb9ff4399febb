"""The DOCX model of a RETEX: ours, and that of a hospital, checked before it is ever filled.

A model is a Word file with fields between double braces. It may show a field, repeat a line for
each row of a list, and leave out what is empty: nothing else, so that a file can neither run
anything nor read anything that is not the RETEX.
"""

import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docxtpl import DocxTemplate
from jinja2 import TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.retex_content import FIELDS, LISTS
from hygie.quality_plan.session_files import NOT_XML

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_BYTES, MAX_PART_BYTES = 3 * 1024 * 1024, 4 * 1024 * 1024
INK = RGBColor(0x1B, 0x24, 0x30)
# Columns of sentences take more room than figures and days.
PARTS = {
    "texte": 4,
    "libelle": 3,
    "stimulus": 3,
    "question": 3,
    "critere": 3,
    "motif": 3,
    "delai": 2,
}
# What the parts of a model may hold, once read as Jinja.
PLAIN = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Not, nodes.And, nodes.Or)
BROKEN = (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, OSError)


def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True)


def filled(template: bytes, content: Mapping[str, Any]) -> bytes:
    """The model filled with the RETEX. Raises `ServiceRefusal` ("template_wrong")."""
    document = DocxTemplate(BytesIO(template))
    try:
        document.render(_safe(content), jinja_env=_environment())
        made = BytesIO()
        document.save(made)
    except (TemplateError, *BROKEN) as error:
        raise ServiceRefusal("template_wrong", what=str(error)[:200]) from error
    return made.getvalue()


def _safe(value: Any) -> Any:
    """Without the letters that no Word file may hold."""
    if isinstance(value, str):
        return NOT_XML.sub(" ", value)
    if isinstance(value, Mapping):
        return {key: _safe(one) for key, one in value.items()}
    return [_safe(one) for one in value]


def fields_of(template: bytes) -> list[str]:
    """The fields that a model uses, checked: it is then filled once with nothing, to be sure.

    Raises `ServiceRefusal` on the field « upload »: "template_not_docx", "template_too_big",
    "template_wrong" (`what`), "template_field" (`name`: unknown), "template_command",
    "template_empty" when it shows no field.
    """
    try:
        document = DocxTemplate(BytesIO(template))
        _refuse_big(template)
        parts = list(_parts(document))
    except BROKEN as error:
        raise ServiceRefusal("template_not_docx", field="upload") from error
    found: dict[str, None] = {}
    for part in parts:
        try:
            tree = _environment().parse(part)
        except TemplateError as error:
            raise ServiceRefusal("template_wrong", field="upload", what=_said(error)) from error
        for name in _used(tree, {}):
            found[name] = None
    if not found:
        raise ServiceRefusal("template_empty", field="upload")
    try:
        filled(template, {**dict.fromkeys(FIELDS, ""), **{name: [] for name in LISTS}})
    except ServiceRefusal as refusal:
        raise ServiceRefusal(refusal.code, field="upload", **refusal.data) from refusal
    return list(found)


def _refuse_big(template: bytes) -> None:
    with zipfile.ZipFile(BytesIO(template)) as archive:
        parts = [one for one in archive.infolist() if one.filename.endswith((".xml", ".rels"))]
    if len(template) > MAX_BYTES or any(one.file_size > MAX_PART_BYTES for one in parts):
        raise ServiceRefusal("template_too_big", field="upload")


def _parts(document: Any) -> Iterator[str]:
    """Body, headers, footers and footnotes, as Jinja."""
    document.init_docx()
    yield document.patch_xml(document.get_xml())
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        for _, part in document.get_headers_footers(uri):
            yield document.patch_xml(document.get_part_xml(part))
    for part in document.docx.part.package.parts:
        if part.content_type.endswith("footnotes+xml"):
            yield document.patch_xml(part.blob.decode("utf-8"))
    properties = document.docx.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title"):
        yield getattr(properties, name)


def _said(error: TemplateError) -> str:
    return " ".join((error.message or str(error)).split())[:200]


def _used(node: nodes.Node, rows: Mapping[str, str]) -> Iterator[str]:
    """Names of fields under `node`; `rows`: name of a row → its list. Refuses what is not said
    above."""
    if isinstance(node, nodes.For):
        yield from _used_by_loop(node, rows)
    elif isinstance(node, nodes.If):
        for child in (node.test, *node.body, *node.elif_, *node.else_):
            yield from _used(child, rows)
    elif isinstance(node, nodes.Name):
        if node.name not in rows and node.name not in FIELDS and node.name not in LISTS:
            raise ServiceRefusal("template_field", field="upload", name=node.name)
        if node.name not in rows:
            yield node.name
    elif isinstance(node, nodes.Getattr):
        yield from _used_column(node, rows)
    elif isinstance(node, PLAIN):
        for child in node.iter_child_nodes():
            yield from _used(child, rows)
    else:
        raise ServiceRefusal("template_command", field="upload", what=type(node).__name__.lower())


def _used_by_loop(node: nodes.For, rows: Mapping[str, str]) -> Iterator[str]:
    """« for ligne in actions »: a list of ours, not inside another one."""
    listed, row = node.iter, node.target
    is_plain = isinstance(listed, nodes.Name) and isinstance(row, nodes.Name)
    if rows or not is_plain or node.test is not None or node.recursive or node.else_:
        raise ServiceRefusal("template_command", field="upload", what="for")
    if listed.name not in LISTS:  # type: ignore[attr-defined]  # a Name, said above
        raise ServiceRefusal("template_field", field="upload", name=listed.name)  # type: ignore[attr-defined]
    yield listed.name  # type: ignore[attr-defined]
    for child in node.body:
        yield from _used(child, {row.name: listed.name})  # type: ignore[attr-defined]


def _used_column(node: nodes.Getattr, rows: Mapping[str, str]) -> Iterator[str]:
    """« ligne.pilote »: a column of the list that is being read."""
    if not isinstance(node.node, nodes.Name):
        raise ServiceRefusal("template_command", field="upload", what=str(node.attr))
    name = node.node.name
    columns = LISTS[rows[name]][1] if name in rows else {}
    if node.attr not in columns:
        raise ServiceRefusal("template_field", field="upload", name=f"{name}.{node.attr}")
    yield f"{rows[name]}.{node.attr}"


@cache
def shipped_template() -> bytes:
    """Our own model: what a hospital begins from."""
    document: Any = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(10)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    style.element.get_or_add_rPr().append(language)
    section = document.sections[0]
    section.header.paragraphs[0].text = (
        "{% if projet %}{{ projet }} – {% endif %}{{ etablissement }} – EXERCICE – "
        "Document de travail, diffusion restreinte"
    )
    section.footer.paragraphs[0].text = "{{ titre }}"
    document.core_properties.author = "Hygie"
    document.core_properties.title = "RETEX"
    for level in (1, 2):
        heading = document.styles[f"Heading {level}"]
        heading.element.rPr.rFonts.attrib.clear()
        heading.font.name, heading.font.color.rgb = "Arial", INK
    document.add_heading("{{ titre }}", level=1)
    document.add_paragraph(
        "{{ etablissement }}, FINESS {{ finess }}. Exercice du {{ date }}.{% if valide_le %} "
        "Validé le {{ valide_le }} par {{ valide_par }}.{% endif %}"
        "{% if demonstration %} {{ demonstration }}.{% endif %}"
    )
    for title, shown, lines in SECTIONS:
        # A section without anything to say is left out whole.
        document.add_paragraph(f"{{%p if {shown} %}}")
        document.add_heading(title, level=2)
        for line in lines:
            if line in LISTS:
                _list_table(document, line)
            else:
                document.add_paragraph(line)
        document.add_paragraph("{%p endif %}")
    made = BytesIO()
    document.save(made)
    return made.getvalue()


# Title, what must not be empty for it to be shown, paragraphs and lists.
SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Synthèse", "synthese", ("{{ synthese }}",)),
    (
        "Identité et présence",
        "exercice",
        (
            "Scénario\u00a0: {{ scenario }}.{% if duree %} Durée jouée\u00a0: {{ duree }}."
            "{% endif %}{% if lieu %} Lieu\u00a0: {{ lieu }}.{% endif %}",
            "{% if eprouve %}Mis en mode dégradé\u00a0: {{ eprouve }}.{% endif %}"
            "{% if pcra %} PCRA éprouvés\u00a0: {{ pcra }}.{% endif %}",
            "{% if presents %}Fonctions présentes\u00a0: {{ presents }}.{% endif %}"
            "{% if absents %} Absentes\u00a0: {{ absents }}.{% endif %}",
            "{{ commentaire_presence }}",
        ),
    ),
    ("Établissements", "etablissements", ("etablissements",)),
    (
        "Objectifs et niveau atteint",
        "objectifs",
        ("Niveau atteint\u00a0: {{ niveau }}.", "objectifs", "{{ commentaire_objectifs }}"),
    ),
    (
        "Temps clés",
        "temps_cles or commentaire_temps_cles",
        ("temps_cles", "{{ commentaire_temps_cles }}"),
    ),
    ("Forces", "forces", ("forces",)),
    ("Fragilités", "fragilites", ("fragilites",)),
    ("Ce qui est porté au PAQ", "actions", ("actions",)),
    ("Délais légaux", "delais or commentaire_delais", ("delais", "{{ commentaire_delais }}")),
    (
        "Questionnaire à chaud",
        "questionnaire or commentaire_questionnaire",
        (
            "Réponses\u00a0: {{ reponses }}.",
            "questionnaire",
            "remarques",
            "{{ commentaire_questionnaire }}",
        ),
    ),
    (
        "Chronogramme prévu et joué",
        "chronogramme",
        ("Stimuli envoyés\u00a0: {{ joues }}.", "chronogramme", "{{ commentaire_chronogramme }}"),
    ),
    ("Constats écartés", "ecartes", ("ecartes",)),
)


def _list_table(document: Any, name: str) -> None:
    """A table of one line of headings, and one line for each row of the list."""
    columns, section = LISTS[name][1], document.sections[0]
    table = document.add_table(rows=4, cols=len(columns), style="Table Grid")
    table.autofit = False
    wide = [PARTS.get(column, 1) for column in columns]
    usable = section.page_width - section.left_margin - section.right_margin
    for place, part in enumerate(wide):
        table.columns[place].width = int(usable * part / sum(wide))
    for cell, label in zip(table.rows[0].cells, columns.values(), strict=True):
        cell.paragraphs[0].add_run(label[:1].upper() + label[1:]).bold = True
    table.rows[1].cells[0].text = f"{{%tr for ligne in {name} %}}"
    for cell, column in zip(table.rows[2].cells, columns, strict=True):
        cell.text = f"{{{{ ligne.{column} }}}}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001  # no public door to it
