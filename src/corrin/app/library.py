"""The evidence library: public pages, no account, nothing about a person."""

import json
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import attrgetter

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from corrin.app import clock
from corrin.app.library_parts import (
    Reading,
    forest_of,
    listed,
    outcome_of,
    page,
    reading,
    report_lines,
    report_link,
)
from corrin.knowledge import Reviewed, csl, problems
from corrin.words.evidence import (
    ShownAnswer,
    answer_stamp,
    claim_stamp,
    shown_answer,
)
from corrin.words.evidence import watch as shown_watch
from corrin.words.sources import shown_source, used_sources

ALS_CLAIMS = ("C1", "C2", "C6", "B16", "B17", "B18", "B19", "B20", "B21", "B22", "B23", "B24")
TABLET_CLAIMS = ("C3", "A1", "A2", "A4", "A14", "A16", "A20", "A37", "A38", "A39", "A40")
OFTEN_CLAIMS = ("C4", "C5", "A5", "A17", "A18", "A19", "A21", "A23", "A24", "A26", "A27", "A31")
B12_CLAIMS = ("B1", "B2", "B3", "B4", "B7", "B11", "A43")
PICTURE_CLAIMS = ("B8", "B10", "B12", "B13", "B14", "B15")
FIRST = ("als_help", "tablets", "interval")
ZONE = "Europe/Copenhagen"


def _answer(at: Reading, name: str) -> ShownAnswer:
    return shown_answer(at.library.answers[name], at.library, at.words, at.reader)


def _answered(
    request: HttpRequest,
    at: Reading,
    name: str,
    answer: str,
    claims: tuple[str, ...],
    **more: object,
) -> HttpResponse:
    """A page of its own around one answer: its words, and the claims behind it."""
    p, shown = at.words.tables[name], _answer(at, answer)
    rows = at.claims(claims)
    return page(request, at, name, p["title"], shown.stamp, p=p, answer=shown, claims=rows, **more)


def _checked(at: Reading, items: Iterable[Reviewed]) -> str:
    """The day on or after which all of these were read again."""
    return at.words.day(min(each.reviewed for each in items))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is there: three pages first, then every question and every list."""
    at = reading(request)
    answers = [_answer(at, name) for name in at.library.answers]
    return page(
        request,
        at,
        "index",
        at.words.text("library", "name"),
        None,
        first=[each for each in answers if each.id in FIRST],
        answers=[each for each in answers if each.id not in FIRST],
        checked=_checked(at, at.library.answers.values()),
        b12=at.words.tables["b12"],
        pictures=at.words.tables["pictures"],
    )


@require_safe
def als(request: HttpRequest) -> HttpResponse:
    """B12 and ALS, for a family and for a clinician."""
    at = reading(request)
    p = at.words.tables["als"]
    return _answered(
        request,
        at,
        "als",
        "als_help",
        ALS_CLAIMS,
        five=[(p[f"q{n}"], p[f"a{n}"]) for n in range(1, 6)],
        points=outcome_of(at, "als-points"),
        who=listed(p, "who"),
        unknown=listed(p, "unknown"),
        ask=listed(p, "ask"),
        terms=list(zip(listed(p, "term"), listed(p, "means"), strict=True)),
        approvals=_approvals(at),
        forests=[forest_of(at, name) for name in ("als-function", "als-first-year")],
    )


def _approvals(at: Reading) -> list[tuple[str, str, str, bool]]:
    """Country, what was found, the day, and whether it is an approval."""
    looked = at.library.searches["als"].last
    found = []
    for each in at.library.approvals:
        country, _, said = at.words.text("approval", each.country).partition(": ")
        on = date.fromisoformat(each.on) if each.on else looked
        key = "found" if each.found else "none"
        day = at.words.text("approval", key, on=at.words.day(on)) if on else ""
        told = each.found or each.country == "int"
        found.append((country, said[:1].upper() + said[1:] if told else "", day, each.found))
    return found


@require_safe
def tablets(request: HttpRequest) -> HttpResponse:
    """Tablets or injections: the trials side by side, not added up."""
    at = reading(request)
    p = at.words.tables["tablets"]
    return _answered(
        request,
        at,
        "tablets",
        "tablets",
        TABLET_CLAIMS,
        why=listed(p, "why"),
        talk=listed(p, "talk"),
        guides=[p["guide_dk"], p["guide_uk"], p["guide_nl"]],
        forest=forest_of(at, "tablets"),
        level=forest_of(at, "tablets-level"),
        mma=outcome_of(at, "tablets-mma"),
    )


@require_safe
def often(request: HttpRequest) -> HttpResponse:
    """How often: nobody has tested it."""
    at = reading(request)
    p = at.words.tables["often"]
    parts = [(p[name], listed(p, name)) for name in ("exists", "mistake", "settle", "does")]
    return _answered(request, at, "often", "interval", OFTEN_CLAIMS, parts=parts)


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """All questions with their answers in short."""
    at = reading(request)
    title = at.words.text("library", "questions")
    answers = [_answer(at, name) for name in at.library.answers]
    checked = _checked(at, at.library.answers.values())
    return page(request, at, "questions", title, None, answers=answers, checked=checked)


@require_safe
def one_answer(request: HttpRequest, answer: str) -> HttpResponse:
    """One answer, with the claims that decide it."""
    at, name = reading(request), answer
    if name not in at.library.answers:
        raise Http404
    shown = _answer(at, name)
    drawing = forest_of(at, shown.analysis) if shown.analysis else None
    return page(request, at, "answer", shown.question, shown.stamp, answer=shown, forest=drawing,
                pictures=at.words.tables["pictures"] if name == "als_or_b12" else None)  # fmt: skip


@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """Every claim by topic."""
    at = reading(request)
    by_topic = {
        topic: [at.claim(c.id) for c in at.library.claims.values() if c.topic == topic]
        for topic in at.words.tables["subject"]
    }
    topics = [(t, at.words.text("subject", t), found) for t, found in by_topic.items()]
    title, checked = at.words.text("library", "claims"), _checked(at, at.library.claims.values())
    return page(request, at, "claims", title, None, topics=topics, checked=checked)


@require_safe
def one_claim(request: HttpRequest, claim: str) -> HttpResponse:
    """One claim: how it stands, its sources, its history, and what would change our mind."""
    at, name = reading(request), claim
    if name not in at.library.claims:
        raise Http404
    found = at.library.claims[name]
    drawing = forest_of(at, found.analysis) if found.analysis else None
    stamp = claim_stamp(found, at.words)
    return page(request, at, "claim", f"{name}", stamp, claim=at.claim(name), forest=drawing)


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """What the two documents say, and what stands today."""
    at = reading(request)
    both = [
        (at.words.text("library", f"document_{letter}"), at.library.sources[seed], rows)
        for letter, seed, rows in (
            ("a", "DK-SEED", [at.claim(n) for n in at.library.claims if n.startswith("A")]),
            ("b", "NL-ALSC-2023", [at.claim(n) for n in at.library.claims if n.startswith("B")]),
        )
    ]
    seeds = [c for c in at.library.claims.values() if c.seed]
    changed = sum(bool(c.changed) for c in seeds)
    count = at.words.text("library", "documents_count", n=len(seeds), changed=changed)
    title = at.words.text("library", "documents")
    checked = _checked(at, seeds)
    return page(request, at, "documents", title, None, both=both, count=count, checked=checked)


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every source, how much of it was read and when."""
    at = reading(request)
    used = sorted(used_sources(at.library), key=attrgetter("country", "id"))
    rows = (shown_source(each, at.words) for each in used)
    groups = [(country, list(found)) for country, found in groupby(rows, attrgetter("country"))]
    title = at.words.text("library", "sources")
    return page(request, at, "sources", title, None, groups=groups)


