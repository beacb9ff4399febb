"""French words of an exercise being prepared."""

from collections.abc import Mapping
from datetime import time
from types import MappingProxyType

from hygie.domain.playing.readiness import FEWEST_STIMULI, Check, Lack
from hygie.domain.scenario.shape import CellKind, Scenario
from hygie.exercises.models import Run
from hygie.exercises.models.run import CELLS
from hygie.exercises.scenario_words import function_word

CELL_WORDS = dict(CELLS)


def hour(at: time | None) -> str:
    """« 14 h 30 »; "" for None."""
    return "" if at is None else f"{at.hour}\u00a0h\u00a0{at.minute:02d}"


def function_said(run: Run, code: str) -> str:
    """How the house calls a function: its own name for it, or the label of the list."""
    return run.aliases.get(code, "") or function_word(code or None)


def cell_said(kind: CellKind | str) -> str:
    return CELL_WORDS.get(str(kind), str(kind))


def cell_title(kind: CellKind | str) -> str:
    """The same at the head of a line."""
    said = cell_said(kind)
    return said[:1].upper() + said[1:]


def lack_said(
    run: Run, scenario: Scenario, lack: Lack, units: Mapping[str, str] = MappingProxyType({})
) -> str:
    """What is missing, in one sentence. `units`: name of each establishment by FINESS."""
    unit = units.get(lack.about, lack.about)
    if lack.check == Check.ANSWER:
        return f"{unit} n’a pas encore répondu à votre invitation."
    if lack.check == Check.TEAM:
        return f"{unit}\u00a0: il manque des fonctions indispensables à ce scénario."
    if lack.check == Check.NOBODY:
        return (
            f"{lack.about} est pour un établissement qui ne joue plus\u00a0: personne ne le reçoit."
        )
    function = function_said(run, lack.about)
    if lack.check == Check.RECIPIENT:
        return (
            f"Des stimuli s’adressent à «\u00a0{function}\u00a0»\u00a0: personne ne joue cette "
            "fonction."
        )
    if lack.check == Check.REQUIRED:
        return (
            f"«\u00a0{function}\u00a0» est indispensable à ce scénario\u00a0: personne ne la joue."
        )
    if lack.check == Check.OBJECTIVE:
        label = next((o.label for o in scenario.objectives if o.code == lack.about), lack.about)
        return (
            f"L’objectif «\u00a0{label}\u00a0» est mis à l’épreuve par moins de {FEWEST_STIMULI} "
            "stimuli."
        )
    if lack.check == Check.ADDRESS:
        return (
            f"Des stimuli partent par courriel à «\u00a0{function}\u00a0»\u00a0: quelqu’un qui "
            "joue cette fonction n’a pas d’adresse."
        )
    if lack.check == Check.MAIL:
        return "Des stimuli partent par courriel\u00a0: le courriel d’essai n’est pas encore reçu."
    return "Personne n’observe\u00a0: rien ne sera noté des critères."
