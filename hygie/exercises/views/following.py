"""The streams of an exercise under way, and what follows a number where streams do not pass: for
the console, the page on the wall, and each participant by her personal link."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from hygie.accounts.links import personal_link
from hygie.accounts.models import PersonalLink, User
from hygie.exercises import run_news as news
from hygie.exercises.models import Participant
from hygie.exercises.services import run_people as people
from hygie.exercises.views import fetch_runs as fetch
from hygie.exercises.views import taking_part
from hygie.logbook import live
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.organisations.scope import Scope

ROOM = fetch.ROOM


def _still(unit: Organisation, right: Right) -> Callable[[User], bool]:
    """Asked again as long as the page listens."""

    def may(user: User) -> bool:
        scope = Scope(user)
        return bool(scope.rights_in(unit)) and scope.may(unit, ROOM, right)

    return may


@unit_view(ROOM, read=Right.WRITE)
def console_stream(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponseBase:
    """The news of the console."""
    listening = news.listened_as(fetch.led(unit, run_id), news.ANIMATEUR)
    allowed = live.signed_in_allowed(request, _still(unit, Right.WRITE))
    return live.stream(request, listening, allowed)


@unit_view(ROOM, read=Right.WRITE)
def console_news(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """The same after a number."""
    return live.follow(request, news.listened_as(fetch.led(unit, run_id), news.ANIMATEUR))


@unit_view(ROOM)
def wall_stream(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponseBase:
    """The news of the page on the wall."""
    listening = news.listened_as(fetch.played(unit, run_id), news.WALL)
    allowed = live.signed_in_allowed(request, _still(unit, Right.READ))
    return live.stream(request, listening, allowed)


@unit_view(ROOM)
def wall_news(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """The same after a number."""
    return live.follow(request, news.listened_as(fetch.played(unit, run_id), news.WALL))


def still_plays(link: PersonalLink, one: Participant) -> Callable[[], bool]:
    """Asked again as long as her page listens: her link opens, to the same function there."""
    usable = live.link_allowed(link.pk)
    same = Participant.objects.filter(
        pk=one.pk, function=one.function, role=one.role, unit=one.unit_id
    )
    return lambda: usable() and same.all().exists()


@personal_link(ROOM, people.KIND)
def participant_stream(request: HttpRequest, link: PersonalLink) -> HttpResponseBase:
    """The news of one participant: of her function, or of the grid of an observer."""
    one, _ = taking_part.fetch(link)
    return live.stream(request, news.listened_by(one), still_plays(link, one))


@personal_link(ROOM, people.KIND)
def participant_news(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The same after a number."""
    return live.follow(request, news.listened_by(taking_part.fetch(link)[0]))
