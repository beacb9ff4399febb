"""CISO Assistant libraries: what is kept, what is said to be lost, what is refused."""

import pytest

from hygie.domain.packs import measure_of
from hygie.domain.packs.library import read_library
from hygie.domain.packs.tests.making import (
    ROOT,
    as_yaml,
    codes,
    framework,
    library,
    library_said,
    node,
    refused,
)
from hygie.domain.packs.text_file import read_text


def losses(read):
    return {(one.code, one.node) for one in read.losses}


def only(read):
    """The measures of the only pack, by id."""
    (pack,) = read.packs
    return {one["id"]: measure_of(one) for one in pack.measures}


def heading(key, parent="", **values):
    return node(key, parent, assessable=False, **values)


TREE = [
    heading("0", name="Tout"),
    heading("1", "0", name="Gouverner"),
    heading("1.1", "1", name="Nommer"),
    node("1.1.a", "1.1", name="RSSI", description="Une personne est nommée.\nElle a du temps."),
    heading("2", "0", name="Protéger"),
    node("2.a", "2", description="Les comptes sont comptés."),
]


def test_the_tree_gives_themes_and_sections():
    measures = only(library(TREE))
    first, second = measures["1.1.a"], measures["2.a"]
    assert (first["theme"], first["section"]) == ("1 Gouverner", "1.1 Nommer")
    assert (first["number"], first["title"]) == ("1.1.a", "RSSI")
    assert first["question"] == "Une personne est nommée.\nElle a du temps."
    assert (second["theme"], second["title"]) == ("2 Protéger", "Les comptes sont comptés.")


def test_a_flat_framework_has_its_own_name_as_theme():
    assert only(library([node("a", name="A")]))["a"]["theme"] == "Cadre"


def test_an_assessable_node_may_have_assessable_children():
    measures = only(library([node("1", name="Père"), node("1.a", "1", name="Fille")]))
    assert (measures["1"]["theme"], measures["1.a"]["theme"]) == ("Cadre", "1 Père")


def test_the_head_of_the_pack_is_that_of_the_library():
    (pack,) = library(TREE).packs
    assert (pack.id, pack.version, pack.date) == ("urn:x:risk:framework:f", "3", "2026-02-01")
    assert (pack.issuer, pack.licence, pack.is_official) == ("Nous", "libre", False)


def scale(read):
    return [(row["value"], row["label"]) for row in read.packs[0].scale]


def test_scores_are_the_scale_in_rising_order():
    scores = [{"score": 2, "name": "Fait", "description": "Tout"}, {"score": 1, "name": "Rien"}]
    read = library([node("a")], scores_definition=scores, min_score=1, max_score=2)
    assert scale(read) == [(1, "Rien"), (2, "Fait")]
    assert read.packs[0].scale[1]["description"] == "Tout"


@pytest.mark.parametrize(
    ("values", "expected", "is_said"),
    [
        ({}, [0, 1, 2], False),
        ({"min_score": 1, "max_score": 4}, [1, 2, 3, 4], False),
        ({"min_score": 0, "max_score": 100}, [0, 1, 2], True),
        ({"scores_definition": [{"score": 1.5}]}, [0, 1, 2], True),
        ({"scores_definition": [{"score": -1, "name": "a"}, {"score": 0, "name": "b"}]},
         [0, 1, 2], True),
    ],
)  # fmt: skip
def test_without_scores_the_scale_is_the_bounds_or_the_usual_results(values, expected, is_said):
    read = library([node("a")], **values)
    assert [row["value"] for row in read.packs[0].scale] == expected
    assert (("scale_by_result", "f") in losses(read)) is is_said


def test_a_node_may_ask_for_another_scale_of_the_file():
    named = {
        "default": [{"score": 0, "name": "Non"}, {"score": 1, "name": "Oui"}],
        "tests": [{"score": 1, "name": "Essayé"}, {"score": 5, "name": "Prouvé"}],
    }
    read = library([node("a", scores_definition_ref="tests"), node("b")],
                   scores_definition={"scale": named})  # fmt: skip
    assert only(read)["a"]["levels"] == [{"value": 1, "statement": "Essayé"}]
    assert ("level_outside_scale", "a") in losses(read)


def test_an_unknown_scale_is_refused_at_its_node():
    nodes = [node("a"), node("b", scores_definition_ref="autre")]
    refusal = refused(lambda: library(nodes, scores_definition={"scale": {"x": []}}))
    assert [one.code for one in refusal.problems] == ["unknown_scale"]
    assert refusal.problems[0].data["value"] == "autre"
    assert codes(lambda: library([node("a")], scores_definition="haut")) == ["unknown_scale"]


def test_groups_are_kept_and_unknown_ones_said():
    groups = [
        {"ref_id": "EI", "name": "Importante", "default_selected": True, "colour": "red"},
        {"ref_id": "EI", "name": "Encore"},
    ]
    read = library(
        [node("a", implementation_groups=["EI", "XX"]), node("b")],
        implementation_groups_definition=groups,
    )
    assert read.packs[0].groups == ({"id": "EI", "name": "Importante", "default": True},)
    assert only(read)["a"]["groups"] == ["EI"]
    assert {("group_unknown", "a"), ("group_left", "EI"), ("unknown_field", "EI")} <= losses(read)


