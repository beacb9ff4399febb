"""Forms of an anonymised RETEX: read again, taken."""

from collections.abc import Sequence
from typing import Any

from django import forms

from hygie.domain.playing.shared import MAX_BYTES, MAX_TEXT
from hygie.exercises.sharing.preparing import Piece
from hygie.web.formats import file_size
from hygie.web.forms import HygieForm, SubmissionForm

JSON, PDF = "json", "pdf"


class ShareForm(HygieForm):
    """Each text that somebody wrote, names already taken out; emptied, it does not leave."""

    def __init__(self, *args: Any, pieces: Sequence[Piece], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pieces = pieces
        for one in pieces:
            doubt = ", ".join(f"«\u00a0{said}\u00a0»" for said in one.doubts)
            rows = min(8, 2 + len(one.text) // 120)
            self.fields[one.name] = forms.CharField(
                label=one.label,
                required=False,
                max_length=MAX_TEXT,
                initial=one.text,
                widget=forms.Textarea(attrs={"rows": rows}),
                help_text=f"À vérifier, peut-être un nom ou un lieu\u00a0: {doubt}."
                if doubt
                else "",
            )
        self.fields["read_again"] = forms.BooleanField(
            label="J’ai relu ces textes\u00a0: ils ne nomment ni personne, ni établissement, ni "
            "lieu, et ne laissent pas deviner qui est en cause.",
            error_messages={"required": "Relisez les textes, puis dites-le ici."},
        )
        for field in self.fields.values():
            field.template_name = "web/components/field.html"  # type: ignore[attr-defined]

    def texts(self) -> dict[str, str]:
        """What the service takes."""
        return {one.name: self.cleaned_data.get(one.name) or "" for one in self.pieces}


class SharedTakeForm(SubmissionForm):
    """Takes an anonymised RETEX."""

    file = forms.FileField(
        label="RETEX partagé (JSON)",
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".json"}),
        help_text=f"Fait par Hygie dans un autre établissement\u00a0; {file_size(MAX_BYTES)} au "
        "plus. Il ne compte pour aucune obligation.",
    )
    note = forms.CharField(
        label="D’où il vient",
        required=False,
        max_length=200,
        help_text="Facultatif, pour vous\u00a0: réunion du GHT, club RSSI…",
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise forms.ValidationError(
                f"Fichier trop grand\u00a0: {file_size(MAX_BYTES)} au plus."
            )
        return upload
