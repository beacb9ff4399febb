"""Small packs, libraries and workbooks for the tests."""

import io
from collections.abc import Callable, Mapping
from typing import Any

import xlsxwriter
import yaml

from hygie.domain.packs import Pack, PackRefused
from hygie.domain.packs.library import Library, read_library
from hygie.domain.packs.own import read_own
from hygie.domain.packs.text_file import read_text
from hygie.domain.packs.workbook import read_workbook

HEAD = {
    "id": "essai",
    "title": "Référentiel d’essai",
    "issuer": "Nous",
    "version": "1",
    "date": "2026-01-31",
    "licence": "libre",
    "is_official": False,
    "demonstration": False,
    "target_level": 2,
}
SCALE = [
    {"value": 0, "label": "Non"},
    {"value": 1, "label": "En partie"},
    {"value": 2, "label": "Oui"},
]


def measure(key: str = "a", **values: Any) -> dict[str, Any]:
    said = {"id": key, "title": f"Titre {key}", "theme": "Thème", "question": "Fait ?"}
    return {**said, **values}


def said(**values: Any) -> dict[str, Any]:
    return {**HEAD, "scale": SCALE, "measures": [measure("a"), measure("b")], **values}


def as_yaml(value: Any) -> bytes:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False).encode()


def own(**values: Any) -> Pack:
    return read_own(as_yaml(said(**values)))


def refused(read: Callable[[], Any]) -> PackRefused:
    """The refusal, which must come."""
    try:
        read()
    except PackRefused as refusal:
        return refusal
    raise AssertionError("the file was accepted")


def codes(read: Callable[[], Any]) -> list[str]:
    return [one.code for one in refused(read).problems]


ROOT = "urn:x:risk:req_node:f:"


def node(key: str, parent: str = "", **values: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"urn": ROOT + key, "assessable": True, "depth": 1, "ref_id": key}
    if parent:
        made["parent_urn"] = ROOT + parent
    return {**made, **values}


def framework(nodes: list[dict[str, Any]], **values: Any) -> dict[str, Any]:
    head = {"urn": "urn:x:risk:framework:f", "ref_id": "f", "name": "Cadre", "description": "Dit."}
    return {**head, "requirement_nodes": nodes, **values}


def library_said(objects: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    head = {
        "urn": "urn:x:risk:library:f", "locale": "en", "ref_id": "f", "name": "Bibliothèque",
        "version": 3, "provider": "Nous", "copyright": "libre", "publication_date": "2026-02-01",
    }  # fmt: skip
    return {**head, "objects": dict(objects), **values}


def library(nodes: list[dict[str, Any]], more: Mapping[str, Any] | None = None,
            **values: Any) -> Library:  # fmt: skip
    objects = {"framework": framework(nodes, **values), **(more or {})}
    return read_library(read_text(as_yaml(library_said(objects))))


HEAD_ROWS = [
    ["Identifiant", "essai"], ["Titre", "Référentiel d’essai"], ["Émetteur", "Nous"],
    ["Version", "1"], ["Date", "31/01/2026"], ["Licence", "libre"], ["Texte officiel", "non"],
    ["Démonstration", "non"], ["Niveau à atteindre", 2],
]  # fmt: skip
SCALE_ROWS = [["Valeur", "Libellé"], [0, "Non"], [1, "En partie"], [2, "Oui"]]
MEASURE_ROWS = [
    ["Identifiant", "Numéro", "Thème", "Titre", "Question", "Poids"],
    ["a", "1", "Thème", "Titre a", "Fait ?", 1],
    ["b", "2", "Thème", "Titre b", "Fait ?", "1,5"],
]
Touch = Callable[[Any, dict[str, Any]], None]


def book(
    measures: list[list[Any]] | None = None,
    scale: list[list[Any]] | None = None,
    head: list[list[Any]] | None = None,
    touch: Touch | None = None,
) -> bytes:
    """A workbook with these rows; `touch` spoils it, given the workbook and its sheets."""
    buffer = io.BytesIO()
    tables = {
        "Référentiel": HEAD_ROWS if head is None else head,
        "Échelle": SCALE_ROWS if scale is None else scale,
        "Mesures": MEASURE_ROWS if measures is None else measures,
    }
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheets = {}
        for name, rows in tables.items():
            sheets[name] = sheet = workbook.add_worksheet(name)
            for rank, row in enumerate(rows):
                sheet.write_row(rank, 0, row)
        if touch:
            touch(workbook, sheets)
    return buffer.getvalue()


def from_book(**values: Any) -> Pack:
    return read_workbook(book(**values))