def test_questions_and_choices_are_kept():
    choices = [
        {"urn": "u:1", "value": "Oui", "add_score": 5, "compute_result": "compliant"},
        {"urn": "u:2", "value": "Non", "compute_result": False, "color": "#f00"},
        {"urn": "u:3"},
    ]
    questions = {
        "u:q1": {"type": "unique_choice", "text": "Est-ce fait ?", "choices": choices},
        "u:q2": {"type": "text", "text": "Comment ?", "depends_on": {"question": "u:q1"}},
        "u:q3": {"type": "dessin", "text": "Montrez."},
        "u:q4": {"type": "multiple_choice", "text": "Lesquels ?"},
    }
    read = library([node("a", questions=questions)])
    first, second = only(read)["a"]["questions"]
    assert first["choices"] == [
        {"id": "c1", "label": "Oui", "points": 5, "result": "compliant"},
        {"id": "c2", "label": "Non", "result": "non_compliant"},
    ]
    assert (second["kind"], second["text"]) == ("text", "Comment ?")
    said = {one.code for one in read.losses}
    assert said == {
        "choice_field", "choice_left", "question_left", "question_without_choice",
    }  # fmt: skip
    assert second["depends_on"] == {"question": "q1", "choices": []}


def test_a_dependency_names_the_question_and_its_choices_or_is_said_lost():
    choices = [{"urn": "u:1", "value": "Oui"}, {"urn": "u:2", "value": "Non"}]
    yes = {"question": "u:q1", "answers": ["u:1"], "condition": "all"}
    lost = ({"question": "u:q9", "answers": []}, {"question": "u:q1", "answers": ["u:7"]}, "u:q1")
    questions = {
        "u:q1": {"type": "unique_choice", "text": "Fait ?", "choices": choices},
        "u:q2": {"type": "text", "text": "Comment ?", "depends_on": yes},
        **{
            f"u:x{rank}": {"type": "text", "text": "Et ?", "depends_on": one}
            for rank, one in enumerate(lost)
        },
    }
    read = library([node("a", questions=questions)])
    found = only(read)["a"]["questions"]
    assert found[1]["depends_on"] == {"question": "q1", "choices": ["c1"], "all": True}
    assert not any("depends_on" in one for one in found[2:])
    assert [one.code for one in read.losses] == ["question_field"] * 3


def test_reference_controls_are_named_or_said_to_be_elsewhere():
    control = {
        "urn": "urn:x:risk:function:f:pol", "ref_id": "POL", "name": "Politique",
        "category": "policy",
    }  # fmt: skip
    nodes = [node("a", reference_controls=[control["urn"], "urn:x:risk:function:doc:mfa"])]
    read = library(nodes, {"reference_controls": [control]})
    assert only(read)["a"]["controls"] == [
        {"ref": "POL", "name": "Politique", "category": "policy"},
        {"ref": "mfa", "name": "mfa"},
    ]
    assert losses(read) == {("control_elsewhere", "a")}


def test_french_is_preferred_where_it_is_given():
    nodes = [
        node("a", name="Backup", description="Is it?",
             translations={"fr": {"name": "Sauvegarde", "description": None}}),
    ]  # fmt: skip
    read = library(nodes, translations={"fr": {"name": "Le cadre"}})
    assert (read.packs[0].title, only(read)["a"]["title"]) == ("Le cadre", "Sauvegarde")
    assert only(read)["a"]["question"] == "Is it?"


def test_weight_evidence_and_annotation_are_kept():
    read = library([
        node("a", weight=3, typical_evidence="Une note\n\nUn relevé", annotation="Voir le guide"),
        node("b", weight=-1),
    ])  # fmt: skip
    one = only(read)["a"]
    assert (one["weight"], one["help"]) == (3, "Voir le guide")
    assert one["evidence_hints"] == ["Une note", "Un relevé"]
    assert losses(read) == {("weight_left", "b")}


def test_what_cannot_be_kept_is_said_node_by_node_with_its_line():
    read = library(
        [
            heading("1", name="Titre", description="Un long texte de chapitre."),
            node("1.a", "1", threats=["u:t"], display_mode="splash", smell="rose"),
        ],
        {"threats": [{"urn": "u:t", "name": "Feu"}], "risk_matrix": {"name": "Matrice"}},
    )
    assert losses(read) == {
        ("heading_text", "1"), ("field_left", "1.a"), ("unknown_field", "1.a"),
        ("object_left", "Feu"), ("object_left", "Matrice"),
    }  # fmt: skip
    lines = [one.line for one in read.losses]
    assert None not in lines
    assert lines == sorted(lines)


