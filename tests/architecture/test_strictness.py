"""The strictness of the tests is itself tested: undefined variables, skips, network."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.template import Context, Template
from pytest_socket import SocketConnectBlockedError

from tests.architecture.house import ROOT
from tests.strict_templates import UndefinedVariable


def render(source: str, **context: object) -> str:
    """Text of a template given as a string."""
    return Template(source).render(Context(context))


@pytest.mark.parametrize("source", ["{{ absent }}", "{{ user.absent }}", "{{ absent|upper }}"])
def test_an_undefined_variable_fails(source: str) -> None:
    with pytest.raises(UndefinedVariable, match="absent"):
        render(source, user={"name": "Anne"})


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{% if absent %}a{% else %}b{% endif %}", "b"),
        ("{% for row in absent %}a{% empty %}b{% endfor %}", "b"),
        ("{{ absent|default:'b' }}", "b"),
        ("{% firstof absent 'b' %}", "b"),
        ("{{ present }}", "Anne"),
    ],
)
def test_a_template_may_say_what_absence_means(source: str, text: str) -> None:
    assert render(source, present="Anne") == text


SKIPS = """
import pytest

def test_skipped():
    pytest.skip("later")

def test_expected_to_fail():
    pytest.xfail("later")
"""


@pytest.mark.parametrize(("no_skip", "outcome"), [("1", "2 failed"), ("", "1 skipped, 1 xfailed")])
def test_a_skip_fails_where_nothing_may_be_skipped(
    tmp_path: Path, no_skip: str, outcome: str
) -> None:
    sample = tmp_path / "test_sample.py"
    sample.write_text(SKIPS, encoding="utf-8")
    options = ["-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "conftest"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-c", "pyproject.toml", str(sample)],
        cwd=ROOT,
        env={**os.environ, "HYGIE_NO_SKIP": no_skip},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome in done.stdout, done.stdout + done.stderr
    assert done.returncode == (1 if no_skip else 0)


def test_the_network_is_closed() -> None:
    with (
        socket.socket() as link,
        pytest.warns(UserWarning, match="A test tried"),
        pytest.raises(SocketConnectBlockedError),
    ):
        link.connect(("192.0.2.1", 80))
