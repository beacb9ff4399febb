"""A piece given once proves several measures, this year and the next."""

from datetime import date
from uuid import uuid4

import pytest

from hygie.documents.services import evidence_add, evidence_withdraw
from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.rights import Role
from hygie.self_assessments import services
from hygie.self_assessments.models import MeasureProof
from hygie.self_assessments.packs import DEMONSTRATION
from hygie.self_assessments.services.answers import Given
from hygie.self_assessments.tests.cast import acts, answering, give, load, pack_said, record, who
from tests.cast import client_of, make_ght, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def rssi(unit):
    return member(unit, Role.RSSI)


@pytest.fixture
def pack(unit, rssi):
    return load(rssi, unit, pack_said())


@pytest.fixture
def grid(unit, rssi, pack):
    return answering(rssi, unit, pack)


def piece(user, unit, grid, title="Politique de sauvegarde"):
    return evidence_add(
        **who(user, unit), subject_kind="self_assessment", subject_id=grid.pk, new_id=uuid4(),
        kind="held", title=title, held_by="La DSI",
    )  # fmt: skip


def choose(user, unit, grid, measure_id, chosen, shown=()):
    return services.proofs_choose(
        **who(user, unit), assessment_id=grid.pk, measure_id=measure_id,
        chosen=[one.pk for one in chosen], shown=[one.pk for one in (*shown, *chosen)],
    )  # fmt: skip


def page(unit, grid, rank, end=""):
    return f"/etablissements/{unit.finess}/auto-evaluations/{grid.pk}/mesure/{rank}/{end}"


def test_one_piece_proves_two_measures_and_is_picked_from_the_page(unit, rssi, grid):
    one, client = piece(rssi, unit, grid), client_of(rssi)
    seen = client.get(page(unit, grid, 1, "preuves/")).content.decode()
    assert "Politique de sauvegarde" in seen
    for rank in (1, 2):
        sent = {"chosen": [str(one.pk)], "shown": str(one.pk)}
        assert client.post(page(unit, grid, rank, "preuves/"), sent).status_code == 303
    assert set(MeasureProof.objects.values_list("measure_id", flat=True)) == {"a1", "a2"}
    assert "Politique de sauvegarde" in client.get(page(unit, grid, 2)).content.decode()
    assert "Aucune pièce" in client.get(page(unit, grid, 3)).content.decode()
    assert acts(grid)[-2:] == ["proved", "proved"]


def test_chosen_twice_nothing_happens_twice_and_unticked_it_goes(unit, rssi, grid):
    one = piece(rssi, unit, grid)
    for _ in range(2):
        choose(rssi, unit, grid, "a1", [one])
    assert acts(grid).count("proved") == 1
    choose(rssi, unit, grid, "a1", [], shown=[one])
    assert not MeasureProof.objects.exists()


def test_a_piece_that_the_person_did_not_see_stays(unit, rssi, grid):
    one, other = piece(rssi, unit, grid), piece(rssi, unit, grid, "Procès-verbal")
    choose(rssi, unit, grid, "a1", [one])
    choose(rssi, unit, grid, "a1", [other])
    assert MeasureProof.objects.count() == 2


def test_next_year_takes_the_proofs_over_but_those_withdrawn(unit, rssi, pack):
    before = answering(rssi, unit, pack, year=2025)
    kept, gone = piece(rssi, unit, before), piece(rssi, unit, before, "Procès-verbal")
    give(rssi, unit, before, a1=Given(level=2))
    choose(rssi, unit, before, "a1", [kept, gone])
    evidence_withdraw(**who(rssi, unit), evidence_id=gone.pk, reason="Périmée")
    now = answering(rssi, unit, pack)
    for _ in range(2):
        services.answers_carry(**who(rssi, unit), assessment_id=now.pk, from_id=before.pk)
    assert [one.evidence_id for one in MeasureProof.objects.filter(assessment=now)] == [kept.pk]


def test_a_piece_of_a_stranger_or_of_a_closed_room_is_refused(unit, rssi, grid):
    elsewhere = make_unit()
    stranger = member(elsewhere, Role.RSSI)
    theirs = answering(stranger, elsewhere, load(stranger, elsewhere, pack_said()))
    with pytest.raises(ServiceRefusal, match="unknown_proof"):
        choose(rssi, unit, grid, "a1", [piece(stranger, elsewhere, theirs)])
    with pytest.raises(ServiceRefusal, match="unknown_measure"):
        choose(rssi, unit, grid, "z9", [piece(rssi, unit, grid)])
    reader = member(unit, Role.DIRECTION)
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        choose(reader, unit, grid, "a1", [])
    assert not MeasureProof.objects.exists()


def test_a_piece_of_a_fact_declined_since_is_no_longer_named_nor_chosen(unit, rssi, grid):
    support = make_unit(name="CHU support")
    make_ght(support, unit)
    theirs = member(support, Role.RSSI)
    shared = record(theirs, support, pack=DEMONSTRATION, units=[support, unit])
    one, client = piece(theirs, support, shared, "Procès-verbal du CHU"), client_of(rssi)
    choose(rssi, unit, grid, "a1", [one])
    assert "Procès-verbal du CHU" in client.get(page(unit, grid, 1)).content.decode()
    decline = page(unit, shared, 1).replace("mesure/1/", "decliner/")
    assert client.post(decline, {"reason": "Pas à nous"}).status_code == 303
    seen = client.get(page(unit, grid, 1)).content.decode()
    assert "Procès-verbal du CHU" not in seen
    assert "1 pièce d’un fait porté par un autre établissement" in seen
    assert "Procès-verbal" not in client.get(page(unit, grid, 2, "preuves/")).content.decode()
    with pytest.raises(ServiceRefusal, match="unknown_proof"):
        choose(rssi, unit, grid, "a2", [one])


def test_closed_the_proofs_are_part_of_what_was_said(unit, rssi, pack):
    prints = []
    for is_proved in (False, True):
        grid = answering(rssi, unit, pack)
        give(rssi, unit, grid, **{key: Given(level=2) for key in ("a1", "a2", "b1")})
        one = piece(rssi, unit, grid)
        if is_proved:
            choose(rssi, unit, grid, "a1", [one])
        closed = services.assessment_close(
            **who(rssi, unit), assessment_id=grid.pk, expected_version=1,
            declared_on=date(2026, 11, 20),
        )  # fmt: skip
        prints.append(closed.fingerprint)
        with pytest.raises(ServiceRefusal, match="assessment_closed"):
            choose(rssi, unit, grid, "a2", [one])
    assert prints[0] != prints[1]
