"""The print pack of an exercise: each paper as plain values for one Typst template.

What goes to players (cards, convocations) is made from their function and cell alone: no stimulus
is ever in its data.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hygie.documents.pdf import render_pdf
from hygie.domain.scenario.shape import Criterion, Stimulus
from hygie.exercises.convocations import when, words_of
from hygie.exercises.models import Participant
from hygie.exercises.presenting import condition_words
from hygie.exercises.run_enums import PartRole
from hygie.exercises.run_presenting import cells_shown, people_shown
from hygie.exercises.run_scenario import public_of
from hygie.exercises.run_selectors import Preparation
from hygie.exercises.run_words import cell_title, function_said
from hygie.exercises.scenario_words import clock, length, word

TEMPLATE = Path(__file__).resolve().parent / "typst" / "pack.typ"
BLANK_ROWS, LOG_ROWS = 6, 28


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of the pack. `slug`: in its address."""

    slug: str
    title: str
    note: str
    make: Callable[[Preparation], dict[str, Any]]


def paper_pdf(prepared: Preparation, paper: Paper, *, on: date, is_demo: bool) -> bytes:
    """One paper as a tagged PDF; EXERCICE is on each of its sheets."""
    run = prepared.run
    data = {
        "kind": paper.slug,
        "title": paper.title,
        "subtitle": f"{run.title}, {when(run, prepared.scenario) or 'date à fixer'}",
        "unit": str(run.bearer.name),
        "demonstration": is_demo,
        **paper.make(prepared),
    }
    return render_pdf(TEMPLATE, data, made_on=on)


