"""Every write of the room. Who may ask for it is decided by the caller: rights stand above."""

from hygie.accounts.services.invitations import (
    first_account_open,
    first_admin_invitation,
    first_start_check,
    invitation_accept,
    invitation_path,
    invitation_resolve,
    invitation_sent_before,
    user_invite,
)
from hygie.accounts.services.links import (
    link_create,
    link_resolve,
    link_revoke,
    link_touch,
)
from hygie.accounts.services.second_factor import (
    second_factor_written_down,
    user_require_second_factor,
    user_reset_second_factor,
)
from hygie.accounts.services.sessions import other_sessions_end, session_end, sessions_end
from hygie.accounts.services.users import (
    demo_user_open,
    sign_in_written_down,
    user_change_email,
    user_close,
    user_open,
    user_reopen,
    user_update_profile,
)

__all__ = [
    "demo_user_open",
    "first_account_open",
    "first_admin_invitation",
    "first_start_check",
    "invitation_accept",
    "invitation_path",
    "invitation_resolve",
    "invitation_sent_before",
    "link_create",
    "link_resolve",
    "link_revoke",
    "link_touch",
    "other_sessions_end",
    "second_factor_written_down",
    "session_end",
    "sessions_end",
    "sign_in_written_down",
    "user_change_email",
    "user_close",
    "user_invite",
    "user_open",
    "user_reopen",
    "user_require_second_factor",
    "user_reset_second_factor",
    "user_update_profile",
]
