"""Two people changed one record: what the second typed beside what the first one stored."""

from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from hygie.web.formats import day_short


def conflict_rows(
    typed: forms.BaseForm, stored: forms.BaseForm, *, only_different: bool = False
) -> list[dict[str, Any]]:
    """Rows of `web/components/conflict.html`: the visible fields of `typed`, the bound form."""
    rows = []
    for field in typed.visible_fields():
        mine, theirs = _shown(field), _shown(stored[field.name])
        if only_different and mine == theirs:
            continue
        rows.append(
            {"label": field.label, "mine": mine, "theirs": theirs, "differs": mine != theirs}
        )
    return rows


def take_shown(form: forms.BaseForm, name: str, value: object) -> None:
    """Makes the next sending of a bound form count on what is stored, just shown."""
    data = cast(QueryDict, form.data).copy()
    data[form.add_prefix(name)] = str(value)
    form.data = data


def _shown(field: BoundField) -> str:
    value = field.value()
    choices = dict(_flat(getattr(field.field, "choices", ())))
    values = value if isinstance(value, list | tuple) else [value]
    return ", ".join(filter(None, (_text(one, choices) for one in values)))


def _flat(choices: Any) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in choices]


def _text(value: Any, choices: dict[str, str]) -> str:
    if value is None:
        return ""
    return choices.get(str(value)) or day_short(value) or str(value).strip()
