"""The file as it comes: several spellings, objects for codes, blanks, wrong values, wrong lines."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.organisations.finess.entities import read_ghts, read_legal_entity
from hygie.organisations.models import FinessOutcome, FinessState, Link, Organisation
from hygie.organisations.tests.finess_files import (
    Json,
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

KEYS = (
    "informationsGeneralesPMEJ",
    "informationsGeneralesEGE",
    "numFinessPm",
    "numFinessEge",
    "denominationPm",
    "nomEgeLong",
    "statutJuridique",
    "categorieentiteGeographiqueExercice",
    "modefixationtarifaire",
    "dateCreation",
    "dateFermeture",
    "dateDerniereMaj",
    "etatObjet",
    "siren",
    "siret",
    "ege",
    "adresse",
    "usageAdresse",
    "cogCommune",
    "codePostal",
    "gcc",
    "gccId",
    "typeGcc",
    "nomGcc",
    "pmejDuGcc",
    "pmSmsseId",
    "typeRoleEntiteGroupe",
    "code",
)


def with_schema_spellings() -> Json:
    """The same content as the published schema writes it: other keys, objects for codes."""
    text = json.dumps(document(ej(1, et(11))))
    for before, after in (
        ("informationsGeneralesPMEJ", "informationsGeneralesPmej"),
        ("pmSmsseId", "pm_smsseId"),
        ("categorieentiteGeographiqueExercice", "categorieEntiteGeographiqueExercice"),
        ("modefixationtarifaire", "modeFixationTarifaire"),
        ('"pmej"', '"PMEJ"'),
        ('"355"', '{"code": "355", "system": "tre-r397"}'),
        ('"13"', '{"system": "tre-r400", "code": "13"}'),
        ('"02"', '{"code": "02"}'),
        ('"A"', '{"code": "A"}'),
    ):
        assert before in text
        text = text.replace(before, after)
    found: Json = json.loads(text)
    found["gcc"] = {
        "gccId": "3",
        "nomGcc": "77 Sud",
        "typeGCC": {"code": "001"},
        "gccIdentifiantExterne": "11102",
        "pmejDuGCC": [{"pm_smsseId": "1", "typeRoleEntiteGroupe": {"code": "S"}}],
        "etatActif": "A",
    }
    return found


def test_the_spellings_of_the_schema_read_like_those_of_the_file(tmp_path: Path) -> None:
    run = imported(tmp_path, with_schema_spellings())
    hospital = get(1)
    assert counts(run) == {"added": 3}
    assert hospital.is_unit
    assert hospital.sector == "public"
    assert hospital.department == "31"
    assert get(11).category == "355"
    link = Link.objects.get(parent__code="11102")
    assert link.child == hospital
    assert link.role == "support"


def test_information_laid_flat_is_read(tmp_path: Path) -> None:
    entity = ej(1, et(11))
    entity.update(entity.pop("informationsGeneralesPMEJ"))
    imported(tmp_path, document(entity))
    assert get(1).name == "CENTRE HOSPITALIER 1"


def test_groups_after_the_structures_are_read_too(tmp_path: Path) -> None:
    content = with_schema_spellings()
    content["gcc"] = content.pop("gcc")
    imported(tmp_path, content)
    assert Organisation.objects.filter(code="11102").exists()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"numFinessPm": "31000001"}, "neuf caractères"),
        ({"numFinessPm": "3100000155"}, "neuf caractères"),
        ({"numFinessPm": "31/000001"}, "neuf caractères"),
        ({"numFinessPm": ""}, "manque"),
        ({"numFinessPm": None}, "manque"),
        ({"denominationPm": " ", "denominationLonguePmSmsse": ""}, "nom manque"),
    ],
)
def test_a_wrong_line_is_refused_with_its_place_and_the_rest_comes_in(
    tmp_path: Path, change: Json, word: str
) -> None:
    run = imported(tmp_path, document(ej(2, et(12)), ej(1, et(11), **change), ej(3, et(13))))
    assert run.state == FinessState.DONE
    assert Organisation.objects.units().count() == 2
    lines = reasons(run, FinessOutcome.REFUSED)
    assert [line[0] for line in lines] == ["pmej[1]", "pmej[1].ege[0]"]
    assert word in lines[0][2]
    assert run.refused == 2


@pytest.mark.parametrize("wrong", [None, 3, "texte", [], True])
def test_something_that_is_no_object_is_refused_alone(tmp_path: Path, wrong: Any) -> None:
    run = imported(tmp_path, document(wrong, ej(1, et(11), wrong)))
    assert get(1).is_unit
    paths = [line[0] for line in reasons(run, FinessOutcome.REFUSED)]
    assert paths == ["pmej[0]", "pmej[1].ege[1]"]


def test_a_wrong_key_is_a_warning_and_corsica_is_right(tmp_path: Path) -> None:
    wrong = number(1)[:8] + str((int(number(1)[8]) + 1) % 10)
    corsican = ej(2, et(12), numFinessPm="2A0022596")
    run = imported(tmp_path, document(ej(1, et(11), numFinessPm=wrong), corsican))
    assert Organisation.objects.filter(finess__in=[wrong, "2A0022596"], is_unit=True).count() == 2
    assert [line[1] for line in reasons(run, FinessOutcome.WARNING)] == [wrong]


def test_a_number_met_twice_is_kept_once(tmp_path: Path) -> None:
    twice = ej(2, et(12), numFinessPm=number(1), denominationLonguePmSmsse="AUTRE")
    run = imported(tmp_path, document(ej(1, et(11)), twice))
    assert get(1).name == "CENTRE HOSPITALIER 1"
    assert not Organisation.objects.filter(finess=number(12)).exists()
    assert "pmej[0]" in reasons(run, FinessOutcome.REFUSED)[0][2]


def test_a_number_of_another_kind_is_refused(tmp_path: Path) -> None:
    imported(tmp_path, document(ej(1, et(11))))
    run = imported(tmp_path, document(ej(2, et(12), numFinessPm=number(11))))
    assert get(11).kind == "et"
    assert "Établissement géographique" in reasons(run, FinessOutcome.REFUSED)[0][2]


@pytest.mark.parametrize("wrong", ["hier", "2019-02-30", "0001-01-01", "31/02/2019"])
def test_a_wrong_day_is_left_out_and_said(tmp_path: Path, wrong: str) -> None:
    run = imported(tmp_path, document(ej(1, et(11), dateCreation=wrong)))
    assert get(1).opened_on is None
    assert wrong in reasons(run, FinessOutcome.WARNING)[0][2]


def test_the_year_9999_means_never(tmp_path: Path) -> None:
    run = imported(tmp_path, document(ej(1, et(11), dateFermeture="9999-12-31")))
    assert get(1).closed_on is None
    assert run.warned == 0


def test_an_inactive_site_without_day_takes_that_of_its_last_change(tmp_path: Path) -> None:
    site = {**et(12), "etatObjet": "I"}
    run = imported(tmp_path, document(ej(1, et(11), site)))
    assert get(12).closed_on == date(2021, 10, 18)
    assert run.warned == 1


def test_a_closing_without_any_day_does_not_move_at_each_import(tmp_path: Path) -> None:
    site = {**et(12), "etatObjet": "I", "dateDerniereMaj": ""}
    imported(tmp_path, document(ej(1, et(11), site)))
    run = imported(tmp_path, document(ej(1, et(11), site), day="2026-11-21"))
    assert get(12).closed_on == date(2026, 11, 20)
    assert run.unchanged == 3


def test_a_siret_broken_by_a_spreadsheet_is_left_out(tmp_path: Path) -> None:
    run = imported(tmp_path, document(ej(1, et(11, siret="3,31254E+13"))))
    assert get(11).siren == ""
    assert "3,31254E+13" in reasons(run, FinessOutcome.WARNING)[0][2]


def test_markup_and_odd_characters_in_a_name_are_plain_text(tmp_path: Path) -> None:
    name = "CH <script>alert(1)</script>\u0000\n de l'Œuvre  "
    imported(tmp_path, document(ej(1, et(11), denominationLonguePmSmsse=name)))
    assert get(1).name == "CH <script>alert(1)</script> de l'Œuvre"


def test_a_name_too_long_is_cut_and_said(tmp_path: Path) -> None:
    run = imported(tmp_path, document(ej(1, et(11), denominationLonguePmSmsse="A" * 900)))
    assert len(get(1).name) == 200
    assert run.warned == 1


@pytest.mark.parametrize("odd", ["1\u00003", "\ud800", "\u202e13", "13" * 500])
def test_odd_characters_anywhere_stop_nothing(tmp_path: Path, odd: str) -> None:
    site = {**et(12), "categorieentiteGeographiqueExercice": odd}
    wrong = ej(2, et(13), numFinessPm=odd, denominationPm=odd)
    entity = ej(1, et(11), site, statutJuridique=odd, siren=odd, pmSmsseId=odd, dateCreation=odd)
    entity["adresse"][1]["ligneAcheminement"] = odd
    run = imported(tmp_path, json.dumps(document(entity, wrong, groups=[ght(odd)])))
    assert run.state == FinessState.DONE
    assert get(1).is_unit
    assert run.refused >= 2


@pytest.mark.parametrize("filling", ["", "0,", '"texte assez long pour espacer", '])
def test_nesting_without_end_is_refused_at_once(tmp_path: Path, filling: str) -> None:
    content = json.dumps(document(ej(1, et(11), roleEge="NEST")))
    nested = f"[{filling}" * 30_000 + "0" + "]" * 30_000
    run = imported(tmp_path, content.replace('"NEST"', nested))
    assert run.state == FinessState.REFUSED
    assert "imbrique" in run.message


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=12)
    | st.sampled_from([number(1), number(2), "13", "355", "A", "I", "S", "001", "9999-12-31"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=25,
)


@given(raw=values)
def test_any_json_is_read_or_refused_never_a_fault(raw: Any) -> None:
    found = read_legal_entity("pmej[0]", raw, date(2026, 11, 20))
    assert all(one.refusal or one.fingerprint for one in found.all)
    for group in read_ghts("gcc[0]", raw, date(2026, 11, 20)):
        assert isinstance(group.name, str)
