"""Every address of the product, from the URL resolver."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern


@dataclass(frozen=True)
class Address:
    """A named address, the arguments it takes and its view."""

    name: str
    asked: tuple[str, ...]
    view: Any

    @property
    def policy(self) -> str | None:
        return getattr(self.view, "policy", None)

    @property
    def details(self) -> Any:
        return getattr(self.view, "policy_details", {})


def addresses() -> list[Address]:
    """All of them, in the order of the resolver."""
    return list(_walk(get_resolver(), "", ()))


def _asked(pattern: Any) -> tuple[str, ...]:
    """Names of the arguments: of a path, or of a regular expression."""
    if isinstance(pattern, RegexPattern):
        return tuple(pattern.regex.groupindex)
    return tuple(pattern.converters)


def _walk(resolver: URLResolver, space: str, outer: tuple[str, ...]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        asked = (*outer, *_asked(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield Address(f"{space}{pattern.name}", asked, pattern.callback)
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, inner, asked)
