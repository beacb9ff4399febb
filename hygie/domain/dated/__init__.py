"""The law as dated data: values, strict loader, rule book and its fingerprint."""

from hygie.domain.dated.book import DayRules, RuleBook, RuleMissing
from hygie.domain.dated.loader import load_book
from hygie.domain.dated.reading import RuleFileError
from hygie.domain.dated.values import (
    Action,
    Announced,
    DatedValue,
    Force,
    Help,
    Obligation,
    Parameter,
    Source,
    Strength,
)

__all__ = [
    "Action",
    "Announced",
    "DatedValue",
    "DayRules",
    "Force",
    "Help",
    "Obligation",
    "Parameter",
    "RuleBook",
    "RuleFileError",
    "RuleMissing",
    "Source",
    "Strength",
    "load_book",
]
