"""What stands around the pages of an account."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from corrin.app.choices import choices
from corrin.app.frame import Option
from corrin.app.surround import languages
from corrin.app.visitor import visitor
from corrin.words import catalog


def around(request: HttpRequest) -> dict[str, Any]:
    """The words and the ways of a page that is about nobody's record."""
    chosen = choices(request)
    words = catalog(chosen.lang)
    return {
        "lang": chosen.lang.value,
        "w": words.tables["page"],
        "f": words.tables["form"],
        "acc": words.tables["account"],
        "languages": languages(chosen),
        "shown_ways": lambda: _ways(request, words.tables["account"]),  # where a page shows them
    }


def _ways(request: HttpRequest, words: Any) -> list[Option]:
    """Where somebody can go from here."""
    who = visitor(request)
    if not who.known:
        names = ["account_login", "account_signup"]
    elif who.alone:
        names = ["me", "clinic"]
    else:
        names = ["me", "clinic", "account"] if who.member() else ["me", "account"]
    return [
        Option(name, words[f"to_{name}"], request.path == to, to)
        for name in names
        if (to := reverse("today", args=["me"]) if name == "me" else reverse(name))
    ]
