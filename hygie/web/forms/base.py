"""Base forms: our templates, an error summary, protection from double submission and staleness."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorList

REQUIRED = "Cette réponse est nécessaire."


class HygieErrorList(ErrorList):
    """Errors at a field; drawn by our template."""

    template_name = "web/components/errors.html"


class HygieFormMixin(forms.BaseForm):
    """Draw the form with `web/components/form.html`: error summary, then each field.

    groups: (legend, field names) in the order of the screen; fields left out come last.
    """

    template_name = "web/components/form.html"
    use_required_attribute = False
    groups: ClassVar[Sequence[tuple[str, Sequence[str]]]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        kwargs.setdefault("error_class", HygieErrorList)
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.template_name = "web/components/field.html"  # type: ignore[attr-defined]  # stubs lag
            if (
                field.error_messages.get("required")
                == forms.Field.default_error_messages["required"]
            ):
                field.error_messages["required"] = REQUIRED

    def sections(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Visible fields by legend; the legend is empty for fields of no group."""
        grouped_names = {name for _, names in self.groups for name in names}
        for legend, names in self.groups:
            fields = [
                self[name] for name in names if name in self.fields and not self[name].is_hidden
            ]
            if fields:
                yield legend, fields
        left = [field for field in self.visible_fields() if field.name not in grouped_names]
        if left:
            yield "", left


class HygieForm(HygieFormMixin, forms.Form):
    """Form of Hygie."""


class HygieModelForm(HygieFormMixin, forms.ModelForm):  # type: ignore[type-arg]  # any model
    """Model form of Hygie: parses and phrases; the service writes."""


class SubmissionMixin(forms.BaseForm):
    """Hidden `new_id`, drawn when the form is shown: sent twice, it creates one object only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_id"] = forms.UUIDField(
            widget=forms.HiddenInput,
            initial=uuid4,
            error_messages={
                "required": "La page était incomplète\u00a0: rechargez-la, puis recommencez.",
                "invalid": "La page était incomplète\u00a0: rechargez-la, puis recommencez.",
            },
        )


class VersionMixin(forms.BaseForm):
    """Hidden `version` of the object as it was when the form was shown (argument `version`)."""

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        instance = getattr(self, "instance", None)
        shown = version if version is not None else getattr(instance, "version", None)
        self.fields["version"] = forms.IntegerField(
            widget=forms.HiddenInput,
            min_value=0,
            initial=shown,
            error_messages={
                "required": "La page était incomplète\u00a0: rechargez-la, puis recommencez."
            },
        )


class SubmissionForm(SubmissionMixin, HygieForm):
    """Creation form: `cleaned_data["new_id"]` is the UUID of the object to create."""


class SubmissionModelForm(SubmissionMixin, HygieModelForm):
    """Creation form of a model: the same, with the model's fields."""


class VersionedForm(VersionMixin, HygieForm):
    """Edit form: `cleaned_data["version"]` goes to the service as `expected_version`."""


class VersionedModelForm(VersionMixin, HygieModelForm):
    """Edit form of a model: the same, with the model's fields."""
