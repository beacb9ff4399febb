"""The one hook of the room: who gives its rights to the first account of an empty instance.

Rights come from memberships, and `organisations` stands above this room: it adds its own function
when it starts. Without it no first account is opened: it could do nothing.
"""

from collections.abc import Callable

from hygie.accounts.models import User

FirstAccount = Callable[[User], None]

on_first_account: list[FirstAccount] = []
