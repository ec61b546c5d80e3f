# ruff: noqa: E402 - Django wants its settings before anything of it is imported
"""What a clinic's panel costs with 10,000 patients, beside 100, and beside a plain Django list.

CPU milliseconds a request, medians, one after the other in one process, so that only ratios count.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ["CORRIN_DATA"] = tempfile.mkdtemp()
os.environ["CORRIN_SITE"] = "http://localhost:8000"
os.environ["DJANGO_SETTINGS_MODULE"] = "corrin.app.settings"

import django

django.setup()

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.test import Client
from django.urls import path

from corrin.app import clock, urls
from corrin.app.clinic.granting import folded
from corrin.app.clinic.panel import kinds
from corrin.app.models import Account, Clinic, Grant, Member
from corrin.app.whose import Whose
from corrin.store.tables import upgrade

ROUNDS, MANY, FEW = 21, 10_000, 100
FIRST = ("Anne", "Bo", "Carl", "Ditte", "Erik", "Freja", "Gerda", "Hans", "Ida", "Jens")
LAST = ("Ågren", "Berg", "Claes", "Dam", "Eriksen", "Friis", "Gram", "Holm", "Iversen", "Juhl")
HEAD = (
    "<!doctype html><form><input name=q value='{{ q }}'><button>find</button></form>"
    "{% for name, n in counts %}<a href='?show={{ name }}'>{{ name }} {{ n }}</a> {% endfor %}"
    "<p>{{ n }}</p>"
)
PLAIN = engines["django"].from_string(
    HEAD + "<ol>{% for g in rows %}<li><h3>"
    "<a href=\"{% url 'doctor' g.whose %}\">{{ g.called }}</a></h3>"
    "<p>{% if g.alarm %}<span>alarm</span>{% endif %}{% if g.worse %}<span>worse</span>{% endif %}"
    "{% if not g.banded %}<span>unsigned</span>{% endif %}</p><dl><dt>due</dt><dd>"
    "{{ g.due_on|date }}</dd><dt>injected</dt><dd>{{ g.injected_on|date }}</dd><dt>scored</dt><dd>"
    "{{ g.scored_on|date }}</dd></dl><a href=\"{% url 'give' g.whose %}\">give</a></li>{% endfor %}"
    "</ol><form><input value='{{ token }}'><button>older</button></form>"
)


def plain(request: HttpRequest, counted: bool = True, most: int = 25) -> HttpResponse:
    """The first of the many with as many cells and links, as Django would list them.

    Counted: with the seven numbers of the panel, by one question, as anybody would ask it.
    """
    on = clock.today("Europe/Copenhagen")
    member = Member.objects.select_related("clinic").get(account=request.user.pk)
    everybody = Grant.objects.filter(clinic=member.clinic, revoked_at=None)
    rows = list(everybody.order_by("due_on")[:most])
    for row in rows:
        row.whose = Whose(f"patient/{row.pk}")  # type: ignore[attr-defined]
    counts = (
        everybody.aggregate(
            **{k: Count("pk", filter=q) for k, q in kinds(on).items() if k != "all"}
        )
        if counted
        else {}
    )
    context = {
        "rows": rows,
        "counts": list(counts.items()),
        "n": everybody.count(),
        "token": get_token(request),
    }
    return HttpResponse(PLAIN.render(context, request))


def clinic(patients: int) -> Client:
    """Somebody signed in who has a clinic with so many patients."""
    account = Account.objects.create_user(f"{patients}@example.org")
    made = Clinic.objects.create(name=f"With {patients}", country="dk")
    Member.objects.create(account=account, clinic=made, name="Dr", title="doctor")
    today = clock.today("Europe/Copenhagen")
    names = [f"{FIRST[n % 10]} {LAST[n // 10 % 10]} {n}" for n in range(patients)]
    Grant.objects.bulk_create(
        Grant(
            patient_id=uuid4(),
            clinic=made,
            scope="sign",
            called=name,
            folded=folded(name),
            version="bench",
            given_at=clock.now(),
            due_on=today + timedelta(days=n * 7919 % 120 - 30) if n % 9 else None,
            injected_on=today - timedelta(days=n % 90),
            scored_on=today - timedelta(days=n % 60) if n % 4 else None,
            worse=n % 17 == 0,
            banded=n % 3 > 0,
            alarm=n % 251 == 0,
            built_on=today,
            rank=f"{int(n % 251 > 0)}{today + timedelta(days=n * 7919 % 120 - 30)} {folded(name)}",
        )
        for n, name in enumerate(names)
    )
    client = Client(headers={"host": "localhost", "accept-language": "en"})
    client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def main() -> None:
    """Print a table of ratios."""
    upgrade()
    urls.urlpatterns.append(path("plain/", plain))
    urls.urlpatterns.append(path("plainer/", plain, {"counted": False}))
    # As many rows as the list of the day has: 200 due, 111 given.
    urls.urlpatterns.append(path("plain-311/", plain, {"counted": False, "most": 311}))
    many, few = clinic(MANY), clinic(FEW)
    asked: dict[str, Callable[[], object]] = {
        "plain list of 25 among 10,000": lambda: many.get("/plain/"),
        "the same without numbers": lambda: many.get("/plainer/"),
        "panel, 100 patients": lambda: few.get("/clinic/"),
        "panel, 10,000 patients": lambda: many.get("/clinic/"),
        "overdue among 10,000": lambda: many.get("/clinic/?show=overdue"),
        "last page of 10,000": lambda: many.get("/clinic/?page=399"),
        "search among 10,000": lambda: many.post("/clinic/", {"q": "agren 999"}),
        "plain list of 311 among 10,000": lambda: many.get("/plain-311/"),
        "nurse's list among 10,000": lambda: many.get("/clinic/today/"),
    }
    taken = {name: measured(ask) for name, ask in asked.items()}
    base = statistics.median(cpu for cpu, _ in taken["plain list of 25 among 10,000"])
    print(f"{'':32} {'CPU ms':>8} {'wall ms':>8} {'ratio':>6}")
    for name, spent in taken.items():
        cpu = statistics.median(cpu for cpu, _ in spent)
        wall = statistics.median(wall for _, wall in spent)
        print(f"{name:32} {cpu:8.1f} {wall:8.1f} {cpu / base:6.2f}")


def measured(ask: Callable[[], object]) -> list[tuple[float, float]]:
    """CPU and wall milliseconds of each round but the first."""
    found = []
    for turn in range(ROUNDS + 1):
        wall, cpu = time.perf_counter(), time.process_time()
        ask()
        spent = (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000
        if turn:
            found.append(spent)
    return found


if __name__ == "__main__":
    main()
