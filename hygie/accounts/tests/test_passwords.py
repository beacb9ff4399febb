"""A password that is guessed first is refused; a phrase is taken."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password",
    [
        "azerty123456",
        "Azerty!123456",
        "Motdepasse2026",
        "MotDePasse-2026!",
        "Été!!!!!!!2026",
        "soleilsoleil",
        "hopital.2026.",
        "202620262026!!",
    ],
)
def test_a_usual_word_with_digits_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["trois platanes au bord", "demonstration-hygie", "soleil couchant vert 12"]
)
def test_several_words_are_taken(password: str) -> None:
    validate_password(password)
