"""Forms of the archives of exercises."""

from collections.abc import Sequence
from typing import Any

from django import forms

from hygie.domain.playing.archive import MAX_BYTES
from hygie.web.formats import file_size
from hygie.web.forms import HygieForm, SubmissionForm

WITH, LIGHT, WITHOUT = "avec", "legere", "sans"


class ArchiveForm(HygieForm):
    """Makes an archive: with the names, or without.

    `doubts`: what would still look like a name in the archive without names. They are shown once
    (`seen`), each to be hidden unless the person says otherwise.
    """

    names = forms.ChoiceField(
        label="Les noms",
        choices=[
            (WITH, "Avec les noms\u00a0: pour vous-mêmes, ou pour qui a le droit de les lire"),
            (LIGHT, "Avec les noms, sans les pièces jointes\u00a0: plus légère"),
            (
                WITHOUT,
                "Sans les noms\u00a0: les fonctions restent, ni adresse ni téléphone ni pièce",
            ),
        ],
        widget=forms.RadioSelect,
        initial=WITH,
    )

    def __init__(self, data: Any = None, *, doubts: Sequence[str] = ()) -> None:
        self.is_seen = data is not None and data.get("seen") == "1"
        if doubts and data is not None:
            data = data.copy()
            data["seen"] = "1"
            if not self.is_seen:
                data.setlist("hide", doubts)
        super().__init__(data)
        if doubts:
            self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.fields["hide"] = forms.MultipleChoiceField(
                label="À masquer aussi",
                choices=[(one, one) for one in doubts],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="Ce qui ressemble encore à un nom ou à un lieu. Décochez ce qui n’en est "
                "pas un. Un texte peut aussi désigner quelqu’un autrement\u00a0: relisez-le.",
            )

    def clean(self) -> dict[str, Any]:
        """Without names, what is doubtful is read again before the file is made."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "hide" in self.fields and not self.is_seen:
            self.add_error(
                "hide",
                "Relisez cette liste\u00a0: ce qui reste coché sera masqué. Rien n’est fait.",
            )
        return cleaned

    def asked(self) -> dict[str, Any]:
        """What the service takes."""
        names = self.cleaned_data["names"]
        return {
            "with_names": names != WITHOUT,
            "with_pieces": names == WITH,
            "hidden": self.cleaned_data.get("hide", ()),
        }


class ArchiveReadForm(SubmissionForm):
    """Takes an archive from a file."""

    file = forms.FileField(
        label="Archive d’un exercice (ZIP)",
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        help_text=f"Faite par Hygie, ici ou ailleurs\u00a0; {file_size(MAX_BYTES)} au plus. Vous "
        "verrez ce qu’elle contient avant de la garder.",
    )


class ArchiveRemoveForm(HygieForm):
    """Why an archive is taken away."""

    reason = forms.CharField(
        label="Motif", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
