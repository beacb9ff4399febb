"""Writes of the library: a file taken, a copy begun, a version published, a scenario archived."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.domain.scenario import shape
from hygie.domain.scenario.cutting import LONGEST_SLUG, slug_of
from hygie.domain.scenario.faults import ScenarioErrors
from hygie.domain.scenario.loading import load, load_draft
from hygie.domain.scenario.writing import dump
from hygie.exercises.drafts import plain_of, scenario_of
from hygie.exercises.library import card_of, fingerprint_of, loaded, shipped
from hygie.exercises.models import Scenario, ScenarioVersion
from hygie.exercises.scenario_selectors import owners_written
from hygie.journal import services as journal
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope

ROOM, KIND = Room.EXERCISES, "scenario"
UNTITLED = "Scénario sans titre"


@transaction.atomic
def scenario_import(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    owner_id: int,
    new_id: UUID,
    text: str,
) -> ScenarioVersion:
    """Takes a file as the next version of the scenario of that slug, or as a new scenario.

    Sent twice, or when the last version already says the same, that version is returned. Raises
    `ScenarioErrors` and `ServiceRefusal`: "not_allowed", "scenario_being_written".
    """
    owner = _owner(scope, unit, owner_id)
    read = load(text)
    held = _of_slug(owner, read.slug)
    if held is None:
        held = _made(Scenario(pk=new_id, slug=read.slug), owner, read, acting_user)
    last = held.versions.order_by("-number").first()
    if last is not None and _says_the_same(last, read):
        return last
    if held.draft is not None:
        raise ServiceRefusal("scenario_being_written", title=held.title)
    held.version += 1
    held.updated_by_name = acting_user.full_name
    return _publish(held, read, "Reprise d’un fichier", unit, acting_user, "imported")


@transaction.atomic
def draft_import(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    owner_id: int,
    new_id: UUID,
    text: str,
) -> Scenario:
    """Takes an unfinished file as what is being written of the scenario of that slug, or of a new
    one. Sent twice, taken once.

    Raises `ScenarioErrors` (something is wrong, not only missing) and `ServiceRefusal`:
    "not_allowed", "scenario_being_written".
    """
    owner = _owner(scope, unit, owner_id)
    draft = load_draft(text)
    if not draft.only_gaps:
        raise ScenarioErrors(draft.errors)
    read = replace(draft.scenario, title=draft.scenario.title or UNTITLED)
    held, plain = _of_slug(owner, read.slug), plain_of(read)
    if held is None:
        unwritten = Scenario(pk=new_id, slug=read.slug, draft=plain)
        held = _made(unwritten, owner, read, acting_user)
    elif held.draft == plain:
        return held
    elif held.draft is not None:
        raise ServiceRefusal("scenario_being_written", title=held.title)
    else:
        scenario_touch(held, held.version, acting_user)
        held.draft = plain
        scenario_keep(held, read)
    _write_down(held, unit, acting_user, "draft_imported", {})
    return held


def _of_slug(owner: Organisation, slug: str) -> Scenario | None:
    found = Scenario.objects.select_for_update(of=("self",))
    return found.filter(owner=owner, slug=slug, archived_at=None).first()


def _says_the_same(version: ScenarioVersion, read: shape.Scenario) -> bool:
    return fingerprint_of(dump(replace(read, version=version.number))) == version.fingerprint


@transaction.atomic
def scenario_begin(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    owner_id: int,
    new_id: UUID,
    scenario: shape.Scenario,
    title: str,
    source: str = "",
) -> Scenario:
    """Begins a scenario, from nothing or from another (`source`: its title): a draft.

    Sent twice with the same `new_id`, one scenario. Raises `ServiceRefusal` "not_allowed",
    "refused".
    """
    owner = _owner(scope, unit, owner_id)
    known = Scenario.objects.filter(pk=new_id, owner=owner).first()
    if known is not None:
        return known
    slug = _free_slug(owner, slug_of(title))
    begun = replace(scenario, slug=slug, title=title.strip(), version=1)
    held = _made(Scenario(pk=new_id, slug=slug, draft=plain_of(begun)), owner, begun, acting_user)
    _write_down(held, unit, acting_user, "begun", {"source": source} if source else {})
    return held


def _free_slug(owner: Organisation, slug: str) -> str:
    """The slug, or the first of « slug-2 », « slug-3 »… that no scenario of the owner has."""
    slug = slug[: LONGEST_SLUG - 5].rstrip("-")
    taken = set(
        Scenario.objects.filter(owner=owner, slug__startswith=slug).values_list("slug", flat=True)
    )
    number, found = 2, slug
    while found in taken:
        found, number = f"{slug}-{number}", number + 1
    return found


def _made(held: Scenario, owner: Organisation, scenario: shape.Scenario, author: User) -> Scenario:
    held.owner = owner
    held.title = scenario.title
    held.card = card_of(scenario)
    held.created_by_name = held.updated_by_name = author.full_name
    held.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            held.save(force_insert=True)
    except IntegrityError as error:
        raise ServiceRefusal("refused") from error
    return held


@transaction.atomic
def scenario_publish(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    scenario_id: UUID,
    expected_version: int,
    note: str,
) -> ScenarioVersion:
    """Makes a version of the draft. Sent twice, the version made is returned.

    Raises `ServiceRefusal`: "not_allowed", "gone", "stale", "scenario_blocked" (`count`: how many
    points are to settle first).
    """
    held = scenario_locked(scope, unit, scenario_id)
    last = held.versions.order_by("-number").first()
    if held.draft is None and last is not None:
        return last
    scenario_touch(held, expected_version, acting_user)
    return _publish(held, scenario_of(held.draft or {}), note, unit, acting_user, "published")


def _publish(
    held: Scenario,
    scenario: shape.Scenario,
    note: str,
    unit: Organisation,
    author: User,
    act: str,
) -> ScenarioVersion:
    last = held.versions.order_by("-number").values_list("number", flat=True).first()
    try:
        checked = load(dump(replace(scenario, slug=held.slug, version=(last or 0) + 1)))
    except ScenarioErrors as error:
        raise ServiceRefusal("scenario_blocked", count=len(error.errors)) from error
    text = dump(checked)
    made = ScenarioVersion(
        scenario=held,
        number=checked.version,
        text=text,
        fingerprint=fingerprint_of(text),
        note=note.strip(),
        made_by_name=author.full_name,
    )
    made.full_clean()
    made.save()
    held.draft = None
    scenario_keep(held, checked)
    _write_down(held, unit, author, act, {"version": made.number, "fingerprint": made.fingerprint})
    return made


@transaction.atomic
def draft_drop(
    *, scope: Scope, acting_user: User, unit: Organisation, scenario_id: UUID, expected_version: int
) -> Scenario:
    """Gives up what is being written: the last version stays. Done twice, nothing more.

    Raises `ServiceRefusal`: "not_allowed", "gone", "stale", "scenario_never_published".
    """
    held = scenario_locked(scope, unit, scenario_id)
    if held.draft is None:
        return held
    last = held.versions.order_by("-number").first()
    if last is None:
        raise ServiceRefusal("scenario_never_published")
    scenario_touch(held, expected_version, acting_user)
    kept, lost = loaded(last.text), scenario_of(held.draft)
    parts = [name for name in held.draft if getattr(kept, name) != getattr(lost, name)]
    held.draft = None
    scenario_keep(held, kept)
    _write_down(held, unit, acting_user, "draft_dropped", {"parts": parts})
    return held


@transaction.atomic
def scenario_archive(
    *, scope: Scope, acting_user: User, unit: Organisation, scenario_id: UUID, archived: bool
) -> Scenario:
    """Takes a scenario out of the library, or puts it back; its versions stay readable.

    Raises `ServiceRefusal`: "not_allowed", "gone", "scenario_slug_taken".
    """
    held = scenario_locked(scope, unit, scenario_id)
    if (held.archived_at is not None) == archived:
        return held
    if not archived and held.owner is not None and _of_slug(held.owner, held.slug) is not None:
        raise ServiceRefusal("scenario_slug_taken", slug=held.slug)
    held.archived_at = timezone.now() if archived else None
    held.updated_by_name = acting_user.full_name
    held.version += 1
    held.save()
    _write_down(held, unit, acting_user, "archived" if archived else "restored", {})
    return held


@transaction.atomic
def scenario_ensure(slug: str) -> ScenarioVersion:
    """The version, written here, of a scenario that comes with Hygie: what an exercise keeps.

    A new text under the number of a version already kept makes the next number. Raises
    `ServiceRefusal("gone")`.
    """
    file = shipped().get(slug)
    if file is None:
        raise ServiceRefusal("gone")
    scenario = file.scenario
    held, _ = Scenario.objects.get_or_create(
        owner=None, slug=slug, defaults={"title": scenario.title, "card": card_of(scenario)}
    )
    same = held.versions.filter(fingerprint=file.fingerprint).first()
    if same is not None:
        return same
    numbers = held.versions.values_list("number", flat=True)
    number = max([*(one + 1 for one in numbers), scenario.version])
    return ScenarioVersion.objects.create(
        scenario=held,
        number=number,
        text=file.text,
        fingerprint=file.fingerprint,
        made_by_name="Hygie",
    )


def scenario_locked(scope: Scope, unit: Organisation, scenario_id: UUID) -> Scenario:
    """The scenario locked for a write, inside the caller's transaction.

    Raises `ServiceRefusal`: "not_allowed", "gone" (unknown, or of another organisation).
    """
    _require(scope, unit)
    held = (
        Scenario.objects.select_for_update(of=("self",))
        .filter(pk=scenario_id, owner__in=owners_written(unit, scope.on))
        .first()
    )
    if held is None:
        raise ServiceRefusal("gone")
    return held


def scenario_touch(held: Scenario, expected_version: int, author: User) -> None:
    """Takes the scenario for writing: refuses "stale" when someone saved it since it was read."""
    if held.version != expected_version:
        raise ServiceRefusal("stale", by=held.updated_by_name, at=held.updated_at)
    held.version += 1
    held.updated_by_name = author.full_name


def scenario_keep(held: Scenario, scenario: shape.Scenario) -> None:
    """Saves the scenario, its card and its title as what is said of it now."""
    held.title, held.card = scenario.title, card_of(scenario)
    held.full_clean(validate_unique=False, validate_constraints=False)
    held.save()


def _owner(scope: Scope, unit: Organisation, owner_id: int) -> Organisation:
    """The organisation that the person may write scenarios for, from this unit."""
    _require(scope, unit)
    owner = owners_written(unit, scope.on).filter(pk=owner_id).first()
    if owner is None:
        raise ServiceRefusal("not_allowed")
    return owner


def _require(scope: Scope, unit: Organisation) -> None:
    if not scope.may(unit, ROOM, Right.WRITE):
        raise ServiceRefusal("not_allowed")


def _write_down(
    held: Scenario, unit: Organisation, author: User, act: str, data: Mapping[str, Any]
) -> None:
    journal.record(
        author=author,
        verb=f"scenario.{act}",
        room=ROOM,
        subject_kind=KIND,
        subject_id=held.pk,
        subject_label=held.title,
        organisation_id=unit.pk,
        data=data,
    )
