"""No style sheet and no script of Hygie loads anything from outside."""

import re

from tests.architecture.house import PACKAGE, listed, short

OUTSIDE = re.compile(
    r"""url\(\s*["']?\s*(?:https?:)?//"""
    r"""|@import\s+["']\s*(?:https?:)?//"""
    r"""|\bimport\s*\(?\s*["']\s*https?://"""
    r"""|\bfrom\s*["']\s*https?://"""
    r"""|\.src\s*=\s*["']\s*(?:https?:)?//"""
    r"""|\bsrc\s*=\s*\\?["']\s*(?:https?:)?//"""
    r"""|\b(?:fetch|importScripts|EventSource|WebSocket)\s*\(\s*["'`]\s*(?:https?|wss?)://"""
    r"""|sourceMappingURL\s*=\s*https?://""",
    re.IGNORECASE,
)


def outside_loads(source: str) -> list[str]:
    """Loads from another host, as written."""
    return [match.group(0) for match in OUTSIDE.finditer(source)]


def test_static_files_load_nothing_from_outside() -> None:
    files = [
        path
        for suffix in ("css", "js", "mjs", "svg")
        for path in PACKAGE.rglob(f"*.{suffix}")
        if "static" in path.parts
    ]
    faults = [
        f"{short(path)}: {load}"
        for path in files
        for load in outside_loads(path.read_text("utf-8"))
    ]
    assert not faults, listed(faults)


def test_the_check_can_fail() -> None:
    bad = (
        "body { background: url(https://cdn.example/a.png) }",
        "@import '//cdn.example/a.css';",
        'import "https://cdn.example/a.js"',
        "const a = await import('https://cdn.example/a.js')",
        "image.src = 'http://cdn.example/a.png'",
        'fetch("https://cdn.example/a")',
    )
    for source in bad:
        assert outside_loads(source), source


def test_the_check_lets_good_files_through() -> None:
    good = (
        "a { background: url('data:image/svg+xml,%3Csvg xmlns=\"http://www.w3.org/2000/svg\"') }",
        "// voir https://htmx.org/docs",
        'fetch("/etablissements/")',
    )
    for source in good:
        assert outside_loads(source) == [], source
