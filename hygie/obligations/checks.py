"""System checks: the rule book loads, and each of its obligations has its facts."""

from typing import Any

from django.core import checks

from hygie.domain.dated import RuleFileError, load_book
from hygie.obligations import registry


def declare() -> None:
    checks.register(rule_book_check, "obligations")


def rule_book_check(**kwargs: Any) -> list[checks.CheckMessage]:
    """A wrong rule file stops a deployment, not a page; so does an obligation without facts."""
    try:
        book = load_book()
    except RuleFileError as error:
        return [checks.Error(str(error), hint="hygie rules check", id="obligations.E001")]
    missing = [one.id for one in book.obligations if one.id not in registry.registered()]
    if not missing:
        return []
    return [
        checks.Error(
            f"no facts function for the obligations {', '.join(missing)}",
            hint="the room of the action calls obligations.registry.register when it starts",
            id="obligations.E002",
        )
    ]
