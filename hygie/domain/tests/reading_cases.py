"""Reads the cases written in French for a jurist, and turns them into facts of the domain.

Every key is checked: a word that is not known is an error of the case, not a silent default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hygie.domain.audit_facts import AdsResult, AuditFacts, Directory, DirectoryInventory, Smsi
from hygie.domain.continuity import (
    Bia,
    ContinuityFacts,
    Copil,
    FramingLetter,
    LetterSigner,
    ListedService,
    PcraCadre,
    Responsable,
    ServiceFamily,
    ServiceList,
)
from hygie.domain.dated.reading import read_mapping
from hygie.domain.digital_budget import BudgetComputation, DigitalBudgetFacts
from hygie.domain.exercises import Exercise, ExerciseFacts
from hygie.domain.identification import (
    EidasLevel,
    IdentificationFacts,
    LocalDirectory,
    MieOrigin,
    MieUse,
    SensitiveService,
    Sso,
    UserCount,
)
from hygie.domain.obligations import Facts
from hygie.domain.quality_plan import Finding, PlanActionFact, Postponement, QualityPlanFacts
from hygie.domain.self_assessments import Declaration, SelfAssessmentFacts
from hygie.domain.unit import Sector, UnitProfile
from hygie.domain.verdict import Status

CASES = Path(__file__).parent / "cases"

STATUSES = {
    "fait": Status.MET,
    "à faire": Status.DUE,
    "en retard": Status.LATE,
    "à faire, sans échéance": Status.OPEN,
    "non concerné": Status.NOT_APPLICABLE,
    "à préciser": Status.UNKNOWN,
}
_SECTORS = {
    "public": Sector.PUBLIC,
    "privé non lucratif": Sector.PRIVATE_NONPROFIT,
    "privé lucratif": Sector.PRIVATE_FORPROFIT,
    "inconnu": None,
}
_FAMILIES = {
    "critique": ServiceFamily.CRITICAL,
    "médico-technique": ServiceFamily.MEDICO_TECHNICAL,
    "autre soin": ServiceFamily.OTHER_CARE,
    "administratif": ServiceFamily.ADMINISTRATIVE,
    "logistique": ServiceFamily.LOGISTIC,
}
_SIGNERS = {
    "établissement": LetterSigner.ESTABLISHMENT,
    "GHT": LetterSigner.GHT,
    "siège du groupe": LetterSigner.GROUP_HQ,
}
_ORIGINS = {
    "ANS": MieOrigin.ANS,
    "établissement": MieOrigin.ESTABLISHMENT,
    "tiers": MieOrigin.THIRD_PARTY,
}
_EIDAS = {
    "faible": EidasLevel.LOW,
    "substantiel": EidasLevel.SUBSTANTIAL,
    "élevé": EidasLevel.HIGH,
}


@dataclass(frozen=True)
class Expected:
    """What a case says of one day; None: the case says nothing of it."""

    day: date
    status: Status
    due_on: date | None
    count: tuple[int, int] | None
    missed: tuple[str, ...] | None
    recommended: Status | None
    reason: str | None
    missing: str | None
    noted: bool | None


@dataclass(frozen=True)
class Case:
    """One case: an establishment, its facts, and what is expected on some days."""

    obligation_id: str
    title: str
    profile: UnitProfile
    facts: Facts
    expected: tuple[Expected, ...]


class _Words:
    """A mapping read key by key; a key left over is an error."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = dict(content)

    def take(self, name: str, default: Any = None) -> Any:
        return self.content.pop(name, default)

    def each(self, name: str) -> list[_Words]:
        return [_Words(one) for one in self.take(name, [])]

    def done(self, what: str) -> None:
        if self.content:
            raise ValueError(f"{what}: unknown words {sorted(self.content)}")


def all_cases() -> Iterator[Case]:
    """Every case of every file, in the order of the files."""
    for file in sorted(CASES.glob("*.yaml")):
        content = read_mapping(file)
        obligation_id = content["obligation"]
        for one in content["cas"]:
            words = _Words(one)
            title = words.take("titre")
            profile = _profile(_Words(words.take("établissement", {})))
            facts = _facts(obligation_id, _Words(words.take("faits", {}) or {}))
            expected = tuple(_expected(day, what) for day, what in words.take("attendu").items())
            words.done(f"{file.name}: {title}")
            yield Case(obligation_id, title, profile, facts, expected)


