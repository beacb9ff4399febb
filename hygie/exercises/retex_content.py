"""What a RETEX says, in words, whoever reads it: the screen, the PDF, the DOCX of the house.

Every value is a text, or a list of lines whose values are texts, under the names of `FIELDS` and
`LISTS`: those that a hospital writes in its own DOCX model.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from hygie.domain.logbook import ClockState
from hygie.domain.playing import survey
from hygie.domain.playing.clock import as_hours
from hygie.domain.scenario.shape import Scenario
from hygie.exercises.models import Constat, Retex, Run, RunUnit, SurveyAnswer
from hygie.exercises.models.retex import COMMENTED, Cause
from hygie.exercises.presenting import tests_words
from hygie.exercises.run_enums import Answer
from hygie.exercises.run_review import GRADES, Reviewed, reviewed
from hygie.exercises.run_scenario import played
from hygie.exercises.run_words import function_said
from hygie.exercises.scenario_words import length
from hygie.logbook.models import LegalClock
from hygie.logbook.words import day_and_hour, hour
from hygie.organisations.models import Organisation
from hygie.quality_plan.models import PlanAction
from hygie.quality_plan.session_files import FICTIONAL
from hygie.web.formats import day_long, day_short, plural

FIELDS: Mapping[str, str] = {
    "titre": "titre du RETEX",
    "projet": "«\u00a0PROJET\u00a0» tant que le RETEX n’est pas validé, sinon rien",
    "etablissement": "nom de l’établissement",
    "finess": "son numéro FINESS",
    "exercice": "intitulé de l’exercice",
    "date": "jour de l’exercice",
    "lieu": "lieu",
    "scenario": "scénario et sa version",
    "duree": "durée jouée, de DEBEX à FINEX",
    "eprouve": "ce qui a été mis en mode dégradé",
    "pcra": "services dont le PCRA a été éprouvé",
    "participants": "nombre de présents",
    "presents": "fonctions présentes",
    "absents": "fonctions attendues et absentes",
    "niveau": "niveau atteint, en un mot",
    "joues": "stimuli envoyés, sur combien",
    "non_observes": "critères que personne n’a observés",
    "desaccords": "critères sur lesquels les observateurs diffèrent",
    "reponses": "nombre de réponses au questionnaire, montrées trois par trois",
    "synthese": "synthèse",
    **{f"commentaire_{name}": f"commentaire\u00a0: {label.lower()}" for name, label in COMMENTED},
    "valide_le": "jour de la validation",
    "valide_par": "qui l’a validé",
    "demonstration": "mention d’un établissement fictif, sinon rien",
}
LISTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "objectifs": (
        "objectifs", {"libelle": "objectif", "resultat": "résultat", "observes": "observés"},
    ),
    "chronogramme": (
        "chronogramme prévu et joué",
        {"stimulus": "stimulus", "prevu": "prévu", "joue": "joué", "ecart": "écart"},
    ),
    "temps_cles": (
        "temps clés",
        {"critere": "ce qui a été fait", "delai": "au bout de", "retard": "retard"},
    ),
    "forces": ("forces retenues", {"texte": "force", "code": "critère"}),
    "fragilites": (
        "fragilités retenues, par cause",
        {"texte": "fragilité", "cause": "cause", "code": "critère"},
    ),
    "actions": (
        "ce qui est porté au PAQ",
        {"texte": "constat", "numero": "numéro", "pilote": "pilote", "echeance": "échéance"},
    ),
    "ecartes": ("constats écartés", {"texte": "constat", "motif": "motif"}),
    "delais": (
        "délais légaux ouverts dans la main courante",
        {"delai": "délai", "depart": "connu le", "limite": "limite", "fait": "ce qui a été fait"},
    ),
    "questionnaire": (
        "questions notées du questionnaire",
        {
            "question": "question", "tout_a_fait": "tout à fait", "plutot_oui": "plutôt oui",
            "plutot_non": "plutôt non", "pas_du_tout": "pas du tout",
        },
    ),
    "remarques": (
        "réponses libres du questionnaire", {"question": "question", "texte": "réponse"},
    ),
    "etablissements": (
        "établissements qui ont joué (RETEX commun)", {"nom": "nom", "retex": "où en est le sien"},
    ),
}  # fmt: skip
MARKS = ("pas_du_tout", "plutot_non", "plutot_oui", "tout_a_fait")
CAUSES = ["", *Cause.values]


def content_of(retex: Retex, constats: Sequence[Constat] | None = None) -> dict[str, Any]:
    """What the RETEX says now; what it said when validated, once it is. Eight queries, whatever
    the number of stimuli, observations and constats; `constats`: those of `constats_of`."""
    if retex.content is not None:
        said: dict[str, Any] = retex.content
        return said
    run, scenario = retex.run, played(retex.run)
    content: dict[str, Any] = {**dict.fromkeys(FIELDS, ""), **{name: [] for name in LISTS}}
    content |= _identity(retex, run, scenario)
    content |= _constats(retex, constats_of(retex) if constats is None else constats)
    if retex.unit is None:
        units = list(run.units.playing().select_related("unit", "exercise"))
        held = [one.exercise for one in units if one.exercise is not None]
        care, missions = any(o.tested_care for o in held), any(o.tested_missions for o in held)
        neither = bool(held) and all(
            (o.tested_care, o.tested_missions) == (False, False) for o in held
        )
        content |= _survey(run)
        content |= _tested(scenario, care=care, missions=missions, neither=neither)
        content["etablissements"] = _units(run, units)
        return content
    told: Any = run  # that a page read with what the register says
    if not hasattr(run, "own_care"):
        told = with_held(Run.objects, retex.unit).get(pk=run.pk)
    content |= _tested(
        scenario, care=told.own_care, missions=told.own_missions, neither=told.own_neither
    )
    if told.establishments < 2:  # who answers does not say where she works
        content |= _survey(run)
    content |= _happened(run, scenario, reviewed(run, retex.unit, with_highlights=False))
    content["delais"] = _clocks(run, retex.unit)
    return content


def _identity(retex: Retex, run: Run, scenario: Scenario) -> dict[str, str]:
    unit = retex.unit or run.bearer
    return {
        "titre": f"{'RETEX commun' if retex.is_common else 'RETEX'}\u00a0: {run.title}",
        "projet": "" if retex.is_validated else "PROJET",
        "etablissement": unit.name,
        "finess": unit.finess or "",
        "exercice": run.title,
        "date": day_long(run.debex_at or run.planned_on),
        "lieu": run.place,
        "scenario": f"{scenario.title}, version {run.scenario_version.number}"
        + (", version courte" if run.is_short else ""),
        "duree": _length(run),
        "synthese": retex.synthesis,
        **{f"commentaire_{name}": retex.comments.get(name, "") for name, _ in COMMENTED},
        "valide_le": day_long(retex.validated_on),
        "valide_par": retex.validated_by,
        "demonstration": FICTIONAL if unit.is_demo else "",
    }


def with_held(runs: Any, unit: Organisation) -> Any:
    """Runs with what the register of `unit` says that it tested (`own_care`, `own_missions`; that
    it tested none: `own_neither`) and how many play (`establishments`)."""
    mine = RunUnit.objects.filter(run=OuterRef("pk"), unit=unit)
    return runs.annotate(
        own_care=Exists(mine.filter(exercise__tested_care=True)),
        own_missions=Exists(mine.filter(exercise__tested_missions=True)),
        own_neither=Exists(
            mine.filter(exercise__tested_care=False, exercise__tested_missions=False)
        ),
        establishments=Count("units", filter=Q(units__answer=Answer.ACCEPTED)),
    )


def _tested(scenario: Scenario, *, care: bool, missions: bool, neither: bool) -> dict[str, str]:
    """What was really put under strain: what the register says, not what the scenario promised."""
    if neither:
        return {"eprouve": "ni les soins, ni les missions"}
    if not (care or missions):
        return {"eprouve": "à préciser au registre"}
    return {
        "eprouve": tests_words(care=care, missions=missions),
        "pcra": ", ".join(scenario.pcra_services),
    }


def _length(run: Run) -> str:
    if run.debex_at is None or run.finex_at is None:
        return ""
    spent = length(round((run.finex_at - run.debex_at).total_seconds())) or "moins d’une minute"
    how = f", {run.how_said}" if run.how_said else ""
    return f"{spent}, de {hour(run.debex_at)} à {hour(run.finex_at)}{how}"


def _happened(run: Run, scenario: Scenario, seen: Reviewed) -> dict[str, Any]:
    """Who came, objectives, stimuli and key times."""
    found = seen.draft
    labels = {one.code: one.label for one in scenario.criteria}
    labels |= {one.code: one.label for each in scenario.stimuli for one in each.criteria}
    return {
        "participants": str(seen.came),
        "niveau": GRADES[found.grade] if found.grade else "non observé",
        "joues": f"{found.sent} sur {len(found.plays)}",
        "presents": _functions(run, found.present),
        "absents": _functions(run, found.missing),
        "desaccords": "\u00a0; ".join(labels.get(code, code) for code in found.disputed),
        "non_observes": "\u00a0; ".join(labels.get(code, code) for code in found.not_observed),
        "objectifs": [
            {
                "libelle": one.objective.label,
                "resultat": GRADES[one.grade] if one.grade else "non observé",
                "observes": f"{one.observed} sur {one.total}",
            }
            for one in found.objectives
        ],
        "chronogramme": [
            {
                "stimulus": f"{one.code} {one.title}".strip(),
                "prevu": as_hours(one.due_s),
                "joue": _played(one.sent_s, one.reason, is_skipped=one.is_skipped),
                "ecart": _gap(one.gap_s),
            }
            for one in found.plays
        ],
        "temps_cles": [
            {
                "critere": one.criterion.label,
                "delai": f"{length(one.after_s)} après {one.stimulus}"
                if one.stimulus
                else length(one.after_s),
                "retard": length(max(60, one.late_s)) if one.late_s else "",
            }
            for one in found.key_times
        ],
    }


def _played(sent_s: int | None, reason: str, *, is_skipped: bool) -> str:
    if sent_s is not None:
        return as_hours(sent_s)
    said = "écarté" if is_skipped else "non joué"
    return f"{said}\u00a0: {reason}" if reason else said


def _gap(gap_s: int | None) -> str:
    minutes = round((gap_s or 0) / 60)
    return f"{'+' if minutes > 0 else '−'}\u00a0{abs(minutes)}\u00a0min" if minutes else ""


def _functions(run: Run, codes: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(function_said(run, code) for code in codes))


def _survey(run: Run) -> dict[str, Any]:
    """What the participants answered, three by three."""
    answers = [survey.Answer(one.marks, one.texts, one.batch) for one in answers_of(run)]
    found = survey.results(answers)
    return {
        "reponses": str(len(survey.shown(answers))),
        "questionnaire": [
            {
                "question": one.question.label,
                **{name: str(count) for name, count in zip(MARKS, one.counts, strict=True)},
            }
            for one in found
            if one.counts
        ],
        "remarques": [
            {"question": one.question.label, "texte": text} for one in found for text in one.texts
        ],
    }


def answers_of(run: Run) -> Sequence[SurveyAnswer]:
    return list(run.survey_answers.all())


def _clocks(run: Run, unit: Organisation | None) -> list[dict[str, str]]:
    """The legal delays that the main courante opened, as they stood at FINEX."""
    events = run.units.filter(unit=unit).values("event_id")
    return [
        {
            "delai": one.label,
            "depart": day_and_hour(one.started_at),
            "limite": day_and_hour(one.limit_at) or "sans délai",
            "fait": _clock_done(one),
        }
        for one in LegalClock.objects.filter(event__in=events)
    ]


def _clock_done(clock: LegalClock) -> str:
    if clock.done_at is None:
        return "rien n’est noté"
    late = clock.state_at(timezone.now()) == ClockState.DONE_LATE
    return f"fait le {day_and_hour(clock.done_at)}" + (", après la limite" if late else "")


def _units(run: Run, units: Sequence[RunUnit]) -> list[dict[str, str]]:
    """The establishments that played, and where the RETEX of each stands; never what it says."""
    known = {one.unit_id: one for one in run.retexes.all()}
    rows = []
    for mine in units:
        own = known.get(mine.unit_id)
        said = "à préparer" if own is None else "en cours d’écriture"
        if own is not None and own.validated_on is not None:
            said = f"validé le {day_short(own.validated_on)}"
        rows.append({"nom": mine.unit.name, "retex": said})
    return rows


def constats_of(retex: Retex) -> list[Constat]:
    """The constats with the actions of the plan that answer them: three queries."""
    found = retex.constats.select_related("finding")
    if retex.unit is not None:
        actions = PlanAction.objects.borne_for(retex.unit).with_number_for(retex.unit)
        found = found.prefetch_related(Prefetch("finding__actions", queryset=actions))
    return list(found)


def _constats(retex: Retex, constats: Sequence[Constat]) -> dict[str, Any]:
    kept = [one for one in constats if one.decision != Constat.Decision.REFUSED]
    strengths = [one for one in kept if one.kind == Constat.Kind.STRENGTH]
    weaknesses = [one for one in kept if one.kind == Constat.Kind.WEAKNESS]
    weaknesses.sort(key=lambda one: (CAUSES.index(one.cause) if one.cause else 99, one.rank))
    answered = [one for one in kept if one.goes_to_the_plan and _is_accepted(one)]
    return {
        "forces": [{"texte": one.text, "code": one.criterion} for one in strengths],
        "fragilites": [
            {
                "texte": one.text if _is_accepted(one) else f"{one.text} (à décider)",
                "cause": one.get_cause_display(),
                "code": one.criterion,
            }
            for one in weaknesses
        ],
        "actions": [line for one in answered for line in _carried(one)],
        "ecartes": [
            {"texte": one.text, "motif": one.refused_reason}
            for one in constats
            if one.decision == Constat.Decision.REFUSED
        ],
    }


def _is_accepted(one: Constat) -> bool:
    return one.decision == Constat.Decision.ACCEPTED


def _carried(constat: Constat) -> list[dict[str, str]]:
    """One line for each action of the plan that answers it; one without number when none does."""
    actions = list(constat.finding.actions.all()) if constat.finding is not None else []
    if not actions:
        return [{"texte": constat.text, "numero": "à porter au PAQ", "pilote": "", "echeance": ""}]
    return [
        {
            "texte": constat.text,
            "numero": getattr(one, "number", None) or one.code,
            "pilote": one.pilote_name,
            "echeance": day_short(one.current_due_on),
        }
        for one in actions
    ]


def said_open(count: int) -> str:
    """« 3 constats à décider »."""
    return f"{count}\u00a0constat{plural(count)} à décider"
