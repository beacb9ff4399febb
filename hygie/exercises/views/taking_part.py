"""What a participant sees by her personal link once the exercise has begun: her messages, or the
grid of an observer. Nothing of what is to come."""

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from hygie.accounts.links import personal_link
from hygie.accounts.models import PersonalLink
from hygie.domain.playing.scoring import Result
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.console import clock_told, for_player, grid_of
from hygie.exercises.models import Participant, Run
from hygie.exercises.models.run import RESULTS
from hygie.exercises.run_enums import AFTER, LIVE, PartRole
from hygie.exercises.run_words import function_said
from hygie.exercises.services import run_people as people
from hygie.exercises.services.playing import observation_record
from hygie.exercises.views.fetch_scenarios import ROOM
from hygie.web import refusals
from hygie.web.http import see_other

COMMENT_LENGTH = 2000


def page(request: HttpRequest, one: Participant, told: str = "") -> HttpResponse:
    """The page of one participant, by her role; its living part alone to htmx."""
    run = one.run
    context: dict[str, Any] = {
        "run": run,
        "person": one,
        "function": function_said(run, one.function),
        "refusal": told,
        **clock_told(run, timezone.now()),
    }
    if one.role == PartRole.OBSERVATEUR:
        secret = request.resolver_match.kwargs["secret"] if request.resolver_match else ""
        context |= {
            "grid": grid_of(run, one),
            "results": RESULTS[:3],
            "page_url": reverse("exercises:participant-link", args=[secret]),
            "observe_url": reverse("exercises:participant-observe", args=[secret]),
        }
        template = "observer"
    else:
        context["messages_sent"] = for_player(run, one.function)
        template = "player"
    is_part = request.headers.get("HX-Request") == "true"
    path = f"exercises/playing/{'_' if is_part else ''}{template}.html"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if told else HTTPStatus.OK
    return render(request, path, context, status=status)


def waiting(run: Run) -> HttpResponse:
    """The page opened before DEBEX asks whether it began: it is then loaded again."""
    has_begun = run.state in LIVE | AFTER
    return HttpResponse(status=204, headers={"HX-Refresh": "true"} if has_begun else {})


@require_POST
@personal_link(ROOM, people.KIND)
def observe(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """One observation: a criterion, what was seen, a few words."""
    one = people.participant_of(link)
    if one is None:
        raise Http404("Votre inscription à cet exercice a été retirée.")
    result = request.POST.get("result", "")
    if result not in tuple(Result):
        raise Http404("Ce résultat n’existe pas.")
    try:
        new_id = UUID(request.POST.get("new_id", ""))
    except ValueError:
        new_id = uuid4()
    criterion = request.POST.get("criterion", "")
    try:
        observation_record(
            run=one.run,
            observer=one,
            new_id=new_id,
            criterion=criterion,
            result=result,
            comment=request.POST.get("comment", "").replace("\x00", "")[:COMMENT_LENGTH],
        )
    except ServiceRefusal as refusal:
        return page(request, one, refusals.sentence(refusal))
    except ValidationError as error:
        return page(request, one, " ".join(error.messages))
    return see_other(f"{request.path.removesuffix('observation/')}#c-{criterion}")
