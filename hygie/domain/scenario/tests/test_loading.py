"""A file of scenario is read, or refused with every fault and its line."""

from __future__ import annotations

import json
import random
from typing import Any

import fastjsonschema
import pytest

from hygie.domain.scenario.checks import reference_faults, warnings
from hygie.domain.scenario.document import as_document
from hygie.domain.scenario.faults import ScenarioError, ScenarioErrors
from hygie.domain.scenario.form import form_faults, schema_text
from hygie.domain.scenario.functions import FUNCTIONS, code_of
from hygie.domain.scenario.loading import MAX_BYTES, load, load_draft, problems
from hygie.domain.scenario.shape import Condition, Variable
from hygie.domain.scenario.tests.making import document, stimulus, text, written

COMMON = [{"code": "G1", "libelle": "Heures notées", "poids": 1}]
SEEN = [{"code": "C01a", "libelle": "Alerte donnée", "poids": 2}]

SPOILT = """\
schema: scenario-exercice/2
id: Essai
titre: ''
version: un
menace: rancongiciels
niveau: debutant
format: sur_table
perimetre: etablissement
duree_minutes: 60
resume: r
couleur: bleu
decor: {quand: q, contexte: c}
objectifs:
  - {code: O1, libelle: l, poids: 9}
publics:
  - {fonction: DSSI, presence: indispensable}
stimuli:
  - id: S01
    t: 75
    destinataires: [DG]
    objectifs: [O2]
"""


def refused(said: str) -> tuple[ScenarioError, ...]:
    with pytest.raises(ScenarioErrors) as error:
        load(said)
    return error.value.errors


def told(**changes: Any) -> list[tuple[str, str]]:
    return [(one.path, one.message) for one in refused(text(**changes))]


def test_times_are_seconds_and_stimuli_are_sorted_without_moving_equals() -> None:
    stimuli = [
        stimulus("S01", 20),
        stimulus("S02", "0:00:30"),
        stimulus("S03", 20),
        stimulus("S04", "1:10:00"),
    ]
    scenario = load(text(stimuli=stimuli, duree_minutes="1:30:00"))
    found = [(one.code, one.at_s) for one in scenario.stimuli]
    assert found == [("S02", 30), ("S01", 1200), ("S03", 1200), ("S04", 4200)]
    assert scenario.length_s == 5400


def test_an_hour_without_quotes_is_the_same_hour() -> None:
    """YAML 1.1 reads 1:10:00 as a number."""
    said = text(duree_minutes=90, stimuli=[stimulus(), stimulus("S02", 70)])
    assert load(said.replace("t: 70", "t: 1:10:00")).stimuli[1].at_s == 4200


def test_every_fault_is_told_at_once_with_its_line() -> None:
    errors = refused(SPOILT)
    assert [(one.line, one.path) for one in errors if one.line in range(2, 17)] == [
        (2, "id"),
        (3, "titre"),
        (4, "version"),
        (5, "menace"),
        (11, "couleur"),
        (14, "objectifs[1].poids"),
        (14, "objectifs[1].code"),
        (16, "publics[1].fonction"),
    ]
    by_path = {one.path: one.message for one in errors}
    assert "Vouliez-vous dire «\u00a0rancongiciel\u00a0»" in by_path["menace"]
    assert by_path["objectifs[1].poids"] == "9 est hors limites\u00a0: de 1 à 5."
    assert by_path["stimuli[1].objectifs[1]"] == "Objectif inconnu\u00a0: «\u00a0O2\u00a0»."
    late = "1:15:00 après DEBEX\u00a0: hors de la durée de l’exercice (1:00:00)."
    assert by_path["stimuli[1].t"] == late
    lacking = {one.message for one in errors if one.message.startswith("Il manque")}
    assert len(lacking) == 7
    assert "Il manque la rubrique «\u00a0retex\u00a0»." in lacking


