"""The clinic's panel: who is due, overdue, getting worse, without a signed band, without a diary.

What is searched for is sent in a form, so that no name stands in an address.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from corrin.app import clock, looks
from corrin.app.accounts.around import around
from corrin.app.choices import ZONES, Choices
from corrin.app.clinic import granting
from corrin.app.clinic.standing import follow
from corrin.app.fields import Sent
from corrin.app.models import Grant, Member
from corrin.app.surround import finished
from corrin.app.visitor import visitor
from corrin.app.whose import Whose, country_of
from corrin.terms import Country
from corrin.words import Catalog, catalog

PAGE = 25
LONGEST = 120  # characters of a name
SOON, SILENT = timedelta(days=7), timedelta(days=28)
NOBODY = str(UUID(int=0))
MARKS = ("alarm", "overdue", "due", "worse", "unsigned", "silent")
SHOW = ("all", *MARKS)


@dataclass(frozen=True, slots=True)
class Line:
    """One patient of the panel, and the addresses of the two pages it leads to."""

    doctor: str
    give: str
    called: str
    marks: tuple[tuple[str, str], ...]
    due: str
    injected: str
    scored: str


def todays(member: Member) -> date:
    """The day where the clinic is."""
    return clock.today(ZONES[Country(member.clinic.country)])


def let_in(member: Member, on: date) -> QuerySet[Grant]:
    """The grants of a clinic that hold."""
    held = Q(expires_on=None) | Q(expires_on__gte=on)
    return Grant.objects.filter(held, clinic=member.clinic, revoked_at=None)


def kinds(on: date) -> dict[str, Q]:
    """What each filter means."""
    return {
        "all": Q(),
        "alarm": Q(alarm=True),
        "overdue": Q(due_on__lt=on),
        "due": Q(due_on__gte=on, due_on__lte=on + SOON),
        "worse": Q(worse=True),
        "unsigned": Q(banded=False),
        "silent": Q(scored_on=None) | Q(scored_on__lt=on - SILENT),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def panel(request: HttpRequest, member: Member, chosen: Choices) -> HttpResponse:
    """The list, the gravest first, with how many there are of each kind."""
    words, on = catalog(chosen.lang), todays(member)
    asked = request.POST if request.method == "POST" else request.GET
    show = asked.get("show", "all")
    show = show if show in SHOW else "all"
    sent = Sent(request.POST, words, on)
    query = granting.folded(sent.text("q", most=LONGEST))
    everybody = let_in(member, on)
    wanted = kinds(on)[show] & (Q(folded__contains=query) if query else Q())
    counts = _counts(everybody, on, wanted)
    total = counts["wanted"]
    page = _page(asked.get("page", ""), total)
    rows = fresh(_rows(everybody.filter(wanted), page, total), member, on)
    looks.listed([row.patient_id for row in rows], member, visitor(request))
    context = around(request) | {
        "c": words.tables["clinic"],
        "member": member,
        "here": "panel",
        "lines": lines(rows, on, words),
        "filters": [
            (name, words.text("clinic", f"show_{name}"), counts[name], name == show)
            for name in SHOW
        ],
        "show": show,
        "q": sent.data.get("q", ""),
        "errors": sent.errors,
        "found_said": words.text("clinic", "found", n=total),
        "older": page + 1 if (page + 1) * PAGE < total else None,
        "newer": page - 1 if page else None,
        "invented": member.account is None,
    }
    status = 400 if sent.errors else 200
    return finished(render(request, "corrin/panel.html", context, status=status), chosen)


def _page(typed: str, total: int) -> int:
    most = max(total - 1, 0) // PAGE
    return min(int(typed), most) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0


def _counts(everybody: QuerySet[Grant], on: date, wanted: Q) -> dict[str, int]:
    """How many there are of each kind, and how many are wanted, by one question."""
    asked = {**kinds(on), "wanted": wanted}
    counts: dict[str, int] = everybody.aggregate(
        **{name: Count("pk", filter=what) if what else Count("pk") for name, what in asked.items()}
    )
    return counts


def _rows(found: QuerySet[Grant], page: int, total: int) -> list[Grant]:
    """One page, counted from the end that is nearer: a database walks to what it gives."""
    first, last = page * PAGE, min((page + 1) * PAGE, total)
    if last <= first:
        return []
    if first <= total - last:
        return list(found.order_by("rank", "pk")[first:last])
    return list(found.order_by("-rank", "-pk")[total - last : total - first])[::-1]


def fresh(rows: list[Grant], member: Member, on: date) -> list[Grant]:
    """The same rows, each as it stands on this day."""
    old = [row for row in rows if row.built_on != on]
    for row in old:
        follow(row.patient_id, country_of(row.patient_id) or Country(member.clinic.country), on)
    if not old:
        return rows
    again = Grant.objects.in_bulk([row.pk for row in rows])
    return [again[row.pk] for row in rows]


def lines(rows: list[Grant], on: date, words: Catalog) -> list[Line]:
    """The rows in words."""
    doctor, give = (_address(name) for name in ("doctor", "give"))
    said = {name: words.text("clinic", f"mark_{name}") for name in MARKS}

    def day(found: date | None) -> str:
        return words.short(found) if found else "–"

    return [
        Line(
            doctor.replace(NOBODY, str(row.pk)),
            give.replace(NOBODY, str(row.pk)),
            row.called,
            tuple((name, said[name]) for name in marks(row, on)),
            day(row.due_on),
            day(row.injected_on),
            day(row.scored_on),
        )
        for row in rows
    ]


def _address(name: str) -> str:
    """The address of a page of nobody: looked up once for all lines."""
    return reverse(name, args=[Whose(f"patient/{NOBODY}")])


def marks(row: Grant, on: date) -> list[str]:
    """What is to be seen at first sight."""
    silent = row.scored_on is None or row.scored_on < on - SILENT
    overdue = row.due_on is not None and row.due_on < on
    due = row.due_on is not None and on <= row.due_on <= on + SOON
    known = {
        "alarm": row.alarm,
        "overdue": overdue,
        "due": due,
        "worse": row.worse,
        "unsigned": not row.banded,
        "silent": silent,
    }
    return [name for name, is_so in known.items() if is_so]


@require_http_methods(["GET", "HEAD"])
def nurse(request: HttpRequest, member: Member, chosen: Choices) -> HttpResponse:
    """Today's list: who is due or late, and who comes in the next week."""
    words, on = catalog(chosen.lang), todays(member)
    wanted = let_in(member, on).filter(due_on__lte=on + SOON).order_by("due_on", "folded")
    rows = fresh(list(wanted[:200]), member, on)
    given = list(let_in(member, on).filter(injected_on=on).order_by("folded")[:200])
    looks.listed([row.patient_id for row in (*rows, *given)], member, visitor(request))
    context = around(request) | {
        "c": words.tables["clinic"],
        "member": member,
        "here": "nurse",
        "weekday_said": words.text("page", f"weekday_{on.weekday()}"),
        "today_said": words.day(on),
        "now": lines([r for r in rows if r.due_on and r.due_on <= on], on, words),
        "soon": lines([r for r in rows if r.due_on and r.due_on > on], on, words),
        "given": lines(given, on, words),
        "invented": member.account is None,
    }
    return finished(render(request, "corrin/nurse.html", context), chosen)
