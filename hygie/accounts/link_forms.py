"""Who receives a personal link, and until when it opens."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from hygie.web.forms import FrenchDateField, SubmissionForm

LINK_DAYS = 30


class PersonalLinkForm(SubmissionForm):
    """Who receives the link, and until when it opens."""

    holder_name = forms.CharField(label="Donné à", max_length=150)
    holder_email = forms.EmailField(
        label="Adresse électronique",
        required=False,
        help_text="Facultatif. Hygie n’y envoie pas le lien\u00a0; il y rappelle l’échéance d’une "
        "action du plan tant que le lien est valable.",
        error_messages={"invalid": "Cette adresse n’est pas reconnue."},
    )
    expires_on = FrenchDateField(
        label="Valable jusqu’au", help_text="Ce jour compris, un an au plus."
    )

    def __init__(self, *args: Any, on: date, days: int = LINK_DAYS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = on + timedelta(days=days)

    def values(self) -> dict[str, Any]:
        """What the service takes: the end is the last instant of the day."""
        values = dict(self.cleaned_data)
        last = datetime.combine(values.pop("expires_on"), time.max)
        return {**values, "expires_at": timezone.make_aware(last)}
