"""The report on a run: one HTML page by itself, every picture beside its numbers."""

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from pathlib import Path

from corrin.cohort import rows
from corrin.cohort.shards import whole
from corrin.cohort.style import head
from corrin.cohort.totals import SPANS, Share, Spread, Totals, totals
from corrin.cohort.totals import NoRun as NoRun
from corrin.terms import Lang
from corrin.words import Catalog, catalog

PAGE = "_report.html"  # the underscore: readers of Parquet folders pass it over
LONGEST = 25  # rows of a list
WORST = 10.0  # of a score
LEAST_PART = 0.01  # what is below is told as less than one per cent


def report(out: Path, lang: Lang) -> Path:
    """Write the page into the folder of a finished run; gives its path. Raises NoRun."""
    found, words = totals(out), catalog(lang)
    page = out / PAGE
    with whole(page) as part:
        part.write_text("\n".join(_page(found, words)) + "\n", encoding="utf-8")
    return page


def _page(found: Totals, words: Catalog) -> Iterator[str]:
    w = words.tables["cohort"]
    yield from head(words.lang, w["title"])
    yield f"<p>{escape(_lead(found, words))}</p>"
    yield from _first(found.first, words)
    yield f'<p class="soft">{escape(_asked(found, words))} {escape(w["invented"])}</p>'
    yield f'<p class="soft">{escape(w["device"])}</p>'
    yield from _shares("due", found.due, words)
    yield from _centres("overdue_by_centre", found.overdue_by_centre, found.first[2], words)
    yield from _shares("trends", found.trends, words)
    yield from _scores(found.scores, words)
    yield from _shares("needless", found.needless, words)
    yield from _centres("needless_by_centre", found.needless_by_centre, found.first[3], words)
    yield from _listed("advice", [(_advice(s.name, words), s) for s in found.advice], words)
    yield from _listed("missing", [(_fact(s.name, words), s) for s in found.missing], words)
    yield from _quarantine(found, words)
    yield "</main>\n</body>\n</html>"


def _lead(found: Totals, words: Catalog) -> str:
    return words.text("cohort", "lead", people=_number(found.answered, words))


def _asked(found: Totals, words: Catalog) -> str:
    """By the rules of which day and which edition of corrin."""
    day = found.asked["on"]
    on = words.day(date.fromisoformat(day)) if day else words.text("cohort", "on_own")
    return words.text("cohort", "run", on=on, engine=found.asked["engine"])


def _first(shares: Sequence[Share], words: Catalog) -> Iterator[str]:
    """Four numbers for whoever reads no further."""
    w = words.tables["cohort"]
    yield '<dl class="first">'
    for share in shares:
        part = w["few"] if share.part is None else percent(share.part)
        of = words.text("cohort", f"of_{share.name}", of=_number(share.of, words))
        yield f"<div><dt>{escape(w[share.name])}</dt><dd>{escape(part)}</dd>"
        yield f'<dd class="soft">{escape(of)}</dd></div>'
    yield "</dl>"


def _shares(kind: str, shares: Sequence[Share], words: Catalog) -> Iterator[str]:
    if not shares:
        return
    w = words.tables["cohort"]
    yield f"<section><h2>{escape(w[kind])}</h2><p>{escape(w[f'{kind}_lead'])}</p>"
    named = [(w[s.name], s) for s in shares]
    yield from _drawn(w[kind], named, None, words)
    yield "</section>"


def _centres(kind: str, shares: Sequence[Share], of_all: Share, words: Catalog) -> Iterator[str]:
    if not shares:
        return
    w = words.tables["cohort"]
    yield f"<section><h3>{escape(w[kind])}</h3>"
    if any(s.part is not None for s in shares):
        yield f'<p class="soft">{escape(w["centres_lead"])}</p>'
    yield from _drawn(w[kind], [(s.name, s) for s in shares], of_all.part, words)
    yield "</section>"


def _drawn(
    title: str, named: Sequence[tuple[str, Share]], of_all: float | None, words: Catalog
) -> Iterator[str]:
    """The bars of those who are enough to be told of, and the names of the others."""
    hidden = [name for name, s in named if s.part is None]
    drawn = [
        rows.Bar(name, s.part, _of(s, words, hidden), None if of_all is None else s.range)
        for name, s in named
        if s.part is not None
    ]
    if drawn:
        yield from rows.bars(title, drawn, of_all)
    yield from _few(hidden, words)


