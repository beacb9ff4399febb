"""In tests, a template of Hygie that prints an undefined variable fails.

`{% if undefined %}`, `{% for x in undefined %}`, `{% firstof … %}` and `{{ undefined|default:… }}`
stay allowed: the template says what it wants when the value is missing. Templates of other
packages keep Django's silence.
"""

import functools
import sys
from pathlib import Path
from typing import Any

from django.template.backends.django import DjangoTemplates
from django.template.base import FilterExpression
from django.template.engine import Engine

PACKAGE = Path(__file__).resolve().parent.parent / "hygie"
TOLERANT = {"default", "default_if_none", "yesno"}

_plain_resolve = FilterExpression.resolve


class UndefinedVariable(AssertionError):
    """A template of Hygie prints a variable that its context does not have."""


class Undefined(str):
    """Stands for `string_if_invalid`; Django asks it twice before it prints.

    Truthy only for `FilterExpression.resolve`: anywhere else (`{% if account.absent_one_to_one %}`)
    it is the empty string that production would see.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        return sys._getframe(1).f_code is _plain_resolve.__code__

    def __contains__(self, key: object) -> bool:
        return key == "%s" or super().__contains__(key)  # type: ignore[operator]

    def __mod__(self, variable: Any) -> str:
        context = sys._getframe(1).f_locals["context"]
        template = context.render_context.template or context.template
        name = str(template.origin.name)
        if name.startswith("<") or Path(name).is_relative_to(PACKAGE):
            raise UndefinedVariable(f"{name}: undefined variable {{{{ {variable} }}}}")
        return ""


@functools.wraps(_plain_resolve)
def _resolve(self: FilterExpression, context: Any, ignore_failures: bool = False) -> Any:
    tolerant = bool(self.filters) and self.filters[0][0].__name__ in TOLERANT
    return _plain_resolve(self, context, ignore_failures=ignore_failures or tolerant)


def make_strict(engine: Engine) -> None:
    """Make one engine refuse undefined variables, for the rest of the run."""
    engine.string_if_invalid = Undefined()
    FilterExpression.resolve = _resolve  # type: ignore[method-assign]


def make_all_strict() -> None:
    """The same for every engine of the settings."""
    from django.template import engines

    for backend in engines.all():
        if isinstance(backend, DjangoTemplates):
            make_strict(backend.engine)
