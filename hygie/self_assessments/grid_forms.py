"""The form of the answering grid: some measures, each with its level and what goes with it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from hygie.domain.packs import measure_of
from hygie.domain.packs.library_node import shortened
from hygie.domain.packs.questions import gives_level
from hygie.self_assessments.judging import computed_of
from hygie.self_assessments.models import (
    Answer,
    MeasurePack,
    answer_fingerprint,
    field_key,
)
from hygie.self_assessments.services.answers import Given
from hygie.web.forms import FrenchDateField, HygieForm

NOT_APPLICABLE, NOT_ANSWERED = "na", ""
CONFIRM_ALL, ONLY = "confirm_all", "only"
DETAILS, TARGETS = ("reason", "comment"), ("target_level", "target_on")
TEXT_MOST, QUESTION_SHOWN, ABOVE = 2000, 700, 120


class AnswersForm(HygieForm):
    """The answers to some measures, each under the key of its measure.

    `with_questions`: the questions of each measure are asked too. `before`: last year's answers.
    """

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        pack: MeasurePack,
        measures: Sequence[Mapping[str, Any]],
        answers: Mapping[str, Answer],
        before: Mapping[str, Answer] | None = None,
        with_questions: bool = False,
    ) -> None:
        self.pack, self.stored, self.before = pack, answers, before or {}
        self.measures = [measure_of(one) for one in measures]
        self.with_questions = with_questions
        self.ranks: Mapping[str, int] = {}  # place of each measure among all, where it is shown
        super().__init__(data)
        for measure in self.measures:
            self._add(measure, answers.get(measure["id"]))
        for field in self.fields.values():
            field.template_name = "web/components/field.html"  # type: ignore[attr-defined]

    def _add(self, measure: Mapping[str, Any], answer: Answer | None) -> None:
        key = field_key(measure["id"])
        name, text = ("Où en êtes-vous\u00a0?", "") if self.with_questions else _label(measure)
        levels = [(str(value), f"{value} – {label}") for value, label in self.pack.levels.items()]
        self.fields[f"{key}-seen"] = forms.CharField(
            widget=forms.HiddenInput, initial=answer_fingerprint(answer), required=False
        )
        self.fields[f"{key}-level"] = forms.ChoiceField(
            label=name,
            help_text=text,
            choices=[
                *levels,
                (NOT_APPLICABLE, "Ne s’applique pas"),
                (NOT_ANSWERED, "Sans réponse"),
            ],
            required=False,
            initial=_choice(answer),
            widget=forms.RadioSelect(attrs={"class": "choices-row"}),
        )
        if answer is not None and answer.carried_from:
            self.fields[f"{key}-confirm"] = forms.BooleanField(
                label=f"Repris de {answer.carried_from}\u00a0: c’est toujours vrai", required=False
            )
        self._add_details(key, answer)
        self._add_targets(key, levels, answer)
        if self.with_questions:
            self._add_questions(key, measure, answer.choices if answer else {})

    def _add_details(self, key: str, answer: Answer | None) -> None:
        self.fields[f"{key}-reason"] = forms.CharField(
            label="Si elle ne s’applique pas, pourquoi\u00a0?",
            required=False,
            max_length=300,
            initial=answer.reason if answer else "",
        )
        self.fields[f"{key}-comment"] = forms.CharField(
            label="Commentaire",
            required=False,
            max_length=TEXT_MOST,
            initial=answer.comment if answer else "",
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def _add_targets(self, key: str, levels: list[tuple[str, str]], answer: Answer | None) -> None:
        self.fields[f"{key}-target_level"] = forms.TypedChoiceField(
            label="Niveau visé",
            choices=[("", "celui du référentiel"), *levels],
            coerce=int,
            empty_value=None,
            required=False,
            initial=answer.target_level if answer else None,
        )
        self.fields[f"{key}-target_on"] = FrenchDateField(
            label="Visé pour le",
            required=False,
            help_text="",
            initial=answer.target_on if answer else None,
        )

    def _add_questions(self, key: str, measure: Mapping[str, Any], said: Mapping[str, Any]) -> None:
        for question in measure["questions"]:
            field = _question_field(question)
            field.initial = _shown(question["kind"], said.get(question["id"]))
            field.help_text = _condition(question, measure["questions"])
            self.fields[f"{key}-q-{question['id']}"] = field

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each measure with its fields, its state and last year's answer."""
        for measure in self.measures:
            key = field_key(measure["id"])
            answer = self.stored.get(measure["id"])
            details = [self[f"{key}-{name}"] for name in (*DETAILS, *TARGETS)]
            yield {
                "measure": measure,
                "key": key,
                "rank": self.ranks.get(measure["id"]),
                "seen": self[f"{key}-seen"],
                "level": self[f"{key}-level"],
                "options": self._options(f"{key}-level"),
                "confirm": self._maybe(f"{key}-confirm"),
                "details": details,
                "reason": self[f"{key}-reason"],
                "comment": self[f"{key}-comment"],
                "target_level": self[f"{key}-target_level"],
                "target_levels": self._options(f"{key}-target_level"),
                "target_on": self[f"{key}-target_on"],
                "questions": [self[name] for name in self.fields if name.startswith(f"{key}-q-")],
                "computed": self._computed(measure, answer),
                "computes": self.with_questions and gives_level(measure["questions"]),
                "is_open": any(field.value() or field.errors for field in details),
                "answer": answer,
                "before": self._before(measure["id"]),
                "statements": [
                    {"label": self.pack.levels.get(one["value"], ""), **one}
                    for one in measure["levels"]
                ],
            }

    def _options(self, name: str) -> list[dict[str, Any]]:
        """The levels to choose from: a page has a hundred, drawn by one template."""
        bound = self[name]
        value = bound.value()
        said = "" if value is None else str(value)
        choices = cast(Iterable[tuple[str, str]], cast(forms.ChoiceField, bound.field).choices)
        return [
            {"value": value, "label": label, "id": f"{bound.auto_id}_{rank}",
             "is_chosen": value == said}
            for rank, (value, label) in enumerate(choices)
        ]  # fmt: skip

    @property
    def has_carried(self) -> bool:
        """Whether something taken over is still to be confirmed here."""
        return any(name.endswith("-confirm") for name in self.fields)

    def _maybe(self, name: str) -> BoundField | None:
        return self[name] if name in self.fields else None

    def _computed(self, measure: Mapping[str, Any], answer: Answer | None) -> str:
        """What the questions answered give, in words; "" when they give nothing yet."""
        found = computed_of(self.pack, measure, answer.choices) if answer else None
        if found is None:
            return ""
        if found.level is None:
            return "ne s’applique pas"
        words = f"{found.level} – {self.pack.levels.get(found.level, '')}"
        return words if found.points is None else f"{words} ({found.points:g} points)"

    def _before(self, measure_id: str) -> dict[str, Any] | None:
        """Last year's answer: its words and its level."""
        answer = self.before.get(measure_id)
        if answer is None or not answer.is_given:
            return None
        words = "ne s’applique pas" if answer.is_not_applicable else self._level_words(answer)
        return {"words": words, "comment": answer.comment}

    def _level_words(self, answer: Answer) -> str:
        level = answer.level if answer.level is not None else 0
        return f"{level} – {self.pack.levels.get(level, 'hors échelle')}"

    def given(self, *, is_all_confirmed: bool = False) -> dict[str, Given]:
        """Answers by id of measure, for the service."""
        return {one["id"]: self._given(one, is_all_confirmed) for one in self.measures}

    def expected(self) -> dict[str, str]:
        """What each measure held when it was shown."""
        return {
            one["id"]: self.cleaned_data[f"{field_key(one['id'])}-seen"] for one in self.measures
        }

    def _given(self, measure: Mapping[str, Any], is_all_confirmed: bool) -> Given:
        key = field_key(measure["id"])
        said = self.cleaned_data
        chosen = said[f"{key}-level"]
        is_level = chosen not in (NOT_APPLICABLE, NOT_ANSWERED)
        return Given(
            level=int(chosen) if is_level else None,
            is_not_applicable=chosen == NOT_APPLICABLE,
            **{name: said[f"{key}-{name}"] for name in (*DETAILS, *TARGETS)},
            confirms=is_all_confirmed or bool(said.get(f"{key}-confirm")),
            choices=self._choices(key, measure) if self.with_questions else None,
        )

    def _choices(self, key: str, measure: Mapping[str, Any]) -> dict[str, Any]:
        """Answers to the questions, those left empty not kept."""
        found = {}
        for question in measure["questions"]:
            value = self.cleaned_data[f"{key}-q-{question['id']}"]
            if value not in (None, "", []):
                found[question["id"]] = str(value) if question["kind"] == "date" else value
        return found


