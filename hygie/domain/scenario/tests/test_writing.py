"""A scenario written and read again is the same scenario, in a text that people can read."""

from hypothesis import HealthCheck, given, settings

from hygie.domain.scenario.loading import load
from hygie.domain.scenario.shape import Scenario
from hygie.domain.scenario.tests.making import document, scenarios, stimulus, text
from hygie.domain.scenario.writing import dump

QUICK = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@QUICK
@given(scenarios())
def test_what_is_written_is_read_again(scenario: Scenario) -> None:
    written = dump(scenario)
    assert load(written) == scenario
    assert dump(load(written)) == written


def test_a_long_text_is_a_block_and_a_time_with_seconds_is_quoted() -> None:
    body = "Une phrase assez longue pour tenir sur plusieurs lignes. " * 4 + "\nEt une autre."
    written = dump(load(text(stimuli=[stimulus(at="0:00:30", contenu=body), stimulus("S02", 10)])))
    assert '  - id: S01\n    t: "0:00:30"\n' in written
    assert "    contenu: >-\n      Une phrase assez longue" in written
    assert "\n\n      Et une autre.\n" in written
    assert "\n\n  - id: S02\n    t: 10\n" in written
    assert written.startswith("# Scénario")
    assert max(map(len, written.splitlines())) <= 100


def test_a_text_with_blanks_that_a_block_loses_stays_between_quotes() -> None:
    body = "Tableau\u00a0:\n  a\n\tb\n" + "x" * 100
    scenario = load(text(stimuli=[stimulus(contenu=body), stimulus("S02", 10)]))
    assert scenario.stimuli[0].body == body
    assert load(dump(scenario)) == scenario


def test_carriage_returns_and_unseen_characters_of_a_form_do_not_survive() -> None:
    said = document()["stimuli"][0] | {"contenu": " a\r\nb \u202ec\ufeff\n "}
    assert load(text(stimuli=[said, stimulus("S02", 10)])).stimuli[0].body == "a\nb c"
