"""The pages for what cannot be answered, in the reader's language and without details."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from corrin.app.choices import language
from corrin.words import catalog


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself cannot be meant, or is too large to read."""
    return _page(request, "bad_request", 400)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was not sent from our page, or from one that had grown old."""
    return _page(request, "form_refused", 403)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(request, "refused", 403)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: somebody tried too often."""
    return _page(request, "too_many", 429)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _page(request, "not_found", 404)


def went_wrong(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours. Whoever only looked is not told that nothing was kept."""
    looked = request.method in ("GET", "HEAD")
    return _page(request, "not_shown" if looked else "went_wrong", 500)


def _page(request: HttpRequest, key: str, status: int) -> HttpResponse:
    lang = language(request)
    words = catalog(lang).tables["page"]
    context = {"lang": lang.value, "w": words, "said": words[key]}
    return render(request, "corrin/plain.html", context, status=status)