def _label(measure: Mapping[str, Any]) -> tuple[str, str]:
    """The name of a measure and its text, which is not said twice when the name is its start."""
    text = shortened(measure["question"], QUESTION_SHOWN)
    name = f"{measure['number']} {measure['title']}".strip()
    start = measure["title"].removesuffix("…").strip()
    if not measure["question"].strip().startswith(start):
        return name, text
    if measure["question"].strip() == start:
        return name, ""
    return measure["number"] or measure["title"], text


def _condition(question: Mapping[str, Any], questions: Sequence[Mapping[str, Any]]) -> str:
    """« Seulement si … » for a question that depends on another; "" otherwise."""
    needs = question.get("depends_on")
    above = next((one for one in questions if needs and one["id"] == needs["question"]), None)
    if needs is None or above is None:
        return ""
    labels = {one["id"]: one["label"] for one in above.get("choices", ())}
    wanted = [f"«\u00a0{labels.get(one, one)}\u00a0»" for one in needs["choices"]]
    joined = (" et " if needs.get("all") else " ou ").join(wanted)
    end = f"\u00a0: {joined}" if wanted else " a une réponse"
    return f"Seulement si «\u00a0{shortened(above['text'], ABOVE)}\u00a0»{end}."


def _shown(kind: str, stored: Any) -> Any:
    """An answer stored, as its field shows it: a day is stored as 2026-03-12."""
    if kind != "date" or not isinstance(stored, str):
        return stored
    try:
        return date.fromisoformat(stored)
    except ValueError:
        return stored


