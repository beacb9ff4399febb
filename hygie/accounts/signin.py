"""The sign-in page."""

from typing import Any

from allauth.account import views as account_pages

from hygie.accounts import mails, selectors


class Login(account_pages.LoginView):  # type: ignore[misc]  # allauth is untyped
    """Says whether accounts of demonstration exist, and whom to ask for an account."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["has_demo_accounts"] = selectors.has_demo_accounts()
        context["mail_is_configured"] = mails.mail_is_configured()
        return context


login = Login.as_view()
