"""A directory: noted, corrected by two people, removed; a forest is followed once."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.accounts.models import User
from hygie.audits.forms import POINT, unread
from hygie.audits.models import AdsResult, Directory
from hygie.audits.tests.cast import GUID, acts, audit, directory, sent, status, url
from hygie.organisations.models import Coverage, Organisation
from hygie.organisations.rights import Role
from tests.cast import TODAY, client_of, make_ght, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]
DIRECTORIES = "annuaires/noter/"


@pytest.fixture
def unit() -> Organisation:
    return make_unit(name="CH de Rochebrune")


@pytest.fixture
def rssi(unit: Organisation) -> User:
    return member(unit, Role.RSSI)


def form(**values: Any) -> dict[str, Any]:
    return sent(name="CHR-PROD", entered_on="01/01/2020", **values)


def test_it_is_noted_once_though_sent_twice(unit: Organisation, rssi: User) -> None:
    client, values = client_of(rssi), form(forest_guid=GUID)
    answers = [client.post(url(unit, DIRECTORIES), values) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    found = Directory.objects.get()
    assert found.bearer == unit
    assert acts(found) == ["directory.recorded"]
    assert status(unit, "3.c") == "late"


def test_a_forest_that_the_unit_follows_is_refused_by_its_name(
    unit: Organisation, rssi: User
) -> None:
    client = client_of(rssi)
    client.post(url(unit, DIRECTORIES), form(forest_guid=GUID))
    answer = client.post(url(unit, DIRECTORIES), form(forest_guid=GUID.upper()))
    assert answer.status_code == 422
    assert "Vous suivez déjà cette forêt" in answer.content.decode()
    assert Directory.objects.count() == 1


def test_a_forest_of_a_fellow_of_the_ght_is_refused_by_name(unit: Organisation) -> None:
    support = make_unit(name="CHU de Hautebrume")
    make_ght(support, unit)
    directory(member(support, Role.RSSI), support, forest_guid=GUID)
    answer = client_of(member(unit, Role.RSSI)).post(url(unit, DIRECTORIES), form(forest_guid=GUID))
    assert answer.status_code == 422
    assert "déjà suivie par CHU de Hautebrume" in answer.content.decode()
    assert Directory.objects.count() == 1


def test_a_forest_of_a_stranger_is_refused_without_naming_it(
    unit: Organisation, rssi: User
) -> None:
    other = make_unit(name="Clinique inconnue")
    directory(member(other, Role.RSSI), other, forest_guid=GUID)
    page = client_of(rssi).post(url(unit, DIRECTORIES), form(forest_guid=GUID)).content.decode()
    assert "déjà suivie par une autre organisation" in page
    assert "Clinique inconnue" not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("entered_on", "22/11/2026"),
        ("entered_on", "01/01/9999"),
        ("entered_on", "31/02/2026"),
        ("forest_guid", "pas un guid"),
        ("name", ""),
        ("left_on", "31/12/2019"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    unit: Organisation, rssi: User, field: str, value: str
) -> None:
    answer = client_of(rssi).post(url(unit, DIRECTORIES), form() | {field: value})
    assert answer.status_code == 422
    assert not Directory.objects.exists()
    assert value in answer.content.decode()


def test_html_in_a_name_is_shown_as_text(unit: Organisation, rssi: User) -> None:
    client = client_of(rssi)
    client.post(url(unit, DIRECTORIES), form() | {"name": "<script>alert(1)</script>"})
    page = client.get(url(unit)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_two_people_correct_it_and_the_second_loses_nothing(unit: Organisation, rssi: User) -> None:
    found = directory(rssi, unit)
    values = {"name": "Le leur", "entered_on": "01/01/2020", "provenance": "memory", "version": 1}
    edit = url(unit, f"annuaires/{found.pk}/corriger/")
    other = member(unit, Role.DSI)
    assert client_of(other).post(edit, values).status_code == 303
    answer = client_of(rssi).post(edit, values | {"name": "Le mien"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert other.full_name in page
    assert "Le leur" in page
    assert 'value="Le mien"' in page
    found.refresh_from_db()
    assert found.name == "Le leur"
    assert client_of(rssi).post(edit, values | {"name": "Le mien", "version": 2}).status_code == 303
    assert acts(found) == ["directory.recorded", "directory.changed", "directory.changed"]


def test_removed_with_a_reason_it_counts_no_more(unit: Organisation, rssi: User) -> None:
    found = directory(rssi, unit)
    remove = url(unit, f"annuaires/{found.pk}/retirer/")
    client = client_of(rssi)
    assert client.post(remove, {"version": 1, "reason": ""}).status_code == 422
    assert Directory.objects.exists()
    answer = client.post(remove, {"version": 1, "reason": "Noté par erreur"})
    assert answer.status_code == 303
    assert not Directory.objects.exists()
    assert not Coverage.objects.filter(fact_id=found.pk).exists()
    assert acts(found)[-1] == "directory.removed"
    assert client.post(remove, {"version": 1, "reason": "encore"}).status_code == 404


def test_one_with_results_is_not_removed(unit: Organisation, rssi: User) -> None:
    found = directory(rssi, unit)
    audit(rssi, unit, found, TODAY)
    remove = url(unit, f"annuaires/{found.pk}/retirer/")
    answer = client_of(rssi).post(remove, {"version": 1, "reason": "Noté par erreur"})
    assert answer.status_code == 422
    assert Directory.objects.filter(pk=found.pk).exists()
    assert Coverage.objects.filter(fact_id=found.pk).exists()
    assert acts(found) == ["directory.recorded"]


def test_who_reads_only_is_refused_and_a_stranger_finds_nothing(unit: Organisation) -> None:
    for role, code in ((Role.DIRECTION, 403), (Role.QUALITY, 403)):
        answer = client_of(member(unit, role)).post(url(unit, DIRECTORIES), form())
        assert answer.status_code == code
    stranger = client_of(member(make_unit(), Role.RSSI))
    assert stranger.post(url(unit, DIRECTORIES), form()).status_code == 404
    assert not Directory.objects.exists()


def test_a_result_is_noted_once_with_its_points(unit: Organisation, rssi: User) -> None:
    found, client = directory(rssi, unit), client_of(rssi)
    pasted = "vuln1_dont_expire\n  VULN2_kerberos_properties  (niveau 2)\n\n"
    values = sent(directory=found.pk, done_on="03/11/2026", level="3", failed_points=pasted)
    for _ in range(2):
        assert client.post(url(unit, "ads/noter/"), values).status_code == 303
    result = AdsResult.objects.get()
    assert result.failed_points == ["vuln1_dont_expire", "vuln2_kerberos_properties"]
    assert acts(result) == ["ads_result.recorded"]
    assert (status(unit, "3.c"), status(unit, "3.e")) == ("met", "met")
    page = client.get(url(unit, f"ads/{result.pk}/")).content.decode()
    assert "Comptes dont le mot de passe n’expire jamais" in page
    assert "?origin=ads&amp;wording=Comptes%20dont%20le%20mot%20de%20passe" in page
    assert "(vuln1_dont_expire)" in page


def test_the_same_day_twice_for_a_directory_is_refused(unit: Organisation, rssi: User) -> None:
    found = directory(rssi, unit)
    audit(rssi, unit, found, TODAY)
    values = sent(directory=found.pk, done_on="21/11/2026", level="4")
    answer = client_of(rssi).post(url(unit, "ads/noter/"), values)
    assert answer.status_code == 422
    assert "Un résultat de ce jour est déjà noté" in answer.content.decode()
    assert AdsResult.objects.count() == 1


def test_lines_without_identifier_are_named_and_nothing_is_noted(
    unit: Organisation, rssi: User
) -> None:
    found = directory(rssi, unit)
    values = sent(directory=found.pk, done_on="03/11/2026", failed_points="vuln_a_b\n<b>bruit</b>")
    answer = client_of(rssi).post(url(unit, "ads/noter/"), values)
    assert answer.status_code == 422
    assert "&lt;b&gt;bruit&lt;/b&gt;" in answer.content.decode()
    assert not AdsResult.objects.exists()


def test_a_result_of_a_directory_of_another_unit_is_refused(unit: Organisation, rssi: User) -> None:
    other = make_unit()
    foreign = directory(member(other, Role.RSSI), other)
    values = sent(directory=foreign.pk, done_on="03/11/2026", level="3")
    assert client_of(rssi).post(url(unit, "ads/noter/"), values).status_code == 422
    assert not AdsResult.objects.exists()


@given(st.text(max_size=200))
def test_any_pasted_text_is_read_or_refused_line_by_line(text: str) -> None:
    lines = text.lower().splitlines()
    refused = unread(lines)
    read = [line for line in lines if line.strip() and POINT.search(line)]
    assert len(read) + len(refused) == sum(bool(line.strip()) for line in lines)
