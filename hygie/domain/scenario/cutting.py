"""Other scenarios made of one: its short cut, itself with the words of an establishment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from hygie.domain.names import search_key
from hygie.domain.scenario.checks import LITERAL, VARIABLE
from hygie.domain.scenario.document import as_document, build, cleaned, mapped
from hygie.domain.scenario.shape import Scenario, Stimulus, Variable

LONGEST_SLUG = 80
TWO_BRACES = re.compile(r"\{(?=\{)")


def short_cut(scenario: Scenario) -> Scenario:
    """The stimuli marked for the short cut, at their times there, and what they still cite.

    Raises ValueError when the scenario has none.
    """
    if scenario.short_s is None:
        raise ValueError("no short cut")
    kept = [
        replace(one, at_s=one.short_at_s, short_at_s=None)
        for one in scenario.stimuli
        if one.short_at_s is not None
    ]
    seen = {code for one in kept for code in _looked_at(one)}
    stimuli = sorted((_without_lost_condition(one, seen) for one in kept), key=lambda one: one.at_s)
    return replace(
        scenario,
        length_s=scenario.short_s,
        short_s=None,
        criteria=tuple(one for one in scenario.criteria if one.code in seen),
        stimuli=tuple(stimuli),
    )


def _looked_at(stimulus: Stimulus) -> set[str]:
    return {*(one.code for one in stimulus.criteria), *stimulus.cited}


def _without_lost_condition(stimulus: Stimulus, seen: set[str]) -> Stimulus:
    condition = stimulus.condition
    if condition is None or condition.criterion in seen:
        return stimulus
    return replace(stimulus, condition=None)


def filled(scenario: Scenario, values: Mapping[str, str]) -> Scenario:
    """The scenario in the words of an establishment: each `{{name}}` is its value.

    A name that `values` lacks keeps the value of the file; names that the scenario does not know
    are passed over. A value is plain text: braces in it are not read again.
    """
    given = {one.name: cleaned(values.get(one.name, one.value)) for one in scenario.variables}

    def said(text: str) -> str:
        done = VARIABLE.sub(lambda found: given.get(found[1].strip(), found[0]), text)
        return TWO_BRACES.sub("{ ", done)

    document = as_document(scenario)
    document.pop(LITERAL, None)
    variables = tuple(Variable(one.name, one.label, given[one.name]) for one in scenario.variables)
    return replace(build(mapped(document, said)), variables=variables)


def slug_of(title: str) -> str:
    """« Rançongiciel un samedi soir » as `rancongiciel-un-samedi-soir`; « scenario » of nothing."""
    ascii_only = re.sub(r"[^a-z0-9]+", "-", search_key(title))
    return ascii_only[:LONGEST_SLUG].strip("-") or "scenario"
