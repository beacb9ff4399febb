"""What allauth's forms take to become ours: words, one focus, no placeholder as label."""

from typing import Any, ClassVar

from django import forms

from hygie.web.forms import HygieFormMixin


class AllauthFormMixin(HygieFormMixin):
    """Put before an allauth form in the list of bases.

    labels, hints: by field name. first: the field that has the focus when the page opens; a form
    shown again with errors leaves it to the error summary.
    """

    labels: ClassVar[dict[str, str]] = {}
    hints: ClassVar[dict[str, str]] = {}
    first: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
        if self.first and not self.is_bound:
            self.fields[self.first].widget.attrs["autofocus"] = True


def code_input(field: forms.Field) -> None:
    """A field for six or eight figures: numeric keypad, filled by the phone when it can."""
    field.widget.attrs.update(
        {
            "inputmode": "numeric",
            "autocomplete": "one-time-code",
            "class": "input-code",
            "size": "12",
        }
    )
