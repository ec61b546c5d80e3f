# ruff: noqa: E402 - Django wants its settings before anything of it is imported
"""What the pages of a diary cost, beside plain Django pages with as many fields and rows.

CPU milliseconds a request, medians, all in one process and in turns, so that only ratios count.
Once as read again, and once with a score written before each look, so that all is worked out anew.
Goals: at most 1.5 times the plain page; five years of entries at most twice one year.
"""

import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
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
from corrin.app import clock, history, labs, urls
from corrin.app.models import Diary
from corrin.record import read_notation
from corrin.store import models
from corrin.store.tables import upgrade

ROUNDS = 15
PAGES = (
    "",
    "diary/",
    "injections/",
    "tests/",
    "history/",
    "advice/",
    "doctor/",
    "import/",
    "course/",
    "reminders/",
)
PLAINS = (
    "/plain-day/",
    "/plain-diary/",
    "/plain-injections/",
    "/plain-tests/",
    "/plain-history/",
    "/plain-advice/",
)
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


CHOICES = [(str(n), f"choice {n}") for n in range(8)]


class Dose(forms.Form):
    """As many fields as the page of injections has: a dose, the plan, the time before."""

    on = forms.DateField()
    drug = forms.ChoiceField(choices=CHOICES)
    dose = forms.CharField()
    route = forms.ChoiceField(choices=CHOICES[:3], widget=forms.RadioSelect)
    site = forms.ChoiceField(choices=CHOICES[:7], widget=forms.RadioSelect)
    own_site = forms.CharField()
    batch = forms.CharField()
    every = forms.CharField()
    every_unit = forms.ChoiceField(choices=CHOICES[:2])
    first = forms.DateField()
    last = forms.DateField()
    past_drug = forms.ChoiceField(choices=CHOICES)
    past_dose = forms.CharField()
    past_every = forms.CharField()
    past_unit = forms.ChoiceField(choices=CHOICES[:2])
    well = forms.CharField()
    well_unit = forms.ChoiceField(choices=CHOICES[:2])


class Result(forms.Form):
    """As many fields and choices as the page of tests has."""

    test = forms.ChoiceField(choices=[(str(n), f"test {n}") for n in range(len(labs.TESTS))])
    value = forms.CharField()
    unit = forms.ChoiceField(choices=[(str(n), f"unit {n}") for n in range(len(labs.ALL_UNITS))])
    on = forms.DateField()
    low = forms.CharField()
    high = forms.CharField()
    laboratory = forms.CharField()


def _asked(codes: tuple[str, ...]) -> forms.MultipleChoiceField:
    offered = [(code, code) for code in codes]
    return forms.MultipleChoiceField(choices=offered, widget=forms.CheckboxSelectMultiple)


class History(forms.Form):
    """As many questions and answers as the page of history has."""

    def __init__(self) -> None:
        super().__init__()
        for question in history.QUESTIONS:
            self.fields[question.name] = _asked((*question.every, "none"))
        for name, codes in (("diet", history.DIETS), ("sex", history.SEXES)):
            self.fields[name] = forms.ChoiceField(
                choices=[(c, c) for c in codes], widget=forms.RadioSelect
            )
        self.fields["birth_year"] = forms.CharField()


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


def write(on: date) -> None:
    """One score more."""
    record = read_notation(f"{on} felt fatigue 4")
    store.append(
        mine(),
        [replace(record.entries[0], id=str(uuid4()))],
        by="bench",
        noted_at=clock.now(),
        act=uuid4(),
    )


def cost(addresses: list[str], written_on: date | None = None) -> dict[str, float]:
    """CPU milliseconds of each address, the median of rounds in which each has its turn."""
    client = Client(headers={"host": "localhost"})
    spent: dict[str, list[float]] = {address: [] for address in addresses}
    for turn in range(ROUNDS + 2):
        for address in addresses:
            if written_on:
                write(written_on)
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
        path("plain-injections/", plain(Dose, 33)),
        path("plain-tests/", plain(Result, 0)),
        path("plain-history/", plain(History, 0)),
        path("plain-advice/", plain(OneDay, 20)),
    ]
    today = clock.today("Europe/London")
    day = f"/me/day/{today - timedelta(days=300)}/"  # in either diary
    gc.collect()
    gc.freeze()  # as the server does
    found: dict[int, dict[str, float]] = {}
    anew: dict[int, dict[str, float]] = {}
    for years in (1, 5):
        keep(365 * years, today)
        pages = [f"/me/{name}" for name in PAGES]
        pages.insert(1, day)
        found[years] = cost([*pages, *PLAINS])
        anew[years] = cost(pages, today)
    one, five = found[1], found[5]
    head = f"{'page':22}{'1 year ms':>10}{'5 years ms':>12}{'5 to 1':>8}{'to plain':>10}"
    print(f"{head}{'written: 1':>12}{'5 years':>9}{'5 to 1':>8}")
    plains = {
        day: "/plain-day/",
        "/me/": "/plain-day/",
        "/me/diary/": "/plain-diary/",
        "/me/injections/": "/plain-injections/",
        "/me/tests/": "/plain-tests/",
        "/me/history/": "/plain-history/",
        "/me/import/": "/plain-diary/",
        "/me/advice/": "/plain-advice/",
    }
    for address in one:
        beside = f"{one[address] / one[plains[address]]:.2f}" if address in plains else ""
        name = "/me/day/…/" if address == day else address
        ratio = five[address] / one[address]
        line = f"{name:22}{one[address]:10.1f}{five[address]:12.1f}{ratio:8.2f}{beside:>10}"
        if address in anew[1]:
            early, late = anew[1][address], anew[5][address]
            line += f"{early:12.1f}{late:9.1f}{late / early:8.2f}"
        print(line)


if __name__ == "__main__":
    main()
