"""A person notes, corrects or removes the computation of a fiscal year."""

from datetime import date
from decimal import Decimal as D
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from hygie.digital_budget.models import BudgetComputation
from hygie.digital_budget.tests.cast import (
    COMPUTED,
    E1,
    HTML,
    MILLION,
    SENT,
    record,
    sent,
    status,
    url,
    verbs,
)
from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.models import Coverage
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def daf(unit):
    return member(unit, Role.DAF)


def test_amounts_typed_in_french_give_the_exact_share(unit, daf):
    client = client_of(daf)
    assert client.get(url(unit, "noter/")).status_code == 200
    answer = client.post(url(unit, "noter/"), sent())
    assert answer.status_code == 303
    one = BudgetComputation.objects.get()
    assert one.charges_t1 == D("128000000.00")
    assert (one.share.numerator, one.share.denominator) == (D(3_500_000), D(195_000_000))
    assert one.formula == "F1/1"
    assert verbs(one) == ["budget_computation.recorded"]
    page = client.get(answer["Location"]).content.decode().replace("\u00a0", " ")
    assert "1,7949 %" in page
    assert "formule de Hygie, non officielle" in page
    assert "il manque 400 000,00 €" in page
    assert "n’entre dans aucun statut" in page
    assert status(unit, "7.a") == "met"


