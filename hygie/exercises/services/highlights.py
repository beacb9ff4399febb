"""Forces and fragilités noted in one line while an exercise is played, and just after."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import Highlight, Participant, Run
from hygie.exercises.run_enums import AFTER, LIVE, PartRole
from hygie.exercises.services.retex import refuse_frozen
from hygie.exercises.services.runs import run_locked, run_write_down
from hygie.journal.services import Author
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope
from hygie.web.formats import one_line

OPEN = LIVE | AFTER


@transaction.atomic
def highlight_note(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    run_id: UUID,
    highlight_id: UUID,
    kind: str,
    text: str,
    expected_version: int = 0,
    about_id: int | None = None,
) -> Highlight:
    """Somebody of the animation notes something that held or did not, or corrects one of these.

    `about_id`: the establishment it is about, whose RETEX it goes to; None: the one that leads.
    `expected_version`: that of the line corrected; 0 for a new one. An empty text takes it away.
    Sent twice, once. Raises `ServiceRefusal` ("not_allowed", "gone", "run_begun", "retex_frozen",
    "stale_highlight") and `ValidationError`.
    """
    run = run_locked(scope, unit, run_id, OPEN)
    about = unit
    if about_id not in (None, unit.pk):
        mine = run.units.playing().select_related("unit").filter(unit=about_id).first()
        if mine is None:
            raise ServiceRefusal("gone")
        about = mine.unit
    return _note(run, about, acting_user, None, highlight_id, kind, text, expected_version)


@transaction.atomic
def highlight_observe(
    *,
    observer: Participant,
    author: Author,
    highlight_id: UUID,
    kind: str,
    text: str,
    expected_version: int = 0,
) -> Highlight:
    """The same by the link of an observer, who corrects her own lines only."""
    run = Run.objects.select_for_update(of=("self",)).get(pk=observer.run_id)
    if observer.role != PartRole.OBSERVATEUR:
        raise ServiceRefusal("not_allowed")
    if run.state not in OPEN:
        raise ServiceRefusal("run_state", state=run.get_state_display())
    unit = observer.unit
    return _note(run, unit, author, observer, highlight_id, kind, text, expected_version)


def _note(
    run: Run,
    unit: Organisation,
    author: Author,
    observer: Participant | None,
    highlight_id: UUID,
    kind: str,
    text: str,
    expected_version: int,
) -> Highlight:
    said = one_line(text)
    known = Highlight.objects.filter(pk=highlight_id).first()
    if known is not None:
        is_hers = observer is None or known.participant_id == observer.pk
        if known.run_id != run.pk or not is_hers:
            raise ServiceRefusal("gone")
        if (known.kind, known.text) == (kind, said):
            return known
    elif expected_version:
        raise ServiceRefusal("gone")
    refuse_frozen(run, unit.pk if known is None else known.unit_id)
    if known is not None and known.version != expected_version:
        raise ServiceRefusal("stale_highlight", text=known.text)
    if known is not None and not said:
        known.delete()
        run_write_down(run, author, "highlight_removed", {"kind": kind, "text": known.text})
        return known
    noted = known or Highlight(
        id=highlight_id,
        run=run,
        unit=unit,
        author_name=author.journal_name,
        participant=observer,
        at_s=run.exercise_s(timezone.now()),
        version=0,
    )
    noted.kind, noted.text = kind, said
    noted.version += 1
    noted.full_clean(exclude=["run", "unit", "participant"], validate_unique=False)
    noted.save(force_insert=known is None)
    act = "highlight_noted" if known is None else "highlight_changed"
    run_write_down(run, author, act, {"kind": kind, "text": said})
    return noted
