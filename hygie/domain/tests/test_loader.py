"""A rule file that surprises is refused, with the file, the key and what is allowed."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from hygie.domain.audit_facts import AdsResult, AuditFacts, Directory
from hygie.domain.dated import RuleFileError, load_book
from hygie.domain.dated.loader import RULES_FOLDER
from hygie.domain.timeline import timeline
from hygie.domain.unit import Sector, UnitProfile
from hygie.domain.verdict import Status

_DUE = "action_4/comitologie_due_on.yaml"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    shutil.copytree(RULES_FOLDER, folder)
    return folder


def _change(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text, "the change must change something"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


_REFUSALS = [
    pytest.param(_DUE, "unit: day", "unit: day\nauthor: me", "author", "unknown key", id="unknown"),
    pytest.param(_DUE, "unit: day", "unit: day\nunit: day", "unit", "given twice", id="duplicate"),
    pytest.param(_DUE, "unit: day", "unit: fortnight", "unit", "unknown unit", id="unit"),
    pytest.param(_DUE, "checked_on: 2026-11-21\n", "", "checked_on", "missing key", id="missing"),
    pytest.param(
        _DUE, "checked_on: 2026-11-21", "checked_on: 2025-02-16", "checked_on",
        "before the last publication", id="checked too early",
    ),
    pytest.param(_DUE, "checked_on: 2026-11-21", "checked_on: soon", "checked_on", "not a day",
                 id="not a day"),
    pytest.param(_DUE, "value: 2025-06-30", "value: 30", "value", "not a day", id="kind"),
    pytest.param(_DUE, "    source:\n", "    origin:\n", "origin", "unknown key", id="no source"),
    pytest.param(_DUE, "text: dns_2025_12", "text: elsewhere", "source.text", "not in the list",
                 id="unknown text"),
    pytest.param("action_4/list_needed.yaml", "choice: true\n", "", "reason", "without choice",
                 id="reason without choice"),
    pytest.param("programme/yearly_due_on.yaml", '"12-31"', '"13-31"', "value",
                 "not a day of the year", id="month and day"),
    pytest.param("action_3/required_level.yaml", "value: 2", "value: two", "value",
                 "not a whole number", id="number"),
    pytest.param("action_2/receipt_needed.yaml", "value: true", "value: maybe", "value",
                 "not a yes or no", id="flag"),
    pytest.param("action_6/mie_eidas_levels.yaml", '["substantial", "high"]', '"high"', "value",
                 "not a list", id="codes"),
    pytest.param("action_1/obligation_1a.yaml", 'id: "1.a"', 'id: "1.b"', "id",
                 "does not fit the file name", id="id"),
    pytest.param("action_1/obligation_1a.yaml", "cutting: hygie", "cutting: law", "cutting",
                 "not in the list", id="cutting"),
    pytest.param("action_1/obligation_1a.yaml", "programme/yearly_due_on", "programme/other",
                 "parameters", "unknown parameter", id="unknown parameter"),
    pytest.param("action_1/help_what_does_not_count.yaml", "lines:", "items:", "items",
                 "unknown key", id="help"),
    pytest.param("action_1/action.yaml", "number: 1", "number: 2", "number",
                 "does not fit the folder", id="action"),
    pytest.param("units.yaml", "kind: day}", "kind: moment}", "day.kind", "not in the list",
                 id="kind of unit"),
    pytest.param("sources.yaml", "force: instruction", "force: custom", "dns_2025_12.force",
                 "not in the list", id="force"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "key", "problem"), _REFUSALS)
def test_a_wrong_file_is_refused(
    rules: Path, name: str, old: str, new: str, key: str, problem: str
) -> None:
    _change(rules, name, old, new)
    with pytest.raises(RuleFileError) as refusal:
        load_book(rules)
    assert refusal.value.file.endswith(name)
    assert refusal.value.key.endswith(key)
    assert problem in refusal.value.problem
    assert refusal.value.allowed
    assert name in str(refusal.value)


def test_a_value_without_source_is_refused(rules: Path) -> None:
    file = rules / _DUE
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("    source:")], encoding="utf-8")
    with pytest.raises(RuleFileError, match="missing source"):
        load_book(rules)


def test_a_choice_without_reason_is_refused(rules: Path) -> None:
    _change(rules, _DUE, "values:", "choice: true\nvalues:")
    with pytest.raises(RuleFileError, match="a choice says why"):
        load_book(rules)


@pytest.mark.parametrize("second", ["2025-01-22", "2024-12-31"])
def test_days_out_of_order_are_refused(rules: Path, second: str) -> None:
    source = "source: {text: dns_2025_12, where: ici}"
    with (rules / _DUE).open("a", encoding="utf-8") as file:
        file.write(f"  - since: {second}\n    value: 2025-07-31\n    {source}\n")
    with pytest.raises(RuleFileError, match="oldest first") as refusal:
        load_book(rules)
    assert refusal.value.key == "values[1].since"


def test_a_later_value_counts_from_its_day_only(rules: Path) -> None:
    source = "source: {text: dns_2025_12, where: ici}"
    with (rules / _DUE).open("a", encoding="utf-8") as file:
        file.write(f"  - since: 2027-01-01\n    value: 2027-06-30\n    {source}\n")
    parameter = load_book(rules).parameter("action_4/comitologie_due_on")
    shown = [one.value.isoformat() for one in parameter.values]  # type: ignore[union-attr]
    assert shown == ["2025-06-30", "2027-06-30"]


def test_a_level_raised_on_a_day_changes_the_verdict_that_day(rules: Path) -> None:
    source = "source: {text: dns_2025_12, where: ici}"
    with (rules / "action_3/required_level.yaml").open("a", encoding="utf-8") as file:
        file.write(f"  - since: 2028-05-17\n    value: 4\n    {source}\n")
    facts = AuditFacts(
        directories=(Directory("x", "x", date(2020, 1, 1)),),
        results=(AdsResult("x", date(2025, 2, 1), 3),),
    )
    found = timeline(
        "3.e", UnitProfile(Sector.PUBLIC), facts, load_book(rules),
        start=date(2028, 1, 1), end=date(2029, 1, 1),
    )  # fmt: skip
    assert [(one.since, one.status) for one in found] == [
        (date(2028, 1, 1), Status.MET),
        (date(2028, 5, 17), Status.LATE),
    ]


def test_a_change_announced_is_kept_and_never_applied(rules: Path) -> None:
    with (rules / _DUE).open("a", encoding="utf-8") as file:
        file.write(
            "announced:\n  - value: 2028-06-30\n    expected: mi-2027\n"
            "    source: {text: dns_2025_12, where: projet}\n"
        )
    parameter = load_book(rules).parameter("action_4/comitologie_due_on")
    assert [one.expected for one in parameter.announced] == ["mi-2027"]
    assert len(parameter.values) == 1


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (
            "action_1/obligation_1a.yaml",
            "short_label: >-\n  Exercice",
            "short_label: ''\nx: >-\n  E",
        ),
        ("action_1/obligation_1a.yaml", "has_deadline: true", "has_deadline: sometimes"),
        (_DUE, "    source:\n      text", "    source: here\nx:\n      text"),
        (_DUE, "values:\n", "values: here\nx:\n"),
        (_DUE, "values:\n", "values: []\nx:\n"),
    ],
)
def test_a_wrong_shape_is_refused(rules: Path, name: str, old: str, new: str) -> None:
    _change(rules, name, old, new)
    with pytest.raises(RuleFileError) as refusal:
        load_book(rules)
    assert refusal.value.file.endswith(name)


def test_what_is_not_yaml_is_refused(rules: Path) -> None:
    (rules / _DUE).write_text("label: [", encoding="utf-8")
    with pytest.raises(RuleFileError, match="not readable as YAML"):
        load_book(rules)


def test_an_empty_file_is_refused(rules: Path) -> None:
    (rules / _DUE).write_text("", encoding="utf-8")
    with pytest.raises(RuleFileError, match="allowed: a mapping"):
        load_book(rules)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleFileError, match="does not exist"):
        load_book(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(RuleFileError, match=r"sources\.yaml"):
        load_book(tmp_path / "empty")


def test_the_fingerprint_follows_what_is_said_and_not_the_layout(rules: Path) -> None:
    before = load_book(rules).fingerprint
    assert before == load_book().fingerprint
    assert len(before) == 64
    (rules / _DUE).write_text(
        "# a comment\n" + (rules / _DUE).read_text(encoding="utf-8"), encoding="utf-8"
    )
    load_book.cache_clear()
    assert load_book(rules).fingerprint == before
    _change(rules, _DUE, "2025-06-30", "2025-06-29")
    load_book.cache_clear()
    assert load_book(rules).fingerprint != before
