"""The packs that come with Hygie, and files that it refuses."""

import pytest
import yaml

from hygie.domain.packs.own import read_own
from hygie.domain.refusal import ServiceRefusal
from hygie.self_assessments import services
from hygie.self_assessments.enums import PackOrigin
from hygie.self_assessments.models import MeasurePack
from hygie.self_assessments.packs import (
    CARE_D2,
    DEMONSTRATION,
    FILES,
    FOLDER,
    HOSPICONNECT,
    OFFICIAL,
    RECYF,
    PackFileError,
    read_pack,
    shipped,
)


def test_the_official_pack_invents_no_measure():
    pack = shipped()[OFFICIAL]
    assert pack.is_official
    assert not pack.demonstration
    assert (pack.measures, pack.scale, pack.target_level) == ((), (), None)


def test_the_demonstration_pack_says_what_it_is():
    pack = shipped()[DEMONSTRATION]
    assert pack.demonstration
    assert not pack.is_official
    assert "ce n’est pas le texte officiel" in pack.notice
    assert len({measure["theme"] for measure in pack.measures}) == 5
    assert len(pack.measures) == 15


@pytest.mark.parametrize(("code", "count"), [(CARE_D2, 13), (HOSPICONNECT, 16), (RECYF, 20)])
def test_a_pack_written_from_public_facts_says_so(code, count):
    pack = shipped()[code]
    assert len(pack.measures) == count
    assert not pack.is_official
    assert not pack.demonstration
    assert "ce n’est pas le texte officiel" in pack.notice
    assert "ne compte pas pour l’obligation 2.a" in pack.notice
    assert FILES[code][1] == PackOrigin.PUBLIC_FACTS


def test_some_objectives_are_for_essential_entities_only():
    pack = shipped()[RECYF]
    groups = {one["id"]: one["groups"] for one in pack.measures}
    alone = [key for key, asked in groups.items() if asked == ["EE"]]
    assert alone == [f"objectif-{number}" for number in (16, 17, 18, 19, 20)]


def test_every_file_of_the_folder_is_shipped():
    assert {path.name for path in FOLDER.glob("*.yaml")} == {name for name, _ in FILES.values()}


def test_a_wrong_file_is_refused_with_its_name_and_its_fault(tmp_path):
    said = yaml.safe_load((FOLDER / "demonstration.yaml").read_text(encoding="utf-8"))
    path = tmp_path / "wrong.yaml"
    path.write_text(yaml.safe_dump({**said, "colour": "red"}), encoding="utf-8")
    with pytest.raises(PackFileError, match=r"wrong\.yaml: line \d+: unknown_key colour"):
        read_pack(path)


@pytest.mark.django_db
def test_a_pack_is_kept_once():
    first, second = services.pack_ensure(DEMONSTRATION), services.pack_ensure(DEMONSTRATION)
    assert first == second
    assert MeasurePack.objects.count() == 1
    assert first.levels[0] == "Pas fait"
    file = read_own((FOLDER / "demonstration.yaml").read_bytes())
    assert (first.measure_count, first.fingerprint) == (15, file.fingerprint)


@pytest.mark.django_db
def test_an_unknown_pack_is_refused():
    with pytest.raises(ServiceRefusal, match="unknown_pack"):
        services.pack_ensure("autre")
    assert not MeasurePack.objects.exists()
