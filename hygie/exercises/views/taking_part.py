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
from hygie.exercises import run_news as news
from hygie.exercises.console import clock_told, for_player, grid_of
from hygie.exercises.models import Participant, Run
from hygie.exercises.models.run import RESULTS
from hygie.exercises.run_enums import AFTER, LIVE, PartRole
from hygie.exercises.run_words import function_said
from hygie.exercises.services import run_people as people
from hygie.exercises.services.observing import observation_record
from hygie.exercises.views.fetch_scenarios import ROOM
from hygie.logbook import live
from hygie.web import refusals
from hygie.web.http import see_other

COMMENT_LENGTH = 2000


def fetch(link: PersonalLink) -> tuple[Participant, int]:
    """Who a link opens, and the number of the last news before what is read of her exercise."""
    run_id = people.run_id_of(link)
    seq = live.last_seq(news.topic_of(run_id)) if run_id else 0
    one = people.participant_of(link)
    if one is None:
        raise Http404("Votre inscription à cet exercice a été retirée.")
    return one, seq


def page(request: HttpRequest, one: Participant, seq: int, told: str = "") -> HttpResponse:
    """The page of one participant, by her role; one of its parts alone to htmx."""
    run = one.run
    is_observer = one.role == PartRole.OBSERVATEUR
    context: dict[str, Any] = {
        "run": run,
        "person": one,
        "function": function_said(run, one.function),
        "refusal": told,
        **live_context(request, seq),
        **clock_told(run, timezone.now()),
        **(_grid(request, one) if is_observer else {}),
    }
    if not is_observer:
        context["messages_sent"] = for_player(run, one.function, one.unit_id)
    template = "observer" if is_observer else "player"
    if request.headers.get("HX-Request") == "true":
        return _part(request, context, template)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if told else HTTPStatus.OK
    return render(request, f"exercises/playing/{template}.html", context, status=status)


def live_context(request: HttpRequest, seq: int) -> dict[str, Any]:
    """Where the news of the page of a participant come from, after this number."""
    return {
        "seq": seq,
        "stream_url": reverse("exercises:participant-stream", args=[_secret(request)]),
        "follow_url": reverse("exercises:participant-news", args=[_secret(request)]),
    }


def _secret(request: HttpRequest) -> str:
    return str(request.resolver_match.kwargs["secret"]) if request.resolver_match else ""


def _grid(request: HttpRequest, one: Participant) -> dict[str, Any]:
    secret = _secret(request)
    return {
        "grid": grid_of(one.run, one),
        "results": RESULTS[:3],
        "page_url": reverse("exercises:participant-link", args=[secret]),
        "observe_url": reverse("exercises:participant-observe", args=[secret]),
        "highlights_url": reverse("exercises:participant-highlights", args=[secret]),
    }


def _part(request: HttpRequest, context: dict[str, Any], template: str) -> HttpResponse:
    """What a live page asks for: the hours, or the criteria of one stimulus sent."""
    if "heures" in request.GET:
        return render(request, "exercises/playing/_hours.html", context)
    if "groupe" not in request.GET:
        return render(request, f"exercises/playing/_{template}.html", context)
    asked = (one for one in context.get("grid", ()) if one.code == request.GET["groupe"])
    group = next(asked, None)
    if group is None:
        return HttpResponse("")
    return render(request, "exercises/playing/_group.html", {**context, "group": group})


def waiting(run: Run) -> HttpResponse:
    """The page opened before DEBEX asks whether it began: it is then loaded again."""
    has_begun = run.state in LIVE | AFTER
    return HttpResponse(status=204, headers={"HX-Refresh": "true"} if has_begun else {})


@require_POST
@personal_link(ROOM, people.KIND)
def observe(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """One observation: a criterion, what was seen, a few words."""
    one, seq = fetch(link)
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
        return page(request, one, seq, refusals.sentence(refusal))
    except ValidationError as error:
        return page(request, one, seq, " ".join(error.messages))
    return see_other(f"{request.path.removesuffix('observation/')}#c-{criterion}")
