"""The « questionnaire à chaud »: a closed list of questions, and what the answers say together.

Nobody is asked a name nor a function: in an exercise most functions are held by one person, and
her function would be her name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SCALE: Mapping[int, str] = {
    1: "pas du tout",
    2: "plutôt non",
    3: "plutôt oui",
    4: "tout à fait",
}
# Under that many answers nothing is shown: each would be somebody's. Then they are shown by as
# many: what one more answer changes would be hers.
LEAST = 3
TEXT_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `is_text`: answered in words; else on the scale."""

    code: str
    label: str
    is_text: bool = False


QUESTIONS = (
    Question("role", "Je savais ce que j’avais à faire."),
    Question("alerte", "L’alerte est arrivée aux bonnes personnes, assez vite."),
    Question("decisions", "Les décisions ont été prises au bon moment, et dites clairement."),
    Question("echanges", "Les cellules et les services se sont bien parlé."),
    Question("procedures", "J’ai trouvé les procédures et les numéros dont j’avais besoin."),
    Question("degrade", "Mon service saurait travailler plusieurs jours sans informatique."),
    Question("realisme", "La situation jouée était crédible pour notre établissement."),
    Question("utile", "Cet exercice m’a été utile."),
    Question("garder", "Ce qui a bien marché et qu’il faut garder", is_text=True),
    Question("changer", "Ce qu’il faut changer en premier", is_text=True),
)
BY_CODE: Mapping[str, Question] = {one.code: one for one in QUESTIONS}


@dataclass(frozen=True, slots=True)
class Answer:
    """`marks`: code of the question → 1 to 4; `texts`: code → text. Both may lack questions.

    `batch`: from 0, which group of `LEAST` answers it came with."""

    marks: Mapping[str, int]
    texts: Mapping[str, str]
    batch: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What the answers to one question say. `counts`: by mark, from 1 to 4; `texts`: as written."""

    question: Question
    counts: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def answered(self) -> int:
        return sum(self.counts) if not self.question.is_text else len(self.texts)

    @property
    def agree(self) -> int:
        """How many rather agree."""
        return sum(self.counts[2:])


def shown(answers: Sequence[Answer]) -> list[Answer]:
    """Those of the groups that are whole."""
    whole = len(answers) // LEAST
    return [one for one in answers if one.batch < whole]


def results(answers: Sequence[Answer]) -> tuple[Result, ...]:
    """Every question in the order of the list, of the answers `shown`; nothing without any.

    A question that fewer than `LEAST` people answered has no count, nor any text. Texts are sorted:
    their order says nothing of who wrote them.
    """
    answers = shown(answers)
    if not answers:
        return ()
    found = []
    for one in QUESTIONS:
        if one.is_text:
            said = (answer.texts.get(one.code, "").strip() for answer in answers)
            texts = tuple(sorted(text for text in said if text))
            found.append(Result(one, texts=texts if len(texts) >= LEAST else ()))
        else:
            marks = [answer.marks[one.code] for answer in answers if one.code in answer.marks]
            counts = tuple(marks.count(mark) for mark in SCALE)
            found.append(Result(one, counts if len(marks) >= LEAST else ()))
    return tuple(found)
