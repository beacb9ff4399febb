"""Forms of the archives of exercises."""

from django import forms

from hygie.domain.playing.archive import MAX_BYTES
from hygie.web.formats import file_size
from hygie.web.forms import HygieForm, SubmissionForm

WITH, WITHOUT = "avec", "sans"


class ArchiveForm(HygieForm):
    """Makes an archive: with the names, or without."""

    names = forms.ChoiceField(
        label="Les noms",
        choices=[
            (WITH, "Avec les noms\u00a0: pour vous-mêmes, ou pour qui a le droit de les lire"),
            (WITHOUT, "Sans les noms\u00a0: les fonctions restent, ni adresse ni téléphone"),
        ],
        widget=forms.RadioSelect,
        initial=WITH,
    )


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
