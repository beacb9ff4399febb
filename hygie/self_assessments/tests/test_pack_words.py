"""Everything that the readers of packs may find has its sentence in French."""

import re
from pathlib import Path

import pytest

import hygie.domain.packs
from hygie.domain.packs import Problem
from hygie.domain.packs.checks import BY_RULE
from hygie.self_assessments.pack_words import LOSSES, PROBLEMS, loss_text, problems_shown

SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in Path(hygie.domain.packs.__file__).parent.glob("*.py")
)
CODES = re.findall(r'(?:Problem|CellFault|\.place)\(\s*"(\w+)"', SOURCES)
LOST = re.findall(r'(?:\.add|_lose|\blose)\(\s*"(\w+)"', SOURCES)


@pytest.mark.parametrize("code", sorted({*CODES, *BY_RULE.values(), "no_measure"}))
def test_a_problem_has_its_sentence(code):
    assert PROBLEMS[code]


@pytest.mark.parametrize("code", sorted(set(LOST)))
def test_a_loss_has_its_words(code):
    assert LOSSES[code]


def test_a_sentence_takes_the_values_of_its_problem():
    found = problems_shown([
        Problem("too_many_measures", 7, data={"count": 50_000, "most": 20_000}),
        Problem("unknown_level", cell="Mesures G2", data={"value": 9, "allowed": [0, 1]}),
        Problem("too_large", data={"most": 16 * 1024 * 1024}),
        Problem("id_twice", 9, data={"id": "a", "first": 3}),
    ])  # fmt: skip
    assert found == [
        {"place": "ligne 7", "text": "50\u00a0000 mesures\u00a0: 20\u00a0000 au plus."},
        {"place": "Mesures G2", "text": "Le niveau 9 n’est pas dans l’échelle (0, 1)."},
        {"place": "", "text": "Le fichier est trop grand\u00a0: 16\u00a0Mo au plus."},
        {"place": "ligne 9", "text": "L’identifiant «\u00a0a\u00a0» est déjà pris (ligne 3)."},
    ]


def test_braces_in_a_file_are_only_text():
    loss = {"code": "unknown_field", "data": {"field": "{0.__class__}"}}
    assert loss_text(loss) == "champ inconnu\u00a0: {0.__class__}"
