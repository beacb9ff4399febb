"""What is noted turns 7.a to 7.e; the entry is closed by a day and a receipt."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError

from hygie.digital_budget import services
from hygie.digital_budget.tests.cast import COMPUTED, record, status, url, verbs, who
from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.enums import Sector
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


def test_a_computation_without_etp_keeps_7a_open_and_zero_is_an_answer(unit, daf):
    record(daf, unit, computed_on=COMPUTED)
    assert status(unit, "7.a") == "open"
    other = make_unit()
    record(member(other, Role.DAF), other, computed_on=COMPUTED, etp_ssi_own=D(0))
    assert status(other, "7.a") == "met"


@pytest.mark.parametrize(
    ("answer", "expected"), [(True, "met"), (False, "open"), (None, "unknown")]
)
def test_7b_7d_7e_are_what_the_computation_says(answer, expected, unit, daf):
    record(
        daf,
        unit,
        computed_on=COMPUTED,
        follows_note_2019_207=answer,
        has_shared_spending=True,
        shared_by_combined_activity=answer,
        has_non_sanitary_structures=True,
        counts_whole_expense=answer,
    )
    assert [status(unit, code) for code in ("7.b", "7.d", "7.e")] == [expected] * 3


def test_without_object_7b_7d_7e_are_not_applicable():
    unit = make_unit(sector=Sector.PRIVATE_FORPROFIT)
    record(
        member(unit, Role.DAF),
        unit,
        computed_on=COMPUTED,
        has_shared_spending=False,
        has_non_sanitary_structures=False,
    )
    assert [status(unit, code) for code in ("7.b", "7.d", "7.e")] == ["not_applicable"] * 3


def test_a_key_given_is_an_answer_to_7d(unit, daf):
    record(
        daf,
        unit,
        computed_on=COMPUTED,
        shared_gross=D(100),
        own_activity=D(1),
        total_activity=D(4),
        activity_source="PMSI",
        activity_year=2025,
    )
    assert status(unit, "7.d") == "met"


def test_the_level_of_the_share_changes_no_status(unit, daf):
    low = {"charges_total": D(100_000_000), "digital_t1": D(1)}
    low |= dict.fromkeys(("digital_t2", "digital_t3", "digital_t4"), D(0))
    record(daf, unit, computed_on=COMPUTED, etp_ssi_own=D(1), **low)
    assert status(unit, "7.a") == "met"


def test_the_entry_is_due_by_30_june(unit, daf):
    record(daf, unit, fiscal_year=2024, entered_on=date(2025, 5, 1), receipt="R-2024")
    assert status(unit, "7.c", date(2026, 6, 30)) == "due"
    assert status(unit, "7.c", date(2026, 7, 1)) == "late"
    record(daf, unit, entered_on=date(2026, 7, 2), receipt="R-2025")
    assert status(unit, "7.c", date(2026, 7, 1)) == "late"
    assert status(unit, "7.c", date(2026, 7, 2)) == "met"


def test_an_entry_is_closed_from_its_screen_once(unit, daf):
    one = record(daf, unit)
    client, address = client_of(daf), url(unit, f"{one.pk}/saisie/")
    assert client.get(address).status_code == 200
    values = {"entered_on": "02/05/2026", "receipt": "R-9", "version": 1}
    for _ in range(2):
        assert client.post(address, values).status_code == 303
    one.refresh_from_db()
    assert (one.entered_on, one.receipt, one.version) == (date(2026, 5, 2), "R-9", 2)
    assert status(unit, "7.c") == "met"
    assert verbs(one) == ["budget_computation.recorded", "budget_computation.entered"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"entered_on": "22/11/2026"},
        {"entered_on": "31/12/2025"},
        {"entered_on": "01/01/1900"},
        {"entered_on": ""},
        {"receipt": "  "},
    ],
)
def test_a_wrong_entry_is_refused(wrong, unit, daf):
    one = record(daf, unit)
    values = {"entered_on": "02/05/2026", "receipt": "R-9", "version": 1, **wrong}
    assert client_of(daf).post(url(unit, f"{one.pk}/saisie/"), values).status_code == 422
    one.refresh_from_db()
    assert (one.entered_on, one.version) == (None, 1)
    assert verbs(one) == ["budget_computation.recorded"]


def close(user, unit, one, **values):
    closing = {"entered_on": date(2026, 5, 2), "receipt": "R-9", "expected_version": 1}
    return services.computation_entry_close(
        **who(user, unit), computation_id=one.pk, **{**closing, **values}
    )


def test_who_writes_the_entry_sheets_may_close_it_too(unit, daf):
    one = record(daf, unit)
    assert close(member(unit, Role.RSSI), unit, one).receipt == "R-9"


def test_refusals_of_the_closing_change_nothing(unit, daf):
    one = record(daf, unit)
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        close(member(unit, Role.QUALITY), unit, one)
    with pytest.raises(ServiceRefusal, match="receipt_missing"):
        close(daf, unit, one, receipt=" ")
    with pytest.raises(ServiceRefusal, match="stale"):
        close(daf, unit, one, expected_version=0)
    with pytest.raises(ValidationError):
        close(daf, unit, one, entered_on=date(2025, 12, 31))
    other = make_unit()
    with pytest.raises(ServiceRefusal, match="gone"):
        close(member(other, Role.DAF), other, one)
    one.refresh_from_db()
    assert (one.entered_on, one.receipt, one.version) == (None, "", 1)
