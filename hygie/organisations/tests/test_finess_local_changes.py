"""What a person wrote in Hygie stays when FINESS comes, and the report says so."""

from datetime import date
from pathlib import Path

import pytest

from hygie.organisations.enums import Kind, LinkRole, Sector
from hygie.organisations.models import FinessOutcome, Link, Organisation
from hygie.organisations.tests.finess_files import (
    counts,
    document,
    ej,
    et,
    get,
    ght,
    imported,
    number,
    reasons,
)

pytestmark = pytest.mark.django_db


def test_an_establishment_made_by_hand_is_recognised(tmp_path: Path) -> None:
    made = Organisation.objects.create(
        kind=Kind.EJ,
        finess=number(1),
        name="CH de Rochebrune",
        sector=Sector.PRIVATE_NONPROFIT,
        is_unit=True,
    )
    run = imported(tmp_path, document(ej(1, et(11))))
    made.refresh_from_db()
    assert made.from_finess
    assert made.is_unit
    assert made.name == "CH de Rochebrune"
    assert made.sector == Sector.PRIVATE_NONPROFIT
    assert made.siren == "260104633"
    assert made.department == "31"
    assert "recognised" not in str(reasons(run, FinessOutcome.CHANGED))
    assert "Saisie ici, reconnue" in reasons(run, FinessOutcome.CHANGED)[0][2]
    assert "CENTRE HOSPITALIER 1" in reasons(run, FinessOutcome.KEPT)[0][2]


def test_a_unit_chosen_by_hand_stays_one_without_sanitary_site(tmp_path: Path) -> None:
    content = document(ej(1, et(11, "500", "21")))
    imported(tmp_path, content, everything=True)
    Organisation.objects.filter(finess=number(1)).update(is_unit=True)
    imported(tmp_path, content)
    imported(tmp_path, document(ej(1, et(11, "500", "21"), denominationLonguePmSmsse="EHPAD")))
    assert get(1).is_unit
    assert get(1).name == "EHPAD"
    assert get(1).closed_on is None


def test_a_hospital_taken_out_of_the_units_by_hand_stays_out(tmp_path: Path) -> None:
    made = Organisation.objects.create(kind=Kind.EJ, finess=number(1), name="CENTRE HOSPITALIER 1")
    run = imported(tmp_path, document(ej(1, et(11))))
    made.refresh_from_db()
    assert not made.is_unit
    assert "unité jugée" in reasons(run, FinessOutcome.KEPT)[0][2]


def test_a_site_made_a_unit_of_its_own_stays_one(tmp_path: Path) -> None:
    imported(tmp_path, document(ej(1, et(11))))
    Organisation.objects.filter(finess=number(11)).update(is_unit=True)
    imported(tmp_path, document(ej(1, et(11, nomEgeLong="NOUVEAU NOM"))))
    assert get(11).is_unit
    assert get(11).name == "NOUVEAU NOM"


def test_a_name_corrected_here_survives_and_the_rest_follows_finess(tmp_path: Path) -> None:
    imported(tmp_path, document(ej(1, et(11))))
    hospital = get(1)
    hospital.name = "CH de Toulouse"
    hospital.save()
    run = imported(tmp_path, document(ej(1, et(11))))
    assert counts(run) == {"unchanged": 2}
    run = imported(tmp_path, document(ej(1, et(11), siren="187512751")))
    assert get(1).name == "CH de Toulouse"
    assert get(1).siren == "187512751"
    assert counts(run) == {"changed": 1, "unchanged": 1}
    run = imported(
        tmp_path, document(ej(1, et(11), siren="187512751", denominationLonguePmSmsse="CHU"))
    )
    assert get(1).name == "CH de Toulouse"
    line = reasons(run, FinessOutcome.KEPT)[0]
    assert line[:2] == ("pmej[0]", number(1))
    assert "CH de Toulouse (FINESS\u00a0: CHU)" in line[2]