@pytest.mark.parametrize(
    ("changes", "path", "word"),
    [
        ({"stimuli": [stimulus(destinataires=["DGS"])]}, "stimuli[1].destinataires[1]", "liste"),
        ({"stimuli": [stimulus(destinataires=["RSSI"])]}, "stimuli[1].destinataires[1]", "publics"),
        ({"stimuli": [stimulus(at=60)]}, "stimuli[1].t", "hors de la durée"),
        ({"stimuli": [stimulus(at="1:30")]}, "stimuli[1].t", "minutes"),
        ({"stimuli": [stimulus(), stimulus()]}, "stimuli[2].id", "deux fois"),
        ({"stimuli": [stimulus(criteres=SEEN), stimulus("S02", 1, criteres=SEEN)]},
         "stimuli[2].criteres[1].code", "deux fois"),
        ({"criteres": COMMON}, "criteres[1].code", "ne cite"),
        ({"stimuli": [stimulus(criteres_cites=["G2"])]}, "stimuli[1].criteres_cites[1]", "critère"),
        ({"stimuli": [stimulus(contenu="à {{hopital}}")]}, "stimuli[1].contenu", "{{hopital}}"),
        ({"stimuli": [stimulus(condition={"critere": "C09z", "atteint": True})]},
         "stimuli[1].condition.critere", "inconnu"),
        ({"stimuli": [stimulus(condition={"critere": "C01a", "atteint": True}),
                      stimulus("S02", 5, criteres=SEEN)]},
         "stimuli[1].condition.critere", "pas encore"),
        ({"stimuli": [stimulus(t_court=0)]}, "stimuli[1].t_court", "duree_courte"),
        ({"duree_courte_minutes": 30}, "duree_courte_minutes", "principal"),
        ({"duree_courte_minutes": 60, "stimuli": [stimulus(t_court=0)]},
         "duree_courte_minutes", "plus courte"),
        ({"duree_courte_minutes": 30, "stimuli": [stimulus(t_court=30)]},
         "stimuli[1].t_court", "version courte"),
        ({"actions_instruction": [1]}, "actions_instruction", "action 1"),
        ({"actions_instruction": [1], "eprouve": {"soins": False, "missions": False}},
         "actions_instruction", "mode dégradé"),
        ({"objectifs": [{"code": "O1", "libelle": "l", "poids": 1},
                        {"code": "O2", "libelle": "m", "poids": 1}]},
         "objectifs[2].code", "Aucun stimulus"),
    ],
)  # fmt: skip
def test_a_contradiction_is_told_where_it_is(changes: dict[str, Any], path: str, word: str) -> None:
    errors = told(**changes)
    assert any(at == path and word in message for at, message in errors), errors


def test_a_short_cut_that_forgets_an_objective_is_refused() -> None:
    objectives = [{"code": code, "libelle": "l", "poids": 1} for code in ("O1", "O2")]
    stimuli = [stimulus(t_court=0), stimulus("S02", 5, objectifs=["O2"])]
    errors = told(duree_courte_minutes=30, objectifs=objectives, stimuli=stimuli)
    assert errors == [("duree_courte_minutes", "La version courte ne sert plus l’objectif O2.")]


@pytest.mark.parametrize(
    ("said", "line", "word"),
    [
        ("", 1, "stimuli"),
        ("- a\n- b\n", 1, "stimuli"),
        ("stimuli: [\n", 2, "YAML"),
        ("id: a\nid: b\nstimuli: []\n", 2, "deux fois"),
        ("a: &x [1]\nstimuli: *x\n", 2, "renvois"),
        ("stimuli: !!python/object:os.system x\n", 1, "YAML"),
        ("x" * (MAX_BYTES + 1), None, "trop gros"),
    ],
)
def test_what_is_no_scenario_is_refused(said: str, line: int | None, word: str) -> None:
    (error,) = refused(said)
    assert error.line == line
    assert word in error.message


def test_a_file_of_another_kind_does_not_fill_pages() -> None:
    errors = refused(text(stimuli=[{"x": 1}] * 400))
    assert len(errors) == 201
    assert "autres erreurs" in errors[-1].message


def test_version_1_is_read_and_says_what_it_no_longer_claims() -> None:
    said = text(
        schema="scenario-exercice/1",
        actions_instruction=[1, 5],
        variables={"dpi": "le DPI"},
        stimuli=[
            stimulus(criteres=SEEN),
            stimulus("S02", 9, contenu="{{dpi}}", condition={"si_non_atteint": "C01a"}),
        ],
    )
    draft = load_draft(said)
    assert draft.errors == ()
    assert draft.scenario.actions == (5,)
    assert draft.scenario.stimuli[1].condition == Condition("C01a", False)
    assert draft.scenario.variables == (Variable("dpi", "dpi", "le DPI"),)
    (note,) = draft.notes
    assert note.path == "actions_instruction"
    assert "action 1" in note.message


