"""Forms of the room."""

from typing import Any

from django import forms

from hygie.notifications.enums import CHANNELS
from hygie.notifications.models import Preference
from hygie.web.forms import HygieForm, HygieModelForm, SubmissionForm


class PreferenceForm(HygieModelForm):
    """What one wants to receive."""

    class Meta:
        model = Preference
        fields = [channel.value for channel in CHANNELS]

    @property
    def wanted(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


class StopForm(HygieForm):
    """Stopping the mails of a link, or all of them; or, stopped, receiving them again."""

    everything = forms.BooleanField(
        label="Arrêter aussi tous les autres courriels de rappel", required=False
    )
    resume = forms.BooleanField(required=False, widget=forms.HiddenInput)


class TrialForm(SubmissionForm):
    """Sending oneself a mail of trial."""
