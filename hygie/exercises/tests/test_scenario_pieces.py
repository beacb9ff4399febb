"""What the library is made of, without a database."""

import json
from dataclasses import replace

import pytest

from hygie.domain.scenario.faults import ScenarioError
from hygie.domain.scenario.loading import problems
from hygie.domain.scenario.shape import Level, Objective, Scenario
from hygie.exercises import edits, presenting, starting
from hygie.exercises.charts import chronogramme, lanes_of
from hygie.exercises.drafts import plain_of, scenario_of
from hygie.exercises.forms.times import seconds_typed
from hygie.exercises.scenario_words import WORDS, clock, length
from hygie.exercises.tests.scenarios import scenario, stimulus


def shown_faults(whole: Scenario) -> list[dict[str, str]]:
    return presenting.faults_shown(whole, problems(whole))


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("45", 2700),
        ("45 min", 2700),
        ("0:45", 2700),
        ("1:02:30", 3750),
        ("1 h 10", 4200),
        ("2h", 7200),
        ("1:75", None),
        ("demain", None),
        ("-5", None),
    ],
)
def test_a_time_is_read_as_people_type_it(typed: str, seconds: int | None) -> None:
    assert seconds_typed(typed) == seconds


def test_a_time_shown_is_read_back() -> None:
    for seconds in (0, 59, 60, 3599, 3600, 5025, 36000):
        assert seconds_typed(clock(seconds)) == seconds
    assert (length(5400), length(10800), length(2700)) == (
        "1\u00a0h\u00a030",
        "3\u00a0h",
        "45\u00a0min",
    )


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        (("0", "2", "2"), Level.BEGINNER),
        (("1", "1", "0"), Level.BEGINNER),
        (("1", "1", "1"), Level.INTERMEDIATE),
        (("2", "2", "1"), Level.ADVANCED),
        (("2", "", "1"), None),
        (("2", "9", "1"), None),
    ],
)
def test_three_answers_say_where_to_begin(answers: tuple[str, ...], level: Level | None) -> None:
    assert starting.level_advised(answers) == level


def test_what_is_being_written_is_kept_as_it_was() -> None:
    whole = scenario(short_s=1800)
    assert scenario_of(json.loads(json.dumps(plain_of(whole)))) == whole
    assert scenario_of(json.loads(json.dumps(plain_of(edits.BLANK)))) == edits.BLANK


def test_every_word_of_the_lists_is_said() -> None:
    for kind, words in WORDS.items():
        assert set(words) == set(kind)


def test_a_stimulus_moved_takes_the_following_ones_along_or_not() -> None:
    whole = scenario(stimuli=(stimulus(1, 0), stimulus(2, 10), stimulus(3, 20)))
    alone = edits.stimulus_moved(whole, "S02", 25 * 60, following=False)
    assert [(one.code, one.at_s) for one in alone.stimuli] == [
        ("S01", 0),
        ("S03", 1200),
        ("S02", 1500),
    ]
    along = edits.stimulus_moved(whole, "S02", 15 * 60, following=True)
    assert [one.at_s // 60 for one in along.stimuli] == [0, 15, 25]
    assert edits.stimulus_moved(along, "S02", 15 * 60, following=True) == along


def test_an_objective_that_goes_leaves_the_stimuli() -> None:
    after = edits.objectives_set(scenario(), [Objective("", "Alerter", 2)])
    assert [one.code for one in after.objectives] == ["O2"]
    assert all(one.objectives == () for one in after.stimuli)


def test_criteria_of_the_whole_scenario_are_numbered() -> None:
    new = replace(stimulus(8, 0).criteria[0], code="")
    numbered = edits.criteria_set(scenario(), [replace(new, code="G4"), new, new])
    assert [one.code for one in numbered.criteria] == ["G4", "G5", "G6"]


def test_new_criteria_take_the_letters_that_are_free() -> None:
    known = stimulus(8, 0).criteria[0]
    new = replace(known, code="")
    coded = edits.with_codes([known, new, new], "C08")
    assert [one.code for one in coded] == ["C08a", "C08b", "C08c"]


def test_the_drawing_has_one_lane_a_cell_and_shows_text_as_text() -> None:
    whole = scenario(stimuli=(stimulus(1, 0, title="<script>x</script>"), stimulus(2, 20)))
    assert [lane.name for lane in lanes_of(whole)] == ["Opérationnelle SI"]
    drawn = chronogramme(whole)
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn
    assert chronogramme(scenario(stimuli=())) == ""


def test_what_blocks_names_the_field_to_fill() -> None:
    whole = scenario(summary="", stimuli=(stimulus(1, 90, title=""), stimulus(2, 20)))
    said = {(one["where"], one["stimulus"], one["part"]) for one in shown_faults(whole)}
    assert ("Présentation, résumé", "", "presentation") in said
    assert ("S01, titre", "S01", "") in said
    assert ("S01, temps", "S01", "") in said


def test_an_error_of_a_file_stands_beside_its_line() -> None:
    shown = presenting.lines_at_fault("a: 1\nb: 2\n", [ScenarioError(2, "b", "Non.")])
    assert shown == [{"line": 2, "written": "b: 2", "path": "b", "message": "Non."}]
    assert presenting.lines_at_fault("", [ScenarioError(9, "", "Non.")])[0]["written"] == ""
