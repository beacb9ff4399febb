"""Who conducts an action: the name and the account agree, and what the one before left is over."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from hygie.accounts.models import PersonalLink, User
from hygie.accounts.services import link_revoke
from hygie.domain.names import search_key
from hygie.quality_plan.models import PlanAction

NEW_PILOTE = "autre pilote nommé"
CHUNK = 500


def pilote_named(values: dict[str, Any]) -> None:
    """A pilote with an account and no name typed takes the name of the account."""
    pilote = values.get("pilote")
    if pilote is not None and not values.get("pilote_name"):
        values["pilote_name"] = pilote.full_name


def pilote_changed(stored: PlanAction, values: dict[str, Any]) -> bool:
    """Makes the name and the account of `values` agree; whether they name another pilote.

    Only the name changed: the account of the one before is let go. Only the account: the name
    becomes his. Both: as a person typed them. The refusal of the one before is then over.
    """
    name = values.get("pilote_name", stored.pilote_name)
    account = values.get("pilote", stored.pilote)
    other_name = search_key(name) != search_key(stored.pilote_name)
    other_account = (account.pk if account else None) != stored.pilote_id
    if not other_name and not other_account:
        return False
    if other_name and not other_account and account is not None:
        if search_key(name) != search_key(account.full_name):
            values["pilote"] = None
    elif other_account and not other_name and account is not None:
        values["pilote_name"] = account.full_name
    values["refused_on"], values["refused_reason"] = None, ""
    return True


def links_end(acting_user: User, pilotes: Mapping[UUID, str]) -> None:
    """Ends the personal links of those who no longer conduct these actions.

    `pilotes`: name of the one who does, by action. In the caller's transaction.
    """
    ids = [str(pk) for pk in pilotes]
    for first in range(0, len(ids), CHUNK):
        links = PersonalLink.objects.usable(timezone.now()).filter(
            subject_kind=PlanAction.fact_kind, subject_id__in=ids[first : first + CHUNK]
        )
        for link in links:
            if search_key(link.holder_name) != search_key(pilotes[UUID(link.subject_id)]):
                link_revoke(acting_user=acting_user, link=link, reason=NEW_PILOTE)
