"""Reads of the packs. The caller has checked that the person may read the room of the unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from hygie.domain.packs.moves import Moves, moves_between
from hygie.organisations.models import Organisation
from hygie.self_assessments.models import MeasurePack, PackMapping, SelfAssessment
from hygie.self_assessments.pack_words import MOVES
from hygie.self_assessments.packs import FILES, shipped
from hygie.self_assessments.services.packs import columns_of, plain_of

MOVES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved since a former version. `counts`: words and figures, by kind."""

    version: str
    moves: Moves
    counts: tuple[tuple[str, int], ...]
    shown: tuple[dict[str, Any], ...]
    left: int


def packs_page(unit: Organisation) -> dict[str, Any]:
    """The packs shipped, and those that the establishment loaded, with the links loaded."""
    known = [
        {
            "pack": pack,
            "code": code,
            "count": len(pack.measures),
            "status": FILES[code][1].label,
        }
        for code, pack in shipped().items()
    ]
    held = MeasurePack.objects.of_unit(unit).light().select_related("holder")
    held = held.order_by("title", "-created_at")
    mappings = PackMapping.objects.filter(holder=unit).defer("rows")
    return {"shipped": known, "held": list(held), "mappings": list(mappings)}


def pack_for(unit: Organisation, pack_id: int) -> MeasurePack | None:
    """A pack that the establishment may use, or that one of its self-assessments answers."""
    offered = SelfAssessment.objects.offered_to(unit).order_by().values("pack")
    usable = MeasurePack.objects.usable_by(unit).values("pk")
    packs = MeasurePack.objects.filter(Q(pk__in=usable) | Q(pk__in=offered), pk=pack_id)
    return packs.select_related("holder").first()


def shipped_pack(code: str) -> MeasurePack | None:
    """A pack that comes with Hygie, stored or not."""
    file = shipped().get(code)
    if file is None:
        return None
    stored = MeasurePack.objects.filter(holder=None, code=code, version=file.version).first()
    return stored or MeasurePack(**columns_of(file, FILES[code][1]))


def used_by(unit: Organisation, pack: MeasurePack) -> int:
    """How many self-assessments of the establishment answer it."""
    if pack.pk is None:
        return 0
    counted = SelfAssessment.objects.filter(pack=pack, bearer=unit).aggregate(count=Count("pk"))
    return int(counted["count"])


def moved_since(unit: Organisation, plain: Mapping[str, Any], pack_id: int | None) -> Moved | None:
    """What moved since the version loaded before it; None when it is the first."""
    former = MeasurePack.objects.usable_by(unit).filter(code=plain["id"])
    former = former.exclude(version=plain["version"])
    if pack_id is not None:
        former = former.filter(pk__lt=pack_id)
    before = former.order_by("-created_at", "-pk").first()
    return None if before is None else moved_between(before, plain)


def moved_between(before: MeasurePack, plain: Mapping[str, Any]) -> Moved:
    """The same, from a version to another."""
    moves = moves_between(plain_of(before), plain)
    counts = tuple((MOVES[kind], len(found)) for kind in MOVES if (found := moves.of_kind(kind)))
    shown = tuple(
        {
            "kind": MOVES[one.kind],
            "number": one.number,
            "title": one.title,
            "fields": _texts(one.fields),
        }
        for one in moves.moves[:MOVES_SHOWN]
    )
    return Moved(before.version, moves, counts, shown, max(0, len(moves.moves) - MOVES_SHOWN))


def _texts(fields: tuple[tuple[str, Any, Any], ...]) -> list[tuple[str, str]]:
    """Texts that changed, before and after."""
    return [
        (before, after)
        for name, before, after in fields
        if name in ("title", "question") and isinstance(before, str)
    ]
