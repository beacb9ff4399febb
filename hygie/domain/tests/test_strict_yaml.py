"""The YAML reader: what it refuses, with the line, and that no other one is used."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from hygie.domain.dated.strict_yaml import StrictYamlError, read_yaml

HOUSE = Path(__file__).resolve().parents[2]
# Strict both: the second one, for packs, tells every fault of a file at once.
READERS = {"domain/dated/strict_yaml.py", "domain/packs/text_file.py"}


def test_it_says_the_line_of_each_key_and_item() -> None:
    read = read_yaml("a: 1\nb:\n  - c: 2\n  - d: 3\n")
    assert read.content == {"a": 1, "b": [{"c": 2}, {"d": 3}]}
    assert [read.line("a"), read.line("b"), read.line("b", 1), read.line("b", 1, "d")] == [
        1,
        2,
        4,
        4,
    ]
    assert read.line("b", 1, "lacking") == 4


def test_a_time_stays_the_text_that_was_written() -> None:
    """YAML 1.1 counts in base 60: 1:30:00 would be 5400, and 0:30:00 a text."""
    read = read_yaml("a: 1:30:00\nb: 0:30:00\nc: 1_000\nd: 0x1F\ne: -12")
    assert read.content == {"a": "1:30:00", "b": "0:30:00", "c": 1000, "d": 31, "e": -12}


@pytest.mark.parametrize(
    ("text", "problem", "key", "line"),
    [
        ("a: 1\nb: 2\na: 3", "duplicate", "a", 3),
        ("a:\n  b: 1\n  b: 1", "duplicate", "b", 3),
        ("- {a: 1, a: 1}", "duplicate", "a", 1),
        ("1: a\n'1': b", "duplicate", "1", 2),
        ("a: &x 1\nb: *x", "alias", "*x", 2),
        ("a: &x [*x]", "alias", "*x", 1),
        ("a: 1\n---\nb: 2", "unreadable", "", 2),
        ("a: 1\nb: 2026-13-45", "unreadable", "", 2),
        ("a: 1\nb: !!int x", "unreadable", "", 2),
        ("a: !!timestamp x", "unreadable", "", 1),
        ("a: !!bool x", "unreadable", "", 1),
        ("a: !!map x", "unreadable", "", 1),
        ("a: !!python/object:os.system x", "unreadable", "", 1),
        ("a: " + "9" * 5000, "unreadable", "", 1),
        ("? [a]\n: 1", "unreadable", "", 1),
        ("a: 'x", "unreadable", "", 1),
        ("[" * 100_000, "unreadable", "", 1),
        ("- " * 100_000, "unreadable", "", 1),
        ("\ud800", "unreadable", "", None),
    ],
)
def test_it_refuses_with_the_key_and_the_line(
    text: str, problem: str, key: str, line: int | None
) -> None:
    with pytest.raises(StrictYamlError) as refused:
        read_yaml(text)
    assert (refused.value.problem, refused.value.key, refused.value.line) == (problem, key, line)


def yaml_importers() -> Iterator[str]:
    for file in HOUSE.rglob("*.py"):
        if "tests" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            if any(name.split(".")[0] in ("yaml", "ruamel") for name in names):
                yield file.relative_to(HOUSE).as_posix()


def test_no_other_reader_of_yaml_is_used() -> None:
    assert set(yaml_importers()) <= READERS


def test_a_nul_character_is_refused_at_its_line():
    with pytest.raises(StrictYamlError) as refused:
        read_yaml('a: 1\nb: "x\\0y"\n')
    assert (refused.value.problem, refused.value.line) == ("unreadable", 2)
