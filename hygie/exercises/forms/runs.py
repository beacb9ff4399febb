"""Forms of an exercise being prepared: what is played, when, in which cells, with which mails."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from hygie.domain.scenario.shape import Scenario
from hygie.exercises.forms.hours import HourField
from hygie.exercises.forms.texts import LinesField, long_text
from hygie.exercises.run_scenario import functions_of
from hygie.exercises.run_selectors import Preparation
from hygie.exercises.run_words import cell_title
from hygie.exercises.scenario_words import function_word, length
from hygie.web.forms import (
    FrenchDateField,
    HygieForm,
    HygieFormMixin,
    SubmissionForm,
    VersionedForm,
)

DOMAIN = re.compile(r"(?=.{4,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")
WHOLE, SHORT = "entiere", "courte"
WORD = "mot-"


class WordsFields(HygieFormMixin):
    """Title, length, and the words of the story that are those of the house."""

    def add_words(self, scenario: Scenario, values: Mapping[str, str], *, is_short: bool) -> None:
        """Adds the fields; `scenario` is that of the file, whole."""
        if scenario.short_s is not None:
            self.fields["is_short"] = forms.ChoiceField(
                label="Durée",
                choices=[
                    (WHOLE, f"Entière, {length(scenario.length_s)}"),
                    (SHORT, f"Courte, {length(scenario.short_s)}"),
                ],
                widget=forms.RadioSelect,
                initial=SHORT if is_short else WHOLE,
            )
        for one in scenario.variables:
            self.fields[WORD + one.name] = forms.CharField(
                label=one.label,
                required=False,
                max_length=300,
                initial=values.get(one.name, one.value),
                help_text=f"Dans le scénario\u00a0: {one.value}.",
            )
        names = tuple(WORD + one.name for one in scenario.variables)
        first = ("title", "is_short", "planned_on", "starts_at", "place")
        own = ("Les mots de l’établissement", names)
        self.groups = (("", first), own)  # type: ignore[misc]  # of this exercise

    def words(self) -> dict[str, Any]:
        """The fields of the exercise that these are."""
        found = self.cleaned_data
        return {
            "title": found["title"].strip(),
            "is_short": found.get("is_short") == SHORT,
            "values": {
                name.removeprefix(WORD): value
                for name, value in found.items()
                if name.startswith(WORD)
            },
        }


def title_field() -> forms.CharField:
    return forms.CharField(
        label="Intitulé",
        max_length=200,
        initial="Exercice de crise cyber",
        help_text="Lu par tous les participants\u00a0: ne dites rien du scénario.",
    )


class NewRunForm(WordsFields, SubmissionForm):
    """Begins to prepare an exercise. The date may come later."""

    title = title_field()
    planned_on = FrenchDateField(
        label="Date", required=False, help_text="Facultatif. Par exemple 12/03/2027."
    )
    starts_at = HourField(label="Heure de début", required=False)
    place = forms.CharField(label="Lieu", required=False, max_length=200)

    def __init__(self, *args: Any, scenario: Scenario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_words(scenario, {}, is_short=False)

    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        same = {name: found[name] for name in ("new_id", "planned_on", "starts_at", "place")}
        return {**same, **self.words()}


class RunWordsForm(WordsFields, VersionedForm):
    """Corrects title, length and words."""

    title = title_field()
    note = long_text("Note pour l’animation", 3)

    def __init__(self, *args: Any, scenario: Scenario, run: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"title": run.title, "note": run.note}
        super().__init__(*args, version=run.version, **kwargs)
        self.add_words(scenario, run.values, is_short=run.is_short)

    def changes(self) -> dict[str, Any]:
        return {**self.words(), "note": self.cleaned_data["note"].strip()}


class RunDayForm(VersionedForm):
    """The day, the hour and the place."""

    planned_on = FrenchDateField(label="Date", help_text="Par exemple 12/03/2027.")
    starts_at = HourField(label="Heure de début")
    place = forms.CharField(
        label="Lieu", required=False, max_length=200, help_text="Site, bâtiment, salle d’accueil."
    )


class LinesForm(VersionedForm):
    """Lines of the same fields, one line a thing that is already known: a cell, a function."""

    headings: Sequence[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys: list[tuple[str, str, str]] = []

    def add_line(self, key: str, label: str, note: str, fields: Mapping[str, forms.Field]) -> None:
        """`key`: what the fields' names begin with; `note`: said after the label."""
        self.keys.append((key, label, note))
        for name, field in fields.items():
            field.label = f"{label}, {str(field.label).lower()}"
            field.required = False
            self.fields[f"{key}-{name}"] = field

    def lines(self) -> list[dict[str, Any]]:
        """Each line with its bound fields and their headings, for the page."""
        return [
            {
                "label": label,
                "note": note,
                "fields": list(zip(self.headings[1:], self._fields_of(key), strict=True)),
            }
            for key, label, note in self.keys
        ]

    def _fields_of(self, key: str) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(f"{key}-")]


