# ruff: noqa: E402 - Django wants its settings before anything of it is imported
"""What keeping and reading a record cost, beside a bare Django page in the same run.

python bench/keeping.py [--postgresql]
Medians of rounds in which each has its turn, so that only ratios count: of the CPU of this process
and by the clock, in which PostgreSQL's own work and waiting for the disk are as well. The bare page
answers "hello" through the same middleware. Reading is cold: nothing of the patient is held in
memory, though the program runs and is connected. A diary has a score a day, an injection every
eight weeks, a result twice a year and a corrected score a month, written down a year at a time.
Goals: a diary of 50 years is opened at most twice as slowly as that of one; a page of it at least
0.3 of the bare page's requests a second, an append at least 0.25. What takes the whole record is
told for each entry of it.
"""

import atexit
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in (".", "src")]
os.environ["CORRIN_DATA"] = tempfile.mkdtemp()
os.environ["DJANGO_SETTINGS_MODULE"] = "corrin.app.settings"

if POSTGRESQL := "--postgresql" in sys.argv:
    from tests.store.postgres import Server

    SERVER = Server()
    atexit.register(SERVER.stop)
    SERVER.start()
    SERVER.owned("d")
    os.environ["CORRIN_DATABASE"] = SERVER.address("d")

import django

django.setup()

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from corrin import store
from corrin.app import clock, urls
from corrin.app.models import Diary
from corrin.record import Score, read_notation
from corrin.store import body
from corrin.store.exporting import export
from corrin.store.reading import forget
from corrin.store.tables import upgrade

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TODAY = clock.today("Europe/London")
YEAR = timedelta(days=365)
ROUNDS = 11
FEW = 3
CLOCKS = {"CPU": time.process_time, "by the clock": time.perf_counter}
PAGES = ("/me/", "/me/diary/", f"/me/day/{TODAY}/", "/me/injections/", "/me/tests/", "/me/history/")


def main() -> None:
    upgrade()
    urls.urlpatterns += [path("hello/", hello), path("fifty/", fifty), path("one-more/", one_more)]
    print(f"keeping.py, {connection.vendor}, {ROUNDS} rounds", flush=True)
    of_one, of_fifty = filled(1), filled(50)
    gc.collect()
    gc.freeze()  # as the server does
    for name, clock_of in CLOCKS.items():
        lengths(of_one, of_fifty, name, clock_of)
    for name, clock_of in CLOCKS.items():
        beside_a_bare_page(of_one, name, clock_of)


def filled(years: int) -> UUID:
    """A new patient with so many years of diary."""
    patient = uuid4()
    store.new_patient(patient)
    for year in range(years):
        first = TODAY - (years - year) * YEAR + timedelta(days=1)
        lines = "\n".join(line for n in range(365) for line in written(n, first))
        entries = store.with_ids(patient, read_notation(lines))
        store.append(patient, entries, by="bench", noted_at=NOW - (years - year) * YEAR)
    return patient


def written(n: int, first: date) -> Iterator[str]:
    """What is written on the n-th day of a year."""
    on = first + timedelta(days=n)
    yield f"{on} felt fatigue {n % 7} id {on}"
    if n % 56 == 10:
        yield f"{on} gave hydroxocobalamin 1000 ug im"
    if n % 180 == 3:
        yield f"{on} lab mma 0.42 umol/L"
    if n % 30 == 7:
        yield f"{on} felt fatigue {n % 6} replaces {on}"


