"""Worked examples of the digital budget, with exact decimals."""

from decimal import Decimal as D

import pytest

from hygie.domain.budget_formulas import (
    F1,
    Amounts,
    share_f1,
    share_f2,
    shared_part,
    split,
)
from hygie.domain.refusal import ServiceRefusal

MILLION = D(1_000_000)
TARGET = D(2)


def percent(share, places="0.0001"):
    return share.percent.quantize(D(places))


def test_e1_a_public_hospital_falls_short_of_the_target():
    digital = (D("1.240") + D("0.180") + D("1.580") + D("0.500")) * MILLION
    share = share_f1(Amounts(charges=(D(128) + 34 + 21 + 12) * MILLION, digital=digital))
    assert (share.numerator, share.denominator) == (D(3_500_000), D(195_000_000))
    assert percent(share) == D("1.7949")
    assert not share.reaches(TARGET)
    assert share.lacks(TARGET) == D(400_000)
    assert share.formula.code == F1.code == "F1/1"


def test_e2_with_investments_the_definition_changes_the_answer():
    amounts = Amounts(
        charges=195 * MILLION,
        digital=D("3.5") * MILLION,
        depreciation=D("9.5") * MILLION,
        digital_depreciation=D("0.5") * MILLION,
        investments=D("14.5") * MILLION,
        digital_investments=D("1.3") * MILLION,
    )
    share = share_f2(amounts)
    assert share is not None
    assert (share.numerator, share.denominator) == (D("4.3") * MILLION, 200 * MILLION)
    assert percent(share) == D("2.1500")
    assert share.reaches(TARGET)
    assert share.lacks(TARGET) == 0


def test_f2_waits_for_its_four_amounts():
    assert share_f2(Amounts(charges=195 * MILLION, digital=3 * MILLION)) is None


GHT_OWN = {"310000001": "1.30", "310000002": "0.76", "310000003": "0.39"}
GHT_CHARGES = {"310000001": 300, "310000002": 120, "310000003": 60}
GHT_ACTIVITY = {"310000001": D(210_000), "310000002": D(63_000), "310000003": D(27_000)}


def test_e3_a_ght_shares_by_combined_activity():
    parts = split((D("7.2") - D("0.2")) * MILLION, GHT_ACTIVITY)
    assert list(parts.values()) == [D("4900000.00"), D("1470000.00"), D("630000.00")]
    found = {
        one: share_f1(
            Amounts(
                charges=GHT_CHARGES[one] * MILLION,
                digital=D(GHT_OWN[one]) * MILLION,
                shared=parts[one],
            )
        )
        for one in parts
    }
    assert [percent(one) for one in found.values()] == [D("2.0335"), D("1.8358"), D("1.6823")]
    total = sum(one.numerator for one in found.values())
    assert total == D("9.45") * MILLION == (D("2.45") + 7) * MILLION


def test_e3bis_the_charges_key_would_pass_by_mistake():
    for part, one in ((D("1.75"), "310000002"), (D("0.875"), "310000003")):
        share = share_f1(
            Amounts(
                charges=GHT_CHARGES[one] * MILLION,
                digital=D(GHT_OWN[one]) * MILLION,
                shared=part * MILLION,
            )
        )
        assert share.reaches(TARGET)
        expected = {"310000002": D("2.0616"), "310000003": D("2.0780")}
        assert percent(share) == expected[one]


def test_e4_cents_go_to_the_largest_remainder_in_the_order_of_the_numbers():
    parts = split(D("1000000.00"), {"3": D(1), "1": D(1), "2": D(1)})
    assert parts == {"1": D("333333.34"), "2": D("333333.33"), "3": D("333333.33")}
    assert sum(parts.values()) == D("1000000.00")


def test_largest_remainders_are_served_first():
    parts = split(D("0.05"), {"1": D(1), "2": D(2), "3": D(3)})
    assert parts == {"1": D("0.01"), "2": D("0.02"), "3": D("0.02")}


def test_e5_an_entity_with_annexes_is_consolidated_and_its_principal_budget_is_another_figure():
    charges = (D(80) + 12 + 3 + D("1.5") + D("0.5")) * MILLION
    assert percent(share_f1(Amounts(charges=charges, digital=D("1.7") * MILLION))) == D("1.7526")
    principal = share_f1(Amounts(charges=80 * MILLION, digital=D("1.7") * MILLION))
    assert percent(principal) == D("2.1250")


def test_e6_a_clinic_takes_the_fees_out_and_its_part_in():
    part = shared_part(3 * MILLION, D(32_000), D(400_000))
    assert part == D("240000.00")
    share = share_f1(
        Amounts(
            charges=42 * MILLION,
            digital=D("0.850") * MILLION,
            shared=part,
            paid_to_group=D("0.260") * MILLION,
        )
    )
    assert (share.numerator, share.denominator) == (D("1.09") * MILLION, D("41.98") * MILLION)
    assert percent(share) == D("2.5965")


def test_e7_the_threshold_is_on_the_exact_value():
    share = share_f1(Amounts(charges=D(100_000_000), digital=D(1_995_000)))
    assert percent(share, "0.01") in (D("1.99"), D("2.00"))
    assert share.percent == D("1.995")
    assert not share.reaches(TARGET)
    assert share.lacks(TARGET) == D(5_000)
    assert share_f1(Amounts(charges=D(100), digital=D(2))).reaches(TARGET)


@pytest.mark.parametrize(
    "activities",
    [
        {"1": D(10), "2": None},
        {"1": D(0), "2": D(0)},
        {"1": D(10), "2": D(-1)},
    ],
)
def test_e9_a_missing_activity_is_refused(activities):
    with pytest.raises(ServiceRefusal, match="activity_missing"):
        split(D(100), activities)


@pytest.mark.parametrize(
    ("own", "total", "code"),
    [
        (D(1), D(0), "activity_missing"),
        (D(-1), D(2), "activity_missing"),
        (D(3), D(2), "activity_above_total"),
    ],
)
def test_a_part_without_a_usable_key_is_refused(own, total, code):
    with pytest.raises(ServiceRefusal, match=code):
        shared_part(D(100), own, total)


@pytest.mark.parametrize(
    ("amounts", "code"),
    [
        (Amounts(charges=D(100), digital=D(-1)), "amount_negative"),
        (Amounts(charges=D(100), digital=D(1), shared=D(-1)), "amount_negative"),
        (Amounts(charges=D(100), digital=D("100.01")), "digital_above_charges"),
        (Amounts(charges=D(0), digital=D(0)), "charges_zero"),
        (Amounts(charges=D(10), digital=D(1), paid_to_group=D(10)), "charges_zero"),
        (
            Amounts(charges=D(10), digital=D(1), investments=D(1), digital_investments=D(2)),
            "digital_above_charges",
        ),
    ],
)
def test_amounts_that_cannot_be_are_refused(amounts, code):
    with pytest.raises(ServiceRefusal, match=code):
        share_f1(amounts)
