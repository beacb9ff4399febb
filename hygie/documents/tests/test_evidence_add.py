"""A person adds a piece to a fact: a file, a link, or who holds it."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from hygie.documents import selectors
from hygie.documents.models import Evidence
from hygie.documents.storage import path_of
from hygie.documents.tests.notebook import KIND, PDF, NotedFact, Shelf, add, note, shelf, uploaded
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role, Room
from tests.cast import client_of, make_unit, member

__all__ = ["shelf"]

pytestmark = pytest.mark.django_db


def address(unit: Organisation, fact: NotedFact) -> str:
    return f"/etablissements/{unit.finess}/pieces/ajouter/{KIND}/{fact.pk}/"


def send(client: Client, unit: Organisation, fact: NotedFact, **given: Any) -> Any:
    values = {"new_id": uuid4(), "kind": "file", "title": "Retex signé", **given}
    return client.post(address(unit, fact), values)


def test_a_file_is_kept_with_its_fingerprint(shelf: Shelf) -> None:
    unit = make_unit()
    rssi, fact = member(unit, Role.RSSI), note(shelf, unit)
    answer = send(client_of(rssi), unit, fact, upload=uploaded())
    assert answer.status_code == 303
    assert answer["Location"] == f"/etablissements/{unit.finess}/documents/"
    (piece,) = selectors.evidence_for(KIND, [fact.pk])[str(fact.pk)]
    assert path_of(piece.sha256).read_bytes() == PDF
    assert (piece.original_name, piece.size, piece.room) == ("retex.pdf", len(PDF), Room.EXERCISES)
    assert piece.subject_label == "Exercice du 2 octobre 2026"
    (line,) = Entry.objects.filter(verb="evidence.added")
    assert (line.organisation_id, line.data["sha256"]) == (unit.pk, piece.sha256)


def test_a_link_or_a_holder_is_enough(shelf: Shelf) -> None:
    unit = make_unit()
    rssi, fact = member(unit, Role.RSSI), note(shelf, unit)
    link = add(rssi, unit, fact, kind="link", url="https://ged.exemple.fr/12")
    held = add(rssi, unit, fact, kind="held", held_by="Archives", reference="B-12")
    assert (link.url, link.sha256) == ("https://ged.exemple.fr/12", "")
    assert (held.held_by, held.reference) == ("Archives", "B-12")
    assert len(selectors.evidence_for(KIND, [fact.pk])[str(fact.pk)]) == 2


def test_sending_twice_adds_once(shelf: Shelf) -> None:
    unit = make_unit()
    client, fact, once = client_of(member(unit, Role.RSSI)), note(shelf, unit), uuid4()
    for _ in range(2):
        assert send(client, unit, fact, upload=uploaded(), new_id=once).status_code == 303
    assert Evidence.objects.count() == 1
    assert Entry.objects.filter(verb="evidence.added").count() == 1


def test_the_page_goes_back_where_it_came_from(shelf: Shelf) -> None:
    unit = make_unit()
    client, fact = client_of(member(unit, Role.RSSI)), note(shelf, unit)
    home = f"/etablissements/{unit.finess}/documents/"
    for asked, expected in (("/etablissements/", "/etablissements/"), ("//mal.fr/", home)):
        values = {"new_id": uuid4(), "kind": "held", "title": "A", "held_by": "B"}
        answer = client.post(f"{address(unit, fact)}?suite={asked}", values)
        assert answer["Location"] == expected


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Choisissez le fichier"),
        ({"upload": uploaded(b"<svg onload='x()'/>", "a.png")}, "Ce contenu n’est pas accepté"),
        ({"kind": "link"}, "Donnez l’adresse"),
        ({"kind": "link", "url": "javascript:alert(1)"}, "Cette adresse n’est pas reconnue"),
        ({"kind": "link", "url": "ftp://a.fr/x"}, "Cette adresse n’est pas reconnue"),
        ({"kind": "held"}, "Dites qui détient"),
        ({"title": " ", "upload": uploaded()}, "Cette réponse est nécessaire"),
        ({"kind": "other", "upload": uploaded()}, "other"),
    ],
)
def test_a_refusal_is_said_and_changes_nothing(
    shelf: Shelf, given: dict[str, Any], said: str
) -> None:
    unit = make_unit()
    fact = note(shelf, unit)
    if "upload" in given:
        given["upload"].seek(0)
    answer = send(client_of(member(unit, Role.RSSI)), unit, fact, reference="réf-7", **given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "réf-7" in page
    assert not Evidence.objects.exists()
    assert not Entry.objects.exists()


def test_a_file_name_that_climbs_folders_is_harmless(shelf: Shelf) -> None:
    unit = make_unit()
    fact = note(shelf, unit)
    add(member(unit, Role.RSSI), unit, fact, upload=uploaded(name="../../x"), title="<b>gras</b>")
    page = client_of(member(unit, Role.RSSI)).get(f"/etablissements/{unit.finess}/documents/")
    said = page.content.decode()
    assert "&lt;b&gt;gras&lt;/b&gt;" in said
    assert "<b>gras" not in said
    assert Evidence.objects.get().original_name == "x.pdf"


def test_a_title_too_long_is_refused(shelf: Shelf) -> None:
    unit = make_unit()
    with pytest.raises(ValidationError):
        add(member(unit, Role.RSSI), unit, note(shelf, unit), title="a" * 201)
    assert not Evidence.objects.exists()


def test_a_stranger_and_an_unknown_fact_get_404(shelf: Shelf) -> None:
    unit, elsewhere = make_unit(), make_unit()
    fact = note(shelf, unit)
    assert send(client_of(member(elsewhere, Role.RSSI)), unit, fact).status_code == 404
    rssi = client_of(member(unit, Role.RSSI))
    assert send(rssi, unit, note(shelf, elsewhere)).status_code == 404
    assert rssi.get(address(unit, NotedFact(unit))).status_code == 404
    assert client_of().get(address(unit, fact)).status_code == 302


def test_another_room_of_the_same_unit_gets_403(shelf: Shelf) -> None:
    unit = make_unit()
    fact = note(shelf, unit)
    for role in (Role.DAF, Role.DIRECTION):
        client = client_of(member(unit, role))
        assert client.get(address(unit, fact)).status_code == 403
        assert send(client, unit, fact, upload=uploaded()).status_code == 403
        with pytest.raises(ServiceRefusal) as refused:
            add(member(unit, role), unit, fact)
        assert refused.value.code == "not_allowed"
    assert not Evidence.objects.exists()


def test_a_unit_adds_to_a_fact_that_another_bears_for_it(shelf: Shelf) -> None:
    support, part, stranger = make_unit(), make_unit(), make_unit()
    fact = note(shelf, support, part)
    piece = add(member(part, Role.RSSI), part, fact)
    assert piece.bearer == part
    with pytest.raises(ServiceRefusal) as refused:
        add(member(stranger, Role.RSSI), stranger, fact)
    assert refused.value.code == "subject_gone"


def test_the_form_says_who_else_will_read_a_shared_piece(shelf: Shelf) -> None:
    support, parts = make_unit(name="CHU Nord"), [make_unit(name=f"CH {n}") for n in range(1, 8)]
    fact, alone = note(shelf, support, *parts), note(shelf, support)
    client = client_of(member(support, Role.RSSI))

    shared = client.get(address(support, fact)).content.decode()
    of_part = client_of(member(parts[0], Role.RSSI)).get(address(parts[0], fact)).content.decode()

    assert "la liront aussi" in shared
    assert "CH 1, CH 2, CH 3, CH 4, CH 5 et de 2 autres établissements." in shared
    assert "les personnes de CHU Nord, CH 2" in of_part
    assert "la liront aussi" not in client.get(address(support, alone)).content.decode()