def _question_field(question: Mapping[str, Any]) -> forms.Field:
    """The field of one question, by its kind."""
    kind, label = question["kind"], question["text"]
    choices = [(one["id"], _choice_label(one)) for one in question.get("choices", ())]
    if kind == "unique_choice":
        left = ("", "Sans réponse")
        return forms.ChoiceField(
            label=label, choices=[*choices, left], required=False, widget=forms.RadioSelect
        )
    if kind == "multiple_choice":
        return forms.MultipleChoiceField(
            label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
    if kind == "boolean":
        said = [("oui", "Oui"), ("non", "Non"), ("", "Sans réponse")]
        return forms.ChoiceField(
            label=label, choices=said, required=False, widget=forms.RadioSelect
        )
    if kind == "date":
        return FrenchDateField(label=label, required=False)
    if kind == "number":
        return forms.FloatField(label=label, required=False, localize=True)
    return forms.CharField(
        label=label,
        required=False,
        max_length=TEXT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _choice_label(choice: Mapping[str, Any]) -> str:
    described = choice.get("description", "")
    return f"{choice['label']}\u00a0: {described}" if described else str(choice["label"])


def _choice(answer: Answer | None) -> str:
    if answer is None:
        return NOT_ANSWERED
    if answer.is_not_applicable:
        return NOT_APPLICABLE
    return NOT_ANSWERED if answer.level is None else str(answer.level)


def keys_in(data: QueryDict, known: Collection[str]) -> set[str]:
    """Ids of the measures that a sending speaks of: the one named alone, or those of the page."""
    only = data.get(ONLY)
    if only:
        return {one for one in known if field_key(one) == only}
    return set(known)
