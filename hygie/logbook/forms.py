"""Forms of the main courante: they parse and phrase; the services write."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from hygie.logbook.enums import (
    LIVING_STATES,
    Category,
    CellCode,
    EventKind,
    Function,
    Level,
    Reliability,
)
from hygie.logbook.hours import HourField
from hygie.logbook.models import TEXT_LENGTH, Cell, Entry, Event
from hygie.logbook.services import Line
from hygie.organisations.bearing import units_bearable_by
from hygie.organisations.fact_forms import UnitsField
from hygie.organisations.models import Organisation
from hygie.web.forms import HygieForm, SubmissionForm

NO_NAME = "Pas de nom de patient\u00a0: cette main courante peut être relue par d’autres."


class OpenForm(SubmissionForm):
    """What opens a main courante."""

    kind = forms.ChoiceField(
        label="Que se passe-t-il\u00a0?",
        choices=(
            (EventKind.REAL_CRISIS, "Une crise réelle"),
            (EventKind.EXERCISE, "Un exercice\u00a0: chaque page le dira"),
        ),
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label="En quelques mots",
        max_length=200,
        help_text="Par exemple\u00a0: «\u00a0Rançongiciel, serveurs de fichiers chiffrés\u00a0».",
    )
    level = forms.ChoiceField(
        label="Niveau", choices=Level.choices, initial=Level.ALERT, widget=forms.RadioSelect
    )
    opened_at = HourField(
        label="Depuis quand", required=False,
        help_text="Vide\u00a0: maintenant. Sinon, par exemple 14:05 ou hier 23:50.",
    )  # fmt: skip
    cells = forms.MultipleChoiceField(
        label="Cellules ouvertes",
        choices=CellCode.choices,
        initial=[CellCode.DECISION, CellCode.OPERATIONS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, unit: Organisation, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        bearable = units_bearable_by(unit, on)
        if bearable.count() > 1:
            self.fields["units"] = UnitsField(
                label="Établissements concernés",
                queryset=bearable,
                initial=[unit.pk],
                required=False,
                help_text="Leurs personnes autorisées lisent et écrivent dans cette main courante.",
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields["units"].template_name = "web/components/field.html"  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Keyword arguments of `event_open`."""
        return {"units": [], **self.cleaned_data}


class EntryForm(SubmissionForm):
    """One entry: the text first; the rest is remembered, or said only when it matters."""

    text = forms.CharField(
        label="Ce qui s’est passé, ce qui est décidé",
        max_length=TEXT_LENGTH,
        error_messages={"required": "Écrivez ce qui s’est passé."},
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=NO_NAME,
    )
    category = forms.ChoiceField(
        label="Catégorie", choices=Category.choices, initial=Category.INFORMATION
    )
    function = forms.ChoiceField(
        label="Ma fonction", choices=[("", "—"), *Function.choices], required=False
    )
    cell = forms.ChoiceField(label="Cellule", required=False)
    happened_at = HourField(label="Heure du fait", required=False)
    source = forms.CharField(
        label="Source", max_length=200, required=False,
        help_text="Qui le dit, par quel moyen.",
    )  # fmt: skip
    reliability = forms.ChoiceField(
        label="Fiabilité", choices=Reliability.choices, initial=Reliability.CONFIRMED
    )
    patient_impact = forms.CharField(
        label="Impact sur les patients", max_length=300, required=False
    )

    QUICK = ("category", "function", "cell")
    MORE = ("happened_at", "reliability", "source", "patient_impact")

    def __init__(self, *args: Any, cells: Iterable[Cell], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [("", "—"), *((one.code, one.name) for one in cells)]
        self.fields["cell"].choices = names  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["happened_at"].help_text = "Vide\u00a0: maintenant."

    def quick(self) -> list[Any]:
        return [self[name] for name in self.QUICK]

    def more(self) -> list[Any]:
        return [self[name] for name in self.MORE]

    @property
    def more_is_open(self) -> bool:
        """Whether something beyond the quick part was typed, or is wrong."""
        typed = (self[name].value() for name in self.MORE if name != "reliability")
        return any(typed) or any(name in self.errors for name in self.MORE)

    def line(self) -> Line:
        """What the service writes."""
        values = {name: self.cleaned_data[name] for name in self.fields if name != "new_id"}
        return Line(**values)


def correction_initial(entry: Entry) -> dict[str, Any]:
    """The earlier entry, to be typed over."""
    names = ("text", "category", "function", "cell", "happened_at", "source", "reliability")
    return {name: getattr(entry, name) for name in (*names, "patient_impact")}


class LogFilterForm(HygieForm):
    """What of the log is shown."""

    cellule = forms.ChoiceField(label="Cellule", required=False)
    categorie = forms.ChoiceField(
        label="Catégorie", required=False, choices=[("", "Toutes"), *Category.choices]
    )
    avant = forms.IntegerField(required=False, min_value=2, widget=forms.HiddenInput)

    def __init__(self, *args: Any, cells: Iterable[Cell], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [("", "Toutes"), *((one.code, one.name) for one in cells)]
        self.fields["cellule"].choices = names  # type: ignore[attr-defined]  # a ChoiceField

    def asked(self) -> dict[str, Any]:
        """Arguments of `selectors.filtered`; nonsense in the address filters nothing."""
        self.is_valid()
        given = self.cleaned_data
        return {
            "cell": given.get("cellule", ""),
            "category": given.get("categorie", ""),
            "before": given.get("avant"),
        }


class ChangeForm(SubmissionForm):
    """Level and state of an event."""

    level = forms.ChoiceField(label="Niveau", choices=Level.choices, widget=forms.RadioSelect)
    state = forms.ChoiceField(
        label="État",
        choices=[(one.value, one.label) for one in LIVING_STATES],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Qui l’a décidé, pourquoi", max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        kwargs["initial"] = {"level": event.level, "state": event.state}
        super().__init__(*args, **kwargs)


class CellForm(SubmissionForm):
    """A cell added, or its place and its phone changed."""

    name = forms.CharField(
        label="Cellule", max_length=100,
        help_text="Le nom d’une cellule déjà ouverte change sa salle et son téléphone.",
    )  # fmt: skip
    place = forms.CharField(label="Salle", max_length=100, required=False)
    phone = forms.CharField(
        label="Téléphone hors SI", max_length=60, required=False,
        help_text="Un numéro qui répond sans le réseau de l’établissement.",
    )  # fmt: skip


class CloseForm(SubmissionForm):
    """The last entry."""

    text = forms.CharField(
        label="Comment la crise se termine",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ce qui est rétabli, ce qui reste à suivre, qui l’a décidé.",
    )


class ClockForm(SubmissionForm):
    """The hour when something was known, or was done; `done`: which of the two is asked."""

    at = HourField(label="Heure")
    text = forms.CharField(
        label="Ce qui a été fait", max_length=1000, required=False,
        help_text="À qui, par qui, numéro de dossier ou de récépissé.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    number = forms.IntegerField(
        label="Ou le numéro de la ligne qui le dit déjà", required=False, min_value=1,
        max_value=10**6, widget=forms.TextInput(attrs={"inputmode": "numeric", "size": "6"}),
    )  # fmt: skip

    def __init__(self, *args: Any, done: bool, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"at": timezone.now()})
        super().__init__(*args, **kwargs)
        self.fields["at"].label = "Fait à" if done else "Heure de connaissance"
        if not done:
            del self.fields["text"], self.fields["number"]

    def values(self) -> dict[str, Any]:
        """What was said besides the hour and the id."""
        return {name: self.cleaned_data[name] for name in ("text", "number") if name in self.fields}
