"""Several establishments play: each has its RETEX, and who leads writes a common one."""

from typing import Any
from uuid import uuid4

import pytest

from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import Participant, Run, RunUnit
from hygie.exercises.retex_content import content_of
from hygie.exercises.run_enums import PartRole, Presence, RunState
from hygie.exercises.services import playing
from hygie.exercises.services.attending import presences_note, run_hold
from hygie.exercises.services.constats import constat_add
from hygie.exercises.services.retex import retex_freeze, retex_make, retex_write
from hygie.exercises.tests import retexes as done
from hygie.exercises.tests.cast import status, who
from hygie.exercises.tests.stage import Stage
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from hygie.quality_plan.models import Finding
from tests.cast import TODAY, client_of, make_unit, member, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


class Shared:
    """An exercise led by one establishment, in which another plays; both came; it is over."""

    def __init__(self) -> None:
        self.stage = Stage()
        self.other: Organisation = make_unit(name="Clinique d’en face")
        RunUnit.objects.create(run=self.stage.run, unit=self.other)
        member(self.other, Role.RSSI, user=self.stage.rssi)
        self.theirs = member(self.other, Role.RSSI)
        for function in ("DG", "DSI", "DS", ""):
            role = PartRole.JOUEUR if function else PartRole.OBSERVATEUR
            Participant.objects.create(
                run=self.stage.run, unit=self.other, name=f"{role} d’en face", role=role,
                function=function,
            )  # fmt: skip
        self.stage.debex()
        self.stage.press(playing.stimulus_send, "S03")
        done.observed(self.stage, "C03a", "not_met")
        playing.run_finex(**self.stage.who)
        people = Participant.objects.filter(run=self.stage.run, role=PartRole.JOUEUR)
        presences_note(**self.stage.who, presences={one.pk: Presence.PRESENT for one in people})
        run_hold(**self.stage.who)

    @property
    def them(self) -> dict[str, Any]:
        """Who acts for the other establishment, and on what."""
        return {**who(self.theirs, self.other), "run_id": self.stage.run.pk}

    def validated(self, given: dict[str, Any]) -> None:
        retex = retex_make(**given)
        for one in retex.constats.filter(decision="open"):
            one.decision = "accepted"
            one.save()
        retex_write(**given, expected_version=1, synthesis="Dit", comments={})
        retex_freeze(**given, expected_version=2, validated_on=TODAY, validated_by="La direction")


def test_each_has_what_its_own_people_saw_and_the_run_is_closed_by_the_last() -> None:
    shared = Shared()
    ours, theirs = retex_make(**shared.stage.who), retex_make(**shared.them)
    assert ours.constats.filter(criterion="C03a").count() == 1
    assert not theirs.constats.exists()  # their observer saw nothing
    assert (content_of(ours)["participants"], content_of(theirs)["participants"]) == ("3", "3")
    shared.validated(shared.stage.who)
    assert Run.objects.get().state == RunState.OVER
    assert (status(shared.stage.unit, "1.b"), status(shared.other, "1.b")) == ("met", "due")
    shared.validated(shared.them)
    assert Run.objects.get().state == RunState.CLOSED
    assert status(shared.other, "1.b") == "met"


def test_the_common_one_is_for_who_leads_and_proves_1b_to_nobody() -> None:
    shared = Shared()
    with pytest.raises(ServiceRefusal, match="gone"):
        retex_make(**shared.them, common=True)
    given = {**shared.stage.who, "common": True}
    common = retex_make(**given)
    constat_add(**given, new_id=uuid4(), kind="weakness", text="Un seul annuaire pour tous")
    assert not Finding.objects.exists()
    retex_write(**given, expected_version=1, synthesis="Ensemble", comments={})
    done.freeze(shared.stage, 2, common=True)
    assert status(shared.stage.unit, "1.b") == "due"
    assert Run.objects.get().state == RunState.OVER
    common.refresh_from_db()
    assert common.content is not None
    assert [one["texte"] for one in common.content["fragilites"]] == ["Un seul annuaire pour tous"]


def test_nobody_reads_the_retex_of_another_establishment() -> None:
    shared = Shared()
    retex_make(**shared.stage.who)
    retex_make(**shared.stage.who, common=True)
    client = client_of(shared.theirs)
    run = f"exercices/preparation/{shared.stage.run.pk}/retex"
    ours, theirs = (
        f"/etablissements/{one.finess}/{run}" for one in (shared.stage.unit, shared.other)
    )
    assert client.get(f"{ours}/etablissement/").status_code == 404
    assert client.get(f"{theirs}/commun/").status_code == 404
    seen = client.get(f"{theirs}/etablissement/").content.decode()
    assert "Préparer le RETEX" in seen
    assert client.post(f"{theirs}/etablissement/").status_code == 303
    constat = shared.stage.run.retexes.get(unit=shared.stage.unit).constats.get(criterion="C03a")
    assert client.get(f"{theirs}/etablissement/constats/{constat.pk}/").status_code == 404
    leader = client_of(shared.stage.rssi)
    assert "Clinique d’en face" in leader.get(f"{ours}/commun/").content.decode()
    assert leader.get(f"{ours}/commun/retex.pdf").status_code == 200
    assert leader.get(f"{ours}/commun/retex.docx").status_code == 200
