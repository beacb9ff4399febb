"""Forms of the first entry: they parse and phrase; the services write."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hygie.compliance.first_run.lines import SAYS_LABELS, Answer, LineSpec, Says
from hygie.domain.identity.finess import FinessCheck, finess_check, finess_normalised
from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.enums import Sector
from hygie.organisations.finess.territory import department_of_code
from hygie.organisations.rights import UNIT_ROLES, Role
from hygie.web import refusals
from hygie.web.forms import FrenchDateField, HygieForm, SubmissionForm
from hygie.web.forms.dates import month_typed

FRAME = ("says", "on", "proof")
# Where a fault of the proof is told; a fault of another field of a fact is told at its day.
TOLD_AT = {"url": "proof", "held_by": "proof"}
CONTRADICTION = "Une réponse est donnée\u00a0: choisissez «\u00a0Fait\u00a0», ou videz la ligne."
NEEDED = "Cette réponse est nécessaire pour noter la ligne."


class PageForm(SubmissionForm):
    """What makes the page the same when it is sent twice."""


class LineForm(HygieForm):
    """One line, or one year of a yearly line. A day typed without other answer means « fait »."""

    def __init__(self, *args: Any, spec: LineSpec, year: int | None, **kwargs: Any) -> None:
        self.spec, self.year = spec, year
        prefix = spec.code.replace(".", "") + (f"-{year}" if year else "")
        super().__init__(*args, prefix=prefix, **kwargs)
        template = "web/components/field.html"
        for name, field in self._fields().items():
            field.template_name = template  # type: ignore[attr-defined]  # stubs lag
            self.fields[name] = field

    def _fields(self) -> dict[str, forms.Field]:
        says = [(one.value, SAYS_LABELS[one]) for one in Says]
        if not self.spec.can_be_done:
            says = says[1:]
        fields: dict[str, forms.Field] = {
            "says": forms.ChoiceField(
                label="Réponse", choices=says, required=False, widget=forms.RadioSelect
            )
        }
        if self.spec.when:
            fields["on"] = FrenchDateField(
                label=self.spec.when,
                required=False,
                not_after_today=not self.spec.may_be_future,
                month_allowed=True,
                help_text="",
            )
        fields |= {name: make() for name, make in self.spec.extras.items()}
        if self.spec.can_be_done and self.spec.takes_proof:
            fields["proof"] = forms.CharField(
                label="Preuve",
                required=False,
                max_length=150,
                widget=forms.TextInput(attrs={"placeholder": "détenue par … ou https://…"}),
            )
        return fields

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        typed = [name for name in cleaned if name != "says" and cleaned[name] not in ("", None, [])]
        typed = [name for name in typed if cleaned[name] is not False]
        if not cleaned.get("says") and (typed or self.errors):
            cleaned["says"] = Says.DONE.value
        if cleaned.get("says") == Says.DONE:
            self._check_done(cleaned, typed)
        elif typed:
            self.add_error(typed[0], CONTRADICTION)
        return cleaned

    def _check_done(self, cleaned: dict[str, Any], typed: Sequence[str]) -> None:
        names = ["on"] if self.spec.when and self.spec.is_day_needed else []
        for name in [*names, *self.spec.needed]:
            if name not in typed and name not in self.errors:
                self.add_error(name, NEEDED)
        on = cleaned.get("on")
        if self.spec.code == "1.a" and on is not None and on.year != self.year:
            self.add_error("on", f"Cette date n’est pas de {self.year}.")
        if self.spec.code == "4.a":
            self._check_governance(cleaned, typed)

    def _check_governance(self, cleaned: dict[str, Any], typed: Sequence[str]) -> None:
        if not {"on", "letter_on", "copil_on"} & {*typed, *self.errors}:
            self.add_error("on", "Donnez au moins une de ces dates.")
        for day, other in (("on", "name"), ("letter_on", "signer")):
            if (day in typed) != (other in typed) and not {day, other} & set(self.errors):
                self.add_error(other if day in typed else day, NEEDED)

    @property
    def answer(self) -> Answer | None:
        """What the valid form says; None for a line left as it was."""
        says = self.cleaned_data.get("says")
        if not says:
            return None
        values = {key: value for key, value in self.cleaned_data.items() if key not in FRAME}
        return Answer(
            code=self.spec.code,
            year=self.year,
            says=Says(says),
            on=self.cleaned_data.get("on"),
            proof=self.cleaned_data.get("proof", ""),
            values=values,
            months={name: self._typed(name) for name in self._months()},
        )

    def _months(self) -> list[str]:
        """Days of which only the month was typed."""
        days = [
            name
            for name, field in self.fields.items()
            if isinstance(field, FrenchDateField) and self.cleaned_data.get(name)
        ]
        return [name for name in days if month_typed(self._typed(name))]

    def _typed(self, name: str) -> str:
        return str(self[name].value() or "").strip()[:60]

    @property
    def extra_fields(self) -> list[Any]:
        """Fields of the line beside its day and its proof."""
        return [self[name] for name in self.spec.extras]

    @property
    def is_filled(self) -> bool:
        """Whether something was typed."""
        return self.is_bound and any(
            field.value() not in (None, "", [], False) for field in self.visible_fields()
        )

    def refuse(self, error: ServiceRefusal | ValidationError) -> None:
        """Says at the line why the service refused it."""
        if isinstance(error, ServiceRefusal):
            field = error.data.get("field")
            self._tell(str(field or ""), refusals.sentence(error))
            return
        for name, texts in error.message_dict.items() if hasattr(error, "error_dict") else ():
            self._tell(name, " ".join(texts))
        if not hasattr(error, "error_dict"):
            self._tell("", " ".join(error.messages))

    def _tell(self, name: str, text: str) -> None:
        name = TOLD_AT.get(name, name)
        fallback = "on" if "on" in self.fields else "says"
        self.add_error(name if name in self.fields else fallback, text)


class SetUpForm(HygieForm):
    """The first establishment and one's roles there; `known` is its imported organisation's name.

    A wrong FINESS key warns once, then is accepted.
    """

    finess = forms.CharField(
        label="Numéro FINESS juridique", max_length=14, help_text="Neuf caractères."
    )
    name = forms.CharField(label="Nom de l’établissement", max_length=200)
    sector = forms.ChoiceField(label="Secteur", choices=Sector.choices, widget=forms.RadioSelect)
    department = forms.CharField(
        label="Département", max_length=3, help_text="Par exemple 31, 2A ou 974."
    )
    roles = forms.MultipleChoiceField(
        label="Vos rôles dans cet établissement",
        choices=[(role.value, role.label) for role in UNIT_ROLES if role != Role.GUEST],
        widget=forms.CheckboxSelectMultiple,
        help_text="Seule personne à tout faire\u00a0? Cochez Direction et DSI\u00a0: l’une signe, "
        "l’autre note les faits des sept actions.",
    )
    key_confirmed = forms.BooleanField(
        label="Le numéro est bien celui-ci", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, known: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        if known:
            for name in ("name", "sector", "department"):
                del self.fields[name]
            self.fields["finess"].widget = forms.HiddenInput()

    def clean_finess(self) -> str:
        number = finess_normalised(self.cleaned_data["finess"])
        check = finess_check(number)
        if check is FinessCheck.WRONG_SHAPE or not re.fullmatch(r"[0-9A-Z]{9}", number):
            raise ValidationError("Un numéro FINESS compte neuf caractères, par exemple 310781406.")
        if check is FinessCheck.WRONG_KEY and not self.known and not self.data.get("key_confirmed"):
            self.fields["key_confirmed"].widget = forms.CheckboxInput()
            raise ValidationError(
                "La clé de ce numéro FINESS n’est pas celle attendue. Vérifiez-le\u00a0; s’il est "
                "exact, cochez «\u00a0Le numéro est bien celui-ci\u00a0» et envoyez de nouveau."
            )
        return number

    def clean_department(self) -> str:
        department: str = self.cleaned_data["department"].strip().upper()
        if not department_of_code(department):
            raise ValidationError("Écrivez le code d’un département, par exemple 31 ou 2A.")
        return department

    @property
    def unit_values(self) -> Mapping[str, Any]:
        """What describes an establishment written by hand; nothing for an imported one."""
        names = ("name", "sector", "department")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
