"""An assessment as plain values for machines, and as text for people."""

from collections.abc import Iterable, Iterator
from datetime import date
from textwrap import fill
from typing import TYPE_CHECKING, Any

from corrin.advice import Assessment, Proposal, Recommendation, Why
from corrin.knowledge import Disagreement, Knowledge, load
from corrin.record import printable
from corrin.terms import Lang, Reader
from corrin.words import say
from corrin.words.catalog import Catalog, catalog

if TYPE_CHECKING:
    from corrin.advice.many import Piece

WIDTH = 88


def as_dict(assessment: Assessment, lang: Lang, reader: Reader) -> dict[str, Any]:
    """The assessment as the contract's JSON object."""
    words = catalog(lang)
    return {
        "on": assessment.on.isoformat(),
        "country": assessment.country.value,
        "edition": assessment.edition,
        "engine": assessment.engine,
        "record_sha256": assessment.record_sha256,
        "advice": [_advice(r, words, reader) for r in assessment.advice],
        "missing": [{"fact": m.fact, "for": list(m.keys)} for m in assessment.missing],
        "doubts": [
            {"code": d.code, "because": list(d.because), "text": say.doubt(d, words)}
            for d in assessment.doubts
        ],
        "disagreements": [_disagreement(d, words) for d in assessment.disagreements],
        "proposal": _proposal(assessment.proposal),
    }


def plain(r: "Recommendation | Piece") -> dict[str, Any]:
    """A recommendation's key and parameters."""
    return {"key": r.key, **{k: _json(v) for k, v in r.params.items()}}


