"""Forms of one stimulus: what it says, when, to whom, and what is looked at."""

from typing import Any

from django import forms

from hygie.domain.scenario.shape import Channel, Condition, Scenario, Stimulus, StimulusKind
from hygie.exercises.edits import with_codes
from hygie.exercises.forms.parts import criterion_of, criterion_rows, criterion_values
from hygie.exercises.forms.texts import LinesField, long_text
from hygie.exercises.forms.times import ExerciseTimeField
from hygie.exercises.scenario_words import choices, function_word
from hygie.web.forms import VersionedForm

ROWS = criterion_rows("critere")
MET, NOT_MET = "oui", "non"


def boxes(
    label: str, found: list[tuple[str, str]], help_text: str = ""
) -> forms.MultipleChoiceField:
    """Several of a list, none being possible while the scenario is being written."""
    widget = forms.CheckboxSelectMultiple(attrs={"class": "choices-columns"})
    return forms.MultipleChoiceField(
        label=label, choices=found, required=False, widget=widget, help_text=help_text
    )


class StimulusForm(VersionedForm):
    """One stimulus. `code`: kept hidden, drawn when the form of a new one is shown."""

    code = forms.RegexField(r"^S[0-9]{2,3}\Z", widget=forms.HiddenInput)
    at_s = ExerciseTimeField(label="Temps")
    short_at_s = ExerciseTimeField(
        label="Temps dans la version courte",
        required=False,
        help_text="Vide\u00a0: il n’en fait pas partie.",
    )
    story_time = forms.CharField(
        label="Heure de l’histoire",
        required=False,
        max_length=60,
        help_text="Par exemple «\u00a0sam. 21:10\u00a0».",
    )
    kind = forms.ChoiceField(label="Nature", choices=choices(StimulusKind))
    sender = forms.CharField(
        label="De la part de", required=False, max_length=120, help_text="Joué par l’animation."
    )
    channel = forms.ChoiceField(label="Par", choices=choices(Channel))
    title = forms.CharField(label="Titre", max_length=200)
    body = long_text("Ce qui est dit ou remis", 8)
    expected = LinesField(label="Réactions attendues")
    help = long_text("Pour l’animateur", 3)

    groups = (
        ("Quand", ("at_s", "short_at_s", "story_time")),
        ("Quoi", ("kind", "sender", "recipients", "channel", "title", "body")),
        ("Pourquoi", ("objectives", "expected", "cited", "condition", "help")),
    )

    def __init__(self, *args: Any, scenario: Scenario, stimulus: Stimulus, **kwargs: Any) -> None:
        kwargs["initial"] = stimulus_initial(stimulus)
        super().__init__(*args, **kwargs)
        played = [one.function for one in scenario.publics]
        known = list(dict.fromkeys([*played, *stimulus.recipients]))
        self.fields["recipients"] = boxes(
            "À", [(code, function_word(code)) for code in known], "Parmi les fonctions qui jouent."
        )
        objectives = [(one.code, f"{one.code} – {one.label}") for one in scenario.objectives]
        self.fields["objectives"] = boxes("Objectifs", objectives)
        cited = [(one.code, one.label) for one in scenario.criteria]
        if cited:
            self.fields["cited"] = boxes("Critères de tout le scénario regardés ici", cited)
        self.fields["condition"] = forms.ChoiceField(
            label="Le jouer",
            required=False,
            choices=condition_choices(scenario, stimulus),
            initial=condition_value(stimulus.condition),
        )
        ROWS.add_to(self, [criterion_values(one) for one in stimulus.criteria])

    def row_headings(self) -> list[str]:
        """What each column of the criteria is."""
        return ROWS.headings()

    def row_fields(self) -> list[Any]:
        """The visible fields of each criterion."""
        return ROWS.shown(self)

    def main_sections(self) -> list[tuple[str, list[Any]]]:
        """The groups of fields, without the rows."""
        return [(legend, fields) for legend, fields in self.sections() if legend]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["criteria"] = [criterion_of(row) for row in ROWS.cleaned(self)]
        return cleaned

    def stimulus(self) -> Stimulus:
        """The stimulus typed; its new criteria take the codes that follow."""
        found = self.cleaned_data
        same = (
            "code",
            "at_s",
            "short_at_s",
            "story_time",
            "sender",
            "title",
            "body",
            "expected",
            "help",
        )
        return Stimulus(
            **{name: found[name] for name in same},
            kind=StimulusKind(found["kind"]),
            channel=Channel(found["channel"]),
            recipients=tuple(found["recipients"]),
            objectives=tuple(found["objectives"]),
            cited=tuple(found.get("cited", ())),
            condition=condition_of(found["condition"]),
            criteria=with_codes(found["criteria"], f"C{found['code'][1:]}"),
        )


def stimulus_initial(stimulus: Stimulus) -> dict[str, Any]:
    """A stimulus as its form shows it."""
    same = ("code", "short_at_s", "story_time", "sender", "title", "body", "expected", "help")
    return {
        **{name: getattr(stimulus, name) for name in same},
        "at_s": stimulus.at_s,
        "kind": stimulus.kind.value,
        "channel": stimulus.channel.value,
        "recipients": list(stimulus.recipients),
        "objectives": list(stimulus.objectives),
        "cited": list(stimulus.cited),
    }


def condition_choices(scenario: Scenario, stimulus: Stimulus) -> list[tuple[str, str]]:
    """« Toujours », then each criterion seen before it, met or not."""
    before = [
        criterion
        for one in scenario.stimuli
        if one.at_s <= stimulus.at_s and one.code != stimulus.code
        for criterion in one.criteria
    ]
    known = {one.code: one.label for one in (*scenario.criteria, *before)}
    if stimulus.condition is not None:
        known.setdefault(stimulus.condition.criterion, "critère inconnu")
    found = [("", "Toujours")]
    for code, label in known.items():
        found.append((f"{MET}:{code}", f"Seulement si {code} est atteint\u00a0: {label[:80]}"))
        found.append(
            (f"{NOT_MET}:{code}", f"Seulement si {code} n’est pas atteint\u00a0: {label[:80]}")
        )
    return found


def condition_value(condition: Condition | None) -> str:
    """A condition as the form says it."""
    if condition is None:
        return ""
    return f"{MET if condition.met else NOT_MET}:{condition.criterion}"


def condition_of(value: str) -> Condition | None:
    """The condition said by the form."""
    met, _, code = value.partition(":")
    return Condition(code, met == MET) if code else None


class MoveForm(VersionedForm):
    """Sets the time of a stimulus, alone or with those that follow."""

    at_s = ExerciseTimeField(label="Nouveau temps")
    following = forms.ChoiceField(
        label="Ceux qui le suivent",
        choices=[("no", "restent où ils sont"), ("yes", "sont décalés d’autant")],
        initial="no",
        widget=forms.RadioSelect,
    )
