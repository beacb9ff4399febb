"""Forms of the RETEX: what a person writes, decides and validates; forces; the questionnaire."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hygie.domain.playing.survey import QUESTIONS, SCALE, TEXT_LENGTH
from hygie.exercises.forms.texts import long_text
from hygie.exercises.models import Cause, Constat, Highlight, Retex
from hygie.exercises.models.retex import (
    COMMENT_LENGTH,
    COMMENTED,
    WORDING_LENGTH,
)
from hygie.exercises.models.retex import (
    TEXT_LENGTH as SYNTHESIS_LENGTH,
)
from hygie.organisations.models import Organisation
from hygie.web.forms import FrenchDateField, HygieForm, SubmissionForm, VersionedForm

Decision = Constat.Decision
COMMENT = "commentaire_"
ACTION_FIELDS = ("with_action", "pilote_name", "due_on", "number")
LINE_LENGTH = 300
FIELD = "web/components/field.html"


class RetexWriteForm(VersionedForm):
    """The synthesis, and a comment for each section."""

    synthesis = long_text(
        "Synthèse",
        10,
        "Ce que la direction doit retenir\u00a0: ce qui s’est passé, ce qui a tenu, ce qui manque, "
        "ce que vous proposez. Dix à vingt lignes suffisent.",
    )

    def __init__(self, *args: Any, retex: Retex, **kwargs: Any) -> None:
        said = {COMMENT + name: retex.comments.get(name, "") for name, _ in COMMENTED}
        kwargs["initial"] = {"synthesis": retex.synthesis, **said}
        super().__init__(*args, version=retex.version, **kwargs)
        self.fields["synthesis"].max_length = SYNTHESIS_LENGTH  # type: ignore[attr-defined]
        if not retex.is_common:
            for name, label in COMMENTED:
                field = long_text(label, 2)
                field.max_length = COMMENT_LENGTH
                field.template_name = FIELD  # type: ignore[attr-defined]  # stubs lag
                self.fields[COMMENT + name] = field
        names = tuple(COMMENT + name for name, _ in COMMENTED)
        comments = ("Un mot sous chaque partie, si vous le voulez", names)
        self.groups = (("", ("synthesis",)), comments)  # type: ignore[misc]  # of this RETEX

    def clean(self) -> dict[str, Any]:
        """Texts that fit."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            most = getattr(field, "max_length", None)
            if most is not None and len(cleaned.get(name) or "") > most:
                self.add_error(name, f"{most} caractères au plus.")
        return cleaned

    def comments(self) -> Mapping[str, str]:
        """Section → comment."""
        return {name: self.cleaned_data.get(COMMENT + name, "") for name, _ in COMMENTED}


