"""Forms of Hygie: bases, and fields that take what French people type."""

from hygie.web.forms.base import (
    HygieForm,
    HygieFormMixin,
    HygieModelForm,
    SubmissionForm,
    SubmissionMixin,
    SubmissionModelForm,
    VersionedForm,
    VersionedModelForm,
    VersionMixin,
)
from hygie.web.forms.dates import DateRefusal, parse_french_date
from hygie.web.forms.fields import CODES, AnswerField, FrenchDateField, FrenchDecimalField

__all__ = [
    "CODES",
    "AnswerField",
    "DateRefusal",
    "FrenchDateField",
    "FrenchDecimalField",
    "HygieForm",
    "HygieFormMixin",
    "HygieModelForm",
    "SubmissionForm",
    "SubmissionMixin",
    "SubmissionModelForm",
    "VersionMixin",
    "VersionedForm",
    "VersionedModelForm",
    "parse_french_date",
]