MAPPING = {
    "urn": "urn:x:risk:req_mapping_set:m",
    "name": "Vers g",
    "source_framework_urn": "urn:x:risk:framework:f",
    "target_framework_urn": "urn:x:risk:framework:g",
    "requirement_mappings": [
        {"source_requirement_urn": ROOT + "a", "relationship": "subset", "rationale": "semantic",
         "target_requirement_urn": "urn:x:risk:req_node:g:9"},
        {"source_requirement_urn": ROOT + "b"},
    ],
}  # fmt: skip


def test_mappings_become_links_of_the_measures():
    read = library([node("a"), node("b")], {"requirement_mapping_set": MAPPING})
    link = {"framework": "urn:x:risk:framework:g", "ref": "9", "relationship": "subset"}
    assert only(read)["a"]["links"] == [link]
    assert {("mapping_incomplete", "2"), ("mapping_detail", "a")} <= losses(read)


def test_a_library_of_mappings_alone_is_read():
    said = library_said({"requirement_mapping_sets": [MAPPING]})
    read = read_library(read_text(as_yaml(said)))
    assert (read.packs, len(read.mappings)) == ((), 1)
    assert read.mappings[0].rows == (("a", "9", "subset"),)


def test_several_frameworks_give_several_packs():
    said = library_said({"frameworks": [
        framework([node("a")]),
        framework([{"urn": "urn:x:risk:req_node:g:a", "assessable": True}], urn="urn:g"),
    ]})  # fmt: skip
    read = read_library(read_text(as_yaml(said)))
    assert [pack.id for pack in read.packs] == ["urn:x:risk:framework:f", "urn:g"]


def test_a_parent_that_is_not_there_is_said():
    assert ("parent_unknown", ROOT + "a") in losses(library([node("a", "z")]))


def test_a_cycle_is_refused_with_its_nodes():
    nodes = [node("a", "c"), node("b", "a"), node("c", "b"), node("d")]
    (problem,) = refused(lambda: library(nodes)).problems
    assert problem.code == "cycle"
    assert sorted(problem.data["nodes"]) == [ROOT + "a", ROOT + "b", ROOT + "c"]
    assert codes(lambda: library([node("a", "a")])) == ["cycle"]


def test_a_tree_without_end_is_refused():
    nodes = [node("0"), *(node(str(n), str(n - 1)) for n in range(1, 60))]
    assert len(only(library(nodes))) == 60
    nodes += [node(str(n), str(n - 1)) for n in range(60, 2_000)]
    assert codes(lambda: library(nodes)) == ["tree_too_deep"]


@pytest.mark.parametrize(
    ("objects", "code"),
    [
        ({"risk_matrix": {"name": "x"}}, "library_without_framework"),
        ({}, "library_without_framework"),
        ({"framework": framework([node("a"), node("a")])}, "id_twice"),
        ({"framework": framework([{"assessable": True}])}, "library_key_missing"),
        ({"framework": framework(["a"])}, "library_key_missing"),
        ({"framework": {"urn": "x", "requirement_nodes": "rien"}}, "library_wrong_type"),
        ({"framework": {"urn": "x"}}, "library_key_missing"),
        ({"framework": "rien"}, "library_wrong_type"),
    ],
)
def test_a_library_that_cannot_be_read_is_refused(objects, code):
    assert code in codes(lambda: read_library(read_text(as_yaml(library_said(objects)))))


def test_a_library_without_its_head_is_refused():
    assert (
        codes(lambda: read_library(read_text(b"urn: x\nobjects: {}\n")))
        == ["library_key_missing"] * 3
    )


def test_what_a_refused_library_holds_is_said():
    said = library_said({"risk_matrix": {"name": "x"}, "threats": [{}, {}]})
    problem = refused(lambda: read_library(read_text(as_yaml(said)))).problems[0]
    assert problem.data["held"] == {"risk_matrix": 1, "threats": 2}


def test_odd_urns_and_odd_keys_are_passed_over():
    odd = node("b", parent_urn=["a"], **{"1": "x"})
    said = library_said({"framework": framework([odd]), "reference_controls": [{"urn": ["c"]}]})
    text = as_yaml(said).replace(b"'1': x", b"1: x\n      zz: x")
    assert text.count(b"  1: x") == 1
    library = read_library(read_text(text))
    found = {(one.code, one.data.get("field")) for one in library.losses}
    assert found >= {("unknown_field", "1"), ("unknown_field", "zz"), ("parent_unknown", None)}


@pytest.mark.parametrize(
    ("number", "name", "label"),
    [
        ("1.1", "1.1 Gouverner", "1.1 Gouverner"),
        ("1.1", "1.1. Gouverner", "1.1. Gouverner"),
        ("A.5", "Annexe A.5: organiser", "Annexe A.5: organiser"),
        ("1.1", "1.10 Gouverner", "1.1 1.10 Gouverner"),
        ("3", "Garder 3 copies", "3 Garder 3 copies"),
    ],
)
def test_a_node_that_says_its_number_says_it_once(number, name, label):
    heading = node("t", assessable=False, ref_id=number, name=name)
    other = node("u", assessable=False, ref_id="Z", name="Autre")
    read = library([heading, node("a", "t", name="A"), other, node("b", "u", name="B")])
    assert only(read)["a"]["theme"] == label