def lengths(of_one: UUID, of_fifty: UUID, name: str, clock_of: Callable[[], float]) -> None:
    """Fifty years beside one: what a page reads, whole pages, and what takes the whole record."""

    def row(what: str, read: Callable[[UUID], object], rounds: int, each: bool = False) -> None:
        spent = in_turns({p: partial(read, p) for p in (of_one, of_fifty)}, rounds, clock_of)
        one, fifty = (
            spent[p] * 1000 / len(store.read(p).entries) if each else spent[p]
            for p in (of_one, of_fifty)
        )
        print(f"{what:34}{one:9.1f}{fifty:10.1f}{fifty / one:8.2f}", flush=True)

    print(f"{f'cold, {name}, ms':34}{'1 year':>9}{'50 years':>10}{'ratio':>8}")
    days = (TODAY - YEAR, TODAY)
    row("what pages read: read(days=…)", cold(lambda p: store.read(p, days=days)), ROUNDS)
    for address in PAGES:
        row(f"page {address}".replace(str(TODAY), "…"), cold(partial(opened, address)), ROUNDS)
    row("page /me/ after an entry more", one_more_and_opened, ROUNDS)
    print(f"{f'{name}, µs an entry':34}{'1 year':>9}{'50 years':>10}{'ratio':>8}")
    row("the whole record: read()", cold(store.read), FEW, each=True)
    row("export, three files", exported, FEW, each=True)
    for address in ("/me/advice/", "/me/doctor/"):
        row(f"page {address}", cold(partial(opened, address)), FEW, each=True)


def cold(read: Callable[[UUID], object]) -> Callable[[UUID], object]:
    """The same with nothing held in memory."""

    def read_cold(patient: UUID) -> object:
        forget(patient)
        body._lines.cache_clear()
        body._said.cache_clear()
        return read(patient)

    return read_cold


def one_more_and_opened(patient: UUID) -> None:
    """As every day: an entry is written, and the first page shown again."""
    store.append(patient, [a_score()], by="bench", noted_at=NOW)
    opened("/me/", patient)


def a_score() -> Score:
    return Score(id=str(uuid4()), on=TODAY, item="fatigue", score=7)


def exported(patient: UUID) -> None:
    """All of it in files of three kinds."""
    with tempfile.TemporaryDirectory() as place:
        export(Path(place) / "out", patient)


def opened(address: str, patient: UUID) -> None:
    """A page of this patient's diary."""
    Diary.objects.all().update(patient_id=patient)
    assert CLIENT.get(address).status_code == 200, address


CLIENT = Client(headers={"host": "localhost"})


K = TypeVar("K")


def in_turns(
    calls: dict[K, Callable[[], object]],
    rounds: int,
    clock_of: Callable[[], float],
) -> dict[K, float]:
    """Milliseconds of each call, the median of rounds in which each has its turn."""
    spent: dict[K, list[float]] = {key: [] for key in calls}
    for turn in range(rounds + 2):
        for key, call in calls.items():
            start = clock_of()
            call()
            if turn >= 2:
                spent[key].append((clock_of() - start) * 1000)
    return {key: statistics.median(times) for key, times in spent.items()}


def hello(request: HttpRequest) -> HttpResponse:
    """The bare page."""
    return HttpResponse("hello")


MINE: list[UUID] = []


def fifty(request: HttpRequest) -> HttpResponse:
    """The last entries of a diary as text, read from the store."""
    days = (TODAY - timedelta(days=25), TODAY)
    record = store.read(MINE[0], days=days).current()
    return HttpResponse("\n".join(f"{e.on} {e.item} {e.score}" for e in record.of(Score)[:50]))


def one_more(request: HttpRequest) -> HttpResponse:
    """One entry more, on the disk when this answers."""
    receipt = store.append(MINE[0], [a_score()], by="bench", noted_at=NOW)
    return HttpResponse(str(receipt.head))


def beside_a_bare_page(patient: UUID, name: str, clock_of: Callable[[], float]) -> None:
    """Requests a second as a part of the bare page's."""
    MINE[:] = [patient]

    def asked(address: str) -> Callable[[], object]:
        return lambda: CLIENT.get(address)

    calls: dict[str, Callable[[], object]] = {
        "the bare page": asked("/hello/"),
        "50 entries, cold": partial(cold(lambda _: CLIENT.get("/fifty/")), patient),
        "50 entries, read just before": asked("/fifty/"),
        "append, synced to the disk": asked("/one-more/"),
    }
    spent = in_turns(calls, ROUNDS * 2, clock_of)
    print(f"{'a request, ' + name:34}{'ms':>9}{'of the bare page':>18}")
    for what in calls:
        print(f"{what:34}{spent[what]:9.2f}{spent['the bare page'] / spent[what]:18.2f}")


if __name__ == "__main__":
    main()
