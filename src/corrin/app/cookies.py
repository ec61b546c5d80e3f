"""Our own cookies, all alike: unread by scripts, ours alone, and over https bound to this host."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

YEAR = 365 * 24 * 60 * 60


def _named(name: str) -> str:
    """Over https under a name that browsers take from this host and this connection alone."""
    return f"__Host-{name}" if settings.SITE.https else name


def put(answer: HttpResponse, name: str, value: str, *, age: int, same_site: str) -> None:
    """Let the browser keep a value for so many seconds; `same_site` is Strict or Lax."""
    answer.set_cookie(
        _named(name),
        value,
        max_age=age,
        httponly=True,
        samesite="Strict" if same_site == "Strict" else "Lax",
        secure=settings.SITE.https,
    )


def got(request: HttpRequest, name: str) -> str:
    """What the browser kept; empty where it kept nothing."""
    return request.COOKIES.get(_named(name), "")


def was_put(answer: HttpResponse, name: str) -> bool:
    """Whether this answer sets it."""
    return _named(name) in answer.cookies


def forget_all(answer: HttpResponse) -> None:
    """Let the browser forget every page and file of ours, once somebody has left."""
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'


def drop(answer: HttpResponse, name: str, *, same_site: str) -> None:
    """Let the browser forget it."""
    put(answer, name, "", age=0, same_site=same_site)
