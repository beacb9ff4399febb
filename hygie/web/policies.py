"""The declared policy of a view: who may open it. Upper rooms enforce; this room only declares."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def declare(kind: str, **details: Any) -> Callable[[View], View]:
    """Write the policy on the view: `view.policy` = kind, `view.policy_details` = the rest.

    A URL whose view carries no `policy` fails the suite.
    """

    def decorate(view: View) -> View:
        view.policy = kind  # type: ignore[attr-defined]  # a plain mark on a function
        view.policy_details = MappingProxyType(details)  # type: ignore[attr-defined]  # idem
        return view

    return decorate
