"""docs/roles.md says what the table of rights says."""

from hygie.organisations.rights import Role, Room
from hygie.organisations.roles_document import PATH, render


def test_the_page_is_that_of_the_table() -> None:
    again = "python -m hygie.organisations.roles_document"
    assert PATH.read_text(encoding="utf-8") == render(), f"docs/roles.md is old: run {again}"


def test_every_role_and_every_room_is_on_the_page() -> None:
    page = render()
    assert not [one.label for one in (*Role, *Room) if one.label not in page]
