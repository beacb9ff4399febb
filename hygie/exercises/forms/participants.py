"""Forms of the people of an exercise: one, several lines, several at once."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from hygie.domain.names import search_key
from hygie.domain.scenario.functions import code_of
from hygie.exercises.models import Participant
from hygie.exercises.models.run import CELLS
from hygie.exercises.run_enums import PartRole
from hygie.exercises.run_scenario import functions_of
from hygie.exercises.run_selectors import Preparation
from hygie.exercises.run_words import function_said
from hygie.exercises.scenario_words import FUNCTIONS
from hygie.web.forms import HygieForm, SubmissionForm, SubmissionMixin, VersionMixin

MOST_LINES = 300


def function_choices(prepared: Preparation) -> list[Any]:
    """The functions of the scenario first, by the names of the house, then the others."""
    known = functions_of(prepared.scenario)
    run = prepared.run
    return [
        ("", "–"),
        ("Dans ce scénario", [(code, function_said(run, code)) for code in known]),
        (
            "Les autres",
            [(code, function_said(run, code)) for code in FUNCTIONS if code not in known],
        ),
    ]


class UnitFields(forms.BaseForm):
    """« Établissement »: asked only when several play."""

    def add_unit(self, prepared: Preparation, chosen: int | None = None) -> None:
        if len(prepared.units) > 1:
            self.fields["unit_id"] = forms.TypedChoiceField(
                label="Établissement",
                choices=[(one.pk, str(one)) for one in prepared.units],
                coerce=int,
                initial=chosen or prepared.run.bearer_id,
            )


class ParticipantFields(UnitFields, HygieForm):
    """Somebody who takes part."""

    name = forms.CharField(label="Nom", max_length=150)
    role = forms.ChoiceField(
        label="Rôle", choices=PartRole.choices, initial=PartRole.JOUEUR, widget=forms.RadioSelect
    )
    function = forms.ChoiceField(
        label="Fonction",
        required=False,
        help_text="Nécessaire pour un joueur\u00a0: c’est elle qui reçoit les stimuli.",
    )
    cell = forms.ChoiceField(
        label="Cellule",
        required=False,
        choices=[("", "Celle que prévoit le scénario"), *CELLS],
        help_text="Pour un observateur\u00a0: celle qu’il regarde.",
    )
    email = forms.EmailField(
        label="Adresse électronique",
        required=False,
        error_messages={"invalid": "Cette adresse n’est pas reconnue."},
    )
    phone = forms.CharField(
        label="Téléphone hors SI",
        required=False,
        max_length=60,
        help_text="Celui qui marche quand le réseau de l’hôpital est coupé.",
    )

    def __init__(
        self, *args: Any, prepared: Preparation, others: Sequence[Participant], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["function"].choices = function_choices(prepared)  # type: ignore[attr-defined]
        self.fields["replaces"] = forms.TypedChoiceField(
            label="Suppléant de",
            required=False,
            choices=[("", "Personne"), *((str(one.pk), one.name) for one in others)],
            coerce=UUID,
            empty_value=None,
        )
        self.add_unit(prepared)

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        same = ("name", "role", "function", "cell", "email", "phone")
        found = {name: self.cleaned_data[name] for name in same}
        found["replaces_id"] = self.cleaned_data["replaces"]
        if "unit_id" in self.cleaned_data:
            found["unit_id"] = self.cleaned_data["unit_id"]
        return found


class NewParticipantForm(SubmissionMixin, ParticipantFields):
    """Adds somebody."""


class ParticipantForm(VersionMixin, ParticipantFields):
    """Corrects somebody."""


def participant_initial(one: Participant) -> dict[str, Any]:
    """Somebody as the form shows her."""
    same = ("name", "role", "function", "cell", "email", "phone", "unit_id")
    found = {name: getattr(one, name) for name in same}
    return {**found, "replaces": str(one.replaces_id) if one.replaces_id else ""}


class PasteForm(UnitFields, SubmissionForm):
    """Adds the people of a list, pasted from a spreadsheet or typed."""

    role = forms.ChoiceField(
        label="Rôle de ces personnes", choices=PartRole.choices, initial=PartRole.JOUEUR
    )
    text = forms.CharField(
        label="La liste",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        max_length=50_000,
        help_text="Une personne par ligne\u00a0: nom\u00a0; fonction\u00a0; courriel. La fonction "
        "est un sigle (DSI), un intitulé ou votre nom pour elle\u00a0; le courriel est facultatif.",
    )

    def __init__(self, *args: Any, prepared: Preparation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {name: code for code, name in prepared.run.aliases.items()}
        self.add_unit(prepared)

    def clean(self) -> dict[str, Any]:
        """`rows`: values of each person; each line that cannot be read is said with its number."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["rows"], faults = [], []
        lines = [line.strip() for line in (cleaned.get("text") or "").splitlines()]
        if sum(map(bool, lines)) > MOST_LINES:
            self.add_error("text", f"{MOST_LINES} lignes au plus à la fois.")
            return cleaned
        for number, line in enumerate(lines, 1):
            if not line or _is_heading(line):
                continue
            values, fault = self._read(line, cleaned.get("role", ""))
            cleaned["rows"].append(values)
            if fault:
                faults.append(f"Ligne {number}, «\u00a0{line[:60]}\u00a0»\u00a0: {fault}")
        if faults:
            self.add_error("text", [ValidationError(one) for one in faults])
        return cleaned

    def _read(self, line: str, role: str) -> tuple[dict[str, Any], str]:
        """The values of one line, and what is wrong with it ("" when nothing is)."""
        parts = _parts(line)
        name, function, email, *more = [*parts, "", ""][: max(3, len(parts))]
        code = code_of(function, self.names) if function else ""
        values = {"name": name, "role": role, "function": code or "", "email": email}
        if "unit_id" in self.cleaned_data:
            values["unit_id"] = self.cleaned_data["unit_id"]
        if any(more):
            return values, "trois colonnes au plus, séparées par des points-virgules."
        if not name or len(name) > 150:
            return values, "le nom manque, ou il est trop long."
        if code is None:
            return values, f"la fonction «\u00a0{function[:40]}\u00a0» n’est pas de la liste."
        if not code and role == PartRole.JOUEUR:
            return values, "un joueur tient une fonction\u00a0: elle manque."
        return values, _wrong_address(email)

    def rows(self) -> list[Mapping[str, Any]]:
        return list(self.cleaned_data["rows"])


def _parts(line: str) -> list[str]:
    return [part.strip() for part in line.replace("\t", ";").split(";")]


def _is_heading(line: str) -> bool:
    """The first line of a spreadsheet, copied with the rest."""
    return [search_key(part) for part in _parts(line)[:2]] == ["nom", "fonction"]


def _wrong_address(email: str) -> str:
    try:
        if email:
            validate_email(email)
    except ValidationError:
        return f"l’adresse «\u00a0{email[:60]}\u00a0» n’est pas reconnue."
    return ""


class PeopleForm(SubmissionForm):
    """Chooses people for one gesture on them."""

    def __init__(self, *args: Any, people: Sequence[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"] = forms.TypedMultipleChoiceField(
            label="Personnes",
            choices=[(str(one.pk), one.name) for one in people],
            coerce=UUID,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Cochez au moins une personne."},
        )
