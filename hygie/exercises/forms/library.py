"""Forms of the library: choose, take a file, copy, publish."""

from collections.abc import Sequence
from typing import Any

from django import forms

from hygie.domain.scenario.loading import MAX_BYTES
from hygie.domain.scenario.shape import Level, Perimeter, Threat
from hygie.exercises.scenario_words import choices
from hygie.exercises.starting import QUESTIONS
from hygie.organisations.models import Organisation
from hygie.web.formats import file_size
from hygie.web.forms import HygieForm, SubmissionForm, VersionedForm


class LibraryFilterForm(HygieForm):
    """Which scenarios to list; read from the address."""

    threat = forms.ChoiceField(
        label="Menace", required=False, choices=[("", "Toutes"), *choices(Threat)]
    )
    level = forms.ChoiceField(
        label="Niveau", required=False, choices=[("", "Tous"), *choices(Level)]
    )
    perimeter = forms.ChoiceField(
        label="Qui joue", required=False, choices=[("", "Tous"), *choices(Perimeter)]
    )

    def chosen(self) -> dict[str, str]:
        """The value asked of each filter; a value that is not of the list asks nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class StartingForm(HygieForm):
    """« Par où commencer ? »: three questions, asked by the address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in QUESTIONS:
            self.fields[one.name] = forms.ChoiceField(
                label=one.label,
                choices=[(str(rank), text) for rank, text in enumerate(one.answers)],
                widget=forms.RadioSelect,
                required=False,
            )

    def answers(self) -> list[str]:
        """The answers in the order of the questions, "" where there is none."""
        return [str(self.data.get(one.name, "")) for one in QUESTIONS]


class OwnerFields(forms.BaseForm):
    """« Pour qui »: asked only when the establishment writes for its GHT or group too."""

    def __init__(self, *args: Any, owners: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = owners
        if len(owners) > 1:
            self.fields["owner"] = forms.TypedChoiceField(
                label="Pour qui\u00a0?",
                choices=[(one.pk, str(one)) for one in owners],
                coerce=int,
                initial=owners[0].pk,
                help_text="Au nom du GHT ou du groupe, tous ses établissements le voient.",
            )

    def owner_id(self) -> int:
        return int(self.cleaned_data.get("owner") or self.owners[0].pk)


class ImportForm(OwnerFields, SubmissionForm):
    """A scenario as a YAML file, chosen or pasted."""

    file = forms.FileField(
        label="Fichier YAML",
        required=False,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.txt"}),
        help_text=f"Exporté d’Hygie, ici ou ailleurs\u00a0; {file_size(MAX_BYTES)} au plus.",
    )
    text = forms.CharField(
        label="Ou son texte",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "class": "yaml", "spellcheck": "false"}),
        help_text="Collez-le ici. Rien n’est écrit avant que vous ayez vu ce qu’il contient.",
    )

    def clean(self) -> dict[str, Any]:
        """One text: that of the file when there is one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        if upload is not None:
            cleaned["text"] = self._read(upload)
        elif not (cleaned.get("text") or "").strip() and not self.errors:
            self.add_error("file", "Choisissez un fichier, ou collez son texte.")
        elif len((cleaned.get("text") or "").encode()) > MAX_BYTES:
            self.add_error("text", f"Ce texte est trop long\u00a0: {file_size(MAX_BYTES)} au plus.")
        return cleaned

    def _read(self, upload: Any) -> str:
        if upload.size > MAX_BYTES:
            self.add_error("file", f"Fichier trop grand\u00a0: {file_size(MAX_BYTES)} au plus.")
            return ""
        try:
            return str(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error(
                "file",
                "Ce fichier n’est pas un texte en UTF-8. Ouvrez-le dans un éditeur de texte et "
                "enregistrez-le en UTF-8.",
            )
            return ""


class CopyForm(OwnerFields, SubmissionForm):
    """Begins a scenario from another."""

    title = forms.CharField(label="Titre de la copie", max_length=200)


class PublishForm(VersionedForm):
    """Makes a version of what is being written."""

    note = forms.CharField(
        label="Ce qui change",
        max_length=500,
        required=False,
        help_text="Une phrase, pour qui jouera cette version.",
    )


class PlainVersionForm(VersionedForm):
    """A gesture that only needs to know what was seen."""
