"""A person types a figure the French way."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from hygie.web.forms import FrenchDecimalField


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1 234,56", "1234.56"),
        ("1\u202f234\u00a0567,8 €", "1234567.8"),
        ("1.234.567,89", "1234567.89"),
        ("1234.56", "1234.56"),
        ("0.125", "0.125"),
        ("-3,5", "-3.5"),
        ("\u22123,5", "-3.5"),
        ("2,4 %", "2.4"),
        ("0", "0"),
    ],
)
def test_a_figure_is_understood(typed, value):
    assert FrenchDecimalField().clean(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed", ["1e9", "NaN", "inf", "douze", "1,2,3", "--4", "12 k€", "<b>1</b>"]
)
def test_what_is_no_figure_is_refused(typed):
    with pytest.raises(ValidationError, match="Écrivez un nombre"):
        FrenchDecimalField().clean(typed)


def test_a_figure_that_reads_two_ways_is_asked_again():
    with pytest.raises(ValidationError, match="se lit de deux façons"):
        FrenchDecimalField().clean("1.234")


def test_limits_are_kept():
    with pytest.raises(ValidationError):
        FrenchDecimalField(min_value=0).clean("-1")
    with pytest.raises(ValidationError, match="après la virgule"):
        FrenchDecimalField(decimal_places=2, max_digits=12).clean("1,234")


def test_nothing_typed_is_none():
    assert FrenchDecimalField(required=False).clean(" ") is None


def test_a_stored_figure_is_shown_in_french_and_unchanged():
    field = FrenchDecimalField()
    assert field.prepare_value(Decimal("1234.50")) == "1\u00a0234,50"
    assert not field.has_changed(Decimal("1234.5"), "1 234,50")
    assert field.has_changed(Decimal("1234.5"), "1 234,51")
    assert field.has_changed(Decimal("1234.5"), "rien")
