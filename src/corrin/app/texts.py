"""Which texts a native reader has checked: said small on every page, and listed on one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from corrin.app.choices import choices
from corrin.app.frame import frame
from corrin.words import Catalog, catalog
from corrin.words.readers import Area, areas


@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """The list, in the reader's language."""
    chosen = choices(request)
    words = catalog(chosen.lang)
    rows = [
        (words.code("area", area.name), area.texts, _by(area, words)) for area in areas(chosen.lang)
    ]
    context = frame(chosen) | {"n": words.tables["readers"], "rows": rows}
    return render(request, "corrin/texts.html", context)


def _by(area: Area, words: Catalog) -> str:
    if not area.by or area.on is None:
        return words.text("readers", "nobody")
    return words.text("readers", "read", by=area.by, on=words.day(area.on))
