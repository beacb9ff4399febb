"""The RETEX of an exercise played: made from what happened, written, validated and frozen."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.documents.enums import Form
from hygie.documents.services import evidence_add
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.constats import Proposed, new_constats
from hygie.exercises.models import Constat, Exercise, Retex, Run, RunUnit
from hygie.exercises.models.retex import COMMENT_LENGTH, COMMENTED
from hygie.exercises.retests import verify_earlier
from hygie.exercises.retex_content import content_of
from hygie.exercises.retex_files import Files, files_of
from hygie.exercises.run_enums import AFTER, Presence, RunState
from hygie.exercises.run_scenario import played
from hygie.exercises.services.held import retex_validate
from hygie.exercises.services.runs import ROOM, run_write_down
from hygie.journal import services as journal
from hygie.journal.services import Author
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right
from hygie.organisations.scope import Scope

KIND = "retex"


@transaction.atomic
def retex_make(
    *, scope: Scope, acting_user: User, unit: Organisation, run_id: UUID, common: bool = False
) -> Retex:
    """Makes the RETEX of `unit` from what happened, or the common one; its synthesis is empty.

    Made twice, the first is returned as it is. Raises `ServiceRefusal`: "not_allowed", "gone" (the
    common one is for who leads several establishments), "run_state" before FINEX,
    "retex_not_held" until the exercise is in the register of the establishment.
    """
    run = _run_locked(scope, unit, run_id)
    known = _known(run, unit, common=common)
    if known is not None:
        return known
    if common and (run.bearer_id != unit.pk or run.units.playing().count() < 2):
        raise ServiceRefusal("gone")
    if not common:
        mine = run.units.filter(unit=unit).first()
        if mine is None:
            raise ServiceRefusal("gone")
        if mine.exercise_id is None:
            raise ServiceRefusal("retex_not_held")
    retex = Retex(
        id=uuid5(run.pk, f"{KIND}:{'common' if common else unit.pk}"),
        run=run,
        unit=None if common else unit,
        created_by_name=acting_user.full_name,
        updated_by_name=acting_user.full_name,
    )
    retex.save(force_insert=True)
    if not common:
        _add(retex, new_constats(retex), acting_user)
    retex_write_down(retex, acting_user, "made", {"constats": retex.constats.count()})
    return retex


@transaction.atomic
def retex_take_up(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    sources: Collection[str],
) -> int:
    """Adds what is new in what happened, of these `sources`; nothing written changes; how many.

    Raises `ServiceRefusal`: those of `retex_locked`.
    """
    retex = retex_locked(scope, unit, run_id)
    chosen = [one for one in new_constats(retex) if one.source in sources]
    if chosen:
        _add(retex, chosen, acting_user)
        retex_write_down(retex, acting_user, "taken_up", {"constats": len(chosen)})
    return len(chosen)


def _add(retex: Retex, proposed: Collection[Proposed], author: User) -> None:
    """A strength is kept until somebody sets it aside: only what asks for work is to be decided."""
    slug, held = played(retex.run).slug, retex.constats.count()
    Constat.objects.bulk_create(
        Constat(
            id=uuid5(retex.pk, one.source),
            retex=retex,
            kind=one.kind,
            text=one.text,
            source=one.source,
            criterion=one.criterion,
            scenario_slug=slug if one.criterion else "",
            decision=Constat.Decision.ACCEPTED
            if one.kind == Constat.Kind.STRENGTH
            else Constat.Decision.OPEN,
            rank=held + rank,
            updated_by_name=author.full_name,
        )
        for rank, one in enumerate(proposed)
    )


@transaction.atomic
def retex_write(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    expected_version: int,
    synthesis: str,
    comments: Mapping[str, str],
    common: bool = False,
) -> Retex:
    """Writes the synthesis and the comments of the sections. Sent twice, once.

    Raises `ServiceRefusal` ("stale", those of `retex_locked`) and `ValidationError`.
    """
    retex = retex_locked(scope, unit, run_id, common=common)
    sections = dict(COMMENTED)
    said = {
        name: text.replace("\r\n", "\n").strip()[:COMMENT_LENGTH]
        for name, text in comments.items()
        if name in sections and text.strip()
    }
    synthesis = synthesis.replace("\r\n", "\n").strip()
    if (retex.synthesis, retex.comments) == (synthesis, said):
        return retex
    _refuse_stale(retex, expected_version)
    retex.synthesis, retex.comments = synthesis, said
    retex.version += 1
    retex.updated_by_name = acting_user.full_name
    retex.full_clean()
    retex.save()
    retex_write_down(retex, acting_user, "written", {"letters": len(synthesis)})
    return retex


def retex_freeze(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    expected_version: int,
    validated_on: date,
    validated_by: str,
    common: bool = False,
) -> Retex:
    """Validates the RETEX, on a day, by someone named: what it says and its files never change.

    1.b is met by it; actions of earlier exercises whose criterion was met this time are « vérifiées
    par exercice »; the exercise is closed once every establishment that came has its own. The
    files are made before the database is locked. Sent twice, once. Raises `ServiceRefusal`:
    "retex_frozen" (already, otherwise), "retex_no_synthesis", "retex_undecided", "retex_day",
    "retex_moved" (something was noted meanwhile), "stale", those of `retex_locked`, of
    `retex_validate` and of `file_store`; and `ValidationError`.
    """
    named = validated_by.strip()
    retex = _read(scope, unit, run_id, common=common)
    if retex.is_validated:
        if (retex.validated_on, retex.validated_by) == (validated_on, named):
            return retex
        raise frozen(retex)
    _refuse_stale(retex, expected_version)
    _refuse_unready(retex, validated_on)
    retex.validated_on, retex.validated_by = validated_on, named
    content = content_of(retex)
    files = files_of(retex, content, on=validated_on)
    kept = files.keep()
    with transaction.atomic():
        done = _freeze(scope, acting_user, unit, retex, content, kept)
        if not common:
            _join(scope, acting_user, unit, done, files)
    return done


def _freeze(
    scope: Scope,
    author: User,
    unit: Organisation,
    shown: Retex,
    content: dict[str, object],
    kept: Files.Kept,
) -> Retex:
    retex = retex_locked(scope, unit, shown.run_id, common=shown.is_common)
    _refuse_stale(retex, shown.version)
    retex.validated_on, retex.validated_by = shown.validated_on, shown.validated_by
    if content_of(retex) != content:
        raise ServiceRefusal("retex_moved")
    retex.validated_at = timezone.now()
    retex.content = content
    retex.pdf_sha256, retex.docx_sha256 = kept.pdf, kept.docx
    retex.version += 1
    retex.updated_by_name = author.full_name
    retex.full_clean()
    retex.save()
    if not retex.is_common:
        exercise = tell_register(scope, author, unit, retex)
        verify_earlier(retex, unit, exercise, author)
        _close(retex.run, author)
    files = {"pdf": kept.pdf, "docx": kept.docx, "by": retex.validated_by}
    retex_write_down(retex, author, "validated", files)
    return retex


def tell_register(scope: Scope, author: User, unit: Organisation, retex: Retex) -> Exercise:
    """1.b: the RETEX of the exercise held is formally validated."""
    mine = retex.run.units.select_related("exercise").get(unit=unit)
    if mine.exercise is None or retex.validated_on is None:
        raise ServiceRefusal("retex_not_held")
    return retex_validate(
        scope=scope,
        acting_user=author,
        unit=unit,
        exercise_id=mine.exercise.pk,
        expected_version=mine.exercise.version,
        validated_on=retex.validated_on,
        validated_by=retex.validated_by,
        by_its_page=True,
    )


def _join(scope: Scope, author: User, unit: Organisation, retex: Retex, files: Files) -> None:
    """Both files are pieces of the exercise held: what proves 1.b, with the rest."""
    exercise_id = retex.run.units.filter(unit=unit).values_list("exercise", flat=True)[0]
    for form, content in (("pdf", files.pdf), ("docx", files.docx)):
        evidence_add(
            scope=scope,
            acting_user=author,
            unit=unit,
            subject_kind=Exercise.fact_kind,
            subject_id=exercise_id,
            new_id=uuid5(retex.pk, form),
            kind=Form.FILE,
            title=f"RETEX validé ({form.upper()})",
            upload=files.upload(form, content),
        )


def _close(run: Run, author: User) -> None:
    """The exercise is closed once every establishment where somebody came has its RETEX."""
    done = set(run.retexes.exclude(validated_on=None).values_list("unit_id", flat=True))
    came = run.participants.filter(presence=Presence.PRESENT).values_list("unit_id", flat=True)
    held = RunUnit.objects.filter(run=run, exercise__isnull=False)
    owed = {*came, *held.values_list("unit_id", flat=True)}
    if owed <= done and run.state != RunState.CLOSED:
        run.state = RunState.CLOSED
        run.version += 1
        run.save(update_fields=["state", "version", "updated_at"])
        run_write_down(run, author, "closed", {})


def _refuse_unready(retex: Retex, validated_on: date) -> None:
    """What a person must have done before."""
    held = retex.run.debex_at and timezone.localdate(retex.run.debex_at)
    if validated_on > timezone.localdate() or (held and validated_on < held):
        raise ServiceRefusal("retex_day", field="validated_on")
    if not retex.synthesis.strip():
        raise ServiceRefusal("retex_no_synthesis")
    left = retex.constats.filter(decision=Constat.Decision.OPEN).count()
    if left:
        raise ServiceRefusal("retex_undecided", count=left)


def _refuse_stale(retex: Retex, expected_version: int) -> None:
    if retex.version != expected_version:
        raise ServiceRefusal("stale", by=retex.updated_by_name, at=retex.updated_at)


def frozen(retex: Retex) -> ServiceRefusal:
    """The refusal of whatever would change what is validated."""
    return ServiceRefusal("retex_frozen", on=retex.validated_on, unit=str(retex.unit or "tous"))


def refuse_frozen(run: Run, unit_id: int) -> None:
    """Refuses "retex_frozen" once the RETEX of this establishment is validated."""
    retex = run.retexes.select_related("unit").filter(unit=unit_id).first()
    if retex is not None and retex.is_validated:
        raise frozen(retex)


def retex_locked(scope: Scope, unit: Organisation, run_id: UUID, *, common: bool = False) -> Retex:
    """The RETEX and its exercise, locked to be written.

    Raises `ServiceRefusal`: "not_allowed", "gone", "run_state", "retex_frozen" once validated.
    """
    run = _run_locked(scope, unit, run_id)
    known = _known(run, unit, common=common)
    if known is None:
        raise ServiceRefusal("gone")
    if known.is_validated:
        raise frozen(known)
    return known


def _read(scope: Scope, unit: Organisation, run_id: UUID, *, common: bool) -> Retex:
    """The same to be read; nothing is locked."""
    if not scope.may(unit, ROOM, Right.WRITE):
        raise ServiceRefusal("not_allowed")
    run = Run.objects.seen_by(unit).select_related("scenario_version", "bearer")
    found = run.filter(pk=run_id).first()
    known = _known(found, unit, common=common) if found is not None else None
    if known is None:
        raise ServiceRefusal("gone")
    return known


def _known(run: Run, unit: Organisation, *, common: bool) -> Retex | None:
    """The RETEX of `unit`, with its run; the common one is for who leads the exercise."""
    if common and run.bearer_id != unit.pk:
        return None
    found: Retex | None = run.retexes.filter(unit=None if common else unit).first()
    if found is not None:
        found.run, found.unit = run, None if common else unit
    return found


def _run_locked(scope: Scope, unit: Organisation, run_id: UUID) -> Run:
    """The exercise over, locked; `unit` leads it or plays in it."""
    if not scope.may(unit, ROOM, Right.WRITE):
        raise ServiceRefusal("not_allowed")
    runs = Run.objects.seen_by(unit).select_for_update(of=("self",))
    run = runs.select_related("scenario_version", "bearer").filter(pk=run_id).first()
    if run is None:
        raise ServiceRefusal("gone")
    if run.state not in AFTER:
        raise ServiceRefusal("run_state", state=run.get_state_display())
    return run


def retex_write_down(retex: Retex, author: Author, act: str, data: Mapping[str, object]) -> None:
    """One line of the journal about the exercise."""
    journal.record(
        author=author,
        verb=f"run.retex_{act}",
        room=ROOM,
        subject_kind="run",
        subject_id=retex.run_id,
        subject_label=str(retex),
        organisation_id=retex.unit_id or retex.run.bearer_id,
        data=data,
    )