def pack_zip(prepared: Preparation, *, on: date, is_demo: bool) -> bytes:
    """The whole pack in one file, to carry where the network is cut: same bytes for same data."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as packed:
        for rank, paper in enumerate(PAPERS, 1):
            named = ZipInfo(f"{rank}-{paper.slug}.pdf", (on.year, on.month, on.day, 0, 0, 0))
            content = paper_pdf(prepared, paper, on=on, is_demo=is_demo)
            packed.writestr(named, content, ZIP_DEFLATED)
    return buffer.getvalue()


def chronogramme(prepared: Preparation) -> dict[str, Any]:
    """Every stimulus on A3, with the hour of the wall when the hour of the start is known."""
    run, rows = prepared.run, []
    for one in prepared.scenario.stimuli:
        rows.append(
            [
                clock(one.at_s),
                _wall_hour(prepared, one),
                one.story_time,
                f"{one.code} – {one.title}",
                one.sender,
                _recipients(prepared, one),
                word(one.channel),
                " • ".join(one.expected),
                ". ".join(part for part in (condition_words(one), one.help) if part),
            ]
        )
    return {"rows": rows, "scenario": prepared.scenario.title, "note": run.note}


def _wall_hour(prepared: Preparation, one: Stimulus) -> str:
    run = prepared.run
    if run.planned_on is None or run.starts_at is None:
        return ""
    begins = datetime.combine(run.planned_on, run.starts_at)
    return f"{begins + timedelta(seconds=one.at_s):%H:%M}"


def _recipients(prepared: Preparation, one: Stimulus) -> str:
    """The functions, with who plays each."""
    said = []
    for code in one.recipients:
        names = ", ".join(p.name for p in prepared.by_function.get(code, ()))
        label = function_said(prepared.run, code)
        said.append(f"{label} ({names})" if names else label)
    return "\u00a0; ".join(said)


def stimulus_sheets(prepared: Preparation) -> dict[str, Any]:
    """One sheet a stimulus, two on a page, to cut and to hand out."""
    return {
        "sheets": [
            {
                "code": one.code,
                "at": clock(one.at_s),
                "hour": _wall_hour(prepared, one),
                "story": one.story_time,
                "sender": one.sender,
                "recipients": _recipients(prepared, one),
                "channel": word(one.channel),
                "title": one.title,
                "body": one.body,
            }
            for one in prepared.scenario.stimuli
        ]
    }


def player_cards(prepared: Preparation) -> dict[str, Any]:
    """One card a function that plays: who, where, the rules, how to reach the cells."""
    run, scenario = prepared.run, prepared.scenario
    codes = [one.function for one in scenario.publics if one.function not in run.simulated]
    codes += [code for code in prepared.by_function if code not in codes]
    cards = []
    for code in codes:
        people = prepared.by_function.get(code, [])
        public = public_of(scenario, code)
        kind = next((one.cell for one in people if one.cell), "")
        kind = kind or (public.cell.value if public and public.cell else "")
        cards.append(
            {
                "function": function_said(run, code),
                "people": ", ".join(one.name for one in people),
                "cell": cell_title(kind) if kind else "",
                "where": _where(prepared, people, kind),
            }
        )
    return {
        "cards": cards,
        "when": when(run, scenario) or "date à fixer",
        "place": run.place,
        "warning": scenario.warning,
        "context": scenario.context,
        "rules": list(scenario.conventions),
        "cells": _directory(prepared),
    }


def _where(prepared: Preparation, people: list[Participant], kind: str) -> str:
    unit_id = people[0].unit_id if people else prepared.run.bearer_id
    held = prepared.cell(unit_id, kind)
    return ", ".join(part for part in (held.place, held.phone) if part) if held else ""


def _directory(prepared: Preparation) -> list[list[str]]:
    """The cells with their rooms and telephones."""
    return [
        [
            " – ".join(part for part in (one["label"], one["unit"]) if part),
            one["place"],
            one["phone"],
        ]
        for one in cells_shown(prepared)
    ]


def attendance_sheet(prepared: Preparation) -> dict[str, Any]:
    """Who is expected, with room to sign, and blank lines for who comes besides."""
    rows = [
        [one["person"].name, one["function"] or one["role"], one["cell"] or one["unit"]]
        for one in people_shown(prepared)
    ]
    return {"rows": rows, "blank": BLANK_ROWS}


def blank_log(prepared: Preparation) -> dict[str, Any]:
    """A main courante to write by hand, one a cell, numbered."""
    return {"cells": _directory(prepared) or [["", "", ""]], "lines": LOG_ROWS}


def observer_grids(prepared: Preparation) -> dict[str, Any]:
    """One grid an observer, with what her cell is expected to do; a blank name when none is."""
    observers = [one for one in prepared.people if one.role == PartRole.OBSERVATEUR]
    if not observers:
        return {"grids": [_grid(prepared, "", "")]}
    return {"grids": [_grid(prepared, one.name, one.cell) for one in observers]}


def _grid(prepared: Preparation, name: str, kind: str) -> dict[str, Any]:
    scenario = prepared.scenario
    functions = {one.function for one in scenario.publics if one.cell == kind}
    functions |= {one.function for one in prepared.players if one.cell == kind}
    whole = {one.code: one for one in scenario.criteria}
    rows = []
    for stimulus in scenario.stimuli:
        if kind and functions and not functions & set(stimulus.recipients):
            continue
        cited = [whole[code] for code in stimulus.cited if code in whole]
        for one in (*stimulus.criteria, *cited):
            rows.append(_criterion_row(prepared, stimulus, one))
    return {"observer": name, "cell": cell_title(kind) if kind else "", "rows": rows}


def _criterion_row(prepared: Preparation, stimulus: Stimulus, one: Criterion) -> dict[str, str]:
    return {
        "stimulus": f"{clock(stimulus.at_s)} {stimulus.code}",
        "title": stimulus.title,
        "criterion": one.label,
        "function": function_said(prepared.run, one.function or ""),
        "within": length(one.within_s),
    }


def convocations(prepared: Preparation) -> dict[str, Any]:
    """One page a person, for those who get no e-mail; nothing of the story."""
    sheets = []
    for one in sorted(prepared.people, key=lambda person: person.name):
        said = words_of(prepared.run, one)
        sheets.append(
            {
                "name": one.name,
                "lead": said.lead,
                "lines": [list(line) for line in said.lines],
                "warning": said.warning,
            }
        )
    return {"people": sheets}


PAPERS = (
    Paper("chronogramme", "Chronogramme", "A3, pour l’animation", chronogramme),
    Paper("stimuli", "Fiches de stimuli", "deux par A4, à découper", stimulus_sheets),
    Paper("cartes", "Cartes des joueurs", "par fonction, à remettre au début", player_cards),
    Paper("emargement", "Feuille d’émargement", "à faire signer", attendance_sheet),
    Paper("main-courante", "Main courante vierge", "par cellule, à remplir à la main", blank_log),
    Paper("grilles", "Grilles des observateurs", "une par observateur", observer_grids),
    Paper("convocations", "Convocations", "une page par personne", convocations),
)
BY_SLUG: Mapping[str, Paper] = {one.slug: one for one in PAPERS}
