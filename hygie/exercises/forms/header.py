"""Forms of the presentation of a scenario: a new one, or one being written."""

from typing import Any

from django import forms

from hygie.domain.scenario.shape import Form, Level, Perimeter, Scenario, Tested, Threat
from hygie.exercises.forms.library import OwnerFields
from hygie.exercises.forms.texts import LinesField, long_text
from hygie.exercises.forms.times import ExerciseTimeField
from hygie.exercises.scenario_words import choices
from hygie.web.forms import HygieForm, SubmissionMixin, VersionMixin

ACTIONS = [(str(one), f"Action {one}") for one in range(1, 8)]


class HeaderFields(HygieForm):
    """The presentation of a scenario, that writing a new one and correcting one share."""

    title = forms.CharField(label="Titre", max_length=200)
    threat = forms.ChoiceField(label="Menace", choices=choices(Threat))
    level = forms.ChoiceField(label="Niveau", choices=choices(Level))
    form = forms.ChoiceField(label="Forme", choices=choices(Form))
    perimeter = forms.ChoiceField(label="Qui joue", choices=choices(Perimeter))
    length_s = ExerciseTimeField(
        label="Durée", help_text="Du début à la fin de l’exercice\u00a0: 3 h, 2:30, 90 (minutes)."
    )
    short_s = ExerciseTimeField(
        label="Durée de la version courte",
        required=False,
        help_text="S’il y en a une\u00a0: chaque stimulus gardé porte alors son temps court.",
    )
    summary = long_text("Résumé", 4, "Ce qui arrive, et ce que l’établissement devra tenir.")
    when = forms.CharField(
        label="L’histoire commence",
        required=False,
        max_length=200,
        help_text="Par exemple «\u00a0Samedi 21\u00a0h\u00a010, effectif de garde\u00a0».",
    )
    context = long_text("Le décor", 4, "L’établissement de l’histoire, son activité ce jour-là.")
    conventions = LinesField(label="Règles du jeu")
    warning = long_text(
        "À dire aux participants avant l’exercice",
        2,
        "Si des stimuli peuvent heurter\u00a0: menace, chantage, décès. Vide sinon.",
    )
    tested_care = forms.BooleanField(label="Les soins passent en mode dégradé", required=False)
    tested_missions = forms.BooleanField(
        label="D’autres missions de l’établissement passent en mode dégradé", required=False
    )
    tested_text = long_text("Comment, en clair", 3)
    pcra_services = LinesField(label="Services dont le PCRA est éprouvé", rows=3)
    actions = forms.MultipleChoiceField(
        label="Actions de l’instruction que l’exercice sert",
        choices=ACTIONS,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-row"}),
    )
    simulated_roles = LinesField(label="Rôles joués par l’animation", rows=3)

    groups = (
        ("", ("owner", "title", "threat", "level", "form", "perimeter", "length_s", "short_s")),
        ("L’histoire", ("summary", "when", "context", "conventions", "simulated_roles", "warning")),
        (
            "Ce qui est mis à l’épreuve",
            ("tested_care", "tested_missions", "tested_text", "pcra_services", "actions"),
        ),
    )

    def header(self) -> dict[str, Any]:
        """The values by field of the scenario."""
        found = self.cleaned_data
        same = (
            "title", "length_s", "short_s", "summary", "when", "context", "conventions",
            "warning", "pcra_services", "simulated_roles",
        )  # fmt: skip
        return {
            **{name: found[name] for name in same},
            "threat": Threat(found["threat"]),
            "level": Level(found["level"]),
            "form": Form(found["form"]),
            "perimeter": Perimeter(found["perimeter"]),
            "actions": tuple(int(one) for one in found["actions"]),
            "tested": Tested(found["tested_care"], found["tested_missions"], found["tested_text"]),
        }


def header_initial(scenario: Scenario) -> dict[str, Any]:
    """The presentation of a scenario as its form shows it."""
    named = [name for name in HeaderForm.base_fields if hasattr(scenario, name)]
    return {
        **{name: getattr(scenario, name) for name in named},
        "actions": [str(one) for one in scenario.actions],
        "tested_care": scenario.tested.care,
        "tested_missions": scenario.tested.missions,
        "tested_text": scenario.tested.text,
    }


class HeaderForm(VersionMixin, HeaderFields):
    """Corrects the presentation of a scenario."""

    def values(self) -> dict[str, Any]:
        return {"header": self.header()}


class NewScenarioForm(OwnerFields, SubmissionMixin, HeaderFields):
    """Begins a scenario from a blank page."""
