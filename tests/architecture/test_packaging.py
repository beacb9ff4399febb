"""What pyproject.toml promises about the package is there."""

import tomllib

from tests.architecture.house import ROOT


def test_the_package_shows_its_readme_and_its_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name in (project["readme"], *project["license-files"]):
        assert (ROOT / name).read_text(encoding="utf-8").strip(), name
