"""A file of labels that is refused: its name, the line and the key are said, whatever is wrong."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hygie.compliance.entry_sheets.mapping import MappingError, default_mapping, read_mapping
from hygie.compliance.models import EntryMapping
from hygie.compliance.services.entry import default_text
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, today

__all__ = ["today"]
NBSP = "\u00a0"
FIRST_LINE = "      - {key: finess, label: Numéro FINESS juridique}"
SHEET_2 = "  - action: 2"


UNREADABLE = "ce n’est pas un fichier YAML lisible"


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def refused_with(text: str) -> str:
    with pytest.raises(MappingError) as refused:
        read_mapping(text, name="ars.yaml")
    return str(refused.value).replace(NBSP, " ")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("{key: finess, label: a, note: x}", "clé « sheets[1].lines[1].note » : clé inconnue"),
        ("{key: finess}", "clé « sheets[1].lines[1].label » : cette clé manque"),
        ("{key: siret, label: a}", "clé « sheets[1].lines[1].key » : valeur inconnue"),
        ("{key: finess, label: ''}", "clé « sheets[1].lines[1].label » : on attendait un texte"),
        ("{key: finess, label: a, unit: [b]}", "lines[1].unit » : on attendait un texte"),
        ("finess", "clé « sheets[1].lines[1] » : on attendait des clés"),
        (f"{{key: finess, label: {'a' * 201}}}", "lines[1].label » : plus de 200 caractères"),
        ("{key: finess, key: year, label: a}", "la clé « key » est donnée deux fois"),
        ("{key: finess, label: 2026-13-45}", UNREADABLE),
        ("{key: finess, label: !!int x}", UNREADABLE),
    ],
)
def test_a_wrong_line_is_named_with_its_file_its_number_and_its_key(wrong: str, said: str) -> None:
    sentence = refused_with(default_text().replace(FIRST_LINE, f"      - {wrong}", 1))
    assert sentence.startswith(f"ars.yaml, ligne {line_of(default_text(), FIRST_LINE)}")
    assert said in sentence


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("version:", "auteur: x\nversion:", "auteur:", "« auteur » : clé inconnue"),
        ("version:", "edition:", "edition:", "« edition » : clé inconnue"),
        ("version:", "version: a\nversion:", 'version: "hygie', "« version » est donnée deux fois"),
        ("  - action: 2", "  - action: 3", "  - action: 3", "« sheets[2].action » : 1, 2 ou 7"),
        ("{key: year,", "{key: finess,", "      - {key: finess, label: Ann", "est deux fois"),
        ("- {key: unit_name", "- *a\n      - {key: unit_name", "- *a", "le renvoi « *a »"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(old: str, new: str, place: str, said: str) -> None:
    text = default_text().replace(old, new, 1)
    sentence = refused_with(text)
    line = line_of(text, place)
    assert sentence.startswith(f"ars.yaml, ligne {line}"), sentence
    assert said in sentence


def test_sheets_that_lack_are_asked_where_they_are_listed() -> None:
    text = default_text()
    sentence = refused_with(text[: text.index("  - action: 7")])
    assert sentence.startswith(f"ars.yaml, ligne {line_of(text, 'sheets:')}, clé « sheets » :")


@pytest.mark.parametrize("text", ["[" * 90_000, "- " * 45_000, "\ud800", "a" * 100_001, ""])
def test_a_file_made_to_exhaust_the_machine_is_refused(text: str) -> None:
    with pytest.raises(MappingError, match=r"^ars\.yaml"):
        read_mapping(text, name="ars.yaml")


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_the_screen_names_the_file_sent_and_keeps_the_labels_in_force() -> None:
    unit = make_unit()
    client = client_of(member(unit, Role.RSSI))
    url = f"/etablissements/{unit.finess}/fiches/libelles/"
    wrong = default_text().replace(FIRST_LINE, f"{FIRST_LINE}\n{FIRST_LINE}").encode()
    answer = client.post(url, {"file": SimpleUploadedFile("../../ars.yaml", wrong)})
    assert answer.status_code == 422
    said = answer.content.decode().replace(NBSP, " ")
    assert "ars.yaml, ligne 11, clé « sheets[1].lines[2].key »" in said
    assert "../" not in said.split("ars.yaml, ligne")[0][-20:]
    assert not EntryMapping.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_labels_taken_by_a_version_that_refused_less_do_not_close_the_sheets() -> None:
    unit = make_unit()
    EntryMapping.objects.create(
        unit=unit, version=str(uuid4()), text="version: a\nversion: b", added_by_name="A. Rey"
    )
    page = client_of(member(unit, Role.RSSI)).get(f"/etablissements/{unit.finess}/fiches/")
    assert page.status_code == 200
    assert default_mapping().version in page.content.decode()


def test_the_no_break_spaces_of_a_label_stay() -> None:
    text = default_text().replace("Numéro FINESS juridique", "N°\u00a0FINESS   (EJ)\u00a0?")
    label = read_mapping(text).sheet(1).lines[0].label
    assert label == "N°\u00a0FINESS (EJ)\u00a0?"
