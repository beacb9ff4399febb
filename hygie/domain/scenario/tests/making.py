"""Scenarios for tests: a small one as a document, its YAML, and any scenario that is right."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import strategies as st

from hygie.domain.scenario.document import cleaned
from hygie.domain.scenario.functions import FUNCTIONS
from hygie.domain.scenario.shape import (
    Attendance,
    CellKind,
    Channel,
    Condition,
    Criterion,
    Debrief,
    Form,
    Level,
    Objective,
    Perimeter,
    Proof,
    Public,
    Scenario,
    Stimulus,
    StimulusKind,
    Tested,
    Threat,
    Variable,
)


def stimulus(code: str = "S01", at: Any = 0, **changes: Any) -> dict[str, Any]:
    """A stimulus of a document that is right."""
    return {
        "id": code,
        "t": at,
        "heure_fictive": "lun. 08:00",
        "type": "principal",
        "emetteur": "Cadre",
        "destinataires": ["DG"],
        "canal": "oral",
        "titre": "Un titre",
        "contenu": "Un contenu",
        "objectifs": ["O1"],
    } | changes


def document(**changes: Any) -> dict[str, Any]:
    """A document that is right, with other values for some of its keys."""
    return {
        "schema": "scenario-exercice/2",
        "id": "essai",
        "titre": "Essai",
        "version": 1,
        "menace": "rancongiciel",
        "niveau": "debutant",
        "format": "sur_table",
        "perimetre": "etablissement",
        "duree_minutes": 60,
        "resume": "Un résumé",
        "decor": {"quand": "Lundi", "contexte": "Un hôpital"},
        "objectifs": [{"code": "O1", "libelle": "Alerter", "poids": 3}],
        "publics": [{"fonction": "DG", "presence": "indispensable"}],
        "stimuli": [stimulus(), stimulus("S02", 10)],
        "retex": {"a_chaud": [], "a_froid": []},
    } | changes


class _InFull(yaml.SafeDumper):
    """Writes twice what is given twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def text(**changes: Any) -> str:
    """The YAML of that document."""
    return written(document(**changes))


def written(said: dict[str, Any]) -> str:
    """The YAML of a document."""
    return yaml.dump(said, Dumper=_InFull, allow_unicode=True, sort_keys=False)


# Blanks, quotes and marks that YAML reads in its own way come up often. No « {{ »: a template.
LETTERS = "aeiéœ€😀 \u00a0\n#:-'\"[]>|&*!%@`\\,?0179«»"
HARD = ["yes", "null", "1:30:00", "- a", "# b", "a: b", "{a}", "~", "'", "2026-11-22", "\u202f"]


def words(least: int = 1, most: int = 240) -> st.SearchStrategy[str]:
    """Texts as they are kept."""
    free = st.text(LETTERS, max_size=most) | st.sampled_from(HARD)
    return free.map(cleaned).filter(lambda one: len(one) >= least)


def several(each: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(each, max_size=most).map(tuple)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Any scenario that can be played."""
    length = draw(st.integers(10 * 60, 600 * 60))
    short = draw(st.none() | st.integers(5 * 60, length - 1))
    objectives = tuple(
        Objective(f"O{rank + 1}", draw(words()), draw(st.integers(1, 5)))
        for rank in range(draw(st.integers(1, 3)))
    )
    playing = draw(st.lists(st.sampled_from([*FUNCTIONS]), min_size=1, max_size=4, unique=True))
    codes = tuple(one.code for one in objectives)
    common = tuple(_criterion(draw, f"G{rank}", playing) for rank in range(draw(st.integers(0, 2))))
    count = draw(st.integers(1, 4))
    times = sorted(draw(st.lists(st.integers(0, length - 1), min_size=count, max_size=count)))
    stimuli: list[Stimulus] = []
    for rank, at in enumerate(times):
        kept = short is not None and (rank == 0 or draw(st.booleans()))
        before = [c.code for one in stimuli if one.at_s < at for c in one.criteria]
        can_branch = before and not kept
        stimuli.append(
            Stimulus(
                code=f"S{rank + 1:02}",
                at_s=at,
                story_time=draw(words(0, 30)),
                kind=StimulusKind.MAIN if not rank else draw(st.sampled_from(StimulusKind)),
                sender=draw(words(1, 40)),
                recipients=tuple(playing[:1]),
                channel=draw(st.sampled_from(Channel)),
                title=draw(words(1, 60)),
                body=draw(words(1, 400)),
                objectives=codes if not rank else codes[:1],
                expected=draw(several(words())),
                criteria=(_criterion(draw, f"C{rank:02}a", playing),),
                cited=tuple(one.code for one in common) if not rank else (),
                condition=Condition(before[0], draw(st.booleans())) if can_branch else None,
                help=draw(words(0)),
                short_at_s=draw(st.integers(0, (short or 1) - 1)) if kept else None,
            )
        )
    care = draw(st.booleans())
    return Scenario(
        slug="essai-1",
        title=draw(words(1, 60)),
        version=draw(st.integers(1, 99)),
        threat=draw(st.sampled_from(Threat)),
        level=draw(st.sampled_from(Level)),
        form=draw(st.sampled_from(Form)),
        perimeter=draw(st.sampled_from(Perimeter)),
        length_s=length,
        short_s=short,
        summary=draw(words()),
        when=draw(words(1, 60)),
        context=draw(words()),
        conventions=draw(several(words())),
        warning=draw(words(0)),
        tested=Tested(care, draw(st.booleans()), draw(words(0))),
        pcra_services=draw(several(words(1, 60))),
        actions=(1, 4) if care else (4,),
        variables=tuple(
            Variable(one, draw(words(1, 60)), draw(words(0, 60))) for one in ("on", "dpi")
        ),
        objectives=objectives,
        criteria=common,
        publics=tuple(
            Public(
                one,
                draw(st.sampled_from(Attendance)),
                draw(st.none() | st.sampled_from(CellKind)),
                draw(st.booleans()),
            )
            for one in playing
        ),
        simulated_roles=draw(several(words(1, 60))),
        stimuli=tuple(stimuli),
        debrief=Debrief(*(draw(several(words())) for _ in range(3))),
    )


def _criterion(draw: st.DrawFn, code: str, playing: list[str]) -> Criterion:
    return Criterion(
        code=code,
        label=draw(words()),
        weight=draw(st.integers(1, 3)),
        within_s=draw(st.none() | st.integers(60, 3600)),
        function=draw(st.none() | st.sampled_from(playing)),
        proof=draw(st.sampled_from(Proof)),
    )
