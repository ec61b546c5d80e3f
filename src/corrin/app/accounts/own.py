"""One's own account: what is known of it, and its end, with everything that was written."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from corrin import store
from corrin.app import clock, cookies
from corrin.app.accounts import consent
from corrin.app.accounts.around import around
from corrin.app.choices import choices
from corrin.app.models import Account, Diary
from corrin.app.surround import finished
from corrin.app.visitor import visitor
from corrin.words import catalog


@require_http_methods(["GET", "HEAD"])
def account(request: HttpRequest) -> HttpResponse:
    """What can be changed about an account."""
    chosen, mine = choices(request), visitor(request).account
    if mine is None:
        return finished(redirect("account_login"), chosen)
    words = catalog(chosen.lang)
    context = around(request) | {
        "o": words.tables["own_account"],
        "email": mine.email,
        "joined": words.text("own_account", "joined", on=words.day(mine.joined_at.date())),
        "keeps": consent.given(mine),
    }
    return finished(render(request, "corrin/own_account.html", context), chosen)


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Erase the account and the diary for good, once the password was typed again."""
    chosen, mine = choices(request), visitor(request).account
    if mine is None:
        return finished(redirect("account_login"), chosen)
    words, error = catalog(chosen.lang), ""
    if request.method == "POST":
        from allauth.account.adapter import get_adapter

        if get_adapter(request).reauthenticate(mine, request.POST.get("password", "")[:500]):
            forget(mine)
            logout(request)
            answer = finished(redirect("home"), chosen)
            cookies.forget_all(answer)
            return answer
        error = words.text("account_error", "incorrect_password")
    context = around(request) | {
        "o": words.tables["own_account"],
        "error": error,
        "keeper": mine.email,
    }
    answer = render(request, "corrin/erase.html", context, status=400 if error else 200)
    return finished(answer, chosen)


def forget(mine: Account) -> None:
    """Everything about somebody, in the record and beside it. Once more changes nothing."""
    for patient_id in Diary.objects.filter(owner=str(mine.pk)).values_list("pk", flat=True):
        store.erase(patient_id, clock.now())
    mine.delete()
