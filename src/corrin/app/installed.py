"""corrin on the home screen: its manifest, its worker, and the page without a connection.

The worker keeps that page, its style and the mark, and nothing else: no page of a diary is ever
kept by the browser.
"""

from importlib import resources

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from corrin import __version__
from corrin.app.choices import choices
from corrin.words import catalog

PAPER, RING = "#faf7f2", "#a8103b"
HOME = ("localhost", "127.0.0.1")
ICONS = (("192", "any"), ("512", "any"), ("512", "maskable"))


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a device needs to put corrin among its apps."""
    lang = choices(request).lang
    words = catalog(lang)
    found = {
        "id": "/",
        "name": words.text("page", "title"),
        "short_name": words.text("page", "title"),
        "description": words.text("page", "tagline"),
        "lang": lang.value,
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": RING,
        "icons": [_icon(size, purpose) for size, purpose in ICONS],
    }
    return JsonResponse(found, content_type="application/manifest+json")


def _icon(size: str, purpose: str) -> dict[str, str]:
    mask = "-mask" if purpose == "maskable" else ""
    src = static(f"corrin/icon-{size}{mask}.png")
    return {"src": src, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The worker's script: from the root, so that it answers for every page."""
    text = (resources.files("corrin.app") / "static/corrin/worker.js").read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page that is shown without a connection."""
    lang = choices(request).lang
    words = catalog(lang).tables["page"]
    context = {"lang": lang.value, "w": words, "version": __version__}
    return render(request, "corrin/offline.html", context)


def installable(request: HttpRequest) -> dict[str, object]:
    """Django context processor: the edition, which tells the worker when to look anew, and
    whether corrin runs on the reader's own computer, where it answers without a network."""
    return {"version": __version__, "at_home": _host(request) in HOME}


def _host(request: HttpRequest) -> str:
    """The name we were called by; a refused one is answered with a page too."""
    return str(request.META.get("HTTP_HOST", "")).partition(":")[0]