@require_safe
def sources_json(request: HttpRequest) -> HttpResponse:
    """The sources as CSL-JSON, for a reference manager."""
    text = json.dumps(csl(reading(request).library), ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/vnd.citationstyles.csl+json")
    answer.headers["Content-Disposition"] = 'attachment; filename="corrin-sources.json"'
    return answer


@require_safe
def watch(request: HttpRequest) -> HttpResponse:
    """What is due to be read again, and which searches watch the field."""
    at = reading(request)
    today = clock.today(ZONE)
    late = [p for p in problems(at.library, on=today) if p.code == "overdue"]
    due = sorted(at.library.claims.values(), key=lambda c: (c.due, c.topic))
    groups = [
        (at.words.day(day), [at.claim(c.id) for c in rows])
        for day, rows in groupby(due, key=attrgetter("due"))
    ]
    searches = [shown_watch(each, at.words) for each in at.library.searches.values()]
    title = at.words.text("library", "watch")
    return page(request, at, "watch", title, None, late=late, groups=groups, searches=searches)


@require_safe
def b12(request: HttpRequest) -> HttpResponse:
    """B12 in the body, foods, causes and routes in plain words."""
    at = reading(request)
    p = at.words.tables["b12"]
    names = ("body", "foods", "causes", "ways", "names")
    parts = [(p[name], listed(p, name)) for name in names]
    weakest = min((at.library.claims[n] for n in B12_CLAIMS), key=lambda c: c.certainty.rank)
    stamp = claim_stamp(weakest, at.words)
    rows = at.claims(B12_CLAIMS)
    return page(request, at, "b12", p["title"], stamp, p=p, parts=parts, claims=rows)


@require_safe
def pictures(request: HttpRequest) -> HttpResponse:
    """The picture of B12 deficiency beside that of ALS: an examination decides."""
    at = reading(request)
    p = at.words.tables["pictures"]
    rows = [(p[f"row_{n}"], p[f"row_{n}_b12"], p[f"row_{n}_als"]) for n in range(1, 7)]
    stamp = answer_stamp(at.library.answers["als_or_b12"], at.words)
    found = at.claims(PICTURE_CLAIMS)
    return page(request, at, "pictures", p["title"], stamp, p=p, rows=rows, claims=found)


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """How to tell about a mistake; nothing is sent from this page, and nothing is kept."""
    at = reading(request)
    lines = report_lines(at, request.GET.get("page", ""))
    title = at.words.text("library", "report")
    return page(request, at, "report", title, None, link=report_link(lines), lines=lines)
