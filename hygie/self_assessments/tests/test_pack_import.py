"""A person loads a file of measures: it is shown first, then taken, or each fault is said."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hygie.domain.packs import PackRefused
from hygie.domain.packs.tests.making import as_yaml, book, framework, library_said, node
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.organisations.rights import Role
from hygie.self_assessments import services
from hygie.self_assessments.enums import PackOrigin
from hygie.self_assessments.models import MeasurePack, PackDraft, PackMapping
from hygie.self_assessments.tests.cast import answering, load, measures, pack_said, status, who
from tests.cast import client_of, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def rssi(unit):
    return member(unit, Role.RSSI)


def url(unit, end=""):
    return f"/etablissements/{unit.finess}/auto-evaluations/referentiels/{end}"


def send(client, unit, content, name="maison.yaml"):
    values = {"new_id": uuid4(), "file": SimpleUploadedFile(name, content)}
    return client.post(url(unit, "importer/"), values)


def page_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_file_is_shown_then_taken(unit, rssi):
    client = client_of(rssi)
    reply = send(client, unit, pack_said())
    assert reply.status_code == 303
    page = page_of(client, reply["Location"])
    assert "Rien n’est encore pris" in page
    assert "Premier" in page
    assert not MeasurePack.objects.exists()
    assert client.post(reply["Location"], {"kind": "other"}).status_code == 303
    pack = MeasurePack.objects.get(holder=unit)
    assert (pack.title, pack.measure_count, pack.origin) == ("Référentiel maison", 3, "own")
    assert not pack.is_official
    entry = Entry.objects.get(verb="pack.loaded")
    assert entry.data["fingerprint"] == pack.fingerprint
    assert "Référentiel maison" in page_of(client, url(unit))
    assert "Fait a1" in page_of(client, url(unit, f"{pack.pk}/"))


def test_taken_twice_it_is_there_once(unit, rssi):
    first, second = load(rssi, unit, pack_said()), load(rssi, unit, pack_said())
    assert first == second
    assert Entry.objects.filter(verb="pack.loaded").count() == 1


def test_the_same_version_may_not_say_something_else(unit, rssi):
    load(rssi, unit, pack_said())
    with pytest.raises(ServiceRefusal, match="pack_version_taken"):
        load(rssi, unit, pack_said(measures=measures("a1")))
    assert MeasurePack.objects.get().measure_count == 3


def test_the_template_is_downloaded_and_a_workbook_is_read(unit, rssi):
    client = client_of(rssi)
    assert client.get(url(unit, "modele.xlsx")).content.startswith(b"PK")
    reply = send(client, unit, book(), "mesures.xlsx")
    assert "Référentiel d’essai" in page_of(client, reply["Location"])


def test_each_fault_is_said_with_its_place(unit, rssi):
    reply = send(client_of(rssi), unit, b"id: x\nid: y\n")
    page = reply.content.decode()
    assert reply.status_code == 422
    assert "ligne 2" in page
    assert "«\u00a0id\u00a0» est donné deux fois" in page
    assert not PackDraft.objects.exists()


def test_a_fault_of_a_workbook_says_its_cell(unit, rssi):
    def touch(workbook, sheets):
        sheets["Mesures"].merge_range("C2:C3", "Thème")

    page = send(client_of(rssi), unit, book(touch=touch), "a.xlsx").content.decode()
    assert "Mesures C2:C3" in page
    assert "cellules fusionnées" in page


def test_a_pack_without_measure_is_refused(unit, rssi):
    with pytest.raises(PackRefused, match="no_measure"):
        load(rssi, unit, pack_said(measures=[], scale=[], target_level=None))


def test_html_in_a_file_stays_text(unit, rssi):
    client = client_of(rssi)
    content = pack_said(title="<script>alert(1)</script>")
    page = page_of(client, send(client, unit, content)["Location"])
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


LIBRARY = library_said(
    {
        "framework": framework([
            node("1", assessable=False, name="Chapitre", description="Un long texte."),
            node("1.a", "1", name="Nommer", threats=["u:t"]),
        ]),
        "risk_matrix": {"name": "Matrice 5 × 5"},
    }
)  # fmt: skip


def test_a_library_says_what_it_loses_then_is_taken(unit, rssi):
    client = client_of(rssi)
    reply = send(client, unit, as_yaml(LIBRARY))
    page = page_of(client, reply["Location"])
    assert "Ce qui ne sera pas repris" in page
    assert "Matrice 5 × 5" in page
    assert "champ sans place dans Hygie\u00a0: threats" in page
    client.post(reply["Location"], {"kind": "other"})
    pack = MeasurePack.objects.get(holder=unit)
    assert (pack.origin, len(pack.losses)) == (PackOrigin.LIBRARY, 3)
    assert "bibliothèque CISO Assistant" in page_of(client, url(unit, f"{pack.pk}/"))


def test_a_library_without_framework_says_what_it_holds(unit, rssi):
    said = library_said({"risk_matrix": {"name": "x"}})
    page = send(client_of(rssi), unit, as_yaml(said)).content.decode()
    assert "matrice de risques (1)" in page


def test_links_alone_are_loaded_and_seen_on_the_measure(unit, rssi):
    mapping = {
        "urn": "urn:m", "name": "Vers ISO", "source_framework_urn": "maison",
        "target_framework_urn": "urn:iso", "requirement_mappings": [
            {"source_requirement_urn": "urn:x:req_node:maison:a1", "relationship": "equal",
             "target_requirement_urn": "urn:x:req_node:iso:5.1"}],
    }  # fmt: skip
    client, pack = client_of(rssi), load(rssi, unit, pack_said())
    reply = send(client, unit, as_yaml(library_said({"requirement_mapping_sets": [mapping]})))
    assert client.post(reply["Location"], {}).status_code == 303
    assert PackMapping.objects.get(holder=unit).rows == [["a1", "5.1", "equal"]]
    assessment = answering(rssi, unit, pack)
    path = f"/etablissements/{unit.finess}/auto-evaluations/{assessment.pk}/mesure/1/"
    assert "urn:iso&nbsp;: 5.1" in page_of(client, path)


def test_the_official_copy_counts_and_a_demonstration_never_does(unit, rssi):
    official = load(rssi, unit, pack_said(is_official=True), is_official=True)
    assert official.origin == PackOrigin.OFFICIAL
    with pytest.raises(ServiceRefusal, match="demonstration_not_official"):
        load(rssi, unit, pack_said(id="essai", demonstration=True), is_official=True)
    trial = load(rssi, unit, pack_said(id="essai", demonstration=True))
    entered = {"entered_on": timezone.localdate(), "receipt": "R-1"}
    with pytest.raises(ServiceRefusal, match="demonstration_entry"):
        answering(rssi, unit, trial, **entered)
    answering(rssi, unit, trial)
    assert status(unit, "2.a") == "late"
    answering(rssi, unit, official, **entered)
    assert status(unit, "2.a") == "met"


def test_a_new_version_shows_what_moved(unit, rssi):
    load(rssi, unit, pack_said())
    client = client_of(rssi)
    new = measures("a1", "b1", "b2")
    new[0]["question"] = "Autre chose ?"
    page = page_of(client, send(client, unit, pack_said(version="2", measures=new))["Location"])
    assert "Depuis la version 1" in page
    for words in ("Ajoutée&nbsp;: 1", "Retirée&nbsp;: 1", "Texte changé&nbsp;: 1"):
        assert words in page
    assert "<ins>Autre chose ?</ins>" in page


def test_a_pack_of_another_establishment_is_not_there(unit, rssi):
    pack = load(rssi, unit, pack_said())
    other = make_unit()
    stranger = member(other, Role.RSSI)
    assert client_of(stranger).get(url(other, f"{pack.pk}/")).status_code == 404
    with pytest.raises(ServiceRefusal, match="unknown_pack"):
        answering(stranger, other, pack)


def test_who_may_not_write_loads_nothing(unit, rssi):
    reader = member(unit, Role.DIRECTION)
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        load(reader, unit, pack_said())
    assert not PackDraft.objects.exists()


def test_a_pack_loaded_by_mistake_is_removed_with_a_reason_unless_it_serves(unit, rssi):
    client = client_of(rssi)
    wrong, used = load(rssi, unit, pack_said(id="faux")), load(rssi, unit, pack_said())
    answering(rssi, unit, used)
    for pack in (wrong, used):
        client.post(url(unit, f"{pack.pk}/retirer/"), {"version": pack.pk, "reason": "Erreur"})
    assert list(MeasurePack.objects.filter(holder=unit)) == [used]
    assert Entry.objects.get(verb="pack.removed").data["reason"] == "Erreur"


def test_old_drafts_go(unit, rssi):
    def read():
        return services.pack_draft_read(
            **who(rssi, unit), new_id=uuid4(), file_name="a", content=pack_said()
        )

    old = read()
    PackDraft.objects.update(created_at=timezone.now() - timedelta(days=3))
    new = read()
    assert list(PackDraft.objects.values_list("pk", flat=True)) == [new.pk]
    with pytest.raises(ServiceRefusal, match="gone"):
        services.pack_draft_accept(**who(rssi, unit), draft_id=old.pk, is_official=False)


def test_every_pack_that_comes_with_hygie_is_shown_with_its_status(unit, rssi):
    client = client_of(rssi)
    page = page_of(client, url(unit))
    for words in ("CaRE, domaine 2", "HospiConnect", "ReCyF", "Paquet de démonstration"):
        assert words in page
    for code in ("care-d2", "hospiconnect", "recyf-objectifs", "demonstration"):
        assert "ce n’est pas le texte officiel" in page_of(client, url(unit, f"fournis/{code}/"))
    assert client.get(url(unit, "fournis/autre/")).status_code == 404
