"""A person imports the FINESS file: what comes in, what comes again, what changes."""

from datetime import date
from pathlib import Path

import pytest

from hygie.journal.models import Entry
from hygie.organisations import hooks
from hygie.organisations.enums import Kind, LinkRole, Sector
from hygie.organisations.finess.generator import write_file
from hygie.organisations.finess.runs import file_import
from hygie.organisations.models import FinessOutcome, FinessState, Link, Organisation
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


def state_of_all() -> list[tuple[object, ...]]:
    """Everything that an import may change."""
    organisations = Organisation.objects.order_by("pk").values_list(
        "kind", "finess", "code", "name", "sector", "is_unit", "closed_on", "region", "updated_at"
    )
    links = Link.objects.order_by("pk").values_list("child", "parent", "role", "since", "until")
    return [*organisations, *links]


def test_a_hospital_comes_in_with_its_sites(tmp_path: Path) -> None:
    run = imported(tmp_path, document(ej(1, et(11), et(12, "500", "21"))))
    hospital, site, ehpad = get(1), get(11), get(12)
    assert run.state == FinessState.DONE
    assert counts(run) == {"added": 3}
    assert hospital.kind == Kind.EJ
    assert hospital.is_unit
    assert hospital.from_finess
    assert hospital.name == "CENTRE HOSPITALIER 1"
    assert hospital.sector == Sector.PUBLIC
    assert hospital.siren == "260104633"
    assert (hospital.department, hospital.city) == ("31", "TOULOUSE")
    assert hospital.region is not None
    assert hospital.region.name == "Occitanie"
    assert hospital.opened_on == date(2001, 1, 1)
    assert hospital.closed_on is None
    assert (site.kind, site.category, site.tariff_mode) == (Kind.ET, "355", "03")
    assert site.department == "31"
    assert not site.is_unit
    assert not ehpad.is_unit
    links = Link.objects.filter(parent=hospital, role=LinkRole.SITE, from_finess=True)
    assert {link.child for link in links} == {site, ehpad}
    assert hospital in Organisation.objects.matching("hospitalier toulouse")
    assert hospital.search == hospital.search_text()
    assert hospital.created_at.date() == hospital.updated_at.date()


def test_the_import_is_in_the_journal(tmp_path: Path) -> None:
    run = imported(tmp_path, document(ej(1, et(11))))
    line = Entry.objects.get(verb="finess.imported")
    assert (line.author_name, line.subject_id) == ("Hygie", str(run.pk))
    assert line.data["added"] == 2
    assert line.data["state"] == "done"


def test_importing_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    content = document(ej(1, et(11)), ej(2, et(12)), groups=[ght("76101", (1, "S"), (2, "M"))])
    imported(tmp_path, content)
    before = state_of_all()
    run = imported(tmp_path, content)
    assert state_of_all() == before
    assert counts(run) == {"unchanged": 5}
    assert not run.lines.exists()


def test_a_nursing_home_or_a_pharmacy_makes_no_unit(tmp_path: Path) -> None:
    pharmacy = ej(2, et(12, "620", "01"), statutJuridique="78")
    run = imported(tmp_path, document(ej(1, et(11, "500", "21")), pharmacy))
    assert not Organisation.objects.filter(kind__in=(Kind.EJ, Kind.ET)).exists()
    assert run.out_of_scope == 4
    imported(tmp_path, document(ej(1, et(11, "500", "21")), pharmacy), everything=True)
    assert Organisation.objects.filter(kind__in=(Kind.EJ, Kind.ET)).count() == 4
    assert not Organisation.objects.units().exists()


def test_a_hospital_closed_long_ago_is_left_out(tmp_path: Path) -> None:
    entity = ej(1, et(11, dateFermeture="1993-01-01"), dateFermeture="2002-07-10")
    imported(tmp_path, document(entity))
    assert not Organisation.objects.filter(finess=number(1)).exists()


def test_a_closed_site_of_an_open_hospital_is_closed_here_too(tmp_path: Path) -> None:
    imported(tmp_path, document(ej(1, et(11), et(12, dateFermeture="2019-03-03"))))
    assert get(12).closed_on == date(2019, 3, 3)
    assert get(1).closed_on is None


def test_what_finess_changes_is_taken_and_said(tmp_path: Path) -> None:
    imported(tmp_path, document(ej(1, et(11))))
    run = imported(
        tmp_path, document(ej(1, et(11), denominationLonguePmSmsse="CHU 1", statutJuridique="73"))
    )
    hospital = get(1)
    assert hospital.name == "CHU 1"
    assert hospital.sector == Sector.PRIVATE_FORPROFIT
    said = {line[1]: line[2] for line in reasons(run, FinessOutcome.CHANGED)}
    assert "CENTRE HOSPITALIER 1 → CHU 1" in said[number(1)]
    assert "Public → Privé à but lucratif" in said[number(1)]


