"""What is new for whom, from the table; and the same as server-sent events."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet

from hygie.logbook.live.registry import drawn
from hygie.logbook.models import StreamEvent

# Who missed more than that loads the page again.
REPLAYED_AT_MOST = 200
PING = b": ...\n\n"
HELLO = b"retry: 3000\n\n"
END = b"event: fin\ndata: fin\n\n"
ASK = b"event: sondage\ndata: sondage\n\n"
RELOAD = b"event: recharger\ndata: recharger\n\n"


@dataclass(frozen=True, slots=True)
class Listening:
    """What one page listens to: a topic, as one or several audiences."""

    topic: str
    audiences: frozenset[str]


@dataclass(frozen=True, slots=True)
class News:
    """One row of the table."""

    seq: int
    topic: str
    audience: str
    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """The news of one kind for one audience, drawn. `seq`: of the last of them."""

    seq: int
    audience: str
    html: str


def last_seq(topic: str) -> int:
    """Number of the last news of a topic; 0 when there is none. Read before what a page shows."""
    rows = StreamEvent.objects.filter(topic=topic).order_by()
    return rows.aggregate(last=Max("seq"))["last"] or 0


def news_after(cursors: Mapping[str, int]) -> list[News]:
    """News of some topics, each after its number: one query."""
    if not cursors:
        return []
    asked = Q()
    for topic, seq in cursors.items():
        asked |= Q(topic=topic, seq__gt=seq)
    return [News(*row) for row in _rows(StreamEvent.objects.filter(asked))]


def news_missed(listening: Listening, after: int, until: int | None) -> list[News] | None:
    """What a page missed after a number, up to another (included).

    None when it is too much, or no longer known: the news that it has were forgotten since.
    """
    if after and not StreamEvent.objects.filter(seq=after, topic=listening.topic).exists():
        return None
    rows = StreamEvent.objects.filter(
        topic=listening.topic, audience__in=listening.audiences, seq__gt=after
    )
    if until is not None:
        rows = rows.filter(seq__lte=until)
    # The same object changed a hundred times is drawn once.
    objects = rows.order_by().values_list("topic", "audience", "kind", "key")
    last = objects.annotate(last=Max("seq")).order_by("last")[: REPLAYED_AT_MOST + 1]
    found = [News(row[4], *row[:4]) for row in last]
    return None if len(found) > REPLAYED_AT_MOST else found


def _rows(found: QuerySet[StreamEvent]) -> QuerySet[StreamEvent, tuple[int, str, str, str, str]]:
    return found.order_by("seq").values_list("seq", "topic", "audience", "kind", "key")


def draw(news: Iterable[News], audiences: Iterable[str]) -> list[Drawn]:
    """News of one topic drawn once per audience and kind, by number; each object drawn once."""
    wanted = frozenset(audiences)
    keys: dict[tuple[str, str], dict[str, None]] = {}
    last: dict[tuple[str, str], int] = {}
    for one in news:
        if one.audience in wanted:
            place = (one.audience, one.kind)
            keys.setdefault(place, {})[one.key] = None
            last[place] = one.seq
    found = [
        Drawn(last[place], place[0], drawn(place[1], place[0], list(named)))
        for place, named in keys.items()
    ]
    return sorted(found, key=lambda one: one.seq)


def frames(parts: Sequence[Drawn], seq: int) -> bytes:
    """Server-sent events of these parts. Only the last has an `id`: a cut before it replays all."""
    blocks = [_block(one.html) for one in parts if one.html]
    if not blocks:
        return b""
    blocks[-1] = f"id: {seq}\n{blocks[-1]}"
    return "".join(blocks).encode()


def _block(html: str) -> str:
    lines = "".join(f"data: {line}\n" for line in html.strip().splitlines())
    return f"event: nouvelle\n{lines}\n"
