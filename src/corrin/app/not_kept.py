"""When the disk is full or the database fails: said plainly, with what was sent, to send again.

A form carries the id it was made with, so that sending it again writes it once.
"""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from corrin import store
from corrin.app.choices import language
from corrin.words import catalog

NO_ROOM, NO_ANSWER = 507, 503
TOKEN = "csrfmiddlewaretoken"


class NotKept:
    """Django middleware; any other fault is left to what comes after it."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """The page for what the store could not keep or read."""
        if isinstance(fault, OperationalError):  # of a table of the app's own
            fault = store.not_stored(fault)
        if not isinstance(fault, store.NotStored):
            return None
        full = isinstance(fault, store.DiskFull)
        lang = language(request)
        words = catalog(lang).tables["page"]
        sent = request.method == "POST" and not request.FILES
        looking = request.method in ("GET", "HEAD")
        context = {
            "lang": lang.value,
            "w": words,
            "title": words["not_opened_title" if looking else "not_kept_title"],
            "said": words["disk_full" if full else "not_opened" if looking else "not_kept"],
            "sent": sent,
            "again": [(name, one) for name, all_ in request.POST.lists() for one in all_
                      if name != TOKEN] if sent else [],
        }  # fmt: skip
        status = NO_ROOM if full else NO_ANSWER
        return render(request, "corrin/not_kept.html", context, status=status)
