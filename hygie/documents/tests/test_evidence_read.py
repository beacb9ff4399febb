"""A person reads the pieces: only through the right, and never inside the browser."""

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from hygie.documents import selectors
from hygie.documents.models import Evidence
from hygie.documents.storage import path_of
from hygie.documents.tests.notebook import KIND, PDF, Shelf, add, note, shelf
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role, Room
from tests.cast import TODAY, client_of, delegate, make_ght, make_unit, member, on_day, scope_of

__all__ = ["shelf"]

pytestmark = pytest.mark.django_db


def address(unit: Organisation, piece: Evidence) -> str:
    return f"/etablissements/{unit.finess}/pieces/{piece.pk}/"


def listing(unit: Organisation) -> str:
    return f"/etablissements/{unit.finess}/documents/"


def test_a_file_is_sent_to_be_saved(shelf: Shelf) -> None:
    unit = make_unit()
    rssi = member(unit, Role.RSSI)
    piece = add(rssi, unit, note(shelf, unit))
    answer = client_of(rssi).get(address(unit, piece))
    assert answer.getvalue() == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == 'attachment; filename="retex.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_stranger_gets_404(shelf: Shelf) -> None:
    unit, elsewhere = make_unit(), make_unit()
    piece = add(member(unit, Role.RSSI), unit, note(shelf, unit))
    stranger = client_of(member(elsewhere, Role.RSSI))
    assert stranger.get(address(unit, piece)).status_code == 404
    assert stranger.get(address(elsewhere, piece)).status_code == 404
    assert stranger.get(listing(unit)).status_code == 404


def test_another_room_of_the_same_unit_gets_403_naming_who_can(shelf: Shelf) -> None:
    unit = make_unit()
    rssi = member(unit, Role.RSSI)
    piece = add(rssi, unit, note(shelf, unit))
    answer = client_of(member(unit, Role.DAF)).get(address(unit, piece))
    assert answer.status_code == 403
    assert rssi.full_name in answer.content.decode()


def test_the_ars_reads_no_piece(shelf: Shelf) -> None:
    unit = make_unit()
    piece = add(member(unit, Role.RSSI), unit, note(shelf, unit))
    assert unit.region is not None
    ars = client_of(member(unit.region, Role.ARS))
    assert ars.get(address(unit, piece)).status_code == 404
    assert ars.get(listing(unit)).status_code == 404


def test_a_ght_reads_the_rooms_delegated(shelf: Shelf) -> None:
    unit = make_unit()
    ght = make_ght(make_unit(), unit)
    delegate(unit, ght, Room.EXERCISES)
    piece = add(member(unit, Role.RSSI), unit, note(shelf, unit))
    other = add(member(unit, Role.DAF), unit, note(shelf, unit, room=Room.DIGITAL_BUDGET))
    visitor = client_of(member(ght, Role.GHT_RSSI))
    assert visitor.get(address(unit, piece)).getvalue() == PDF  # type: ignore[attr-defined]
    assert visitor.get(address(unit, other)).status_code == 403


def test_a_unit_reads_the_pieces_of_facts_borne_for_it(shelf: Shelf) -> None:
    support, part = make_unit(), make_unit()
    piece = add(member(support, Role.RSSI), support, note(shelf, support, part))
    reader = client_of(member(part, Role.RSSI))
    assert reader.get(address(part, piece)).getvalue() == PDF  # type: ignore[attr-defined]
    assert reader.get(address(support, piece)).status_code == 404
    assert f"donnée par {support.name}" in reader.get(listing(part)).content.decode()


def test_the_list_shows_the_rooms_of_the_reader_only(shelf: Shelf) -> None:
    unit = make_unit()
    add(member(unit, Role.RSSI), unit, note(shelf, unit), title="Retex d’octobre")
    budget = note(shelf, unit, room=Room.DIGITAL_BUDGET)
    add(member(unit, Role.DAF), unit, budget, title="Balance des comptes")
    seen = client_of(member(unit, Role.DAF)).get(listing(unit)).content.decode()
    assert "Balance des comptes" in seen
    assert "Retex d’octobre" not in seen
    rssi = client_of(member(unit, Role.RSSI))
    one = rssi.get(listing(unit), {"domaine": "exercises"}).content.decode()
    assert "Retex d’octobre" in one
    assert "Balance des comptes" not in one
    assert rssi.get(listing(unit), {"domaine": "rien"}).status_code == 200


def test_a_link_is_not_a_file_to_download(shelf: Shelf) -> None:
    unit = make_unit()
    rssi = member(unit, Role.RSSI)
    piece = add(rssi, unit, note(shelf, unit), kind="link", url="https://ged.exemple.fr/1")
    assert client_of(rssi).get(address(unit, piece)).status_code == 404


def test_a_file_gone_from_the_disk_is_said(shelf: Shelf) -> None:
    unit = make_unit()
    rssi = member(unit, Role.RSSI)
    piece = add(rssi, unit, note(shelf, unit))
    path_of(piece.sha256).unlink()
    assert client_of(rssi).get(address(unit, piece)).status_code == 404


def test_the_pieces_of_many_facts_are_one_query(
    shelf: Shelf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unit = make_unit()
    rssi, facts = member(unit, Role.RSSI), [note(shelf, unit) for _ in range(5)]
    for fact in facts:
        add(rssi, unit, fact)
    with django_assert_num_queries(1):
        found = selectors.evidence_for(KIND, [fact.pk for fact in facts])
        assert all(len(found[str(fact.pk)]) == 1 for fact in facts)
        assert [piece.bearer.name for piece in found[str(facts[0].pk)]] == [unit.name]


@pytest.mark.sqlite  # both databases receive the same questions
def test_the_list_asks_the_same_number_of_queries(
    shelf: Shelf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unit = make_unit()
    rssi = member(unit, Role.RSSI)
    client, counted = client_of(rssi), []
    for more in (1, 4, 45):
        for _ in range(more):
            add(rssi, unit, note(shelf, unit))
        with on_day(TODAY), django_assert_num_queries(15, exact=False) as captured:
            assert client.get(listing(unit)).status_code == 200
        counted.append(len(captured))
    assert len(set(counted)) == 1, counted


def test_the_rooms_of_a_reader_are_one_query(
    shelf: Shelf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unit = make_unit()
    daf = member(unit, Role.DAF)
    with django_assert_num_queries(1):
        rooms = selectors.rooms_readable(scope_of(daf), unit)
    assert set(rooms) == {Room.STATUS, Room.DIGITAL_BUDGET, Room.QUALITY_PLAN}