class CellsForm(LinesForm):
    """The room and the telephone of each cell of each establishment."""

    headings = ("Cellule", "Salle", "Numéro hors SI")

    def __init__(self, *args: Any, prepared: Preparation, **kwargs: Any) -> None:
        super().__init__(*args, version=prepared.run.version, **kwargs)
        self.places: dict[str, tuple[int, str]] = {}
        for unit in prepared.units:
            for kind in prepared.kinds:
                key, held = f"c{unit.pk}-{kind}", prepared.cell(unit.pk, kind)
                self.places[key] = (unit.pk, kind.value)
                note = unit.name if len(prepared.units) > 1 else ""
                place = forms.CharField(label="Salle", max_length=100)
                phone = forms.CharField(label="Numéro", max_length=60)
                place.initial, phone.initial = (held.place, held.phone) if held else ("", "")
                self.add_line(key, cell_title(kind), note, {"salle": place, "tel": phone})

    def cells(self) -> dict[tuple[int, str], tuple[str, str]]:
        """Room and telephone by (unit id, kind)."""
        found = self.cleaned_data
        return {
            place: (found.get(f"{key}-salle") or "", found.get(f"{key}-tel") or "")
            for key, place in self.places.items()
        }


class FunctionsForm(LinesForm):
    """What the house calls each function, and which ones the animation plays."""

    headings = ("Fonction", "Votre nom pour elle", "Jouée par l’animation")

    def __init__(self, *args: Any, prepared: Preparation, **kwargs: Any) -> None:
        run = prepared.run
        super().__init__(*args, version=run.version, **kwargs)
        self.codes = list(dict.fromkeys([*functions_of(prepared.scenario), *prepared.by_function]))
        for code in self.codes:
            held = ", ".join(one.name for one in prepared.by_function.get(code, ()))
            alias = forms.CharField(label="Votre nom", max_length=100)
            alias.initial = run.aliases.get(code, "")
            animated = forms.BooleanField(label="Jouée par l’animation")
            animated.initial = code in run.simulated
            fields = {"nom": alias, "anim": animated}
            self.add_line(f"f{code}", function_word(code), held or "personne", fields)

    def changes(self) -> dict[str, Any]:
        """Fields of the exercise; what is known of functions left out stays."""
        found = self.cleaned_data
        names = {code: (found.get(f"f{code}-nom") or "").strip() for code in self.codes}
        return {
            "aliases": {code: name for code, name in names.items() if name},
            "simulated": [code for code in self.codes if found.get(f"f{code}-anim")],
        }


class MailsForm(VersionedForm):
    """How the mails of the exercise leave."""

    mail_stopped = forms.BooleanField(
        label="Tout arrêter\u00a0: aucun courriel de cet exercice ne part", required=False
    )
    mail_is_dry = forms.BooleanField(
        label="À blanc\u00a0: les stimuli par courriel ne vont qu’à l’animateur", required=False
    )
    mail_domains = LinesField(
        label="Domaines autorisés pour les stimuli",
        help_text="Un par ligne, par exemple ch-exemple.fr. Aucun\u00a0: rien ne part.",
    )

    def clean_mail_domains(self) -> list[str]:
        said = [one.lower().lstrip("@").strip() for one in self.cleaned_data["mail_domains"]]
        wrong = [one for one in said if not DOMAIN.fullmatch(one)]
        if wrong:
            raise forms.ValidationError(
                f"Ce n’est pas un domaine\u00a0: {', '.join(wrong)[:200]}. Écrivez ch-exemple.fr."
            )
        return list(dict.fromkeys(said))

    def changes(self) -> dict[str, Any]:
        names = ("mail_stopped", "mail_is_dry", "mail_domains")
        return {name: self.cleaned_data[name] for name in names}


class WaiverForm(HygieForm):
    """Why a lack is accepted."""

    reason = forms.CharField(
        label="Pourquoi c’est accepté",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Écrit dans le dossier et dans le journal, avec votre nom.",
    )


class RunCancelForm(HygieForm):
    """Why the exercise does not take place."""

    reason = forms.CharField(
        label="Motif", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class LinkForm(SubmissionForm):
    """Makes a link: sent twice, the same one."""


class ConfirmForm(HygieForm):
    """A gesture that asks nothing."""
