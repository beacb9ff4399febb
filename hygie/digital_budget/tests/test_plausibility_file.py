"""The file of what is asked to be checked is read as strictly as the law."""

from pathlib import Path

import pytest

from hygie.digital_budget import plausibility
from hygie.domain.dated.reading import RuleFileError


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("share_low_percent:", "share_high_percent:", "share_high_percent: .*given twice"),
        ("share_low_percent:", "share_least_percent:", "share_least_percent: unknown key"),
        ('  value: "0.5"', '  value: "0.5"\n  author: me', "share_low_percent.author: unknown key"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, said: str
) -> None:
    text = plausibility.PATH.read_text(encoding="utf-8")
    assert old in text
    wrong = tmp_path / "plausibility.yaml"
    wrong.write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(plausibility, "PATH", wrong)
    with pytest.raises(RuleFileError, match=rf"plausibility\.yaml: {said}"):
        plausibility.bounds.__wrapped__()
