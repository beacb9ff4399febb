"""The operator reads French on the command line, click's own words included."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from hygie.config.cli import main
from hygie.config.french_click import MODULES, WORDS, french

ENGLISH = ("Usage", "Commands", "Show this", "Try '", "No such", "Missing", "Error", "Invalid")


def commands(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    """Every command of the house with the words that call it."""
    yield path
    for name, command in group.commands.items():
        if name == "django":  # Django answers it itself
            continue
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)
        else:
            yield (*path, name)


def said(*words: str) -> str:
    return CliRunner().invoke(main, words, env={"COLUMNS": "160"}).output


@pytest.mark.parametrize("path", list(commands(main)), ids=" ".join)
def test_the_help_of_each_command_is_french(path: tuple[str, ...]) -> None:
    text = said(*path, "--help")
    assert not [word for word in ENGLISH if word in text], text


@pytest.mark.parametrize(
    "words", [["rien"], ["serve", "--porte"], ["rules", "check", "trop"], ["serve", "--port", "x"]]
)
def test_a_wrong_command_is_told_in_french(words: list[str]) -> None:
    text = said(*words)
    assert "Erreur" in text
    assert not [word for word in ENGLISH if word in text], text


def test_every_word_given_is_one_that_click_says() -> None:
    source = "".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in MODULES)
    plain = source.replace("\\n", "\n").replace("\\t", "\t")
    lost = [word for word in WORDS if word not in plain and word.split("{")[0] not in plain]
    assert not lost
    assert french("unheard of") == "unheard of"
