"""French sentences of business refusals: rooms register theirs, the edge says them."""

import logging
import string
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.forms import BaseForm

from hygie.web.formats import day_long, grouped

logger = logging.getLogger(__name__)

_sentences: dict[str, str] = {}


class Refusal(Protocol):
    """What a `hygie.domain.refusal.ServiceRefusal` shows: a code and plain values."""

    @property
    def code(self) -> str: ...

    @property
    def data(self) -> Mapping[str, Any]: ...


class _FrenchFormatter(string.Formatter):
    """`str.format` with days and figures in French, and no reading of attributes or items."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, str]:
        return kwargs[field_name], field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, date):
            return day_long(value)
        if isinstance(value, int | Decimal) and not isinstance(value, bool) and not format_spec:
            return grouped(value)
        return str(super().format_field(value, format_spec))


def register(sentences: Mapping[str, str]) -> None:
    """Add sentences by code; `{name}` takes `refusal.data["name"]` (days come out in French).

    Raises: ValueError when a code is already said otherwise.
    """
    for code, text in sentences.items():
        if _sentences.get(code, text) != text:
            raise ValueError(f"refusal code {code!r} already has another sentence")
        _sentences[code] = text


def sentence(refusal: Refusal) -> str:
    """The French sentence of a refusal; a general one, and a log line, when none is registered."""
    text = _sentences.get(refusal.code)
    if text is None:
        logger.error("no sentence for refusal code %r", refusal.code)
        text = _sentences["refused"]
    try:
        return _FrenchFormatter().vformat(text, (), dict(refusal.data))
    except KeyError as missing:
        logger.error("refusal %r lacks the value %s", refusal.code, missing)
        return _sentences["refused"]


def add_to_form(form: BaseForm, refusal: Refusal) -> None:
    """Say the refusal in the form: at the field named by `data["field"]` if any, else on top."""
    field = refusal.data.get("field")
    form.add_error(field if field in form.fields else None, sentence(refusal))


register(
    {
        "refused": (
            "L’enregistrement n’a pas pu se faire. Rien n’a été changé\u00a0: "
            "vérifiez ce qui est saisi, puis recommencez."
        ),
        "stale": (
            "Une autre personne a enregistré cette fiche pendant que vous la modifiiez. "
            "Rien n’a été écrasé\u00a0: les deux versions sont ci-dessous, choisissez ce qui reste."
        ),
    }
)
