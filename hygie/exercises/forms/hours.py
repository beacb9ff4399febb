"""An hour of the day as people type it."""

import re
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

TYPED = re.compile(r"(\d{1,2})\s*(?:[:hH]\s*(\d{1,2})?)?")


class HourField(forms.Field):
    """« 14 h 30 », « 14:30 », « 14h »; cleaned to a `time`, shown again as « 14 h 30 »."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Par exemple 14 h 30.")
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off", "class": "input-date", "size": "10"}

    def prepare_value(self, value: Any) -> Any:
        return f"{value.hour}\u00a0h\u00a0{value.minute:02d}" if isinstance(value, time) else value

    def to_python(self, value: Any) -> time | None:
        text = " ".join(str(value or "").split())
        if not text:
            return None
        found = TYPED.fullmatch(text[:20])
        if found is not None:
            hour, minute = int(found[1]), int(found[2] or 0)
            if hour < 24 and minute < 60:
                return time(hour, minute)
        raise ValidationError(
            f"«\u00a0{text[:20]}\u00a0» ne se lit pas comme une heure. Écrivez 14 h 30.",
            code="invalid",
        )
