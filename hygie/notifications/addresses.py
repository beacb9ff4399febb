"""Addresses written in mails: they are read elsewhere than in a page of this instance."""

from django.conf import settings
from django.urls import reverse

from hygie.accounts.models import User
from hygie.notifications.enums import Kind
from hygie.notifications.models import Contact
from hygie.notifications.services.preferences import stop_token
from hygie.notifications.words import Links


def root() -> str:
    """`https://hygie.exemple.fr`, without a slash at its end."""
    return str(settings.PUBLIC_URL)


def links_for(person: User | Contact, kind: Kind) -> Links:
    """The addresses of a mail of this kind for this person."""
    own_page = root() + reverse("notifications:reminders")
    return Links(root=root(), own_page=own_page, stop=stop_address(person, kind))


def stop_address(person: User | Contact, kind: Kind) -> str:
    """The link that stops the mails of this kind."""
    token = stop_token(person, kind)
    return root() + reverse("notifications:stop", kwargs={"stop_token": token})
