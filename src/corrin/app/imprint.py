"""Who answers for this server, and what corrin is not."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from corrin.app.accounts.around import around
from corrin.app.choices import choices
from corrin.app.site import imprint
from corrin.app.surround import finished
from corrin.words import catalog


@require_http_methods(["GET", "HEAD"])
def page(request: HttpRequest) -> HttpResponse:
    """The imprint, from `imprint.toml`; on one's own computer, that it is one's own."""
    chosen = choices(request)
    words = catalog(chosen.lang)
    context = around(request) | {
        "i": words.tables["imprint"],
        "told": {} if settings.SITE.alone else imprint(settings.DATA),
        "alone": settings.SITE.alone,
    }
    return finished(render(request, "corrin/imprint.html", context), chosen)