def _json(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _advice(r: Recommendation, words: Catalog, reader: Reader) -> dict[str, Any]:
    found = plain(r)
    if r.dates:
        found["dates"] = [day.isoformat() for day in r.dates]
    return found | {
        "title": say.title(r, words),
        "text": say.text(r, words, reader),
        "strength": r.strength.value,
        "because": list(r.because),
        "citations": [
            {"source": c.source, "section": c.section, "tag": c.tag.value} for c in r.citations
        ],
    }


def _disagreement(d: Disagreement, words: Catalog) -> dict[str, Any]:
    return {
        "topic": d.topic,
        "id": d.id,
        "title": words.text("topic", d.topic, "title"),
        "sides": [
            {
                "country": side.country,
                "source": side.cite.source,
                "section": side.cite.section,
                "tag": side.cite.tag.value,
                "says": words.text("side", side.id, "text"),
            }
            for side in d.sides
        ],
    }


def _proposal(p: Proposal | None) -> dict[str, Any] | None:
    if p is None:
        return None
    return {
        "due": _iso(p.due),
        "window": [_iso(day) for day in p.window] if p.window else None,
        "due_now": p.due_now,
        "interval_days": p.interval_days,
        "current_days": p.current_days,
        "band_days": list(p.band_days) if p.band_days else None,
        "reason": p.reason,
        "rails": list(p.rails),
        "p_cycle": p.p_cycle,
        "lasts_days": list(p.lasts_days) if p.lasts_days else None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def as_text(
    assessment: Assessment, lang: Lang, reader: Reader, knowledge: Knowledge | None = None
) -> str:
    """The assessment as a page of text."""
    words, known = catalog(lang), knowledge or load()
    lines = [*_head(assessment, words)]
    told = (r for r in assessment.advice if r.key != "conflict_shown")
    for number, r in enumerate(told, start=1):
        lines += ["", *_item(number, r, assessment, words, reader)]
    if not assessment.advice:
        lines += ["", words.text("page", "nothing_to_say")]
    lines += [*_asked(assessment, words), *_differing(assessment, words)]
    lines += [*_sources(assessment, words, known), *_foot(assessment, words)]
    return "\n".join(lines) + "\n"


def _head(a: Assessment, words: Catalog) -> Iterator[str]:
    yield f"corrin · {words.code('country', a.country.value)} · {words.day(a.on)}"
    for key in ("what_it_is", "not_a_device", "no_validated_scale", "do_not_wait"):
        yield fill(words.text("page", key), WIDTH)


def _item(
    number: int,
    r: Recommendation,
    a: Assessment,
    words: Catalog,
    reader: Reader,
) -> Iterator[str]:
    yield f"{number}. {say.title(r, words)} [{words.code('strength', r.strength.value)}]"
    yield _indented(say.text(r, words, reader))
    if r.dates:
        days = words.listed(f"{words.weekday(d)} {words.day(d)}" for d in r.dates)
        yield _indented(f"{words.text('page', 'dates')}: {days}")
    reasons = reason_lines(r, a, words)
    if reasons:
        yield _indented(f"{words.text('page', 'because')}: {'; '.join(reasons)}")
    for c in r.citations:
        yield _indented(f"[{c.source}, {c.section}: {words.code('tag', c.tag.value)}]")


def reason_lines(r: Recommendation, a: Assessment, words: Catalog) -> list[str]:
    """The facts that decided, in words; what is absent is told only where nothing else is."""
    known = [(n, v) for n in r.facts if (v := a.facts.get(n)) is not None]
    telling = [(n, v) for n, v in known if v is not False] or known
    return [say.because(name, value, words) for name, value in telling]


def _asked(a: Assessment, words: Catalog) -> Iterator[str]:
    if a.missing:
        yield from ("", words.text("page", "missing"))
        yield from (_indented(f"- {say.missing(m, words)}") for m in a.missing)
    if a.doubts:
        yield from ("", words.text("page", "doubts"))
        yield from (_indented(f"- {say.doubt(d, words)} {_places(d.because)}") for d in a.doubts)


def _places(ids: Iterable[str]) -> str:
    return "(" + ", ".join(printable(i) for i in ids) + ")"


def _differing(a: Assessment, words: Catalog) -> Iterator[str]:
    if not a.disagreements:
        return
    yield from ("", words.text("page", "disagreements"))
    for topic in dict.fromkeys(d.topic for d in a.disagreements):
        yield _indented(words.text("topic", topic, "title"))
        about = [d for d in a.disagreements if d.topic == topic]
        leads = (side for d in about for side in d.lead(a.country))
        told = {(s.country, words.text("side", s.id, "text")): s.cite.source for s in leads}
        for (country, said), source in told.items():
            yield _indented(f"- {words.code('country', country)}: {said} [{source}]", "   ")
        sides = sum(len(d.sides) for d in about)
        yield _indented(words.text("page", "all_sides", count=sides, topic=topic), "     ")


def _sources(a: Assessment, words: Catalog, known: Knowledge) -> Iterator[str]:
    """Each source named above, once, with its title."""
    named = dict.fromkeys(c.source for r in a.advice for c in r.citations)
    if named:
        yield from ("", words.text("page", "sources"))
    for source in (known.sources[name] for name in named):
        yield _indented(f"[{source.id}] {source.publisher}: {source.title}. {source.note}".strip())


def _foot(a: Assessment, words: Catalog) -> Iterator[str]:
    yield ""
    yield f"{words.text('page', 'engine')}: {a.engine}"
    yield f"{words.text('page', 'edition')}: {a.edition}"
    yield f"{words.text('page', 'record_fingerprint')}: {a.record_sha256[:16]}"


def _indented(text: str, indent: str = "   ") -> str:
    return fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ")


def why_text(why: Why, lang: Lang) -> str:
    """Why one key was given or not, by every rule that could give it."""
    words = catalog(lang)
    lines = [f"{why.key}: {words.text('page', 'given' if why.given else 'not_given')}"]
    if why.withheld_by:
        lines.append(_indented(words.code("withheld", why.withheld_by)))
    for reason in why.reasons:
        state = {True: "given", False: "not_given", None: "undecided"}[reason.holds]
        lines.append(f"- {reason.rule}: {words.text('page', state)}")
        lines.append(_indented(f"{words.text('page', 'rule')}: {reason.when}"))
        lines += [*_why_facts(reason.deciding, words)]
        lines += [_indented(f"? {words.text('fact', name, 'ask')}") for name in reason.missing]
    return "\n".join(lines) + "\n"


def _why_facts(deciding: Iterable[tuple[str, object]], words: Catalog) -> Iterator[str]:
    for name, value in deciding:
        if name == "ask":
            yield _indented(f"= {words.code('ask', str(value))}")
        else:
            yield _indented(f"= {say.because(name, value, words)}")


def why_dict(why: Why) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "key": why.key,
        "given": why.given,
        "withheld_by": why.withheld_by or None,
        "rules": [
            {
                "rule": r.rule,
                "when": r.when,
                "holds": r.holds,
                "deciding": [{"fact": n, "value": _plain_fact(v)} for n, v in r.deciding],
                "missing": list(r.missing),
                "because": list(r.because),
                "citations": [
                    {"source": c.source, "section": c.section, "tag": c.tag.value}
                    for c in r.citations
                ],
            }
            for r in why.reasons
        ],
    }


def _plain_fact(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
