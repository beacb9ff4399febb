"""Fields that take what French people type."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hygie.web.formats import as_day, day_long, day_short, grouped
from hygie.web.forms.dates import DateRefusal, month_typed, parse_french_date

EARLIEST = date(2000, 1, 1)
LATEST = date(2035, 12, 31)
DATE_HINT = "Par exemple 21/11/2026, 21\u00a0nov\u00a02026 ou hier."
ANSWERS = (("yes", "Oui"), ("no", "Non"), ("unknown", "On ne sait pas"))
MEANING: dict[str, bool | None] = {"yes": True, "no": False, "unknown": None}
CODES = {value: code for code, value in MEANING.items()}
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


class FrenchDateField(forms.Field):
    """A day typed as people write it; cleaned to a `date`, shown again as 21/11/2026.

    Args:
        earliest, latest: bounds, included; a day outside is refused with a sentence.
        clock: gives the local day of « hier » and « aujourd'hui ».
        not_after_today: refuse days to come, for a thing that has been done.
        month_allowed: take « mars 2024 » for the last day of that month (today at the latest when
            `not_after_today`), so that nothing is claimed earlier than it is known.
    """

    widget = forms.TextInput

    def __init__(
        self,
        *,
        earliest: date = EARLIEST,
        latest: date = LATEST,
        clock: Callable[[], date] = timezone.localdate,
        not_after_today: bool = False,
        month_allowed: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("help_text", DATE_HINT)
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest
        self.clock, self.not_after_today = clock, not_after_today
        self.month_allowed = month_allowed

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off", "class": "input-date", "size": "16"}

    def prepare_value(self, value: Any) -> Any:
        return day_short(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date | datetime):
            return as_day(value)
        text = str(value).strip()
        if not text:
            return None
        month_end = month_typed(text[:60])
        if month_end is not None:
            return self._of_month(text, month_end)
        try:
            return parse_french_date(text[:60], today=self.clock())
        except DateRefusal as refusal:
            raise ValidationError(str(refusal), code="invalid") from None

    def _of_month(self, text: str, month_end: date) -> date:
        if not self.month_allowed:
            raise ValidationError(
                f"«\u00a0{text[:60]}\u00a0» ne dit pas le jour, nécessaire ici. Écrivez un jour "
                f"entier, par exemple {day_short(month_end)}.",
                code="month",
            )
        today = self.clock()
        is_this_month = (month_end.year, month_end.month) == (today.year, today.month)
        return today if self.not_after_today and is_this_month else month_end

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if value < self.earliest:
            raise ValidationError(
                f"Le {day_long(value)} est trop ancien\u00a0: "
                f"la date doit être à partir du {day_long(self.earliest)}.",
                code="too_early",
            )
        if value > self.latest:
            raise ValidationError(
                f"Le {day_long(value)} est trop lointain\u00a0: "
                f"la date doit être au plus tard le {day_long(self.latest)}.",
                code="too_late",
            )
        if self.not_after_today and value > self.clock():
            raise ValidationError(
                f"Le {day_long(value)} n’est pas encore passé\u00a0: "
                "notez ici ce qui a déjà eu lieu.",
                code="future",
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class AnswerField(forms.ChoiceField):
    """Oui, non or « on ne sait pas »; cleaned to True, False or None.

    Where no answer is required, none means « on ne sait pas »; else nothing is chosen at first.
    """

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.RadioSelect(attrs={"class": "choices-row"})
        super().__init__(choices=ANSWERS, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, bool) or (value is None and not self.required):
            return CODES[value]
        return value

    def clean(self, value: Any) -> Any:
        return MEANING[str(super().clean(value) or "unknown")]


class FrenchDecimalField(forms.DecimalField):
    """A figure typed in French: « 1 234,56 », « 1234.56 », « 12,5 € »; cleaned to a Decimal."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": "Écrivez un nombre, par exemple 1\u00a0234,56.",
        "ambiguous": (
            "Ce nombre se lit de deux façons. Écrivez les milliers avec une espace (1\u00a0234) "
            "et les décimales avec une virgule (1,234)."
        ),
        "max_decimal_places": "Au plus %(max)s chiffres après la virgule.",
    }

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        self.unit = unit
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off", "class": "input-number"}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return grouped(value)
        return value

    def to_python(  # type: ignore[override]  # stubs say int for every number
        self, value: Any
    ) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        text = re.sub(r"\s|€|%|'|’", "", str(value)).replace("\u2212", "-")
        if not text:
            return None
        if "," in text:
            text = text.replace(".", "").replace(",", ".")
        elif re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", text):
            raise ValidationError(self.error_messages["ambiguous"], code="ambiguous")
        if not NUMBER.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return Decimal(text)
        except InvalidOperation:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
