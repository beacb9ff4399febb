"""Forms of the parts of a scenario made of rows, and of its RETEX."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hygie.domain.scenario.shape import (
    Attendance,
    CellKind,
    Criterion,
    Debrief,
    Objective,
    Proof,
    Public,
    Scenario,
    Variable,
)
from hygie.exercises.forms.rows import Rows
from hygie.exercises.forms.texts import LinesField
from hygie.exercises.forms.times import ExerciseTimeField
from hygie.exercises.scenario_words import FUNCTION_CHOICES, FUNCTIONS, choices
from hygie.web.forms import VersionedForm

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class RowsForm(VersionedForm):
    """A part made of rows."""

    rows: Rows
    hint = ""

    def __init__(self, *args: Any, scenario: Scenario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows.add_to(self, self.known(scenario))

    def known(self, scenario: Scenario) -> list[Mapping[str, Any]]:
        raise NotImplementedError

    def row_headings(self) -> list[str]:
        """What each column is."""
        return self.rows.headings()

    def row_fields(self) -> list[Any]:
        """The visible fields of each row."""
        return self.rows.shown(self)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["rows"] = self.rows.cleaned(self)
        return cleaned


class WeightField(forms.ChoiceField):
    """A weight, from 1 to `most`; cleaned to a number, `first` when nothing is chosen."""

    def __init__(self, *, most: int, first: int, **kwargs: Any) -> None:
        self.first = first
        found = [(one, str(one)) for one in range(1, most + 1)]
        super().__init__(choices=found, initial=first, **kwargs)

    def clean(self, value: Any) -> Any:
        return int(super().clean(value) or self.first)


def short_text(label: str, most: int = 300) -> forms.CharField:
    return forms.CharField(label=label, max_length=most)


def hidden() -> forms.CharField:
    return forms.CharField(max_length=20, widget=forms.HiddenInput)


class ObjectivesForm(RowsForm):
    """What the exercise is for."""

    hint = (
        "Trois à six objectifs. Chacun doit être mis à l’épreuve par deux stimuli au moins. "
        "Videz une ligne pour la retirer."
    )
    rows = Rows(
        "objectif",
        "Objectif",
        "label",
        {
            "code": hidden,
            "label": lambda: short_text("Libellé"),
            "weight": lambda: WeightField(label="Poids", most=5, first=3),
        },
        carried=("code",),
    )

    def known(self, scenario: Scenario) -> list[Mapping[str, Any]]:
        return [
            {"code": one.code, "label": one.label, "weight": one.weight}
            for one in scenario.objectives
        ]

    def values(self) -> dict[str, Any]:
        rows = self.cleaned_data["rows"]
        return {"objectives": [Objective(r["code"], r["label"], r["weight"]) for r in rows]}


def yes_no(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label)


class PublicsForm(RowsForm):
    """Who must be there, and in which cell."""

    hint = "Une fonction par ligne. Les destinataires des stimuli se choisissent parmi elles."
    rows = Rows(
        "public",
        "Fonction",
        "function",
        {
            "function": lambda: forms.ChoiceField(label="Fonction", choices=FUNCTION_CHOICES),
            "attendance": lambda: forms.ChoiceField(
                label="Présence", choices=choices(Attendance), initial=Attendance.REQUIRED.value
            ),
            "cell": lambda: forms.ChoiceField(
                label="Cellule", choices=[("", "–"), *choices(CellKind)]
            ),
            "deputy": lambda: yes_no("Suppléance possible"),
        },
    )

    def known(self, scenario: Scenario) -> list[Mapping[str, Any]]:
        return [
            {
                "function": one.function,
                "attendance": one.attendance.value,
                "cell": one.cell.value if one.cell else "",
                "deputy": one.deputy_possible,
            }
            for one in scenario.publics
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        names = [row["function"] for row in cleaned["rows"]]
        twice = sorted({FUNCTIONS[one] for one in names if names.count(one) > 1})
        if twice:
            self.add_error(None, f"Donnée deux fois\u00a0: {', '.join(twice)}.")
        return cleaned

    def values(self) -> dict[str, Any]:
        return {
            "publics": [
                Public(
                    row["function"],
                    Attendance(row["attendance"] or Attendance.REQUIRED),
                    CellKind(row["cell"]) if row["cell"] else None,
                    bool(row["deputy"]),
                )
                for row in self.cleaned_data["rows"]
            ]
        }


def criterion_rows(name: str) -> Rows:
    """Rows of criteria."""
    return Rows(
        name,
        "Critère",
        "label",
        {
            "code": hidden,
            "label": lambda: short_text("Ce que l’on doit voir"),
            "weight": lambda: WeightField(label="Poids", most=3, first=2),
            "within_s": lambda: ExerciseTimeField(label="Délai", help_text=""),
            "function": lambda: forms.ChoiceField(label="Par qui", choices=FUNCTION_CHOICES),
            "proof": lambda: forms.ChoiceField(
                label="Vu par", choices=choices(Proof), initial=Proof.OBSERVATION.value
            ),
        },
        carried=("code",),
    )


def criterion_values(one: Criterion) -> dict[str, Any]:
    """A criterion as a row shows it."""
    return {
        "code": one.code,
        "label": one.label,
        "weight": one.weight,
        "within_s": one.within_s,
        "function": one.function or "",
        "proof": one.proof.value,
    }


def criterion_of(row: Mapping[str, Any]) -> Criterion:
    """A row as a criterion; its code is "" when it is new."""
    return Criterion(
        code=row["code"] or "",
        label=row["label"],
        weight=row["weight"],
        within_s=row["within_s"],
        function=row["function"] or None,
        proof=Proof(row["proof"] or Proof.OBSERVATION),
    )


class CriteriaForm(RowsForm):
    """Criteria of the whole scenario, that several stimuli may cite."""

    hint = "Vus tout au long de l’exercice. Chacun doit être cité par un stimulus au moins."
    rows = criterion_rows("critere")

    def known(self, scenario: Scenario) -> list[Mapping[str, Any]]:
        return [criterion_values(one) for one in scenario.criteria]

    def values(self) -> dict[str, Any]:
        return {"criteria": [criterion_of(row) for row in self.cleaned_data["rows"]]}


class VariablesForm(RowsForm):
    """Words of the story that each establishment makes its own."""

    hint = (
        "Un nom court en minuscules, écrit {{nom}} dans les textes\u00a0: chaque établissement "
        "y met le sien avant de jouer."
    )
    rows = Rows(
        "variable",
        "Mot",
        "name",
        {
            "name": lambda: short_text("Nom", 40),
            "label": lambda: short_text("Ce que c’est"),
            "value": lambda: short_text("Valeur"),
        },
    )

    def known(self, scenario: Scenario) -> list[Mapping[str, Any]]:
        return [
            {"name": one.name, "label": one.label, "value": one.value} for one in scenario.variables
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        names = [row["name"] for row in cleaned["rows"]]
        for one in names:
            if not NAME.fullmatch(one):
                said = f"«\u00a0{one}\u00a0»\u00a0: minuscules, chiffres et _ seulement."
                self.add_error(None, ValidationError(said))
            elif names.count(one) > 1:
                self.add_error(None, ValidationError(f"«\u00a0{one}\u00a0» est donné deux fois."))
        return cleaned

    def values(self) -> dict[str, Any]:
        rows = self.cleaned_data["rows"]
        return {
            "variables": [Variable(r["name"], r["label"] or r["name"], r["value"]) for r in rows]
        }


class DebriefForm(VersionedForm):
    """Questions of the RETEX, and actions that the plan may take up."""

    hot = LinesField(label="Questions à chaud", rows=5)
    cold = LinesField(label="Questions à froid", rows=5)
    actions = LinesField(label="Actions que le PAQ peut reprendre", rows=5)

    def __init__(self, *args: Any, scenario: Scenario, **kwargs: Any) -> None:
        debrief = scenario.debrief
        kwargs["initial"] = {"hot": debrief.hot, "cold": debrief.cold, "actions": debrief.actions}
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {"debrief": Debrief(found["hot"], found["cold"], found["actions"])}