def _profile(words: _Words) -> UnitProfile:
    since = words.take("hygie tient lieu de PAQ depuis")
    profile = UnitProfile(
        sector=_SECTORS[words.take("secteur", "public")],
        department=words.take("département", "31"),
        opened_on=words.take("ouvert le"),
        closed_on=words.take("fermé le"),
        quality_plan_in_hygie=since is not None,
        quality_plan_in_hygie_since=since,
        declared_unknown=frozenset(words.take("ne sait pas encore", [])),
    )
    words.done("établissement")
    return profile


def _expected(day: date, what: str | dict[str, Any]) -> Expected:
    words = _Words({"statut": what} if isinstance(what, str) else what)
    count, missed = words.take("compte"), words.take("périodes manquées")
    recommended = words.take("recommandation")
    expected = Expected(
        day=day,
        status=STATUSES[words.take("statut")],
        due_on=words.take("échéance"),
        count=None if count is None else (int(count.split("/")[0]), int(count.split("/")[1])),
        missed=None if missed is None else tuple(str(one) for one in missed),
        recommended=None if recommended is None else STATUSES[recommended],
        reason=words.take("motif"),
        missing=words.take("il manque"),
        noted=words.take("renseigné"),
    )
    words.done(f"attendu {day}")
    return expected


def _findings(words: list[_Words], prefix: str = "constat") -> tuple[Finding, ...]:
    found = []
    for index, one in enumerate(words):
        actions = tuple(_plan_action(x, f"{prefix}-{index}") for x in one.each("actions"))
        found.append(
            Finding(f"{prefix}-{index}", one.take("noté le"), plan_actions=actions,
                    dismissed_on=one.take("écarté le"))
        )  # fmt: skip
        one.done("constat")
    return tuple(found)


def _plan_action(words: _Words, key: str) -> PlanActionFact:
    moves = []
    for one in words.each("reports"):
        moves.append(
            Postponement(
                one.take("décidé le"), one.take("du"), one.take("au"), one.take("motivé", True)
            )
        )
        one.done("report")
    action = PlanActionFact(
        key=f"{key}-action",
        created_on=words.take("créée le"),
        establishment_number=words.take("numéro", "PAQ-1"),
        has_pilote=words.take("pilote", True),
        due_on=words.take("date prévue"),
        postponements=tuple(moves),
        done_on=words.take("faite le"),
        cancelled_on=words.take("annulée le"),
    )
    words.done("action")
    return action


def _exercise_facts(words: _Words) -> ExerciseFacts:
    exercises = []
    for index, one in enumerate(words.each("exercices")):
        present = one.take("présents", ["DG", "DSI"])
        exercises.append(
            Exercise(
                key=f"exercice-{index}",
                held_on=one.take("tenu le"),
                tested_care_or_missions=one.take("continuité éprouvée", True),
                under_cyber_event=one.take("événement cyber", True),
                functions=None if present == "inconnus" else frozenset(present),
                retex_validated_on=one.take("RETEX validé le"),
                entered_on=one.take("déclaré le"),
                findings=_findings(one.each("améliorations"), f"exercice-{index}"),
            )
        )
        one.done("exercice")
    return ExerciseFacts(tuple(exercises))


def _self_assessment_facts(words: _Words) -> SelfAssessmentFacts:
    declarations = []
    for index, one in enumerate(words.each("déclarations")):
        declarations.append(
            Declaration(
                key=f"declaration-{index}",
                year=one.take("année"),
                declared_on=one.take("close le"),
                entered_on=one.take("saisie le"),
                has_receipt=one.take("accusé", True),
                pack_is_demonstration=one.take("démonstration", False),
                findings=_findings(one.each("écarts"), f"declaration-{index}"),
            )
        )
        one.done("déclaration")
    return SelfAssessmentFacts(tuple(declarations))


def _audit_facts(words: _Words) -> AuditFacts:
    directories, results = [], []
    for one in words.each("annuaires"):
        name = one.take("nom")
        directories.append(
            Directory(name, name, one.take("entré le"), one.take("sorti le"),
                      one.take("porté par le support", False))
        )  # fmt: skip
        audits = one.take("audits", {})
        results += [AdsResult(name, day, level) for day, level in audits.items()]
        one.done("annuaire")
    inventories = [
        DirectoryInventory(one.take("signé le"), one.take("tous listés", True))
        for one in words.each("inventaires")
    ]
    smsi = [
        Smsi(one.take("nommé le"), one.take("RSSI", True), one.take("jusqu'au"))
        for one in words.each("SMSI")
    ]
    return AuditFacts(
        words.take("club SSI le"),
        words.take("SILENE le"),
        tuple(directories),
        tuple(results),
        tuple(inventories),
        tuple(smsi),
        _findings(words.each("constats")),
    )


