"""The RETEX of an exercise played: prepared by Hygie, written by people, validated, frozen."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from docx import Document

from hygie.documents.models import Evidence
from hygie.documents.storage import open_stored
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises import services
from hygie.exercises.models import Constat, Exercise, Retex, Run, RunUnit
from hygie.exercises.retex_content import FIELDS, LISTS, content_of
from hygie.exercises.run_enums import Presence, RunState
from hygie.exercises.services import retex as service
from hygie.exercises.services.attending import presences_note, run_hold
from hygie.exercises.services.retex import retex_make, retex_take_up, retex_write
from hygie.exercises.tests import retexes as done
from hygie.exercises.tests.cast import status, who
from hygie.exercises.tests.runs import acts
from hygie.logbook.models import LegalClock
from hygie.organisations.rights import Role
from hygie.quality_plan.models import Finding, PlanAction
from tests.cast import TODAY, client_of, make_unit, member, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def page(stage: Any, rest: str = "", **values: Any) -> Any:
    client = client_of(values.pop("user", stage.rssi))
    url = f"{stage.place}retex/etablissement/{rest}"
    return client.post(url, values) if values else client.get(url)


def test_from_the_play_to_1a_1b_1c_1d() -> None:
    stage, retex = done.made()
    assert [status(stage.unit, code) for code in ("1.a", "1.b", "1.c")] == ["met", "due", "unknown"]
    done.decided(stage, retex)
    retex = done.freeze(stage)
    for one in PlanAction.objects.all():
        assert one.pilote_name == "N. Escoffier"
    held = Exercise.objects.get()
    assert (held.retex_validated_on, held.retex_validated_by) == (TODAY, "Mme Roy, DG")
    assert Run.objects.get().state == RunState.CLOSED
    services.exercise_entry_close(
        **who(stage.rssi, stage.unit), exercise_id=held.pk, entered_on=TODAY, receipt="AR-1"
    )
    assert [status(stage.unit, code) for code in ("1.a", "1.b", "1.d")] == ["met"] * 3
    # Kept constats without an action of the plan keep 1.c open, and it says so.
    assert status(stage.unit, "1.c") == "open"
    assert acts(stage.run)[-2:] == ["run.closed", "run.retex_validated"]


def test_every_constat_carried_by_the_plan_turns_1c_met() -> None:
    stage, retex = done.made()
    for rank, one in enumerate(retex.constats.filter(decision="open")):
        done.decide(stage, one, action={**done.PLAN, "number": f"2026-{rank}"})
    assert Finding.objects.count() == PlanAction.objects.count() == 2
    assert status(stage.unit, "1.c") == "met"


def test_it_is_prepared_from_what_happened_and_the_synthesis_is_left_to_people() -> None:
    _stage, retex = done.made()
    texts = {one.text: (one.kind, one.criterion, one.decision) for one in retex.constats.all()}
    missed = "Passage au papier\u00a0: non atteint «\u00a0Pas d’étiquettes\u00a0»"
    assert texts == {
        "L’annuaire papier date de 2023": ("weakness", "", "open"),
        missed: ("weakness", "C03a", "open"),
        "DSI appelé": ("strength", "C01a", "accepted"),
    }
    assert {one.scenario_slug for one in retex.constats.exclude(criterion="")} == {
        "nuit-sans-informatique"
    }
    assert retex.synthesis == ""
    content = content_of(retex)
    assert set(content) == set(FIELDS) | set(LISTS)
    for name, (_, columns) in LISTS.items():
        assert all(set(row) == set(columns) for row in content[name]), name
    assert content["participants"] == "3"
    assert content["eprouve"] == "les soins"
    for answer, told in (
        (None, "à préciser au registre"),
        (False, "ni les soins, ni les missions"),
    ):
        Exercise.objects.update(tested_care=answer, tested_missions=answer)
        assert content_of(retex)["eprouve"] == told


def test_the_legal_delays_of_the_main_courante_are_told() -> None:
    stage, retex = done.made()
    event_id = RunUnit.objects.values_list("event_id", flat=True).get()
    known = timezone.now()
    for code, done_at in (("cnil", known + timedelta(hours=80)), ("plainte", None)):
        LegalClock.objects.create(
            event_id=event_id, code=code, label=code.upper(), started_at=known,
            limit_at=known + timedelta(hours=72), done_at=done_at,
        )  # fmt: skip
    told = {one["delai"]: one["fait"] for one in content_of(retex)["delais"]}
    assert told["CNIL"].endswith("après la limite")
    assert told["PLAINTE"] == "rien n’est noté"
    assert "PLAINTE" in page(stage).content.decode()


def test_made_twice_it_is_made_once() -> None:
    stage, retex = done.made()
    assert retex_make(**stage.who).pk == retex.pk
    assert (Retex.objects.count(), retex.constats.count()) == (1, 3)


def test_until_the_exercise_is_in_the_register_it_is_not_made() -> None:
    stage = done.played()
    with pytest.raises(ServiceRefusal, match="retex_not_held"):
        retex_make(**stage.who)
    assert "Présences et registre" in page(stage).content.decode()
    run_hold(**stage.who)
    assert client_of(stage.rssi).post(f"{stage.place}retex/etablissement/").status_code == 303
    assert Retex.objects.count() == 1


def test_what_is_new_is_proposed_and_what_was_written_stays() -> None:
    stage, retex = done.made()
    one = retex.constats.get(criterion="C03a")
    done.decide(stage, one, text="Nos mots à nous")
    done.noted(stage, "strength", "La relève était prête")
    seen = BeautifulSoup(page(stage, "reprendre/").content.decode(), "html5lib")
    (box,) = seen.select("input[name=sources]")
    assert retex_take_up(**stage.who, sources=[str(box["value"])]) == 1
    assert retex_take_up(**stage.who, sources=[str(box["value"])]) == 0
    assert set(retex.constats.values_list("text", flat=True)) == {
        "Nos mots à nous", "L’annuaire papier date de 2023", "DSI appelé", "La relève était prête",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lacking", "code"),
    [("synthesis", "retex_no_synthesis"), ("decision", "retex_undecided"), ("day", "retex_day")],
)
def test_what_lacks_refuses_the_validation(lacking: str, code: str) -> None:
    stage, retex = done.made()
    done.decided(stage, retex)
    if lacking == "synthesis":
        Retex.objects.update(synthesis=" ")
    if lacking == "decision":
        retex.constats.filter(kind="strength").update(decision="open")
    early = {"validated_on": done.date(2026, 11, 1)} if lacking == "day" else {}
    with pytest.raises(ServiceRefusal, match=code):
        done.freeze(stage, **early)
    assert Retex.objects.get().validated_on is None
    assert status(stage.unit, "1.b") == "due"
    assert not Evidence.objects.exists()


def test_validated_its_files_are_kept_and_nothing_of_it_changes() -> None:
    stage, retex = done.frozen()
    with open_stored(retex.docx_sha256) as stream:
        words = "\n".join(one.text for one in Document(BytesIO(stream.read())).paragraphs)
    assert "La cellule a tenu." in words
    pieces = {one.sha256: one.title for one in Evidence.objects.all()}
    assert set(pieces) == {retex.pdf_sha256, retex.docx_sha256}
    answer = page(stage, "retex.pdf")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    refused = [
        lambda: done.observed(stage, "C01a", "not_met"),
        lambda: done.noted(stage, "weakness", "Trop tard"),
        lambda: done.decide(stage, retex.constats.first(), text="Autre"),
        lambda: retex_write(**stage.who, expected_version=3, synthesis="Autre", comments={}),
        lambda: done.freeze(stage, 3, validated_by="Un autre"),
    ]
    for gesture in refused:
        with pytest.raises(ServiceRefusal, match="retex_frozen"):
            gesture()
    with pytest.raises(ServiceRefusal, match="held_already"):
        presences_note(**stage.who, presences={stage.players["DS"].pk: Presence.ABSENT})
    assert done.freeze(stage).pk == retex.pk  # sent twice, the second changes nothing
    Constat.objects.update(text="Changé en douce")
    assert "Changé en douce" not in str(content_of(Retex.objects.get()))


def test_only_its_own_page_says_that_the_retex_of_an_exercise_played_is_validated() -> None:
    stage, _ = done.frozen()
    held, client = Exercise.objects.get(), client_of(stage.rssi)
    place = f"/etablissements/{stage.unit.finess}/exercices/{held.pk}/"
    assert 'name="retex_validated_on"' not in client.get(f"{place}modifier/").content.decode()
    given = {**who(stage.rssi, stage.unit), "exercise_id": held.pk}
    with pytest.raises(ServiceRefusal, match="retex_by_its_page"):
        services.exercise_change(
            **given, expected_version=held.version, changes={"retex_validated_on": None}
        )
    sent = {"validated_on": "20/11/2026", "validated_by": "X", "version": held.version}
    answer = client.post(f"{place}retex/", sent)
    assert answer.headers["Location"].endswith("retex/etablissement/")
    held.refresh_from_db()
    assert (held.retex_validated_on, held.retex_validated_by) == (TODAY, "Mme Roy, DG")


def test_put_in_the_register_again_the_retex_counts_as_before() -> None:
    stage, retex = done.frozen()
    held = Exercise.objects.get()
    before = {code: status(stage.unit, code) for code in ("1.a", "1.b", "1.c")}
    answers = Finding.objects.exclude(actions=None).count()
    services.exercise_remove(
        **who(stage.rssi, stage.unit), exercise_id=held.pk, expected_version=held.version,
        reason="Par erreur",
    )  # fmt: skip
    assert (status(stage.unit, "1.b"), Finding.objects.count()) == ("due", 0)
    run_hold(**stage.who)
    assert {code: status(stage.unit, code) for code in before} == before
    lost = retex.constats.exclude(kind="strength").filter(finding=None, decision="accepted")
    assert not lost.exists()
    assert Finding.objects.exclude(actions=None).count() == answers == 1


def test_what_is_noted_while_it_is_validated_is_not_lost(monkeypatch: Any) -> None:
    stage, retex = done.made()
    done.decided(stage, retex)

    def meanwhile(*args: Any, **values: Any) -> Any:
        done.observed(stage, "C03a", "met")
        return files(*args, **values)

    files = service.files_of
    monkeypatch.setattr(service, "files_of", meanwhile)
    with pytest.raises(ServiceRefusal, match="retex_moved"):
        done.freeze(stage)
    assert Retex.objects.get().validated_on is None


def test_two_who_write_at_once_see_both_texts() -> None:
    stage, _ = done.made()
    retex_write(**stage.who, expected_version=1, synthesis="La première", comments={})
    answer = page(stage, "ecrire/", version=1, synthesis="La seconde")
    assert answer.status_code == 422
    seen = answer.content.decode()
    assert "La première" in seen
    assert "La seconde" in seen
    assert Retex.objects.get().synthesis == "La première"


def test_by_the_screens() -> None:
    stage, retex = done.made()
    one = retex.constats.get(criterion="C03a")
    sent = {
        "version": 1, "text": one.text, "cause": "means", "decision": "accepted",
        "with_action": "on", "pilote_name": "N. Escoffier", "due_on": "31/03/2027", "number": "7",
    }  # fmt: skip
    answer = page(stage, f"constats/{one.pk}/", **sent)
    other = retex.constats.get(text__startswith="L’annuaire")
    assert answer.headers["Location"].endswith(f"constats/{other.pk}/")  # the next to decide
    assert PlanAction.objects.get().pilote_name == "N. Escoffier"
    sent = {"version": 1, "text": other.text, "decision": "refused"}
    assert page(stage, f"constats/{other.pk}/", **sent).status_code == 422  # no reason
    sent["refused_reason"] = "Refait en octobre"
    assert page(stage, f"constats/{other.pk}/", **sent).status_code == 303
    assert page(stage, "ecrire/", version=1, synthesis=done.SYNTHESIS).status_code == 303
    sent = {"version": 2, "validated_on": "21/11/2026", "validated_by": "Comité de direction"}
    assert page(stage, "valider/", **sent).status_code == 303
    seen = page(stage).content.decode()
    assert "validé le" in seen
    assert "Refait en octobre" in seen
    assert page(stage, "ecrire/").status_code == 404


def test_what_is_left_is_set_aside_for_a_reason_that_can_be_read() -> None:
    stage, retex = done.made()
    for wrong in ({"reason": "a\x00"}, {"reason": ""}, {"kind": "rien"}):
        sent = {"kind": "weakness", "reason": "Déjà vu", **wrong}
        assert page(stage, "ecarter/", **sent).status_code == 303
    assert retex.constats.filter(decision="open").count() == 2
    assert page(stage, "ecarter/", kind="weakness", reason="Déjà vu").status_code == 303
    assert set(retex.constats.filter(kind="weakness").values_list("refused_reason", flat=True)) == {
        "Déjà vu"
    }


def test_html_is_shown_as_text() -> None:
    stage, _ = done.made()
    retex_write(**stage.who, expected_version=1, synthesis="<script>alert(1)</script>", comments={})
    seen = page(stage).content.decode()
    assert "<script>alert(1)" not in seen
    assert "&lt;script&gt;alert(1)" in seen
    assert page(stage, "retex.docx").status_code == 200


def test_another_establishment_does_not_find_it() -> None:
    stage, _ = done.frozen()
    stranger = make_unit(name="CH d’ailleurs")
    client = client_of(member(stranger, Role.RSSI))
    for finess in (stage.unit.finess, stranger.finess):
        place = f"/etablissements/{finess}/exercices/preparation/{stage.run.pk}/retex/"
        assert client.get(f"{place}etablissement/").status_code == 404
        assert client.get(f"{place}etablissement/retex.pdf").status_code == 404
