"""An exercise of the tests that is ready to be played."""

from datetime import date
from typing import Any

from hygie.domain.playing.tests.scene import SCENARIO
from hygie.domain.scenario.shape import Scenario as Shape
from hygie.domain.scenario.writing import dump
from hygie.exercises.library import fingerprint_of
from hygie.exercises.models import (
    Participant,
    PlayedStimulus,
    Run,
    RunUnit,
    Scenario,
    ScenarioVersion,
)
from hygie.exercises.run_enums import PartRole, RunState
from hygie.exercises.services import playing
from hygie.exercises.tests.cast import who
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import make_unit, member


class Stage:
    """A run, its establishment, its RSSI who animates it."""

    def __init__(self, shape: Shape = SCENARIO, **values: Any) -> None:
        self.unit: Organisation = make_unit(name="CH de Rochebrune")
        self.rssi = member(self.unit, Role.RSSI)
        held = Scenario.objects.create(owner=self.unit, slug=shape.slug, title=shape.title)
        text = dump(shape)
        version = ScenarioVersion.objects.create(
            scenario=held, number=1, text=text, fingerprint=fingerprint_of(text)
        )
        given = {"state": RunState.READY, "planned_on": date(2026, 11, 21), **values}
        self.run = Run.objects.create(
            bearer=self.unit, title="Exercice de novembre", scenario_version=version, **given
        )
        RunUnit.objects.create(run=self.run, unit=self.unit)
        self.players = {code: self.part(PartRole.JOUEUR, code) for code in ("DG", "DSI", "DS")}
        self.observer = self.part(PartRole.OBSERVATEUR)

    def part(self, role: str, function: str = "") -> Participant:
        made: Participant = Participant.objects.create(
            run=self.run,
            unit=self.unit,
            name=f"{role} {function}".strip(),
            role=role,
            function=function,
            email=f"{function.lower()}@rochebrune.example" if function else "",
        )
        return made

    @property
    def who(self) -> dict[str, Any]:
        return {**who(self.rssi, self.unit), "run_id": self.run.pk}

    @property
    def place(self) -> str:
        return f"/etablissements/{self.unit.finess}/exercices/preparation/{self.run.pk}/"

    def debex(self) -> Run:
        self.run = playing.run_debex(**self.who)
        return self.run

    def stimulus(self, code: str) -> PlayedStimulus:
        found: PlayedStimulus = PlayedStimulus.objects.get(run=self.run, code=code)
        return found

    def press(self, service: Any, code: str, **values: Any) -> Any:
        return service(**self.who, stimulus_id=self.stimulus(code).pk, **values)
