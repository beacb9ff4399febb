"""The operator asks the command line: rules, status, rebuild."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hygie.domain import dated
from hygie.domain.dated import RuleFileError
from hygie.domain.refusal import ServiceRefusal
from hygie.obligations import checks, cli, registry, services
from hygie.obligations.tests.notebook import notebook
from tests.cast import TODAY, make_unit, on_day

__all__ = ["notebook"]

Notebook = dict[type, dict[int, Any]]


def run(command: Any, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, words, env={"COLUMNS": "160"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def broken_book(path: Path | None = None) -> None:
    raise RuleFileError("action_1/obligation_1a.yaml", "labell", "unknown key", "label")


def test_the_rules_are_counted() -> None:
    code, said = run(cli.rules_check_command)
    assert code == 0
    assert "25 obligations" in said


def test_a_wrong_rule_file_is_named_with_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dated, "load_book", broken_book)
    code, said = run(cli.rules_check_command)
    assert code == 1
    assert "action_1/obligation_1a.yaml" in said
    assert "labell" in said


@pytest.mark.django_db
def test_the_status_of_a_unit_is_a_table_of_25_lines(notebook: Notebook) -> None:
    unit = make_unit()
    with on_day(TODAY):
        services.refresh(unit_ids=[unit.pk])
        code, said = run(cli.status_command, str(unit.finess), "--on", "21/11/2026")
    assert code == 0
    lines = [line for line in said.splitlines() if "│ " in line and "." in line[:6]]
    assert len(lines) == 25
    assert "en retard" in said


@pytest.mark.django_db
def test_an_unknown_unit_is_said() -> None:
    code, said = run(cli.status_command, "999999999")
    assert code == 1
    assert "999999999" in said


@pytest.mark.django_db
def test_a_day_outside_the_horizon_is_said(notebook: Notebook) -> None:
    unit = make_unit()
    with on_day(TODAY):
        services.refresh(unit_ids=[unit.pk])
        code, said = run(cli.status_command, str(unit.finess), "--on", "1900-01-01")
    assert code == 2
    assert "01/01/2023" in said


@pytest.mark.django_db
def test_a_rebuild_says_what_it_did(notebook: Notebook) -> None:
    make_unit()
    with on_day(TODAY):
        code, said = run(cli.rebuild_command)
    assert code == 0
    assert "1 établissement" in said


@pytest.mark.django_db
def test_a_second_rebuild_is_refused_in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(**given: Any) -> None:
        raise ServiceRefusal("rebuild_running")

    monkeypatch.setattr(services, "rebuild", refuses)
    code, said = run(cli.rebuild_command)
    assert code == 2
    assert "déjà en cours" in said


def test_a_wrong_rule_file_stops_the_deployment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "load_book", broken_book)
    (found,) = checks.rule_book_check()
    assert found.id == "obligations.E001"


def test_an_obligation_without_facts_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_sources", {})
    (found,) = checks.rule_book_check()
    assert found.id == "obligations.E002"
    assert "7.e" in found.msg


def test_the_25_obligations_of_the_house_have_their_facts() -> None:
    assert checks.rule_book_check() == []
    assert len(registry.registered()) == 25


def test_an_obligation_has_one_facts_function_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_sources", {})

    def one(unit_ids: Any) -> dict[int, Any]:
        return {}

    def other(unit_ids: Any) -> dict[int, Any]:
        return {}

    registry.register(one, obligations=("1.a", "1.b"), empty=None)
    registry.register(one, obligations=("1.a", "1.b"), empty=None)
    with pytest.raises(ValueError, match=r"1\.b"):
        registry.register(other, obligations=("1.b",), empty=None)
    assert registry.registered() == {"1.a", "1.b"}
