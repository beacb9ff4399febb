"""People without account to whom something was given by a personal link with an e-mail.

They are told of it as long as the link opens, and of nothing else; the link itself is never
written in a mail: Hygie does not keep it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower

from hygie.accounts.models import PersonalLink, User
from hygie.notifications import registry
from hygie.notifications.due import DueItem, said_once
from hygie.notifications.models import Contact
from hygie.organisations.models import Organisation
from hygie.organisations.rights_of_many import UnitName


@dataclass(frozen=True, slots=True)
class Given:
    """What waits for one contact; `by`: who gave the links, and the day of the first to end."""

    items: list[DueItem]
    by: str
    until: date


@dataclass(frozen=True, slots=True)
class GivenToMany:
    """`by_contact` has no entry for who has nothing to do."""

    by_contact: dict[int, Given]
    unit_names: dict[int, str]


def links_open(now: datetime) -> QuerySet[Any]:
    """Links with an e-mail to something that falls due, with `address`, the e-mail in lower
    case; those of an account open are left out: it is told as an account."""
    accounts = User.objects.filter(is_active=True).annotate(address=Lower("email"))
    return (
        PersonalLink.objects.usable(now)
        .filter(subject_kind__in=registry.registered())
        .exclude(holder_email="")
        .annotate(address=Lower("holder_email"))
        .exclude(address__in=accounts.values("address"))
    )


def contacts_note(now: datetime) -> None:
    """Gives each address of an open link its contact, with the last name written: two queries."""
    rows = links_open(now).order_by("created_at").values_list("address", "holder_name")
    Contact.objects.bulk_create(
        (Contact(email=email, full_name=name) for email, name in dict(rows).items()),
        update_conflicts=True,
        unique_fields=["email"],
        update_fields=["full_name"],
    )


def given_to_many(contacts: Collection[Contact], day: date, now: datetime) -> GivenToMany:
    """What waits for each of these contacts: a constant number of queries."""
    by_address = {one.email: one.pk for one in contacts}
    links = list(links_open(now).filter(address__in=by_address).select_related("created_by"))
    units = _units({one.organisation_id for one in links}, day)
    items = {
        (item.kind, item.subject, item.unit_id): item
        for item in (registry.due_items(units, day) if units else ())
    }
    found: dict[int, list[tuple[DueItem, PersonalLink]]] = defaultdict(list)
    for link in links:
        item = items.get((link.subject_kind, link.subject_id, link.organisation_id))
        if item is not None:
            found[by_address[link.address]].append((item, link))
    return GivenToMany(
        by_contact={contact_id: _given(pairs) for contact_id, pairs in found.items()},
        unit_names={unit_id: unit.name for unit_id, unit in units.items()},
    )


def _given(pairs: list[tuple[DueItem, PersonalLink]]) -> Given:
    givers = dict.fromkeys(link.created_by.full_name for _, link in pairs)
    return Given(
        items=said_once(item for item, _ in pairs),
        by=", ".join(givers),
        until=min(link.expires_at for _, link in pairs).date(),
    )


def _units(unit_ids: Iterable[int], day: date) -> dict[int, UnitName]:
    rows = Organisation.objects.units().open_on(day).filter(pk__in=list(unit_ids)).order_by()
    names = rows.values_list("pk", "name", "finess")
    return {pk: UnitName(name, finess or "") for pk, name, finess in names}


def still_given(contact_ids: Collection[int], now: datetime) -> dict[int, set[tuple[str, str]]]:
    """(kind, id) of what each contact may still open: two queries."""
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    if not contact_ids:
        return found
    contacts = Contact.objects.filter(pk__in=contact_ids, stopped_at=None)
    by_address = dict(contacts.values_list("email", "pk"))
    rows = links_open(now).filter(address__in=by_address)
    for address, kind, subject in rows.values_list("address", "subject_kind", "subject_id"):
        found[by_address[address]].add((kind, subject))
    return found
