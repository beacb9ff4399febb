"""Packs: those that come with Hygie, and those that an establishment loads from its own files."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.packs import Pack, PackRefused, Problem, pack_of
from hygie.domain.packs.library import MappingSet, read_library
from hygie.domain.packs.own import is_library, pack_of_text
from hygie.domain.packs.text_file import read_text
from hygie.domain.packs.workbook import read_workbook
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope
from hygie.self_assessments.enums import PackOrigin
from hygie.self_assessments.models import MeasurePack, PackDraft, PackMapping, SelfAssessment
from hygie.self_assessments.packs import FILES, shipped

ROOM = Room.SELF_ASSESSMENTS
DRAFT_LIFE = timedelta(days=2)
HELD, MOST_FIGURES = "pack-", 9


def pack_ensure(code: str) -> MeasurePack:
    """The pack of that code, in the version that comes with Hygie.

    Raises `ServiceRefusal("unknown_pack")`.
    """
    file = shipped().get(code)
    if file is None:
        raise ServiceRefusal("unknown_pack", field="pack")
    values = columns_of(file, FILES[code][1])
    key = {name: values.pop(name) for name in ("code", "version")}
    pack, _ = MeasurePack.objects.get_or_create(holder=None, **key, defaults=values)
    return pack


def pack_choose(unit: Organisation, key: str) -> MeasurePack:
    """The pack of a choice: the code of one that comes with Hygie, or « pack-12 » for one loaded
    or given by another establishment.

    Raises `ServiceRefusal("unknown_pack")`.
    """
    number = key.removeprefix(HELD)
    if key.startswith(HELD) and number.isdecimal() and len(number) <= MOST_FIGURES:
        found = MeasurePack.objects.of_unit(unit).filter(pk=int(number)).first()
        if found is None:
            raise ServiceRefusal("unknown_pack", field="pack")
        return found
    return pack_ensure(key)


def columns_of(pack: Pack, origin: str) -> dict[str, Any]:
    """A pack as the columns of its row."""
    values = pack.plain()
    return {
        "code": values["id"],
        "published_on": date.fromisoformat(values["date"]) if values["date"] else None,
        "is_demonstration": values["demonstration"],
        "origin": origin,
        "measure_count": len(values["measures"]),
        "fingerprint": pack.fingerprint,
        **{
            name: values[name]
            for name in (
                "version", "title", "issuer", "licence", "is_official", "notice", "target_level",
                "scale", "groups", "measures",
            )
        },
    }  # fmt: skip


def plain_of(pack: MeasurePack) -> dict[str, Any]:
    """A stored pack as `Pack.plain`."""
    return {
        "id": pack.code,
        "date": pack.published_on.isoformat() if pack.published_on else "",
        "demonstration": pack.is_demonstration,
        **{
            name: getattr(pack, name)
            for name in (
                "version", "title", "issuer", "licence", "is_official", "notice", "target_level",
                "scale", "groups", "measures",
            )
        },
    }  # fmt: skip


def pack_draft_read(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    new_id: UUID,
    file_name: str,
    content: bytes,
) -> PackDraft:
    """Reads a file of measures and keeps it to be looked at; nothing of it is used yet.

    Sent twice with the same `new_id`, the first one is returned. Drafts of the establishment that
    are two days old go. Raises `ServiceRefusal` "not_allowed" and `PackRefused`.
    """
    _require(scope, unit)
    known = PackDraft.objects.filter(pk=new_id, unit=unit).first()
    if known is not None:
        return known
    draft = PackDraft(
        id=new_id,
        unit=unit,
        file_name=file_name[:200],
        sha256=sha256(content).hexdigest(),
        created_by_name=acting_user.full_name,
        **_read(content),
    )
    PackDraft.objects.filter(unit=unit, created_at__lt=timezone.now() - DRAFT_LIFE).delete()
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError as error:
        raise ServiceRefusal("refused") from error
    return draft


def _read(content: bytes) -> dict[str, Any]:
    """What a file holds, found from its content: a workbook, a library, a pack of ours."""
    if content.startswith(b"PK"):
        return _own(read_workbook(content))
    file = read_text(content)
    if not is_library(file.data):
        return _own(pack_of_text(file))
    library = read_library(file)
    return {
        "origin": PackOrigin.LIBRARY,
        "packs": [pack.plain() for pack in library.packs],
        "mappings": [asdict(one) for one in library.mappings],
        "losses": [asdict(one) for one in library.losses],
    }


def _own(pack: Pack) -> dict[str, Any]:
    if not pack.measures:
        raise PackRefused([Problem("no_measure")])
    return {"origin": PackOrigin.OWN, "packs": [pack.plain()]}


@transaction.atomic
def pack_draft_accept(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    draft_id: UUID,
    is_official: bool,
) -> list[MeasurePack]:
    """Takes the packs and links of a draft. Taken twice, nothing happens twice.

    `is_official`: the person says that it is the establishment's copy of the official text of the
    mesures prioritaires. Raises `ServiceRefusal`: "not_allowed", "gone", "pack_version_taken"
    (the same version says something else), "demonstration_not_official",
    "official_is_one" (a file of several packs).
    """
    _require(scope, unit)
    draft = PackDraft.objects.select_for_update(of=("self",)).filter(pk=draft_id, unit=unit).first()
    if draft is None:
        raise ServiceRefusal("gone")
    if is_official and len(draft.packs) != 1:
        raise ServiceRefusal("official_is_one", field="is_official")
    taken = [
        _take(pack_of(plain), draft, unit, acting_user, is_official=is_official)
        for plain in draft.packs
    ]
    for said in draft.mappings:
        _take_mapping(MappingSet(**said), unit)
    if draft.mappings and not draft.packs:
        _write_down(unit, acting_user, "pack.mappings_loaded", draft.file_name, str(draft.pk), {})
    return taken


def _take(
    pack: Pack, draft: PackDraft, unit: Organisation, author: User, *, is_official: bool
) -> MeasurePack:
    if pack.demonstration and is_official:
        raise ServiceRefusal("demonstration_not_official", field="is_official")
    values = columns_of(pack, _origin(pack, draft, is_official=is_official))
    values["is_official"] = is_official
    known = MeasurePack.objects.filter(
        holder=unit, code=values["code"], version=values["version"]
    ).first()
    if known is not None:
        if (known.fingerprint, known.is_official) == (values["fingerprint"], is_official):
            return known
        raise ServiceRefusal("pack_version_taken", version=known.version, title=known.title)
    made = MeasurePack(holder=unit, **values, losses=draft.losses, created_by_name=author.full_name)
    made.full_clean()
    made.save()
    data = {
        "file": draft.file_name,
        "sha256": draft.sha256,
        "version": made.version,
        "measures": made.measure_count,
        "is_official": is_official,
        "fingerprint": made.fingerprint,
    }
    _write_down(unit, author, "pack.loaded", made.title, str(made.pk), data)
    return made


def _origin(pack: Pack, draft: PackDraft, *, is_official: bool) -> str:
    if is_official:
        return PackOrigin.OFFICIAL
    return PackOrigin.DEMONSTRATION if pack.demonstration else draft.origin


def _take_mapping(said: MappingSet, unit: Organisation) -> None:
    """The latest file wins: links are a help, no answer rests on them."""
    values = {"title": said.title[:300], "source": said.source[:200], "target": said.target[:200]}
    PackMapping.objects.update_or_create(
        holder=unit,
        code=said.id[:200],
        defaults={**values, "rows": [list(one) for one in said.rows]},
    )


@transaction.atomic
def pack_remove(
    *, scope: Scope, acting_user: User, unit: Organisation, pack_id: int, reason: str
) -> int:
    """Removes a pack loaded by mistake, and returns its number. Raises `ServiceRefusal`:
    "not_allowed", "gone", "reason_missing", "pack_in_use"."""
    _require(scope, unit)
    pack = (
        MeasurePack.objects.select_for_update(of=("self",)).filter(pk=pack_id, holder=unit).first()
    )
    if pack is None:
        raise ServiceRefusal("gone")
    if not reason.strip():
        raise ServiceRefusal("reason_missing", field="reason")
    used = SelfAssessment.objects.filter(pack=pack).first()
    if used is not None:
        raise ServiceRefusal("pack_in_use", name=str(used))
    data = {
        "version": pack.version,
        "fingerprint": pack.fingerprint,
        "reason": reason.strip()[:300],
    }
    pack.delete()
    _write_down(unit, acting_user, "pack.removed", pack.title, str(pack_id), data)
    return pack_id


def _require(scope: Scope, unit: Organisation) -> None:
    if not scope.may(unit, ROOM, Right.WRITE):
        raise ServiceRefusal("not_allowed")


def _write_down(
    unit: Organisation, author: User, verb: str, label: str, pk: str, data: Mapping[str, Any]
) -> None:
    journal.record(
        author=author,
        verb=verb,
        room=ROOM,
        subject_kind="measure_pack",
        subject_id=pk,
        subject_label=label[:200],
        organisation_id=unit.pk,
        data=data,
    )