class ConstatFields(HygieForm):
    """What is decided of a constat. `kinds`: offered only for one that a person writes."""

    kind = forms.ChoiceField(
        label="C’est",
        choices=[(value, label.capitalize()) for value, label in Constat.Kind.choices[:2]],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label="Constat", max_length=WORDING_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
    cause = forms.ChoiceField(
        label="Cause", required=False, choices=[("", "Pas encore dite"), *Cause.choices]
    )
    decision = forms.ChoiceField(
        label="Votre décision",
        choices=[
            (Decision.ACCEPTED, "Le retenir"),
            (Decision.REFUSED, "L’écarter, avec un motif"),
            (Decision.OPEN, "Décider plus tard"),
        ],
        initial=Decision.ACCEPTED,
        widget=forms.RadioSelect,
    )
    refused_reason = forms.CharField(
        label="Motif", required=False, max_length=500, help_text="Seulement si vous l’écartez."
    )
    with_action = forms.BooleanField(
        label="Créer tout de suite l’action du PAQ qui y répond", required=False, initial=True
    )
    pilote_name = forms.CharField(label="Pilote", required=False, max_length=150)
    due_on = FrenchDateField(label="Échéance", required=False)
    number = forms.CharField(
        label="Numéro dans le PAQ de l’établissement",
        required=False,
        max_length=40,
        help_text="S’il est déjà connu. 1.c demande un numéro, un pilote et une échéance.",
    )
    groups: ClassVar = (
        ("", ("kind", "text", "cause")),
        ("", ("decision", "refused_reason")),
        ("L’action du PAQ, si vous le retenez", ACTION_FIELDS),
    )

    def shape(self, *, plain: bool, may_plan: bool) -> None:
        """`plain`: a strength, or a constat of the common RETEX: nothing goes to the plan."""
        if plain:
            del self.fields["cause"]
        if plain or not may_plan:
            for name in ACTION_FIELDS:
                del self.fields[name]

    def clean_due_on(self) -> date | None:
        due_on: date | None = self.cleaned_data["due_on"]
        if due_on is not None and due_on < timezone.localdate():
            raise forms.ValidationError("L’échéance d’une action nouvelle n’est pas déjà passée.")
        return due_on

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        said = self.cleaned_data
        wanted = said.get("with_action") and said["decision"] == Decision.ACCEPTED
        return {
            "text": said["text"],
            "cause": said.get("cause", ""),
            "decision": said["decision"],
            "refused_reason": said["refused_reason"],
            "action": {name: said[name] for name in ACTION_FIELDS[1:]} if wanted else None,
        }


class ConstatForm(VersionedForm, ConstatFields):
    """Decides of a constat that what happened proposed, or that a person wrote."""

    def __init__(
        self, *args: Any, constat: Constat, may_plan: bool, has_action: bool, **kwargs: Any
    ) -> None:
        decided = constat.decision != Decision.OPEN
        kwargs["initial"] = {
            "text": constat.text,
            "cause": constat.cause,
            "decision": constat.decision if decided else Decision.ACCEPTED,
            "refused_reason": constat.refused_reason,
            "with_action": not decided,
        }
        super().__init__(*args, version=constat.version, **kwargs)
        del self.fields["kind"]
        plain = not constat.goes_to_the_plan or constat.retex.is_common
        self.shape(plain=plain, may_plan=may_plan and not has_action)


class ConstatNewForm(SubmissionForm, ConstatFields):
    """A constat in a person's own words: a weakness or an action may go to the plan at once."""

    def __init__(self, *args: Any, common: bool, may_plan: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["decision"], self.fields["refused_reason"]
        self.fields["kind"].initial = Constat.Kind.WEAKNESS
        self.shape(plain=common, may_plan=may_plan)

    def values(self) -> dict[str, Any]:
        self.cleaned_data |= {"decision": Decision.ACCEPTED, "refused_reason": ""}
        said = super().values()
        if self.cleaned_data["kind"] == Constat.Kind.STRENGTH:
            said["action"] = None
        return {**said, "kind": self.cleaned_data["kind"]}


class RetexFreezeForm(VersionedForm):
    """Says who validates the RETEX, and which day."""

    validated_on = FrenchDateField(label="Validé le", not_after_today=True)
    validated_by = forms.CharField(
        label="Validé par",
        max_length=150,
        help_text="Nom et fonction de la personne, ou instance\u00a0: comité de direction…",
    )


class HighlightForm(HygieForm):
    """One line: what held, or did not."""

    kind = forms.ChoiceField(
        label="C’est",
        choices=[(value, label.capitalize()) for value, label in Highlight.Kind.choices],
        widget=forms.RadioSelect(attrs={"class": "choices-row"}),
    )
    text = forms.CharField(label="En une ligne", max_length=LINE_LENGTH)
    highlight_id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(self, *args: Any, units: Sequence[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if units:
            self.fields["about_id"] = forms.TypedChoiceField(
                label="Chez qui",
                choices=[("", "Choisir"), *((one.pk, one.name) for one in units)],
                coerce=int,
                help_text="La ligne va au RETEX de cet établissement.",
            )

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        said = self.cleaned_data
        about = {"about_id": said["about_id"]} if "about_id" in self.fields else {}
        return {
            "highlight_id": said["highlight_id"],
            "kind": said["kind"],
            "text": said["text"],
            "expected_version": said["version"],
            **about,
        }


class HighlightChangeForm(HighlightForm):
    """The same to correct it: an empty line takes it away."""

    text = forms.CharField(
        label="En une ligne",
        max_length=LINE_LENGTH,
        required=False,
        help_text="Videz la ligne pour la retirer.",
    )


class SurveyForm(SubmissionForm):
    """The ten questions; none is compulsory."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scale = [
            (str(mark), label.capitalize()) for mark, label in sorted(SCALE.items(), reverse=True)
        ]
        for one in QUESTIONS:
            if one.is_text:
                field: forms.Field = forms.CharField(
                    label=one.label,
                    required=False,
                    max_length=TEXT_LENGTH,
                    widget=forms.Textarea(attrs={"rows": 3}),
                )
            else:
                field = forms.ChoiceField(
                    label=one.label,
                    required=False,
                    choices=scale,
                    widget=forms.RadioSelect(attrs={"class": "choices-row"}),
                )
            field.template_name = FIELD  # type: ignore[attr-defined]  # stubs lag
            self.fields[one.code] = field

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        said = {one: self.cleaned_data.get(one.code) for one in QUESTIONS}
        return {
            "marks": {one.code: int(v) for one, v in said.items() if v and not one.is_text},
            "texts": {one.code: v for one, v in said.items() if v and one.is_text},
        }


class SetAsideForm(HygieForm):
    """One reason for all the constats of a kind that are left."""

    kind = forms.ChoiceField(choices=Constat.Kind.choices)
    reason = forms.CharField(label="Motif", max_length=500)


class RetexTemplateForm(SubmissionForm):
    """The DOCX model of the house."""

    upload = forms.FileField(
        label="Votre modèle (.docx)", widget=forms.FileInput(attrs={"accept": ".docx"})
    )
