"""A person withdraws a piece: it leaves the lists, and stays for what cites it."""

from uuid import uuid4

import pytest

from hygie.documents import selectors, services
from hygie.documents.models import Evidence
from hygie.documents.storage import path_of
from hygie.documents.tests.notebook import KIND, PDF, Shelf, add, note, shelf
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, scope_of

__all__ = ["shelf"]

pytestmark = pytest.mark.django_db


def address(unit: Organisation, piece: Evidence) -> str:
    return f"/etablissements/{unit.finess}/pieces/{piece.pk}/retirer/"


def test_a_piece_withdrawn_leaves_the_lists_and_is_kept(shelf: Shelf) -> None:
    unit = make_unit()
    rssi, fact = member(unit, Role.RSSI), note(shelf, unit)
    piece = add(rssi, unit, fact)
    client = client_of(rssi)
    assert client.get(address(unit, piece)).status_code == 200
    for _ in range(2):
        answer = client.post(address(unit, piece), {"reason": "Mauvais fichier"})
        assert answer.status_code == 303
    piece.refresh_from_db()
    assert (piece.is_withdrawn, piece.withdrawn_reason) == (True, "Mauvais fichier")
    assert path_of(piece.sha256).exists()
    assert selectors.evidence_for(KIND, [fact.pk])[str(fact.pk)] == []
    sent = client.get(f"/etablissements/{unit.finess}/pieces/{piece.pk}/")
    assert sent.getvalue() == PDF  # type: ignore[attr-defined]
    assert "a été retirée le" in client.get(address(unit, piece)).content.decode()
    assert Entry.objects.filter(verb="evidence.withdrawn").count() == 1


def test_a_reason_is_needed(shelf: Shelf) -> None:
    unit = make_unit()
    rssi = member(unit, Role.RSSI)
    piece = add(rssi, unit, note(shelf, unit))
    assert client_of(rssi).post(address(unit, piece), {"reason": " "}).status_code == 422
    with pytest.raises(ServiceRefusal) as refused:
        services.evidence_withdraw(
            scope=scope_of(rssi), acting_user=rssi, unit=unit, evidence_id=piece.pk, reason=" "
        )
    assert refused.value.code == "reason_missing"
    assert not Evidence.objects.get().is_withdrawn
    assert not Entry.objects.filter(verb="evidence.withdrawn").exists()


def test_who_may_not_write_in_the_room_is_refused(shelf: Shelf) -> None:
    unit = make_unit()
    piece = add(member(unit, Role.RSSI), unit, note(shelf, unit))
    director = member(unit, Role.DIRECTION)
    answer = client_of(director).post(address(unit, piece), {"reason": "Non"})
    assert answer.status_code == 403
    with pytest.raises(ServiceRefusal) as refused:
        services.evidence_withdraw(
            scope=scope_of(director),
            acting_user=director,
            unit=unit,
            evidence_id=piece.pk,
            reason="Non",
        )
    assert refused.value.code == "not_allowed"
    assert not Evidence.objects.get().is_withdrawn


def test_only_who_gave_a_piece_withdraws_it(shelf: Shelf) -> None:
    support, part = make_unit(), make_unit()
    piece = add(member(support, Role.RSSI), support, note(shelf, support, part))
    other = member(part, Role.RSSI)
    assert client_of(other).post(address(part, piece), {"reason": "Non"}).status_code == 404
    for evidence_id in (piece.pk, uuid4()):
        with pytest.raises(ServiceRefusal) as refused:
            services.evidence_withdraw(
                scope=scope_of(other),
                acting_user=other,
                unit=part,
                evidence_id=evidence_id,
                reason="Non",
            )
        assert refused.value.code == "gone"
    assert not Evidence.objects.get().is_withdrawn


def test_a_subject_kind_has_one_model(shelf: Shelf) -> None:
    from hygie.documents import subjects

    class Other:
        fact_kind = KIND

    with pytest.raises(ValueError, match=KIND):
        subjects.register(Other)
    assert subjects.subject_of("nothing", uuid4(), Organisation()) is None
