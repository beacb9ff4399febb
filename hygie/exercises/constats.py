"""What an exercise played proposes as constats of its RETEX: each once, by where it comes from."""

from dataclasses import dataclass

from hygie.domain.playing.scoring import CriterionScore
from hygie.exercises.models import Constat, Retex
from hygie.exercises.models.retex import WORDING_LENGTH
from hygie.exercises.retests import earlier_of
from hygie.exercises.run_review import reviewed
from hygie.exercises.run_scenario import played
from hygie.web.formats import one_line

Kind = Constat.Kind


@dataclass(frozen=True, slots=True)
class Proposed:
    """One constat to propose. `source`: where it comes from; a person's own words are elsewhere."""

    source: str
    kind: str
    text: str
    criterion: str = ""

    @property
    def kind_said(self) -> str:
        return str(Kind(self.kind).label)


def proposed_of(retex: Retex) -> list[Proposed]:
    """Everything that what happened proposes: forces and fragilités noted by hand, criteria met or
    missed, then the actions of the scenario. Five queries."""
    run, before = retex.run, earlier_of(retex)
    found = reviewed(run, retex.unit, with_highlights=False)
    scored = found.scores.criteria
    rows = [
        Proposed(f"{one.kind}:highlight:{one.pk}", one.kind, _cut(one.text))
        for one in run.highlights.filter(unit=retex.unit)
    ]
    told = ((Kind.WEAKNESS, found.draft.weaknesses), (Kind.STRENGTH, found.draft.strengths))
    for kind, findings in told:
        for one in findings:
            for code in one.criteria:
                comments = found.comments.get(code, ())
                said = [one.text, *([how(scored[code])] if kind == Kind.WEAKNESS else ())]
                text = "\u00a0: ".join(said)
                if kind == Kind.WEAKNESS and code in before:
                    text += f" ({before[code].said})"
                text += "".join(f" «\u00a0{comment}\u00a0»" for comment in comments)
                rows.append(Proposed(f"{kind}:criterion:{code}", kind, _cut(text), code))
    rows += [
        Proposed(f"{Kind.ACTION}:scenario:{rank}", Kind.ACTION, _cut(text))
        for rank, text in enumerate(played(run).debrief.actions, 1)
    ]
    return rows


def new_constats(retex: Retex) -> list[Proposed]:
    """Those that the RETEX does not hold yet."""
    known = set(retex.constats.exclude(source="").values_list("source", flat=True))
    return [one for one in proposed_of(retex) if one.source not in known]


def how(one: CriterionScore) -> str:
    """How a criterion was missed."""
    if not one.score:
        return "non atteint"
    return "les observateurs diffèrent" if one.is_disputed else "en partie, ou trop tard"


def _cut(text: str) -> str:
    """One line that fits."""
    line = one_line(text)
    return line if len(line) <= WORDING_LENGTH else f"{line[: WORDING_LENGTH - 1]}…"
