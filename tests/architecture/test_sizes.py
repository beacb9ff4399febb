"""Files stay short enough to be read at once."""

from pathlib import Path

from tests.architecture.house import ROOT, listed, python_files, short, templates

SOURCE_LINES, TEST_LINES, TEMPLATE_LINES = 400, 600, 150


def limit_of(path: Path) -> int:
    """Most lines a file may have."""
    if path.suffix == ".html":
        return TEMPLATE_LINES
    return TEST_LINES if "tests" in path.relative_to(ROOT).parts else SOURCE_LINES


def too_long(path: Path, text: str) -> list[str]:
    """The fault of one file, or nothing."""
    lines, limit = len(text.splitlines()), limit_of(path)
    return [f"{short(path)}: {lines} lines, at most {limit}"] if lines > limit else []


def test_files_are_short() -> None:
    files = [
        *python_files(tests=True),
        *python_files(ROOT / "tests", tests=True),
        *python_files(ROOT / "script", tests=True),
        *templates(),
    ]
    faults = [fault for path in files for fault in too_long(path, path.read_text("utf-8"))]
    assert not faults, listed(faults)


def test_the_check_can_fail() -> None:
    page = ROOT / "hygie" / "web" / "templates" / "web" / "base.html"
    module = ROOT / "hygie" / "web" / "http.py"
    test = ROOT / "hygie" / "web" / "tests" / "test_http.py"
    assert too_long(page, "\n" * 151)
    assert not too_long(page, "\n" * 150)
    assert too_long(module, "\n" * 401)
    assert not too_long(module, "\n" * 400)
    assert too_long(test, "\n" * 601)
    assert not too_long(test, "\n" * 600)