def test_a_ght_comes_with_its_support_and_parties(tmp_path: Path) -> None:
    members = (1, "M"), (2, "S"), (3, "M"), (9, "M")
    entities = [ej(rank, et(10 + rank)) for rank in (1, 2, 3)]
    run = imported(tmp_path, document(*entities, groups=[ght("76101", *members)]))
    group = Organisation.objects.get(kind=Kind.GHT)
    assert (group.code, group.name) == ("76101", "GHT 77 Sud")
    assert group.region is not None
    assert group.region.code == "76"
    links = Link.objects.filter(parent=group).order_by("child__finess")
    assert [link.role for link in links] == [LinkRole.PART, LinkRole.SUPPORT, LinkRole.PART]
    assert all(link.since is None and link.until is None for link in links)
    assert "1 membre(s)" in reasons(run, FinessOutcome.WARNING)[0][2]


def test_other_groups_are_no_ght_and_psychiatric_ones_are(tmp_path: Path) -> None:
    groups = [ght("76101", typeGcc="002"), ght("76102", typeGcc="009")]
    imported(tmp_path, document(ej(1, et(11)), groups=groups))
    assert [group.code for group in Organisation.objects.filter(kind=Kind.GHT)] == ["76101"]


def test_entering_and_leaving_a_ght_is_dated_by_the_file(tmp_path: Path) -> None:
    entities = [ej(rank, et(10 + rank)) for rank in (1, 2, 3)]
    imported(tmp_path, document(*entities, groups=[ght("76101", (1, "S"), (2, "M"))]))
    later = ght("76101", (1, "M"), (3, "S"))
    run = imported(tmp_path, document(*entities, groups=[later], day="2026-11-21"))
    day = date(2026, 11, 21)
    links = Link.objects.filter(parent__kind=Kind.GHT).order_by("child__finess", "pk")
    assert [(link.child.finess, link.role, link.since, link.until) for link in links] == [
        (number(1), LinkRole.SUPPORT, None, day),
        (number(1), LinkRole.PART, day, None),
        (number(2), LinkRole.PART, None, day),
        (number(3), LinkRole.SUPPORT, day, None),
    ]
    assert len(reasons(run, FinessOutcome.CHANGED)) == 3


def test_a_membership_written_by_hand_is_neither_ended_nor_doubled(tmp_path: Path) -> None:
    entities = [ej(rank, et(10 + rank)) for rank in (1, 2)]
    imported(tmp_path, document(*entities, groups=[ght("76101", (1, "S"))]))
    group = Organisation.objects.get(kind=Kind.GHT)
    by_hand = Link.objects.create(child=get(2), parent=group, role=LinkRole.PART)
    imported(tmp_path, document(*entities, groups=[ght("76101", (1, "S"))]))
    run = imported(tmp_path, document(*entities, groups=[ght("76101", (2, "S"))]))
    by_hand.refresh_from_db()
    assert by_hand.role == LinkRole.PART
    assert by_hand.until is None
    assert Link.objects.filter(parent=group, child=get(2)).count() == 1
    assert "établissement partie" in reasons(run, FinessOutcome.KEPT)[0][2]


def test_a_dissolved_ght_is_closed_and_lets_its_members_go(tmp_path: Path) -> None:
    imported(tmp_path, document(ej(1, et(11)), groups=[ght("76101", (1, "S"))]))
    ended = ght("76101", (1, "S"), etatObjet="I", dateDerniereMaj="2026-11-01 00:00:00")
    run = imported(tmp_path, document(ej(1, et(11)), groups=[ended], day="2026-11-21"))
    assert Organisation.objects.get(kind=Kind.GHT).closed_on == date(2026, 11, 1)
    assert Link.objects.get(parent__kind=Kind.GHT).until == date(2026, 11, 21)
    assert run.closed == 1


def test_a_ght_without_a_usable_code_is_refused(tmp_path: Path) -> None:
    run = imported(tmp_path, document(ej(1, et(11)), groups=[ght("../76")]))
    assert not Organisation.objects.filter(kind=Kind.GHT).exists()
    assert reasons(run, FinessOutcome.REFUSED)[0][:2] == ("gcc[0]", "../76")
