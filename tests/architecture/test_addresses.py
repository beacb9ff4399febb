"""One place writes the addresses given to others: `hygie.web.addresses`."""

from tests.architecture.house import ROOT

WRITER = ROOT / "hygie" / "web" / "addresses.py"


def test_a_link_for_somebody_else_is_never_made_from_the_request_alone() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "hygie").rglob("*.py")
        if path != WRITER and "tests" not in path.parts
        if "build_absolute_uri" in path.read_text("utf-8")
    ]
    assert found == []
