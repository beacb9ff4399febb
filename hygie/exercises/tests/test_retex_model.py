"""The DOCX model of a hospital: checked before it is kept, then used."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from hygie.documents.storage import open_stored
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import RetexTemplate
from hygie.exercises.retex_content import FIELDS, LISTS, content_of
from hygie.exercises.retex_files import docx_of
from hygie.exercises.retex_template import fields_of, shipped_template
from hygie.exercises.tests import retexes as done
from hygie.organisations.rights import Role
from tests.cast import TODAY, client_of, make_unit, member, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def model(*paragraphs: str, table: tuple[str, ...] = ()) -> bytes:
    document: Any = Document()
    for one in paragraphs:
        document.add_paragraph(one)
    if table:
        made = document.add_table(rows=len(table), cols=1)
        for row, text in zip(made.rows, table, strict=True):
            row.cells[0].text = text
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def text_of(content: bytes) -> str:
    document: Any = Document(BytesIO(content))
    cells = (cell.text for t in document.tables for row in t.rows for cell in row.cells)
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def give(client: Any, unit: Any, content: bytes, name: str = "nous.docx") -> Any:
    upload = SimpleUploadedFile(name, content)
    sent = {"new_id": str(uuid4()), "upload": upload}
    return client.post(f"/etablissements/{unit.finess}/exercices/modele-retex/", sent)


def test_our_own_model_shows_most_fields_and_every_list() -> None:
    found = fields_of(shipped_template())
    assert {one for one in found if "." not in one} >= set(LISTS)
    assert set(FIELDS) - set(found) <= {"exercice", "participants", "non_observes", "desaccords"}


def test_the_model_of_the_house_is_used_by_the_next_retex() -> None:
    stage, retex = done.made()
    rows = ("{%tr for ligne in fragilites %}", "{{ ligne.texte }}", "{%tr endfor %}")
    content = model("Chez nous\u00a0: {{ synthese }}", table=rows)
    assert give(client_of(stage.rssi), stage.unit, content).status_code == 303
    done.decided(stage, retex)
    with open_stored(done.freeze(stage).docx_sha256) as stream:
        said = text_of(stream.read())
    assert "Chez nous\u00a0: La cellule a tenu." in said
    assert "L’annuaire papier date de 2023" in said


def test_a_draft_says_that_it_is_one_and_a_model_lost_on_the_disk_is_replaced_by_ours() -> None:
    stage, retex = done.made()
    RetexTemplate.objects.create(unit=stage.unit, sha256="0" * 64, name="nous.docx")
    document: Any = Document(BytesIO(docx_of(retex, content_of(retex))))
    assert document.sections[0].header.paragraphs[0].text.startswith("PROJET – CH de Rochebrune")
    retex.validated_on = TODAY
    document = Document(BytesIO(docx_of(retex, content_of(retex))))
    assert document.sections[0].header.paragraphs[0].text.startswith("CH de Rochebrune")


def test_coming_back_to_the_model_of_hygie() -> None:
    unit = make_unit()
    client = client_of(member(unit, Role.RSSI))
    url = f"/etablissements/{unit.finess}/exercices/modele-retex/"
    give(client, unit, model("{{ titre }}"))
    assert "le vôtre" in client.get(url).content.decode()
    assert client.post(url, {"retirer": "1"}).status_code == 303
    assert "celui de Hygie" in client.get(url).content.decode()


WRONG: dict[str, Callable[[], bytes]] = {
    "template_field": lambda: model("{{ secret }}"),
    "template_command": lambda: model("{{ synthese|upper }}"),
    "template_wrong": lambda: model("{{ synthese"),
    "template_empty": lambda: model("Rien à remplir"),
}


@pytest.mark.parametrize("code", WRONG)
def test_a_bad_model_is_said_and_changes_nothing(code: str, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    unit = make_unit()
    client = client_of(member(unit, Role.RSSI))
    answer = give(client, unit, WRONG[code]())
    assert answer.status_code == 422
    assert "Rien n’a changé" in answer.content.decode()
    assert not RetexTemplate.objects.exists()
    assert not list(tmp_path.iterdir())  # what is refused is not kept
    with pytest.raises(ServiceRefusal, match=code):
        fields_of(WRONG[code]())


@pytest.mark.parametrize(
    "said",
    [
        "{{ synthese.__class__ }}", "{{ synthese * 1000000 }}", "{% set a = 1 %}{{ synthese }}",
        "{{ cycler.__init__.__globals__ }}", "{% include 'x' %}", "{{ ''.join(forces) }}",
        "{% for a in forces %}{% for b in forces %}{{ b.texte }}{% endfor %}{% endfor %}",
        "{% for a in synthese %}{{ a }}{% endfor %}", "{% macro a() %}{% endmacro %}{{ synthese }}",
    ],
)  # fmt: skip
def test_a_model_runs_nothing(said: str) -> None:
    with pytest.raises(ServiceRefusal, match="template_"):
        fields_of(model(said))


@pytest.mark.parametrize(
    ("name", "content"), [("note.docx", b"pas un document"), ("image.png", b"PK\x03\x04rien")]
)
def test_what_is_no_word_file_is_refused(name: str, content: bytes) -> None:
    unit = make_unit()
    assert give(client_of(member(unit, Role.RSSI)), unit, content, name).status_code == 422
    assert not RetexTemplate.objects.exists()
