"""Texts of a scenario as people type them."""

from typing import Any

from django import forms


class LinesField(forms.CharField):
    """One thing a line; cleaned to a tuple of texts."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", "Une par ligne.")
        kwargs["widget"] = forms.Textarea(attrs={"rows": rows})
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        lines = (one.strip() for one in str(super().clean(value) or "").splitlines())
        return tuple(one for one in lines if one)


class LongTextField(forms.CharField):
    """A text of some lines, whose ends of line are those of the files."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


def long_text(label: str, rows: int = 4, help_text: str = "") -> LongTextField:
    """One that may stay empty while the scenario is being written."""
    widget = forms.Textarea(attrs={"rows": rows})
    return LongTextField(label=label, required=False, widget=widget, help_text=help_text)
