"""Forms of an exercise played on paper: its hours, its stimuli, a grid, a main courante."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hygie.domain.scenario.shape import Criterion
from hygie.exercises.forms.hours import TYPED, HourField
from hygie.exercises.forms.rows import Rows
from hygie.exercises.forms.runs import LinesForm
from hygie.exercises.forms.times import ExerciseTimeField, seconds_typed
from hygie.exercises.models import Observation, PlayedStimulus, Run
from hygie.exercises.models.run import RESULTS
from hygie.exercises.run_enums import PlayState
from hygie.exercises.services.after import Copied, Told
from hygie.logbook.enums import Category, Function
from hygie.logbook.services import Line
from hygie.organisations.enums import Provenance
from hygie.web.forms import FrenchDateField, SubmissionForm, SubmissionMixin, VersionedForm

AFTER_DEBEX = re.compile(r"\+\s*(.+)")
HOUR_HINT = "L’heure de la montre (14:05), ou le temps depuis DEBEX avec un plus (+45, +1:10)."
MOST_LOG_LINES = 20
LINE = ("resultat", "heure", "mot")
SOURCES = [
    (Provenance.DOCUMENT.value, "Les feuilles de ce jour-là (émargement, grilles, main courante)"),
    (Provenance.MEMORY.value, "De mémoire"),
]


class PlayHourField(forms.Field):
    """An hour of an exercise played, cleaned to an instant in UTC: « 14:05 » or « +45 »."""

    widget = forms.TextInput

    def __init__(self, *, first: datetime, last: datetime, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.first, self.last = first.astimezone(UTC), last.astimezone(UTC)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off", "class": "input-date", "size": "8"}

    def prepare_value(self, value: Any) -> Any:
        return hour_said(value) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        text = " ".join(str(value or "").split())[:40]
        return read_hour(text, self.first, self.last) if text else None


def read_hour(text: str, first: datetime, last: datetime) -> datetime:
    """The instant in UTC that « 14:05 » or « +45 » says, of an exercise played from `first` to
    `last`. Raises ValidationError: not an hour, or out of the exercise."""
    at = _instant(text, first)
    # Hours are said to the minute: that of DEBEX is not before it.
    if first.replace(second=0, microsecond=0) <= at < first:
        at = first
    if not first <= at <= last:
        raise ValidationError(
            f"«\u00a0{text}\u00a0» est hors de l’exercice, joué de {hour_said(first)} à "
            f"{hour_said(last)}.{_clocks_changed(first, last)}",
            code="outside",
        )
    return at.astimezone(UTC)


def _clocks_changed(first: datetime, last: datetime) -> str:
    """What to type the night when an hour of the watch comes twice, or never; "" otherwise."""
    if timezone.localtime(first).utcoffset() == timezone.localtime(last).utcoffset():
        return ""
    return (
        " L’heure légale a changé cette nuit-là\u00a0: écrivez plutôt +45, pour quarante-cinq "
        "minutes après DEBEX."
    )


def _instant(text: str, first: datetime) -> datetime:
    later = AFTER_DEBEX.fullmatch(text)
    seconds = seconds_typed(later[1]) if later else None
    if seconds is not None:
        return first + timedelta(seconds=seconds)
    found = TYPED.fullmatch(text)
    if found is None or later or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise ValidationError(
            f"«\u00a0{text}\u00a0» ne se lit pas comme une heure. Écrivez 14:05, ou +45 pour "
            "quarante-cinq minutes après DEBEX.",
            code="invalid",
        )
    clock, begun = time(int(found[1]), int(found[2] or 0)), timezone.localtime(first)
    day = begun.date()
    if clock < begun.time().replace(second=0, microsecond=0):
        day += timedelta(days=1)
    return datetime.combine(day, clock, begun.tzinfo).astimezone(UTC)


def hour_said(at: datetime) -> str:
    """« 14:05 »."""
    return f"{timezone.localtime(at):%H:%M}"


def hour_text(initial: str) -> forms.CharField:
    """An hour as it is typed, read later."""
    given = {"autocomplete": "off", "class": "input-date", "size": "8"}
    return forms.CharField(
        label="Heure", max_length=40, initial=initial, widget=forms.TextInput(attrs=given)
    )


class AfterForm(VersionedForm):
    """When an exercise played on paper began and ended, and what it is noted from."""

    day = FrenchDateField(label="Jour de l’exercice", help_text="Par exemple 12/11/2026.")
    debex = HourField(label="DEBEX, heure réelle", help_text="À la montre, par exemple 14 h 05.")
    finex = HourField(label="FINEX, heure réelle", help_text="À la montre, par exemple 16 h 30.")
    finex_day = FrenchDateField(
        label="Jour de FINEX", required=False, help_text="Seulement si ce n’est pas le même jour."
    )
    provenance = forms.ChoiceField(
        label="D’après quoi le notez-vous\u00a0?",
        choices=SOURCES,
        widget=forms.RadioSelect,
        initial=Provenance.DOCUMENT.value,
    )

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        found = self.cleaned_data
        zone = timezone.get_current_timezone()
        last_day = found["finex_day"] or found["day"]
        return {
            "debex_at": datetime.combine(found["day"], found["debex"], zone),
            "finex_at": datetime.combine(last_day, found["finex"], zone),
            "provenance": found["provenance"],
        }


def after_initial(run: Run) -> dict[str, Any]:
    """What is known of the hours: those noted, else those planned."""
    if run.debex_at is None or run.finex_at is None:
        return {"day": run.planned_on, "debex": run.starts_at}
    debex, finex = timezone.localtime(run.debex_at), timezone.localtime(run.finex_at)
    known = {"day": debex.date(), "debex": debex.time(), "finex": finex.time()}
    known["finex_day"] = finex.date() if finex.date() != debex.date() else None
    return {**known, "provenance": run.provenance}


class StimuliForm(LinesForm):
    """What became of each stimulus, one line each: what, when, why not."""

    headings = ("Stimulus", "Joué\u00a0?", "Heure", "Motif si écarté")
    STATES = (
        (PlayState.PLANNED.value, "à dire"),
        (PlayState.SENT.value, "joué"),
        (PlayState.SKIPPED.value, "écarté"),
    )

    def __init__(
        self, *args: Any, run: Run, stimuli: Sequence[PlayedStimulus],
        titles: Mapping[str, str], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, version=run.version, **kwargs)
        self.stimuli = {f"s{rank}": one for rank, one in enumerate(stimuli)}
        self.first, self.last = run.debex_at or timezone.now(), run.finex_at or timezone.now()
        for key, one in self.stimuli.items():
            planned = self.first + timedelta(seconds=one.due_s)
            state = forms.ChoiceField(label="Joué\u00a0?", choices=self.STATES, initial=one.state)
            at = hour_text(hour_said(one.sent_at or planned))
            reason = forms.CharField(label="Motif", max_length=500, initial=one.reason)
            label = f"{one.code} {titles.get(one.code) or one.content.get('title', '')}"
            said = ", ".join(one.recipients)
            self.add_line(key, label, f"→ {said}", {"etat": state, "heure": at, "motif": reason})

    def clean(self) -> dict[str, Any]:
        """The hour of a stimulus that was not played says nothing: it is not looked at."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for key, one in self.stimuli.items():
            name, text = f"{key}-heure", " ".join(cleaned.get(f"{key}-heure", "").split())
            cleaned[name] = None
            if cleaned.get(f"{key}-etat") != PlayState.SENT:
                continue
            if one.sent_at is not None and text == hour_said(one.sent_at):
                cleaned[name] = one.sent_at  # left as shown: it keeps its seconds
                continue
            try:
                cleaned[name] = read_hour(text, self.first, self.last)
            except ValidationError as error:
                self.add_error(name, error if text else "À quelle heure\u00a0?")
        return cleaned

    def told(self) -> dict[Any, Told]:
        """What the service takes, by id of the stimulus."""
        found = self.cleaned_data
        return {
            one.pk: Told(
                found.get(f"{key}-etat") or PlayState.PLANNED.value,
                found.get(f"{key}-heure"),
                found.get(f"{key}-motif") or "",
            )
            for key, one in self.stimuli.items()
        }

    def as_planned(self) -> None:
        """Proposes « joué » where nothing is said yet and the hour shown is before FINEX; nothing
        is written."""
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        for key in self.stimuli:
            if data.get(f"{key}-etat") == PlayState.PLANNED and self._is_inside(data, key):
                data[f"{key}-etat"] = PlayState.SENT.value
        self.data = data

    def _is_inside(self, data: Mapping[str, Any], key: str) -> bool:
        try:
            read_hour(str(data.get(f"{key}-heure", "")), self.first, self.last)
        except ValidationError:
            return False
        return True