def test_a_draft_is_kept_with_what_it_lacks() -> None:
    said = text(titre="", stimuli=[], objectifs=[], publics=[], resume="")
    draft = load_draft(said)
    paths = ["titre", "resume", "objectifs", "publics", "stimuli"]
    assert [one.path for one in draft.errors] == paths
    assert draft.only_gaps
    assert [one.path for one in problems(draft.scenario)] == paths
    assert len(refused(said)) == len(paths)


def test_what_a_hand_did_not_write_yet_lacks_and_is_not_wrong() -> None:
    """Rubrics left out or left blank; a code or a choice that lacks cannot be guessed."""
    said = document(stimuli=[{**stimulus(), "contenu": None}, stimulus("S02", 10)])
    del said["retex"], said["stimuli"][1]["destinataires"], said["decor"]["contexte"]
    draft = load_draft(written(said))
    assert {(one.path, one.message) for one in draft.errors} == {
        ("stimuli[1].contenu", "Cette rubrique est vide."),
        ("stimuli[2]", "Il manque la rubrique «\u00a0destinataires\u00a0»."),
        ("decor", "Il manque la rubrique «\u00a0contexte\u00a0»."),
        ("", "Il manque la rubrique «\u00a0retex\u00a0»."),
    }
    assert draft.only_gaps
    scenario = draft.scenario
    assert [one.recipients for one in scenario.stimuli] == [("DG",), ()]
    assert (scenario.stimuli[0].body, scenario.context, scenario.debrief.hot) == ("", "", ())
    assert not load_draft(text(criteres=COMMON)).only_gaps
    for key in ("menace", "duree_minutes"):
        with pytest.raises(ScenarioErrors):
            load_draft(written({one: value for one, value in said.items() if one != key}))


def test_an_objective_met_by_one_stimulus_and_an_absent_function_are_warned() -> None:
    seen = [{**SEEN[0], "fonction": "RSSI"}]
    scenario = load(text(stimuli=[stimulus(criteres=seen)]))
    assert [one.path for one in warnings(scenario)] == [
        "objectifs[1].code",
        "stimuli[1].criteres[1].fonction",
    ]
    assert warnings(load(text())) == ()


def test_the_schema_knows_the_functions_and_agrees_with_a_validator() -> None:
    schema = json.loads(schema_text())
    assert schema["$defs"]["fonction"]["enum"] == [*FUNCTIONS]
    validate = fastjsonschema.compile(schema)
    whole = as_document(load(text(criteres=COMMON, variables={"a": "b"}, stimuli=[
        stimulus(criteres=SEEN, criteres_cites=["G1"]),
        stimulus("S02", 9, condition={"critere": "C01a", "atteint": True}),
    ])))  # fmt: skip
    chance = random.Random(7)  # noqa: S311 - the same documents each time
    refusals = 0
    for _ in range(300):
        said = json.loads(json.dumps(whole))
        _spoil(said, chance)
        try:
            validate(said)
            right = True
        except fastjsonschema.JsonSchemaValueException:
            right = False
        refusals += not right
        assert (not list(form_faults(said))) == right, said
        assert all(one.message for one in reference_faults(said))  # whatever the form
    assert 100 < refusals < 300


def _spoil(said: Any, chance: random.Random) -> None:
    """Something somewhere becomes something else, goes or comes."""
    holder = said
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = chance.choice(keys)
        if not isinstance(holder[key], dict | list) or not holder[key] or chance.random() < 0.1:
            break
        holder = holder[key]
    what = chance.choice(["gone", "more", None, True, -1, 3, "", "S01", "O1", "a\n", [], {}])
    if what == "gone":
        del holder[key]
    elif what == "more" and isinstance(holder, dict):
        holder["autre"] = 1
    else:
        holder[key] = what


def test_people_name_functions_in_many_ways() -> None:
    said = ["dg", "Pharmacie", "Direction des Systèmes d’Information", "D.S.S.I", "DSSI", "cuisine"]
    assert [code_of(one) for one in said] == ["DG", "PUI", "DSI", None, "DS", None]
    assert code_of("Cellule 3", {"cellule 3": "URG"}) == "URG"
    assert len(FUNCTIONS) == 29
