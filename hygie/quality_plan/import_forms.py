"""Forms of the import: the file, what its columns are, what to do where both sides changed."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from hygie.quality_plan.exchange.columns import ALL
from hygie.quality_plan.exchange.planning import KEEP_HYGIE, TAKE_FILE
from hygie.quality_plan.exchange.rows import ImportPlan
from hygie.quality_plan.models import PlanImport
from hygie.web.formats import day_short
from hygie.web.forms import HygieForm, SubmissionForm

SAMPLES = 3
ISO_DAY, DECIMAL = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"-?\d+\.\d+")
CHOSEN = [(one.key, one.heading) for one in ALL if one.kind not in ("info", "base")]
SETTLED = [(KEEP_HYGIE, "Garder Hygie"), (TAKE_FILE, "Prendre le fichier")]


class ImportForm(SubmissionForm):
    """The file of the quality suite, or any table of actions."""

    upload = forms.FileField(
        label="Fichier XLSX ou CSV",
        max_length=255,
        help_text="L’export de Hygie complété, ou le PAQ de votre établissement avec ses propres "
        "colonnes. Rien n’est écrit avant que vous ayez vu ce qui changerait.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )


class ColumnsForm(HygieForm):
    """One choice a column of the file, and the rows to keep."""

    kept_column = forms.ChoiceField(label="Ne lire que les lignes dont la colonne", required=False)
    kept_words = forms.CharField(
        label="contient",
        max_length=100,
        required=False,
        help_text="Par exemple «\u00a0cyber\u00a0» dans la colonne «\u00a0Thème\u00a0».",
    )

    def __init__(self, *args: Any, draft: PlanImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft
        chosen = draft.columns
        self.fields["kept_column"].choices = [  # type: ignore[attr-defined]
            ("", "Toutes les lignes"),
            *((str(rank), heading or f"Colonne {rank + 1}") for rank, heading in self.headings()),
        ]
        for rank, heading in self.headings():
            self.fields[f"c{rank}"] = forms.ChoiceField(
                label=heading or f"Colonne {rank + 1}",
                choices=[("", "Laisser de côté"), *CHOSEN],
                required=False,
                initial=chosen.get(rank, ""),
            )

    def headings(self) -> list[tuple[int, str]]:
        """Rank and heading of the columns that hold something."""
        rows = self.draft.rows
        return [
            (rank, heading)
            for rank, heading in enumerate(self.draft.headings)
            if heading or any(rank < len(cells) and cells[rank] for _, cells in rows[:50])
        ]

    def columns(self) -> list[dict[str, Any]]:
        """For the page: the field of each column, and its first values."""
        return [
            {"field": self[f"c{rank}"], "heading": heading, "samples": self._samples(rank)}
            for rank, heading in self.headings()
        ]

    def _samples(self, rank: int) -> list[str]:
        found = (cells[rank] for _, cells in self.draft.rows if rank < len(cells) and cells[rank])
        return [in_french(text)[:60] for text, _ in zip(found, range(SAMPLES), strict=False)]

    def mapping(self) -> dict[int, str]:
        """Key by rank, "" for a column left aside."""
        return {rank: self.cleaned_data.get(f"c{rank}", "") for rank, _ in self.headings()}

    def kept_rows(self) -> dict[str, str]:
        """The column and the words that a row must hold; empty for all rows."""
        column, words = self.cleaned_data["kept_column"], self.cleaned_data["kept_words"]
        return {"column": column, "words": words} if column and words else {}


class UndoForm(HygieForm):
    """Why an import is taken back."""

    reason = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="Il reste au journal, avec ce que chaque action était.",
    )


def in_french(text: str) -> str:
    """A cell as a French spreadsheet shows it: 01/03/2027, 0,4."""
    try:
        return day_short(date.fromisoformat(text)) if ISO_DAY.fullmatch(text) else _comma(text)
    except ValueError:
        return text


def _comma(text: str) -> str:
    return text.replace(".", ",") if DECIMAL.fullmatch(text) else text


class TakeForm(HygieForm):
    """What to do where both sides changed, and why due days move."""

    reason = forms.CharField(
        label="Motif des reports, abandons et réouvertures de ce fichier",
        max_length=500,
        required=False,
        help_text="Sert aux lignes dont la colonne «\u00a0Motif\u00a0» est vide.",
    )
    every = forms.ChoiceField(
        label="Pour les valeurs changées des deux côtés, sans choix ci-dessus",
        choices=SETTLED,
        initial=KEEP_HYGIE,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, plan: ImportPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not plan.counts["conflicts"]:
            self.fields["every"].widget = forms.HiddenInput()

    def choices(self) -> dict[tuple[str, str], str]:
        """(id of the action, key) → what was chosen beside the two values."""
        found = {}
        for name, value in self.data.items():
            if name.startswith("choix:") and value in (KEEP_HYGIE, TAKE_FILE):
                _, action_id, key = [*name.split(":"), "", ""][:3]
                found[action_id, key] = str(value)
        return found

    def others(self) -> set[int]:
        """Rows said to be about another action than the one that they look like."""
        return others_in(self.data)


def others_in(sent: Mapping[str, Any]) -> set[int]:
    """Numbers of the rows ticked « inscrire une action nouvelle »."""
    named = (name.removeprefix("autre:") for name in sent if name.startswith("autre:"))
    return {int(number) for number in named if number.isdecimal() and len(number) < 7}
