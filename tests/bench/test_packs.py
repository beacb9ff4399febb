"""Speed of a framework of 5,000 nodes: read, taken, answered, counted."""

from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.domain.packs.library import read_library
from hygie.domain.packs.text_file import read_text
from hygie.organisations.rights import Role
from hygie.self_assessments import services
from hygie.self_assessments.models import Answer
from tests.bench.pace import paced_once, page_ms
from tests.bench.test_pages import as_served
from tests.cast import client_of, make_unit, member, scope_of, today

__all__ = ["today"]

pytestmark = [pytest.mark.bench, pytest.mark.django_db, pytest.mark.usefixtures("today")]

NODES, CHAPTERS = 5_000, 20
LOAD_LIMIT_S, GRID_LIMIT_MS, QUERIES = 2.0, 200, 15
TEXT = (
    "L’établissement dit qui répond de cette mesure, ce qui est fait, et comment on le sait. " * 4
)


def library(nodes: int) -> bytes:
    """A library of so many nodes: chapters, sections, measures with groups and evidence."""
    root = "urn:x:risk:req_node:grand:"
    made: list[dict[str, Any]] = []
    for rank in range(nodes):
        chapter, place = rank % CHAPTERS, rank // CHAPTERS
        node: dict[str, Any] = {"urn": f"{root}{rank}", "assessable": place > 0, "depth": 2}
        if place:
            node["parent_urn"] = f"{root}{chapter}"
            node |= {"description": f"{rank} {TEXT}", "implementation_groups": ["A"]}
            node["typical_evidence"] = "Une note datée\nUn relevé"
        node |= {"ref_id": f"{chapter}.{place}", "name": f"Point {rank} du chapitre {chapter}"}
        made.append(node)
    said = {
        "urn": f"urn:x:risk:library:grand-{nodes}", "locale": "fr", "ref_id": "grand", "version": 1,
        "name": "Grand référentiel", "provider": "Nous", "objects": {"framework": {
            "urn": f"urn:x:risk:framework:grand-{nodes}", "ref_id": "grand", "name": "Grand",
            "description": "Essai", "requirement_nodes": made,
            "implementation_groups_definition": [{"ref_id": "A", "name": "Tous"}],
        }},
    }  # fmt: skip
    return yaml.dump(said, allow_unicode=True, Dumper=yaml.CSafeDumper).encode()


@pytest.fixture
def who() -> dict[str, Any]:
    unit = make_unit()
    user = member(unit, Role.RSSI)
    return {"scope": scope_of(user), "acting_user": user, "unit": unit}


def take(content: bytes, who: dict[str, Any]) -> Any:
    draft = services.pack_draft_read(new_id=uuid4(), file_name="a.yaml", content=content, **who)
    return services.pack_draft_accept(draft_id=draft.pk, is_official=False, **who)[0]


def answered(content: bytes, who: dict[str, Any]) -> Any:
    """A self-assessment on it, one measure in two answered."""
    pack = take(content, who)
    assessment = services.self_assessment_record(year=2026, pack=f"pack-{pack.pk}", **who)
    Answer.objects.bulk_create(
        Answer(assessment=assessment, measure_id=one["id"], level=rank % 3)
        for rank, one in enumerate(pack.measures[::2])
    )
    return assessment


def test_a_framework_of_5000_nodes_is_read_and_taken(who: dict[str, Any]) -> None:
    content = library(NODES)
    read, reading = paced_once(lambda: read_library(read_text(content)))
    pack, loading = paced_once(lambda: take(content, who))
    size = len(content) / 2**20
    print(f"| lecture de {NODES} nœuds ({size:.1f} Mio) | {reading:.2f} s | ≤ {LOAD_LIMIT_S} s |")
    print(f"| les mêmes lus, montrés et pris | {loading:.2f} s | ≤ {LOAD_LIMIT_S} s |")
    assert len(read.packs[0].measures) == pack.measure_count == NODES - CHAPTERS
    assert reading <= LOAD_LIMIT_S
    assert loading <= LOAD_LIMIT_S


def test_the_grid_of_5000_nodes_shows_quickly(who: dict[str, Any]) -> None:
    client = client_of(who["acting_user"])
    root = f"/etablissements/{who['unit'].finess}/auto-evaluations/"
    few, many = answered(library(60), who), answered(library(NODES), who)
    ends = {
        "grille": "mesures/3/",
        "une mesure": "mesure/30/",
        "auto-évaluation": "",
        "résultats": "resultats/",
    }
    for label, end in ends.items():
        asked = [queries(client, f"{root}{one.pk}/{end}") for one in (few, many)]
        with as_served():
            taken = page_ms(client, f"{root}{many.pk}/{end}")
        cost = f"{taken:.0f} ms, {asked[1]} requêtes"
        print(f"| {label}, {NODES} nœuds | {cost} | ≤ {GRID_LIMIT_MS} ms |")
        assert asked[0] == asked[1] <= QUERIES, label
        assert taken <= GRID_LIMIT_MS, label


def queries(client: Any, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)
