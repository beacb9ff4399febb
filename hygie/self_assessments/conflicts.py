"""Two people changed one record: what the second typed beside what the first one stored."""

from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from hygie.web.formats import day_short


def conflict_rows(typed: forms.BaseForm, stored: forms.BaseForm) -> list[dict[str, Any]]:
    """Rows of `web/components/conflict.html`: the visible fields that differ, all when none does.

    `typed` is the bound form, `stored` that of what is stored now.
    """
    rows = []
    for field in typed.visible_fields():
        mine, theirs = _shown(field), _shown(stored[field.name])
        rows.append(
            {"label": field.label, "mine": mine, "theirs": theirs, "differs": mine != theirs}
        )
    return [row for row in rows if row["differs"]] or rows


def take_shown(form: forms.BaseForm, name: str, value: object) -> None:
    """Makes the next sending of a bound form count on what is stored, just shown."""
    data = cast(QueryDict, form.data).copy()
    data[form.add_prefix(name)] = str(value)
    form.data = data


def _shown(field: BoundField) -> str:
    """The value as a person reads it; several choices in the order of the list."""
    value = field.value()
    choices = {str(code): str(label) for code, label in getattr(field.field, "choices", ())}
    if isinstance(value, list | tuple | set):
        chosen = {str(one) for one in value}
        return ", ".join(label for code, label in choices.items() if code in chosen)
    value = "" if value is None else value
    return choices.get(str(value)) or day_short(value) or str(value).strip()