class GridForm(SubmissionMixin, LinesForm):
    """The paper grid of one observer: what she saw of each criterion.

    `shown`: what the page said of each line. She may note by her own link meanwhile: a line left as
    it was shown writes nothing, one changed by both is shown again.
    """

    shown = forms.JSONField(required=False, widget=forms.HiddenInput)

    headings = ("Critère", "Résultat", "Heure", "Ce qui est écrit")

    def __init__(
        self, *args: Any, run: Run, criteria: Sequence[tuple[Criterion, str]],
        known: Mapping[str, Observation], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, version=run.version, **kwargs)
        self.run, self.known = run, known
        self.criteria = {f"c{rank}": one for rank, (one, _) in enumerate(criteria)}
        for key, (one, place) in zip(self.criteria, criteria, strict=True):
            seen = known.get(one.code)
            result = forms.ChoiceField(label="Résultat", choices=[("", "–"), *RESULTS])
            comment = forms.CharField(label="Commentaire", max_length=2000)
            at = self._hour_field()
            if seen is not None:
                result.initial, comment.initial = seen.result, seen.comment
                at.initial = self._hour(seen.at_s)
            fields = {"resultat": result, "heure": at, "mot": comment}
            self.add_line(key, f"{one.code} {one.label}", place, fields)
        self.fields["shown"].initial = {
            key: said for key in self.criteria if (said := self._known(key))
        }

    def _known(self, key: str) -> str:
        """What is known of a line, "" for nothing: short, and different once it changes."""
        values = [self.fields[f"{key}-{name}"] for name in LINE]
        texts = [str(one.prepare_value(one.initial) or "").strip() for one in values]
        return _digest(texts) if any(texts) else ""

    def _typed(self, key: str) -> str:
        texts = [str(self.data.get(f"{key}-{name}", "")).strip() for name in LINE]
        return _digest(texts) if any(texts) else ""

    def _hour_field(self) -> forms.Field:
        run = self.run
        if run.is_after_the_fact and run.debex_at and run.finex_at:
            return PlayHourField(label="Heure", first=run.debex_at, last=run.finex_at)
        return ExerciseTimeField(label="Temps depuis DEBEX", help_text="")

    def _hour(self, at_s: int | None) -> Any:
        """What the field shows of an exercise time: to the minute, as it is typed."""
        if at_s is None:
            return None
        if self.run.is_after_the_fact and self.run.debex_at:
            return hour_said(self.run.debex_at + timedelta(seconds=at_s))
        return at_s // 60 * 60

    def lines_copied(self) -> list[Copied]:
        """The lines that say something else than what is known, and than what was shown."""
        found = []
        for key, one in self.criteria.items():
            if self._typed(key) == self._shown(key):
                continue
            result = self.cleaned_data.get(f"{key}-resultat") or ""
            comment = (self.cleaned_data.get(f"{key}-mot") or "").strip()
            at_s, seen = self._seconds(key), self.known.get(one.code)
            same = seen is not None and (seen.result, seen.comment) == (result, comment)
            if result and not (same and f"{key}-heure" not in self.changed_data):
                found.append(Copied(one.code, result, at_s, comment))
        return found

    def _seconds(self, key: str) -> int | None:
        at = self.cleaned_data.get(f"{key}-heure")
        if isinstance(at, datetime) and self.run.debex_at is not None:
            return max(0, int((at - self.run.debex_at).total_seconds()))
        return at if isinstance(at, int) else None

    def _shown(self, key: str) -> str:
        shown = self.cleaned_data.get("shown")
        return str(shown.get(key, "")) if isinstance(shown, dict) else ""

    def _refuse_moved(self) -> None:
        """Refuses a line that was noted otherwise since; sent again, what is typed is written."""
        moved = {
            key: self._known(key)
            for key in self.criteria
            if self._shown(key) != self._known(key)
            and self._typed(key) not in (self._shown(key), self._known(key))
        }
        for key in moved:
            seen = self.known.get(self.criteria[key].code)
            said = dict(RESULTS)[seen.result] if seen is not None else "rien"
            self.add_error(
                f"{key}-resultat", f"Noté entre-temps\u00a0: «\u00a0{said}\u00a0». Enregistrez de "
                "nouveau pour écrire le vôtre, ou remettez le sien."
            )  # fmt: skip
        if moved:
            data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
            shown = self.cleaned_data.get("shown")
            data["shown"] = json.dumps({**(shown if isinstance(shown, dict) else {}), **moved})
            self.data = data

    def clean(self) -> dict[str, Any]:
        """An hour or a word without its result is a result forgotten."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._refuse_moved()
        for key in self.criteria:
            said = f"{key}-heure" in self.changed_data or cleaned.get(f"{key}-mot")
            if said and not cleaned.get(f"{key}-resultat") and f"{key}-resultat" in cleaned:
                self.add_error(f"{key}-resultat", "Dites aussi le résultat.")
        return cleaned


def _digest(texts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


class LogCopyForm(SubmissionForm):
    """Lines of a main courante kept on paper, in their order."""

    def __init__(self, *args: Any, run: Run, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, last = run.debex_at or timezone.now(), run.finex_at or timezone.now()
        self.rows = Rows(
            "ligne",
            "Ligne",
            "text",
            {
                "at": lambda: PlayHourField(label="Heure", first=first, last=last),
                "category": lambda: forms.ChoiceField(label="Nature", choices=Category.choices),
                "function": lambda: forms.ChoiceField(
                    label="Fonction", choices=[("", "–"), *Function.choices]
                ),
                "text": lambda: forms.CharField(
                    label="Texte", max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
                ),
            },
        )
        self.rows.add_to(self, [{}] * (MOST_LOG_LINES // 2))

    def row_headings(self) -> list[str]:
        return self.rows.headings()

    def row_fields(self) -> list[Any]:
        return self.rows.shown(self)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["rows"] = self.rows.cleaned(self)
        if not cleaned["rows"] and not self.errors:
            self.add_error(None, "Aucune ligne n’est remplie\u00a0: rien n’a été écrit.")
        for rank in self.rows.ranks(self):
            at, text = self.rows.at(rank, "at"), self.rows.at(rank, "text")
            if cleaned.get(text) and at in cleaned and cleaned[at] is None:
                self.add_error(at, "À quelle heure\u00a0?")
            elif cleaned.get(at) is not None and not cleaned.get(text) and text in cleaned:
                self.add_error(text, "Que s’est-il passé\u00a0?")
        return cleaned

    def log_lines(self, source: str) -> list[Line]:
        """What the service takes."""
        return [
            Line(
                text=row["text"],
                category=row["category"] or Category.INFORMATION,
                happened_at=row["at"],
                function=row["function"] or "",
                source=source,
            )
            for row in self.cleaned_data["rows"]
        ]
