"""Packs in our own format: what is read, and each fault with its line."""

import json

import fastjsonschema
import pytest

from hygie.domain.packs import MAX_MEASURES, measure_of, pack_of
from hygie.domain.packs.checks import schema_text
from hygie.domain.packs.own import read_own
from hygie.domain.packs.tests.making import as_yaml, codes, measure, own, refused, said
from hygie.domain.packs.text_file import read_text


def test_a_pack_is_read_whole():
    pack = own(
        groups=[{"id": "G", "name": "Groupe", "default": True}],
        measures=[measure("a", groups=["G"], levels=[{"value": 0, "statement": "Rien"}])],
    )
    assert (pack.id, pack.version, pack.target_level) == ("essai", "1", 2)
    assert measure_of(pack.measures[0])["weight"] == 1
    assert pack_of(json.loads(json.dumps(pack.plain()))) == pack
    assert len(pack.fingerprint) == 64


def test_the_fingerprint_follows_what_the_pack_says():
    assert own().fingerprint == own().fingerprint
    assert own().fingerprint != own(measures=[measure("a", question="Vraiment ?")]).fingerprint


def test_a_json_file_is_read_too():
    assert read_own(json.dumps(said()).encode()) == own()


def test_the_schema_is_one_and_says_the_same():
    check = fastjsonschema.compile(json.loads(schema_text()))
    check(said())
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        check(said(measures=[{"id": "a"}]))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"colour": "red"}, "unknown_key"),
        ({"is_official": "yes"}, "wrong_type"),
        ({"version": 2}, "wrong_type"),
        ({"title": "  "}, "empty_text"),
        ({"title": "x" * 301}, "too_long"),
        ({"date": "31/01/2026"}, "bad_text"),
        ({"date": "2026-02-30"}, "bad_day"),
        ({"is_official": True, "demonstration": True}, "official_demonstration"),
        ({"target_level": 7}, "unknown_level"),
        ({"scale": [{"value": 1, "label": "a"}, {"value": 1, "label": "b"}]}, "scale_not_rising"),
        ({"scale": [], "target_level": None}, "no_scale"),
        ({"groups": [{"id": "G", "name": "a"}, {"id": "G", "name": "b"}]}, "id_twice"),
        ({"measures": "none"}, "wrong_type"),
        ({"measures": [{"id": "a"}]}, "missing_key"),
        ({"measures": ["a"]}, "wrong_type"),
        ({"measures": [measure("a"), measure("a")]}, "id_twice"),
        ({"measures": [measure("a", groups=["H"])]}, "unknown_group"),
        ({"measures": [measure("a", weight=0)]}, "out_of_bounds"),
        ({"measures": [measure("a", levels=[{"value": 9, "statement": "x"}])]}, "unknown_level"),
        ({"measures": [measure("a", levels=[{"value": 1, "statement": x} for x in "xy"])]},
         "level_twice"),
        ({"measures": [measure("a", links=[{"framework": "x", "ref": "y", "relationship": "?"}])]},
         "not_allowed"),
    ],
)  # fmt: skip
def test_a_fault_is_refused(values, code):
    assert code in codes(lambda: own(**values))


def test_each_fault_says_its_line():
    text = as_yaml(said()).decode().replace("title: Titre b", "titre: Titre b")
    text = text.replace("date: '2026-01-31'\n", "")
    lines = text.split("\n")
    found = {(one.code, one.line) for one in refused(lambda: read_own(text.encode())).problems}
    assert found == {("missing_key", 1), ("missing_key", lines.index("- id: b") + 1)}
    spoiled = as_yaml(said()).decode().replace("  theme: Thème", "  theme: ''", 1)
    problem = refused(lambda: read_own(spoiled.encode())).problems[0]
    assert (problem.code, problem.line) == (
        "empty_text",
        spoiled.split("\n").index("  theme: ''") + 1,
    )


def test_an_id_given_twice_says_both_lines():
    text = as_yaml(said()).decode().replace("- id: b\n", "- id: a\n")
    (twice,) = refused(lambda: read_own(text.encode())).problems
    places = [rank for rank, line in enumerate(text.split("\n"), 1) if line == "- id: a"]
    assert [twice.data["first"], twice.line] == places


def test_fifty_thousand_measures_are_refused_with_the_count():
    measures = [measure(str(rank)) for rank in range(50_000)]
    problem = refused(lambda: read_own(json.dumps(said(measures=measures)).encode())).problems[0]
    assert problem.code == "too_many_measures"
    assert problem.data == {"most": MAX_MEASURES, "count": 50_000, "path": "measures"}


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "empty_file", None),
        (b"# rien\n", "empty_file", None),
        (b"- 1\n", "not_a_pack", 1),
        (b"[" * 200_000, "too_deep", 1),
        (b"a: &x [1]\nb: *x\n", "alias_refused", 2),
        (b"a: 1\nb: !!python/object:os.system x\n", "tag_refused", 2),
        (b"a: 1\nb: 2\na: 3\n", "duplicate_key", 3),
        (b"a: 1\n---\nb: 2\n", "several_documents", 2),
        (b"a: [1\nb: 2\n", "bad_yaml", 2),
        (b"a: \x07\n", "bad_yaml", 1),
        (b"a: 1\nb: \xe9t\xe9\n", "not_utf8", 2),
        (b"? [a]\n: 1\n", "bad_key", 1),
        (b'a: 1\nb: "x\\0y"\n', "bad_character", 2),
        (b"x" * (16 * 1024 * 1024 + 1), "too_large", None),
    ],
)
def test_a_hostile_or_broken_text_is_refused(content, code, line):
    problem = refused(lambda: read_own(content)).problems[0]
    assert (problem.code, problem.line) == (code, line)


@pytest.mark.parametrize("weight", [".nan", ".inf", "1.0e+400", "1" + ":59" * 500_000])
def test_a_number_that_is_none_is_refused_at_once(weight):
    text = as_yaml(said(measures=[measure("a", weight=7)])).decode()
    problem = refused(lambda: read_own(text.replace("weight: 7", f"weight: {weight}").encode()))
    assert [one.code for one in problem.problems] == ["wrong_type"]


def test_a_key_stays_the_text_that_was_written():
    assert read_text(b"no: 1\n2: 3\n1.10: 4\n").data == {"no": 1, "2": 3, "1.10": 4}
