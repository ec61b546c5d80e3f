"""The form for a new account, as much work where the address has one already."""

from typing import Any

from allauth.account.forms import SignupForm
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest


class SignUp(SignupForm):  # type: ignore[misc] # allauth has no types
    """allauth's form."""

    def try_save(self, request: HttpRequest) -> Any:
        """Make the account, or hash its password for nothing: the time tells nobody which."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)
