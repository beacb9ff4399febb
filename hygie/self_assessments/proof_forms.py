"""Choosing the pieces that prove a measure."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from hygie.documents.models import Evidence
from hygie.web.formats import day_short
from hygie.web.forms import HygieForm

SEPARATOR = ","


class ProofsForm(HygieForm):
    """The pieces to choose from; `shown` keeps which ones the person saw."""

    chosen = forms.MultipleChoiceField(
        label="Pièces qui prouvent la réponse", required=False, widget=forms.CheckboxSelectMultiple
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, cited: Sequence[Evidence], others: Sequence[Evidence], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        pieces = [*cited, *others]
        choices = [(str(one.pk), piece_label(one)) for one in pieces]
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.fields["chosen"].initial = [str(one.pk) for one in cited]
        self.fields["shown"].initial = SEPARATOR.join(str(one.pk) for one in pieces)

    def clean_shown(self) -> list[UUID]:
        try:
            return [UUID(one) for one in self.cleaned_data["shown"].split(SEPARATOR) if one]
        except ValueError:
            raise forms.ValidationError("La page était incomplète\u00a0: rechargez-la.") from None

    def clean_chosen(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data["chosen"]]


def piece_label(piece: Evidence) -> str:
    """« Politique de sauvegarde – Auto-évaluation 2025, ajoutée le 12/03/2026 »."""
    return f"{piece.title} – {piece.subject_label}, ajoutée le {day_short(piece.added_at)}"
