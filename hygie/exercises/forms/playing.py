"""Forms used while an exercise is played."""

from typing import Any, cast

from django import forms

from hygie.domain.scenario.shape import Channel
from hygie.exercises.enums import Function
from hygie.exercises.models import Run
from hygie.exercises.models.run import CHANNELS
from hygie.exercises.run_enums import PartRole
from hygie.web.forms import SubmissionForm


class FreeStimulusForm(SubmissionForm):
    """A stimulus made up on the spot."""

    title = forms.CharField(label="Titre", max_length=200)
    body = forms.CharField(
        label="Message aux joueurs", max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    sender = forms.CharField(
        label="De la part de", max_length=200, required=False, initial="Animation"
    )
    recipients = forms.MultipleChoiceField(label="À", widget=forms.CheckboxSelectMultiple)
    channel = forms.ChoiceField(label="Moyen", choices=CHANNELS, initial=Channel.ORAL.value)

    def __init__(self, *args: Any, run: Run, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        played = run.participants.filter(role=PartRole.JOUEUR).exclude(function="")
        codes = {*played.values_list("function", flat=True), *run.simulated}
        playing = run.units.playing().select_related("unit")
        if len(playing) > 1:
            self.fields["units"] = forms.TypedMultipleChoiceField(
                label="Établissements",
                choices=[(one.unit_id, one.unit.name) for one in playing],
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="Aucun coché\u00a0: tous le reçoivent.",
            )
        field = cast(forms.MultipleChoiceField, self.fields["recipients"])
        field.choices = [
            (one.value, run.aliases.get(one.value) or one.label)
            for one in Function
            if one.value in codes
        ]
