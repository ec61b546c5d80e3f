# ruff: noqa: E402 - Django wants its settings before anything of it is imported
"""What the pages of a diary cost, beside plain Django pages with as many fields and rows.

CPU milliseconds a request, medians, all in one process and in turns, so that only ratios count.
Goals: at most 1.5 times the plain page; five years of entries at most twice one year.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
os.environ["CORRIN_DATA"] = tempfile.mkdtemp()
os.environ["DJANGO_SETTINGS_MODULE"] = "corrin.app.settings"

import django

django.setup()

from django import forms
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.test import Client
from django.urls import path

from corrin import store
from corrin.app import clock, urls
from corrin.app.models import Diary
from corrin.record import read_notation
from corrin.store import models
from corrin.store.tables import upgrade

ROUNDS = 15
POINTS = [(str(n), str(n)) for n in range(11)]


class Scores(forms.Form):
    """As many fields as a day of the diary has."""

    fatigue = forms.ChoiceField(choices=POINTS, widget=forms.RadioSelect)
    tingling = forms.ChoiceField(choices=POINTS, widget=forms.RadioSelect)
    concentration = forms.ChoiceField(choices=POINTS, widget=forms.RadioSelect)
    ill = forms.BooleanField(required=False)
    cause = forms.CharField(required=False)
    note = forms.CharField(required=False, widget=forms.Textarea)
    own_item = forms.CharField(required=False)
    own_score = forms.CharField(required=False)


class OneDay(forms.Form):
    """As many fields as the list of the diary has."""

    on = forms.DateField()


PLAIN = engines["django"].from_string(
    "<!doctype html><html><body><form method=post><input value={{ token }}>{{ form.as_div }}"
    "</form><ol>{% for row in rows %}<li><time>{{ row.on|date }}</time> {{ row.body }} "
    "<a href='/change/{{ row.id }}/'>change</a></li>{% endfor %}</ol></body></html>"
)


def plain(form: type[forms.Form], rows: int) -> Callable[[HttpRequest], HttpResponse]:
    """A plain page with this form, and so many rows of the same table."""

    def view(request: HttpRequest) -> HttpResponse:
        found = list(models.Entry.objects.filter(patient_id=mine()).order_by("-on")[:rows])
        context = {"form": form(), "rows": found, "token": get_token(request)}
        return HttpResponse(PLAIN.render(context, request))

    return view


def mine() -> UUID:
    """The one diary of this computer."""
    return Diary.objects.get(owner="").patient_id


def keep(days: int, until: date) -> None:
    """Fill a new diary: two scores a day, an injection every eight weeks."""
    Diary.objects.all().delete()
    Client(headers={"host": "localhost"}).get("/me/")
    lines = []
    for n in range(days):
        on = until - timedelta(days=n)
        lines += [f"{on} felt fatigue {n % 7}", f"{on} felt tingling {n % 5}"]
        lines += [f"{on} gave hydroxocobalamin 1000 ug im"] if n % 56 == 10 else []
    record = read_notation("\n".join(lines))
    entries = store.with_ids(mine(), record)
    store.append(mine(), entries, by="bench", noted_at=clock.now(), act=uuid4())


def cost(addresses: list[str]) -> dict[str, float]:
    """CPU milliseconds of each address, the median of rounds in which each has its turn."""
    client = Client(headers={"host": "localhost"})
    spent: dict[str, list[float]] = {address: [] for address in addresses}
    for turn in range(ROUNDS + 2):
        for address in addresses:
            start = time.process_time()
            assert client.get(address).status_code == 200, address
            if turn >= 2:
                spent[address].append((time.process_time() - start) * 1000)
    return {address: statistics.median(times) for address, times in spent.items()}


def main() -> None:
    """Print a table of ratios."""
    upgrade()
    urls.urlpatterns += [
        path("plain-day/", plain(Scores, 0)),
        path("plain-diary/", plain(OneDay, 80)),
    ]
    today = clock.today("Europe/London")
    day = f"/me/day/{today - timedelta(days=900)}/"
    found: dict[int, dict[str, float]] = {}
    for years in (1, 5):
        keep(365 * years, today)
        pages = ["/me/", day, "/me/diary/", "/me/injections/", "/me/advice/", "/me/doctor/"]
        found[years] = cost([*pages, "/plain-day/", "/plain-diary/"])
    one, five = found[1], found[5]
    print(f"{'page':22}{'1 year ms':>10}{'5 years ms':>12}{'5 to 1':>8}{'to plain':>10}")
    plains = {day: "/plain-day/", "/me/diary/": "/plain-diary/"}
    for address in one:
        beside = f"{one[address] / one[plains[address]]:.2f}" if address in plains else ""
        name = "/me/day/…/" if address == day else address
        ratio = five[address] / one[address]
        print(f"{name:22}{one[address]:10.1f}{five[address]:12.1f}{ratio:8.2f}{beside:>10}")


if __name__ == "__main__":
    main()
