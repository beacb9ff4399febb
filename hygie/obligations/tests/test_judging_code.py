"""What was judged by other code is judged again: the fingerprint sees every file that judges."""

from pathlib import Path

from hygie.obligations import judging, registry


def files() -> list[str]:
    house = judging.DOMAIN_FOLDER.parent
    found = judging.judging_files(registry.facts_modules())
    return [file.relative_to(house).as_posix() for file in found]


def test_the_reading_of_dated_values_and_the_facts_of_the_rooms_are_in_it() -> None:
    assert {
        "domain/exercises.py",
        "domain/dated/values.py",
        "audits/facts.py",
        "exercises/facts.py",
        "quality_plan/facts.py",
    } <= set(files())


def test_no_test_is_in_it() -> None:
    assert not [name for name in files() if "/tests/" in name]


def test_one_file_changed_or_renamed_changes_it(tmp_path: Path) -> None:
    file = tmp_path / "facts.py"
    file.write_text("met = 1\n", encoding="utf-8")
    before = judging.code_fingerprint([file])
    assert judging.code_fingerprint([file]) == before

    file.write_text("met = 2\n", encoding="utf-8")
    changed = judging.code_fingerprint([file])
    moved = judging.code_fingerprint([file.rename(tmp_path / "other.py")])

    assert len({before, changed, moved}) == 3