def test_the_units_that_changed_are_told_in_the_same_transaction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[list[int]] = []
    monkeypatch.setattr(hooks, "on_units_changed", [lambda ids, *, are_new: told.append(list(ids))])
    imported(tmp_path, document(ej(1, et(11)), ej(2, et(12))))
    assert told == [[get(1).pk, get(2).pk]]
    told.clear()
    imported(tmp_path, document(ej(1, et(11)), ej(2, et(12), statutJuridique="60")))
    assert told == [[get(2).pk]]
    told.clear()
    imported(tmp_path, document(ej(1, et(11)), ej(2, et(12), statutJuridique="60")))
    assert told == []


def test_a_hospital_that_closes_is_closed_not_deleted(tmp_path: Path) -> None:
    imported(tmp_path, document(ej(1, et(11))))
    closing = ej(1, et(11, dateFermeture="2026-10-01"), dateFermeture="2026-10-01")
    run = imported(tmp_path, document(closing))
    hospital = get(1)
    assert hospital.is_unit
    assert hospital.closed_on == date(2026, 10, 1)
    assert run.closed == 2
    assert "01/10/2026" in reasons(run, FinessOutcome.CLOSED)[0][2]


def test_losing_its_last_sanitary_site_closes_the_unit_until_one_opens(tmp_path: Path) -> None:
    imported(tmp_path, document(ej(1, et(11), et(12, "500"))))
    without = document(ej(1, et(11, dateFermeture="2026-09-01"), et(12, "500")))
    imported(tmp_path, without)
    assert get(1).is_unit
    assert get(1).closed_on == date(2026, 9, 1)
    imported(tmp_path, without)
    assert get(1).closed_on == date(2026, 9, 1)
    imported(tmp_path, document(ej(1, et(11), et(12, "500"))))
    assert get(1).is_unit
    assert get(1).closed_on is None


def test_an_organisation_absent_from_the_file_is_listed_not_deleted(tmp_path: Path) -> None:
    imported(tmp_path, document(ej(1, et(11)), ej(2, et(12))))
    run = imported(tmp_path, document(ej(1, et(11))))
    assert get(2).closed_on is None
    assert {line[1] for line in reasons(run, FinessOutcome.ABSENT)} == {number(2), number(12)}


def test_a_site_that_changes_of_hospital_keeps_both_links_dated(tmp_path: Path) -> None:
    imported(tmp_path, document(ej(1, et(11), et(13)), ej(2, et(12))))
    run = imported(tmp_path, document(ej(1, et(11)), ej(2, et(12), et(13))))
    links = Link.objects.filter(child=get(13)).order_by("pk")
    file_day = date(2026, 11, 20)
    assert [(link.parent, link.since, link.until) for link in links] == [
        (get(1), None, file_day),
        (get(2), file_day, None),
    ]
    assert any("entité juridique" in line[2] for line in reasons(run, FinessOutcome.CHANGED))


@pytest.mark.parametrize(
    ("commune", "department", "region"),
    [
        ("2A004", "2A", "94"),
        ("97105", "971", "01"),
        ("9A105", "971", "01"),
        ("97411", "974", "04"),
        ("97611", "976", "06"),
        ("97801", "978", "01"),
        ("97502", "975", None),
        ("98818", "988", None),
        ("9J001", "986", None),
    ],
)
def test_overseas_and_corsican_addresses_find_their_region(
    tmp_path: Path, commune: str, department: str, region: str | None
) -> None:
    entity = ej(1, et(11))
    entity["adresse"] = [{"usageAdresse": "02", "cogCommune": commune, "codePostal": "00000"}]
    imported(tmp_path, document(entity))
    hospital = get(1)
    assert hospital.department == department
    assert (hospital.region.code if hospital.region else None) == region


@pytest.mark.parametrize(
    ("status", "tariff", "sector"),
    [
        ("13", "03", Sector.PUBLIC),
        ("60", "04", Sector.PRIVATE_NONPROFIT),
        ("60", "07", Sector.PRIVATE_NONPROFIT),
        ("73", "07", Sector.PRIVATE_FORPROFIT),
        ("73", "99", Sector.PRIVATE_FORPROFIT),
        ("99", "07", ""),
    ],
)
def test_the_sector_comes_from_status_and_tariffs(
    tmp_path: Path, status: str, tariff: str, sector: str
) -> None:
    run = imported(tmp_path, document(ej(1, et(11, "365", tariff), statutJuridique=status)))
    assert get(1).sector == sector
    assert run.warned == (0 if sector else 1)


def test_a_generated_file_comes_in_whole(tmp_path: Path) -> None:
    path = tmp_path / "finess.json.gz"
    write_file(path, legal_entities=40, sites=100, ghts=3, sanitary_share=0.5)
    run = file_import(path=path, everything=True)
    assert run.state == FinessState.DONE
    assert counts(run) == {"added": 143}
    assert Organisation.objects.units().count() == 20
    assert Link.objects.filter(role=LinkRole.SUPPORT).count() == 3