def _continuity_facts(words: _Words) -> ContinuityFacts:
    lists, bias = [], []
    for one in words.each("listes de services"):
        services = one.take("services")
        lists.append(
            ServiceList(
                one.take("version", 1),
                one.take("arrêtée le"),
                tuple(ListedService(key, _FAMILIES[family]) for key, family in services.items()),
            )
        )
        one.done("liste")
    for key, day in (words.take("BIA approuvés") or {}).items():
        bias.append(Bia(key, day))
    return ContinuityFacts(
        tuple(
            Responsable(one.take("nommé le"), one.take("jusqu'au"))
            for one in words.each("responsables")
        ),
        tuple(
            FramingLetter(one.take("signée le"), _SIGNERS[one.take("par")])
            for one in words.each("lettres de cadrage")
        ),
        tuple(Copil(one.take("créé le"), one.take("jusqu'au")) for one in words.each("COPIL")),
        tuple(lists),
        tuple(bias),
        tuple(
            PcraCadre(one.take("approuvé le"), one.take("tous les services", True))
            for one in words.each("PCRA cadre")
        ),
    )


def _quality_plan_facts(words: _Words) -> QualityPlanFacts:
    actions = tuple(
        _plan_action(one, f"seule-{index}") for index, one in enumerate(words.each("actions"))
    )
    return QualityPlanFacts(_findings(words.each("constats")), actions)


def _identification_facts(words: _Words) -> IdentificationFacts:
    services = [
        SensitiveService(one.take("nom"), one.take("depuis"), one.take("jusqu'au"))
        for one in words.each("services sensibles")
    ]
    for number, since in (words.take("nombre de services sensibles") or {}).items():
        services += [SensitiveService(f"service-{index}", since) for index in range(number)]
    uses = []
    for index, one in enumerate(words.each("usages de MIE")):
        origin, level = one.take("fourni par"), one.take("eIDAS")
        uses.append(
            MieUse(
                f"mie-{index}", one.take("depuis"), one.take("jusqu'au"), one.take("service"),
                None if origin is None else _ORIGINS[origin], one.take("facteurs"),
                one.take("homologué le"), one.take("homologation jusqu'au"),
                None if level is None else _EIDAS[level],
            )
        )  # fmt: skip
        one.done("usage")
    directories = [
        LocalDirectory(
            one.take("en place le"), one.take("jusqu'au"),
            tuple(one.take("synchronisé GRH le", [])), tuple(one.take("synchronisé RPPS le", [])),
        )
        for one in words.each("répertoires locaux")
    ]  # fmt: skip
    return IdentificationFacts(
        tuple(services),
        tuple(UserCount(day, count) for day, count in (words.take("utilisateurs") or {}).items()),
        tuple(uses),
        tuple(Sso(one.take("en service le"), one.take("jusqu'au")) for one in words.each("SSO")),
        tuple(directories),
        tuple(words.take("trajectoire validée le", [])),
        tuple(words.take("engagement signé le", [])),
    )


def _digital_budget_facts(words: _Words) -> DigitalBudgetFacts:
    computations = []
    for index, one in enumerate(words.each("calculs")):
        computations.append(
            BudgetComputation(
                key=f"calcul-{index}",
                fiscal_year=one.take("exercice"),
                computed_on=one.take("calculé le"),
                etp_ssi_given=one.take("ETP donné", True),
                follows_note_2019_207=one.take("suit la note"),
                has_shared_spending=one.take("dépense mutualisée"),
                shared_by_combined_activity=one.take("répartie par activité combinée"),
                has_non_sanitary_structures=one.take("structures non sanitaires"),
                counts_whole_expense=one.take("dépense entière comptée"),
                entered_on=one.take("saisi le"),
                has_receipt=one.take("accusé", True),
            )
        )
        one.done("calcul")
    return DigitalBudgetFacts(tuple(computations))


_READERS: dict[str, Callable[[_Words], Facts]] = {
    "1": _exercise_facts,
    "2": _self_assessment_facts,
    "3": _audit_facts,
    "4": _continuity_facts,
    "5": _quality_plan_facts,
    "6": _identification_facts,
    "7": _digital_budget_facts,
}


def _facts(obligation_id: str, words: _Words) -> Facts:
    facts = _READERS[obligation_id[0]](words)
    words.done(f"faits of {obligation_id}")
    return facts
