"""Times of exercise as people type them."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hygie.exercises.scenario_words import clock

HINT = "Après le début de l’exercice\u00a0: 45 (minutes), 0:45, 1:10 ou 1 h 10."
LONGEST_S = 24 * 3600
TYPED = re.compile(r"(?:(\d{1,2})\s*(?::|h)\s*(\d{1,2})?(?::(\d{1,2}))?)|(\d{1,4})(?:\s*min)?")


def seconds_typed(text: str) -> int | None:
    """Seconds said by « 45 », « 45 min », « 0:45 », « 1:02:30 », « 1 h 10 »; None otherwise."""
    found = TYPED.fullmatch(" ".join(text.lower().split()))
    if found is None:
        return None
    hours, minutes, seconds, alone = found.groups()
    if alone is not None:
        return int(alone) * 60
    if int(minutes or 0) > 59 or int(seconds or 0) > 59:
        return None
    return int(hours) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)


class ExerciseTimeField(forms.Field):
    """A time after DEBEX, or a length; cleaned to whole seconds, shown again as « 1:10 »."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", HINT)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off", "class": "input-date", "size": "10"}

    def prepare_value(self, value: Any) -> Any:
        return clock(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or not str(value).strip():
            return None
        seconds = seconds_typed(str(value)[:40])
        if seconds is None:
            raise ValidationError(
                f"«\u00a0{str(value).strip()[:40]}\u00a0» ne se lit pas comme une durée. Écrivez "
                "45 pour quarante-cinq minutes, ou 1:10 pour une heure dix.",
                code="invalid",
            )
        if seconds > LONGEST_S:
            raise ValidationError("Vingt-quatre heures au plus.", code="too_long")
        return seconds
