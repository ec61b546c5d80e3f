"""allauth's pages in our clothes: its forms and flows, our words, one template.

What a form says of a fault is found by the fault's code, never by its English sentence.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.account.utils import url_str_to_user_pk
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import register_converter
from django.urls.converters import StringConverter

from corrin.app import cookies
from corrin.app.accounts import aimed
from corrin.app.accounts.around import around
from corrin.app.accounts.devices import remember
from corrin.app.choices import language
from corrin.app.guesses import RESET, limited
from corrin.app.models import Account
from corrin.app.surround import remembered
from corrin.words import Catalog, catalog

View = Callable[..., HttpResponse]
TEMPLATE = "corrin/account.html"
TYPES = {"email": "email", "password": "password", "checkbox": "checkbox", "text": "text"}
AUTOCOMPLETE = {
    "login": "username",
    "email": "email",
    "password": "current-password",
    "oldpassword": "current-password",
    "password1": "new-password",
    "password2": "new-password",
    "code": "one-time-code",
}
CODELESS = {"password2": "password_mismatch"}  # what allauth finds wrong there has no code


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form."""

    name: str
    label: str
    type: str
    autocomplete: str
    value: str
    error: str


class WhomConverter(StringConverter):
    """Letters and digits: whose password a link is about, as allauth writes it."""

    regex = "[0-9A-Za-z]+"


register_converter(WhomConverter, "whom")


def dressed(view: View) -> View:
    """The view with our template and words around its form."""

    @wraps(view)
    def page(request: HttpRequest, **more: Any) -> HttpResponse:
        before = request.user.is_authenticated
        answer = view(request, **more)
        if isinstance(answer, TemplateResponse) and not answer.is_rendered:
            _dress(request, answer)
        if before and not request.user.is_authenticated:
            cookies.forget_all(answer)
        if not before and request.user.is_authenticated:
            remember(request, answer, _login(request.user))
        if request.method == "POST" and answer.status_code == 302 and "uidb36" in more:
            remember(request, answer, _login(_named(more["uidb36"])))  # they read its mail
        return remembered(request, answer)

    return page


def _named(uidb36: str) -> Any:
    """Whose password a link has just replaced."""
    return Account.objects.filter(pk=url_str_to_user_pk(uidb36)).first()


def _login(user: AbstractBaseUser | Any) -> str:
    return user.email if isinstance(user, Account) else ""


def _dress(request: HttpRequest, answer: TemplateResponse) -> None:
    words = catalog(language_of(request))
    name = request.resolver_match.url_name if request.resolver_match else ""
    context: dict[str, Any] = dict(answer.context_data or {})
    form = context.get("form")
    keys = context.get("authenticators")
    context |= around(request) | {
        "name": name,
        "page": words.tables["account_page"][name],
        "fields": list(_fields(form, words)) if form else [],
        "errors_all": _said(form.errors.as_data().get("__all__", []), words) if form else "",
        "has_form": form is not None,
        "keeper": _keeper(request, form),
        "keys": [_key(one) for one in keys] if isinstance(keys, QuerySet) else [],
    }
    answer.template_name = TEMPLATE
    answer.context_data = context


def _keeper(request: HttpRequest, form: forms.BaseForm | None) -> str:
    """Whose password is typed where no address is asked for: a keeper of passwords wants it."""
    names = set(form.fields) if form else set()
    if not any("password" in name for name in names) or names & {"login", "email"}:
        return ""
    return _login(getattr(form, "user", None) or request.user)


def language_of(request: HttpRequest) -> Any:
    """The language asked for in the address, else the one remembered."""
    from corrin.app.choices import choices

    return choices(request).lang if request.method == "GET" else language(request)


def _key(one: Any) -> dict[str, Any]:
    wrapped = one.wrap() if hasattr(one, "wrap") else one
    return {"pk": wrapped.instance.pk, "name": wrapped.name}


def _fields(form: forms.BaseForm, words: Catalog) -> Iterator[Field]:
    for bound in form.visible_fields():
        kind = str(getattr(bound.field.widget, "input_type", "text"))
        value = "" if kind == "password" else str(bound.value() or "")
        yield Field(
            bound.name,
            words.text("account", f"field_{bound.name}"),
            TYPES.get(kind, "text"),
            AUTOCOMPLETE.get(bound.name, "off"),
            value,
            _said(form.errors.as_data().get(bound.name, []), words, CODELESS.get(bound.name, "")),
        )


def _said(faults: list[Any], words: Catalog, codeless: str = "") -> str:
    """What is wrong with a field, by the codes of its faults."""
    known = words.tables["account_error"]
    codes = [str(fault.code or codeless) for fault in faults]
    return " ".join(dict.fromkeys(known.get(code, known["other"]) for code in codes))


# Every page of allauth that is used, by the name under which allauth finds it again.
PAGES: dict[str, tuple[str, View]] = {
    "account_login": ("login/", limited("password", account.login, aimed.typed)),
    "account_logout": ("logout/", account.logout),
    "account_inactive": ("inactive/", account.account_inactive),
    "account_signup": ("signup/", account.signup),
    "account_reauthenticate": ("again/", limited("password", account.reauthenticate, aimed.own)),
    "account_email_verification_sent": (
        "code/",
        limited("code", account.email_verification_sent, aimed.written_to),
    ),
    "account_change_password": (
        "password/",
        limited("password", account.password_change, aimed.own),
    ),
    "account_email": ("account-email/", reauthentication_required(account.email)),
    "account_set_password": ("password/set/", account.password_set),
    "account_reset_password": ("reset/", account.password_reset),
    "account_reset_password_done": ("reset/sent/", account.password_reset_done),
    "account_reset_password_from_key": (
        "reset/<whom:uidb36>-<slug:key>/",
        limited(RESET, account.password_reset_from_key, aimed.nobody),
    ),
    "account_reset_password_from_key_done": (
        "reset/done/",
        account.password_reset_from_key_done,
    ),
    "mfa_index": ("second/", mfa.index),
    "mfa_authenticate": ("second/code/", limited("second", mfa.authenticate, aimed.coming)),
    "mfa_reauthenticate": ("second/again/", limited("second", mfa.reauthenticate, aimed.own)),
    "mfa_activate_totp": ("second/app/", totp.activate_totp),
    "mfa_deactivate_totp": ("second/app/off/", totp.deactivate_totp),
    "mfa_view_recovery_codes": ("second/codes/", codes.view_recovery_codes),
    "mfa_generate_recovery_codes": ("second/codes/new/", codes.generate_recovery_codes),
    "mfa_list_webauthn": ("second/keys/", webauthn.list_webauthn),
    "mfa_add_webauthn": ("second/keys/new/", webauthn.add_webauthn),
    "mfa_remove_webauthn": ("second/keys/<int:pk>/off/", webauthn.remove_webauthn),
    "mfa_login_webauthn": ("key/", limited("key", webauthn.login_webauthn, aimed.nobody)),
    "mfa_reauthenticate_webauthn": (
        "second/keys/again/",
        limited("key", webauthn.reauthenticate_webauthn, aimed.own),
    ),
}