def test_sent_twice_it_is_noted_once(unit, daf):
    client, values = client_of(daf), sent()
    answers = [client.post(url(unit, "noter/"), values) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert verbs(BudgetComputation.objects.get()) == ["budget_computation.recorded"]


def test_a_year_has_one_computation(unit, daf):
    record(daf, unit)
    answer = client_of(daf).post(url(unit, "noter/"), sent())
    assert answer.status_code == 422
    assert "exercice 2025 est déjà noté" in answer.content.decode()
    assert BudgetComputation.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"fiscal_year": "2026"}, "n’est pas clos"),
        ({"fiscal_year": "1900"}, "2015"),
        ({"fiscal_year": "9999"}, "2035"),
        ({"fiscal_year": ""}, "Cette réponse est nécessaire."),
        ({"computed_on": "22/11/2026"}, "dans le futur"),
        ({"computed_on": "31/12/2025"}, "n’était pas clos"),
        ({"computed_on": "01/01/1900"}, "trop ancien"),
        ({"computed_on": "01/01/9999"}, "trop lointain"),
        ({"charges_t1": "-1"}, "ne peut pas être négatif"),
        ({"digital_t3": "−0,01"}, "ne peut pas être négatif"),
        ({"charges_t2": ""}, "Il manque ce titre"),
        ({"digital_t4": ""}, "Il manque ce titre"),
        ({"digital_t2": "34 000 000,01"}, "dépasse le tout"),
        ({"charges_t1": "beaucoup"}, "Écrivez un nombre"),
        ({"charges_t1": "1.234"}, "se lit de deux façons"),
        ({"charges_t1": "1,234"}, "Au plus 2 chiffres"),
        ({"charges_total": "194 999 999,99"}, "n’est pas la somme"),
        (dict.fromkeys(("charges_t1", "charges_t2", "charges_t3", "charges_t4"), ""), "Il manque"),
        ({"shared_gross": "7 000 000"}, "Il manque cette valeur pour partager"),
        (
            {
                "shared_gross": "1",
                "own_activity": "0",
                "total_activity": "0",
                "activity_source": "PMSI",
                "activity_year": "2025",
            },
            "La somme des activités combinées est nulle",
        ),
        ({"has_shared_spending": "no", "shared_received": "10"}, "que rien n’est partagé"),
        ({"receipt": "R-1"}, "dites aussi quel jour"),
        ({"pool": "trois"}, "ne se lit pas"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(wrong, sentence, unit, daf):
    answer = client_of(daf).post(url(unit, "noter/"), sent(note="Gardez-moi", **wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Gardez-moi" in page
    assert not BudgetComputation.objects.exists()
    assert not Coverage.objects.exists()


def test_a_total_stands_for_the_titles_of_the_charges(unit, daf):
    digital = {name: value for name, value in E1.items() if name.startswith("digital")}
    one = record(daf, unit, charges_total=195 * MILLION, **digital)
    assert one.share.denominator == 195 * MILLION
    other = make_unit()
    values = {"charges_total": 3 * MILLION, **digital}
    with pytest.raises(ValidationError, match="dépasse le tout"):
        record(member(other, Role.DAF), other, **values)


KEY = {
    "shared_gross": 7 * MILLION,
    "total_activity": D(300_000),
    "activity_source": "Arrêté du GHT",
    "activity_year": 2025,
}


def test_e3_the_part_follows_the_activite_combinee(unit, daf):
    one = record(
        daf,
        unit,
        charges_total=120 * MILLION,
        digital_t1=D("0.76") * MILLION,
        digital_t2=D(0),
        digital_t3=D(0),
        digital_t4=D(0),
        own_activity=D(63_000),
        **KEY,
    )
    assert one.shared == D("1470000.00")
    assert one.share.percent.quantize(D("0.0001")) == D("1.8358")


def test_e4_members_given_share_to_the_cent(unit, daf):
    pool = f"{unit.finess} : 1\n990000002 : 1\n990000010 : 1"
    values = KEY | {"shared_gross": D(1_000_000), "total_activity": D(3)}
    one = record(daf, unit, own_activity=D(1), pool=pool, **values)
    assert one.part_by_key == D("333333.34")
    with pytest.raises(ValidationError, match="somme des lignes"):
        record(daf, unit, fiscal_year=2024, own_activity=D(1), pool="990000002 : 1", **values)


def test_a_part_received_that_the_key_does_not_give_is_refused(unit, daf):
    with pytest.raises(ValidationError, match=r"1470000\.00"):
        record(daf, unit, own_activity=D(63_000), shared_received=D(1_460_000), **KEY)
    assert record(daf, unit, own_activity=D(63_000), shared_received=D(1_470_000), **KEY)


def test_e8_etp_are_own_and_shared(unit, daf):
    one = record(daf, unit, etp_ssi_own=D("0.3"), etp_ssi_shared=D("1.5") * D("0.21"))
    one.refresh_from_db()
    assert one.etp_ssi == D("0.615")


def test_two_people_correct_it_and_the_second_loses_nothing(unit, daf):
    one, other = record(daf, unit), member(unit, Role.DSI)
    address = url(unit, f"{one.pk}/corriger/")
    values = {**SENT, "version": 1}
    assert client_of(other).post(address, {**values, "note": "La leur"}).status_code == 303
    answer = client_of(daf).post(address, {**values, "digital_t1": "1", "note": "La mienne"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "La leur" in page
    assert "La mienne" in page
    assert other.full_name in page
    assert 'name="version" value="2"' in page
    one.refresh_from_db()
    assert (one.note, one.digital_t1) == ("La leur", D(1_240_000))
    assert verbs(one) == ["budget_computation.recorded", "budget_computation.changed"]


def test_the_form_shows_again_what_is_stored(unit, daf):
    one = record(daf, unit, **E1, follows_note_2019_207=False, activity_source="")
    page = client_of(daf).get(url(unit, f"{one.pk}/corriger/")).content.decode()
    assert 'value="1\u00a0240\u00a0000,00"' in page
    checked = page.split('name="follows_note_2019_207"')[2]
    assert "checked" in checked.split(">")[0]


def test_removed_it_leaves_the_statuses_and_stays_in_the_journal(unit, daf):
    one = record(daf, unit, computed_on=COMPUTED, etp_ssi_own=D(0))
    assert status(unit, "7.a") == "met"
    answer = client_of(daf).post(
        url(unit, f"{one.pk}/retirer/"), {"version": 1, "reason": "Noté deux fois"}
    )
    assert answer.status_code == 303
    assert not BudgetComputation.objects.exists()
    assert status(unit, "7.a") == "open"
    assert verbs(one)[-1] == "budget_computation.removed"


def test_html_is_shown_as_text(unit, daf):
    client = client_of(daf)
    values = sent(note=HTML, receipt=HTML, entered_on="20/04/2026")
    page = client.post(url(unit, "noter/"), values, follow=True).content.decode()
    page += client.get(url(unit)).content.decode()
    assert HTML not in page
    assert page.count("&lt;script&gt;") >= 2


@pytest.mark.parametrize(
    ("role", "reads"),
    [(Role.RSSI, 200), (Role.DIRECTION, 200), (Role.QUALITY, 403), (Role.ANIMATEUR, 403)],
)
def test_who_does_not_need_the_budget_does_not_write_it_and_may_not_see_it(role, reads, unit, daf):
    one = record(daf, unit)
    user = member(unit, role)
    client = client_of(user)
    assert client.get(url(unit)).status_code == reads
    assert client.get(url(unit, f"{one.pk}/")).status_code == reads
    for end in ("noter/", f"{one.pk}/corriger/", f"{one.pk}/saisie/", f"{one.pk}/retirer/"):
        assert client.post(url(unit, end), sent(version=1)).status_code == 403
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        record(user, unit, fiscal_year=2024)
    assert verbs(one) == ["budget_computation.recorded"]


def test_a_stranger_finds_nothing(unit, daf):
    one = record(daf, unit)
    other = make_unit()
    client = client_of(member(other, Role.DAF))
    assert client.get(url(unit)).status_code == 404
    assert client.get(url(other, f"{one.pk}/")).status_code == 404
    assert client.get(url(other, f"{one.pk}/saisie/")).status_code == 404


def test_only_the_year_and_the_entry_may_be_known(unit, daf):
    new_id = uuid4()
    for _ in range(2):
        values = {"entered_on": date(2026, 5, 2), "receipt": "R-9", "new_id": new_id}
        one = record(daf, unit, **values)
    assert one.share is None
    assert status(unit, "7.c") == "met"
    assert status(unit, "7.a") == "open"
    page = client_of(daf).get(url(unit, f"{one.pk}/")).content.decode()
    assert "ne peut pas encore être calculée" in page
