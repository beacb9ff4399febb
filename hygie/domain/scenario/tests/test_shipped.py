"""The scenarios that come with Hygie can be played as they are, whole or short."""

import re
from pathlib import Path

import pytest

from hygie.domain.scenario.checks import warnings
from hygie.domain.scenario.cutting import filled, short_cut
from hygie.domain.scenario.loading import load, problems
from hygie.domain.scenario.shape import CellKind, Scenario
from hygie.domain.scenario.writing import dump

FOLDER = Path(__file__).resolve().parents[3] / "exercises" / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))
TIME_TO_END_S = 8 * 60  # the last stimulus can still be played
# Straight apostrophes, breakable blanks before « : ; ! ? % € » and inside « ».
POOR_FRENCH = re.compile(r"\w'\w|\w [:;!?»%€]|« |[^\s«] »|\d (?:\d{3}\b|h\b|min\b|lits\b)")


def test_the_nine_are_there() -> None:
    assert len(FILES) == 9


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_is_right_and_says_what_it_tries(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    scenario = load(text)
    assert dump(scenario) == text
    assert scenario.slug == file.stem
    assert warnings(scenario) == ()
    used = set(re.findall(r"{{(\w+)}}", text.split("\nschema:", 1)[1]))
    assert used == {one.name for one in scenario.variables}
    assert 1 in scenario.actions
    assert scenario.tested.text
    assert care_under_strain(scenario) >= 4

    short = short_cut(scenario)
    assert (problems(short), warnings(short)) == ((), ())
    assert 0.45 <= short.length_s / scenario.length_s <= 0.55
    assert care_under_strain(short) >= 2
    assert all(cut.length_s - cut.stimuli[-1].at_s >= TIME_TO_END_S for cut in (scenario, short))
    assert "{{" not in dump(filled(scenario, {})).split("\nschema:", 1)[1]


def care_under_strain(scenario: Scenario) -> int:
    """Stimuli that ask a crisis cell of care to do something that is observed."""
    care = {one.function for one in scenario.publics if one.cell is CellKind.CARE}
    return sum(bool(one.criteria) and bool(care & {*one.recipients}) for one in scenario.stimuli)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_is_written_in_careful_french(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").split("\nresume:", 1)[1].splitlines()
    texts = [re.sub(r"\b[a-z_]+: ", "", line) for line in lines]
    assert [line for line in texts if POOR_FRENCH.search(line)] == []


def test_sensitive_scenes_are_announced() -> None:
    warned = {file.stem for file in FILES if load(file.read_text(encoding="utf-8")).warning}
    assert warned == {
        "attaque-systemique-regionale",
        "fuite-donnees-patients",
        "laboratoire-resultats-alteres",
        "panne-electrique-et-cyber",
        "rancongiciel-week-end",
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_who_is_expected_to_act_was_told(file: Path) -> None:
    """Nobody waits for what the one who must do it did not hear; each stimulus is observed."""
    for one in load(file.read_text(encoding="utf-8")).stimuli:
        assert {criterion.function for criterion in one.criteria} <= {*one.recipients, None}, (
            one.code
        )
        assert one.expected, one.code
        assert one.criteria, one.code
