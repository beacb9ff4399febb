"""What the middlewares add to a request, for the type checker."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from hygie.accounts.models import User
from hygie.organisations.models import Organisation
from hygie.organisations.scope import Scope


class HygieRequest(HttpRequest):
    """A request of a signed-in person. `unit` is there on the pages of a unit."""

    user: User
    scope: Scope
    htmx: HtmxDetails
    unit: Organisation
