"""What guidance advises on a diary, and the one page for the doctor, on screen and as PDF."""

from collections.abc import Iterable, Iterator
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from corrin import store
from corrin.advice import Assessment
from corrin.advice.profile import Profile
from corrin.app.choices import Choices, choices
from corrin.app.frame import Option, frame
from corrin.app.shown import shown
from corrin.app.surround import finished, surround
from corrin.app.whose import Patient
from corrin.app.worked import assessed, profile
from corrin.figures import (
    Page,
    footed,
    pdf,
    profile_page,
    profile_sentences,
    profile_table,
    recovery_page,
    recovery_sentences,
    recovery_table,
    svg,
)
from corrin.record import Administration, Ill, Record, Remembered, Score
from corrin.terms import Country, Reader
from corrin.words import Catalog, catalog, journal, told
from corrin.words.profile import ProfileWords, profile_words

# The page, the same as tables, and as sentences, which a telephone shows first.
DRAWN = {
    "interval": (profile_page, profile_table, profile_sentences),
    "recovery": (recovery_page, recovery_table, recovery_sentences),
}
VIEWS = tuple(DRAWN)
MOST_TOLD = 12  # lines of the record in a letter


@require_http_methods(["GET", "HEAD"])
def advice(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """The advice on a diary, with reasons, sources and where guidance differs."""
    record, country = patient.record(), _country(request, patient, chosen)
    found = assessed(record, patient.on, country, chosen.ask)
    seen = shown(found, record, "", chosen.lang, chosen.reader)
    words = catalog(chosen.lang)
    context = (
        frame(chosen)
        | surround(request, patient, chosen, "advice")
        | {"shown": seen, "a": words.tables["advice_page"]}
    )
    return finished(render(request, "corrin/advice.html", context), chosen)


def _country(request: HttpRequest, patient: Patient, chosen: Choices) -> Country:
    """The country asked for here, else the diary's own."""
    return chosen.country if request.GET.get("country") else patient.country


@require_http_methods(["GET", "HEAD"])
def doctor(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """The page for the consultation, in the reader's language, with a letter to copy."""
    chosen = choices(request, reader=Reader.CLINICIAN)
    words, record, view = catalog(chosen.lang), patient.record(), _view(request)
    seen, said = _seen(record, patient, chosen)
    page, table, talk = DRAWN[view]
    found = assessed(record, patient.on, patient.country)
    context = surround(request, patient, chosen, "doctor") | {
        "r": words.tables["doctor"],
        "view": view,
        "views": [Option(v, words.text("doctor", v), v == view, f"?view={v}") for v in VIEWS],
        "picture": svg(sealed(page(seen, said), patient, words)),
        "table": table(seen, said),
        "talk_title": said.say("talk_title"),
        "talk": talk(seen, said),
        "shown": {"journal": (copied := told_and_advised(found, record, words))},
        "letter": letter(record, talk(seen, said), copied, words) if patient.own else "",
        "memory": bool(record.current().of(Remembered)),
    }
    return finished(render(request, "corrin/doctor.html", context), chosen)


@require_http_methods(["GET", "HEAD"])
def doctor_pdf(request: HttpRequest, patient: Patient, chosen: Choices) -> HttpResponse:
    """The same page as a file; its name says nothing."""
    chosen = choices(request, reader=Reader.CLINICIAN)
    seen, said = _seen(patient.record(), patient, chosen)
    page, _, _ = DRAWN[_view(request)]
    drawn = sealed(page(seen, said), patient, catalog(chosen.lang))
    answer = HttpResponse(pdf(drawn), content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="corrin.pdf"'
    return answer


def sealed(page: Page, patient: Patient, words: Catalog) -> Page:
    """The page with the seal of the record at its foot: what is kept can be held against it."""
    seal = store.seal(patient.id)
    if not seal:
        return page
    return footed(page, words.text("doctor", "seal", seal=seal))


def _view(request: HttpRequest) -> str:
    view = request.GET.get("view", VIEWS[0])
    if view not in VIEWS:
        raise Http404
    return view


def _seen(record: Record, patient: Patient, chosen: Choices) -> tuple[Profile, ProfileWords]:
    """The profile, and the words for its reader."""
    seen = profile(record, patient.on, patient.country)
    return seen, profile_words(chosen.lang, chosen.reader)


def told_and_advised(a: Assessment, record: Record, words: Catalog) -> str:
    """What was told, memory marked as such, and the advice, to copy into a journal."""
    return journal(a, list(_told(record, words)), words.lang)


def letter(record: Record, talk: Iterable[tuple[str, str]], copied: str, words: Catalog) -> str:
    """The patient's letter to the GP: why, a question, what was seen and told."""
    say = partial(words.text, "letter")
    now = record.current()
    injected = any(dose.route in ("im", "sc") for dose in now.of(Administration))
    opening = " ".join((say("why"), *((say("memory"),) if now.of(Remembered) else ())))
    seen = "\n".join(f"{head}: {text}" for head, text in talk)
    ask = say("ask_interval") if injected else say("ask")
    parts = (say("dear"), opening, ask, seen, copied, say("sheet"), say("regards"))
    return "\n\n".join(part.strip() for part in parts)


def _told(record: Record, words: Catalog) -> Iterator[str]:
    """The record without its scores, the newest first, no more than a letter holds."""
    dated = [e for e in record.current().entries if not isinstance(e, Score | Ill)]
    for e in sorted(dated, key=lambda e: str(e.on or ""), reverse=True)[:MOST_TOLD]:
        yield f"{words.day(e.on)}: {told(e, words)}" if e.on else told(e, words)
