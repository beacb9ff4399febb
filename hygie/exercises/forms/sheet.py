"""Form of a chronogramme kept in a spreadsheet: the file, and what its cells cannot say."""

import binascii
import datetime as dt
from base64 import b64decode, b64encode
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hygie.domain.scenario.functions import FUNCTIONS
from hygie.domain.scenario.hours import Hours
from hygie.domain.scenario.shape import Level, Threat
from hygie.exercises.forms.library import OwnerFields
from hygie.exercises.forms.times import seconds_typed
from hygie.exercises.scenario_words import FUNCTION_CHOICES, choices
from hygie.web.formats import file_size
from hygie.web.forms import SubmissionForm

# The file travels with the preview, in letters: a third longer, under what a request may hold.
MAX_BYTES = 2 * 1024 * 1024
MOST_NAMES = 60
DAY_S = 24 * 3600


class WallClockField(forms.CharField):
    """An hour of the day; cleaned to a `time`, or None."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off", "class": "input-date", "size": "8"}

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "")
        if not text:
            return None
        seconds = seconds_typed(text[:20]) if any(one in text.lower() for one in ":h") else None
        if seconds is None or seconds >= DAY_S:
            raise ValidationError("Écrivez une heure, par exemple 9:30 ou 21h10.", code="invalid")
        hour, left = divmod(seconds, 3600)
        return dt.time(hour, left // 60, left % 60)


class SheetForm(OwnerFields, SubmissionForm):
    """A chronogramme to read; once it was, `kept` carries its file from page to page."""

    title = forms.CharField(label="Titre du scénario", max_length=200)
    threat = forms.ChoiceField(label="Menace", choices=choices(Threat))
    level = forms.ChoiceField(
        label="Niveau", choices=choices(Level), initial=Level.INTERMEDIATE.value
    )
    file = forms.FileField(
        label="Classeur XLSX",
        required=False,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=(
            "Une ligne d’en-tête, puis un stimulus par ligne\u00a0: heure ou T+, émetteur, "
            "destinataires, canal, titre, contenu, réaction attendue, objectif. "
            f"{file_size(MAX_BYTES)} au plus."
        ),
    )
    hours = forms.ChoiceField(
        label="Les heures du fichier",
        required=False,
        choices=[
            ("", "À reconnaître d’après le fichier"),
            (Hours.SINCE_DEBEX.value, "Comptées depuis le DEBEX (minutes, T+)"),
            (Hours.WALL_CLOCK.value, "Heures de l’horloge (9:30, 21h10)"),
        ],
    )
    debex = WallClockField(
        label="Heure du DEBEX",
        required=False,
        max_length=20,
        help_text="Si le fichier porte des heures d’horloge\u00a0: celle où l’exercice commence.",
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """`content`: the bytes of the file chosen, or of the one kept."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        if upload is not None and upload.size > MAX_BYTES:
            self.add_error("file", f"Fichier trop grand\u00a0: {file_size(MAX_BYTES)} au plus.")
        elif upload is not None:
            cleaned["content"] = upload.read()
        elif "file" not in self.errors:
            cleaned["content"] = self._kept(cleaned.get("kept", ""))
            if not cleaned["content"]:
                self.add_error("file", "Choisissez le classeur.")
        return cleaned

    def _kept(self, text: str) -> bytes:
        try:
            return b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            return b""

    def carried(self) -> str:
        """The file, for the next page."""
        return b64encode(self.cleaned_data["content"]).decode("ascii")

    def aliases(self) -> dict[str, str]:
        """Names of the file → code of function, as the person matched them."""
        found = {}
        for rank in range(MOST_NAMES):
            name, code = (str(self.data.get(f"{one}-{rank}", "")) for one in ("nom", "fonction"))
            if name and code in FUNCTIONS:
                found[name] = code
        return found

    def matches(self, unknown: tuple[str, ...]) -> list[dict[str, Any]]:
        """Names to match with functions: those matched, then those that wait."""
        given = self.aliases()
        names = [*given, *(one for one in unknown if one not in given)][:MOST_NAMES]
        return [
            {"name": one, "code": given.get(one, ""), "choices": FUNCTION_CHOICES} for one in names
        ]
