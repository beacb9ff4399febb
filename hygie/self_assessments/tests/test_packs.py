"""The packs that come with Hygie, and files that it refuses."""

import pytest
import yaml

from hygie.domain.refusal import ServiceRefusal
from hygie.self_assessments import services
from hygie.self_assessments.models import MeasurePack
from hygie.self_assessments.packs import (
    DEMONSTRATION,
    FOLDER,
    OFFICIAL,
    PackFileError,
    read_pack,
    shipped,
)

GOOD = yaml.safe_load((FOLDER / "demonstration.yaml").read_text(encoding="utf-8"))


def test_the_official_pack_invents_no_measure():
    pack = shipped()[OFFICIAL]
    assert pack.is_official
    assert not pack.is_demonstration
    assert (pack.measures, pack.scale, pack.target_level) == ((), (), None)


def test_the_demonstration_pack_says_what_it_is():
    pack = shipped()[DEMONSTRATION]
    assert pack.is_demonstration
    assert not pack.is_official
    assert "ce n’est pas le texte officiel" in pack.notice
    assert len({measure["theme"] for measure in pack.measures}) == 5
    assert len(pack.measures) == 15


def changed(**values):
    return {**GOOD, **values}


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ([], "not a mapping"),
        ({key: value for key, value in GOOD.items() if key != "issuer"}, "issuer"),
        (changed(licence="libre"), "licence"),
        (changed(is_official="yes"), "is_official"),
        (changed(target_level=7), "target_level"),
        (changed(scale=[]), "target_level"),
        (changed(scale=[], target_level=None), "go together"),
        (changed(scale=[{"value": 1, "label": "a"}, {"value": 1, "label": "b"}]), "once"),
        (changed(scale=[{"value": 1}]), "value and a label"),
        (changed(measures=[*GOOD["measures"], {**GOOD["measures"][0]}]), "twice"),
        (changed(measures=[{**GOOD["measures"][0], "title": " "}]), "empty text"),
        (changed(measures=[{"id": "a"}]), "keys are"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_key(tmp_path, said, fault):
    path = tmp_path / "wrong.yaml"
    path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    with pytest.raises(PackFileError, match=fault) as refusal:
        read_pack(path)
    assert "wrong.yaml" in str(refusal.value)


def test_a_key_given_twice_in_a_pack_is_refused_with_its_line(tmp_path):
    path, text = tmp_path / "wrong.yaml", (FOLDER / "demonstration.yaml").read_text("utf-8")
    path.write_text(f"{text}\nversion: autre\n", encoding="utf-8")
    with pytest.raises(PackFileError, match=r"wrong\.yaml: version: key given twice \(line \d+\)"):
        read_pack(path)


@pytest.mark.django_db
def test_a_pack_is_kept_once():
    first, second = services.pack_ensure(DEMONSTRATION), services.pack_ensure(DEMONSTRATION)
    assert first == second
    assert MeasurePack.objects.count() == 1
    assert first.levels[0] == "Pas fait"


@pytest.mark.django_db
def test_an_unknown_pack_is_refused():
    with pytest.raises(ServiceRefusal, match="unknown_pack"):
        services.pack_ensure("autre")
    assert not MeasurePack.objects.exists()