def _few(names: Sequence[str], words: Catalog) -> Iterator[str]:
    if names:
        said = words.text("cohort", "few_of", names=", ".join(names))
        yield f'<p class="soft">{escape(said)}</p>'


def _scores(spreads: Sequence[Spread], words: Catalog) -> Iterator[str]:
    w = words.tables["cohort"]
    yield f"<section><h2>{escape(w['scores'])}</h2><p>{escape(w['scores_lead'])}</p>"
    drawn = [
        rows.Box(_span(s.name, words), s.quartiles, _median(s.quartiles[1], s.people, words))
        for s in spreads
        if s.quartiles
    ]
    if drawn:
        scale = [words.number(WORST * n / 4) for n in range(5)]
        yield from rows.boxes(w["scores"], drawn, WORST, scale)
    yield from _few([_span(s.name, words) for s in spreads if not s.quartiles], words)
    yield "</section>"


def _listed(kind: str, named: Sequence[tuple[str, Share]], words: Catalog) -> Iterator[str]:
    w = words.tables["cohort"]
    yield f"<section><h2>{escape(w[kind])}</h2><p>{escape(w[f'{kind}_lead'])}</p>"
    yield f'<table><thead><tr><th scope="col">{escape(w["name"])}</th>'
    yield f'<th scope="col">{escape(w["people"])}</th><th scope="col">{escape(w["share"])}</th>'
    yield "</tr></thead><tbody>"
    for name, share in named[:LONGEST]:
        part = "" if share.part is None else percent(share.part)
        yield f'<tr><th scope="row">{escape(name)}</th><td>{_number(share.count, words)}</td>'
        yield f"<td>{escape(part)}</td></tr>"
    yield "</tbody></table></section>"


def _quarantine(found: Totals, words: Catalog) -> Iterator[str]:
    w = words.tables["cohort"]
    yield f"<section><h2>{escape(w['quarantine'])}</h2>"
    if not found.quarantined and found.quarantined is not None:
        yield f"<p>{escape(w['quarantine_none'])}</p></section>"
        return
    people = _number(found.quarantined, words)
    yield f"<p>{escape(words.text('cohort', 'quarantine_lead', people=people))}</p><ul>"
    for share in found.reasons:
        reason = f'<span lang="en">{escape(share.name)}</span>'
        yield f"<li>{reason}: {_number(share.count, words)}</li>"
    yield "</ul></section>"


def _advice(key: str, words: Catalog) -> str:
    """The title of a piece of advice without what varies from one patient to the next."""
    short: dict[str, str] = words.tables["cohort"]["short"]
    return short.get(key) or words.text("advice", key, "title").split(":")[0]


def _fact(name: str, words: Catalog) -> str:
    asked = words.text("fact", name, "ask")
    return asked[:1].upper() + asked[1:]


def _span(span: tuple[int, int], words: Catalog) -> str:
    low, high = span
    if span == SPANS[-1]:
        return words.text("cohort", "span_open", **{"from": low})
    return words.text("cohort", "span", **{"from": low, "to": high})


def _median(middle: float, people: int | None, words: Catalog) -> str:
    return f"{words.number(middle)} ({_number(people, words)})"


def _of(share: Share, words: Catalog, hidden: Sequence[str]) -> str:
    """The share and the number; where somebody is hidden, nobody else is called everybody."""
    number = _number(share.count, words)
    if share.part is None or (share.part == 1 and hidden):
        return number
    return f"{percent(share.part)} ({number})"


def percent(part: float) -> str:
    """A share as people write it, never broken; what is hardly anything is told as that."""
    if 0 < part < LEAST_PART:
        return "<\N{NO-BREAK SPACE}1\N{NO-BREAK SPACE}%"
    return f"{100 * part:.0f}\N{NO-BREAK SPACE}%"


def _number(count: int | None, words: Catalog) -> str:
    """A number with spaces between its thousands, which all three languages can read."""
    if count is None:
        return words.text("cohort", "few")
    return f"{count:,}".replace(",", "\N{NO-BREAK SPACE}")
