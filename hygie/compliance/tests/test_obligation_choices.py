"""The page of an obligation says why Hygie chose where the text is open."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import escape

from hygie.domain.dated import load_book
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, today

__all__ = ["today"]
CODES = [one.id for one in load_book().obligations if load_book().choices_for(one.id)]


@pytest.mark.django_db
def test_each_choice_is_shown_with_its_reason(today: Any) -> None:
    unit = make_unit()
    browser = client_of(member(unit, Role.DSI))
    assert CODES
    for code in CODES:
        page = browser.get(reverse("compliance:obligation", args=[unit.finess, code]))
        for choice in load_book().choices_for(code):
            assert choice.values[-1].reason
            assert escape(choice.values[-1].reason) in page.content.decode()
