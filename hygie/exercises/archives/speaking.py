"""How an archive says people and texts: as they are, or without any name that is known."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from hygie.domain.playing.anonymous import Known, doubts, known, without_names
from hygie.exercises.models import Participant, Run
from hygie.exercises.run_enums import PartRole
from hygie.logbook.models import Entry

# Words of the trade that begin with capitals and name nobody.
TRADE = (
    "Plan Blanc", "Plan blanc", "Cellule de", "Main courante", "Active Directory", "CERT Santé",
)  # fmt: skip
MOST_DOUBTS = 200
HIDDEN = "[masqué]"
ANIMATION = "[animation]"
HOUSE = "[établissement]"


class Speaker:
    """How people and texts are said: as they are, or without any name."""

    def __init__(self, run: Run, *, with_names: bool, hidden: Sequence[str] = ()) -> None:
        """`hidden`: words that a person chose to hide besides."""
        self.with_names = with_names
        self.doubts: dict[str, None] = {}
        people = list(run.participants.select_related("unit").order_by("pk"))
        self._codes = codes_of(people)
        self._known = (
            Known()
            if with_names
            else names_known(run, people, self._codes, [(one, HIDDEN) for one in hidden])
        )

    def person(self, one: Participant) -> str:
        return one.name if self.with_names else self._codes[one.pk]

    def author(self, name: str, function: str = "") -> str:
        """Somebody known by a name alone; without names, her function, else « animation »."""
        if self.with_names or not name:
            return name
        return f"[{function}]" if function else self.text(name, ANIMATION)

    def text(self, text: str, else_said: str = "") -> str:
        """A text; `else_said`: what is said instead when nothing of it is known by name."""
        if self.with_names:
            return text
        said = self.scripted(text)
        if else_said:
            return else_said if said == text else said
        if len(self.doubts) < MOST_DOUBTS:
            self.doubts |= dict.fromkeys(doubts(said, TRADE))
        return said

    def scripted(self, text: str) -> str:
        """A text of the scenario, whose people are of the story: nobody is asked about them."""
        return text if self.with_names else without_names(text, self._known)

    def kept(self, value: str) -> str:
        """An address, a number: kept with the names, dropped without."""
        return value if self.with_names else ""


def codes_of(people: Iterable[Participant]) -> dict[Any, str]:
    """« [DSI] », « [DSI 2] », « [observateur] » by id."""
    counts: Counter[str] = Counter()
    found = {}
    for one in people:
        code = one.function or PartRole(one.role).label
        counts[code] += 1
        found[one.pk] = f"[{code} {counts[code]}]" if counts[code] > 1 else f"[{code}]"
    return found


def names_known(
    run: Run,
    people: Sequence[Participant],
    codes: dict[Any, str],
    more: Sequence[tuple[str, str]] = (),
) -> Known:
    """What is known by name in an exercise: its people, its establishments, its places.

    `more`: other words to replace, with what is said instead.
    """
    units = [run.bearer, *(one.unit for one in run.units.select_related("unit"))]
    places = [(run.place, "[lieu]"), *((one.place, "[salle]") for one in run.cells.all())]
    places += [(unit.finess or "", HOUSE) for unit in units]
    places += [(value, "[mot local]") for value in run.values.values() if value[:1].isupper()]
    places += more
    said = [(one.name, codes[one.pk]) for one in people]
    said += [(name, ANIMATION) for name in _authors(run)]
    signed = run.retexes.exclude(validated_by="").values_list("validated_by", flat=True)
    said += [(name.partition(",")[0], "[signataire]") for name in signed]
    return known(said, places, [(unit.name, HOUSE) for unit in units])


def _authors(run: Run) -> list[str]:
    """Who wrote something of it, anywhere."""
    logs = Entry.objects.filter(event__in=run.units.exclude(event_id=None).values("event_id"))
    found = [run.created_by_name, run.updated_by_name]
    found += [str(one.get("by", "")) for one in run.waivers.values()]
    for rows, name in (
        (run.played, "sent_by_name"),
        (logs, "author_name"),
        (run.highlights, "author_name"),
        (run.observations, "noted_by_name"),
        (run.retexes, "created_by_name"),
        (run.retexes, "updated_by_name"),
        (run.retexes, "constats__decided_by_name"),
    ):
        names = rows.order_by().values_list(name, flat=True).distinct()
        found += [one for one in names if one]
    return list(dict.fromkeys(found))
