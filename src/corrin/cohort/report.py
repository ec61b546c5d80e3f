"""The report on a run: one HTML page by itself, every picture beside its numbers."""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from corrin.cohort.shards import whole
from corrin.cohort.totals import SPANS, Share, Spread, Totals, totals
from corrin.cohort.totals import NoRun as NoRun
from corrin.figures import bars, boxes, svg_of
from corrin.figures.shapes import Page
from corrin.terms import Lang
from corrin.words import Catalog, catalog

PAGE = "_report.html"  # the underscore: readers of Parquet folders pass it over
LONGEST = 25  # rows of a list
WORST = 10.0  # of a score
STYLE = """
:root { color-scheme: light }
body { margin: 0 auto; max-width: 46rem; padding: 1.2rem; font: 16px/1.5 Helvetica, Arial,
  sans-serif; color: #1a1a1a; background: #fff }
h1 { font-size: 1.6rem; line-height: 1.2 } h2 { font-size: 1.15rem; margin: 2.2rem 0 .3rem }
h3 { font-size: 1rem; margin: 1.2rem 0 .2rem } p { margin: .3rem 0 .8rem } .soft { color: #555b63 }
.chart { display: block; width: 100%; height: auto } .wide { overflow-x: auto }
dl { display: flex; gap: 2.5rem; flex-wrap: wrap; margin: 1rem 0 }
dd { margin: 0; font-size: 1.6rem }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 1rem }
th, td { border-bottom: 1px solid #c9ced6; padding: .25rem .6rem .25rem 0; text-align: left }
td { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
thead th:not(:first-child) { text-align: right } tbody th { font-weight: normal }
@media print { body { max-width: none } section { break-inside: avoid } }
"""


def report(out: Path, lang: Lang) -> Path:
    """Write the page into the folder of a finished run; gives its path. Raises NoRun."""
    found, words = totals(out), catalog(lang)
    page = out / PAGE
    with whole(page) as part:
        part.write_text("\n".join(_page(found, words)) + "\n", encoding="utf-8")
    return page


def _page(found: Totals, words: Catalog) -> Iterator[str]:
    w = words.tables["cohort"]
    people = _number(found.answered, words)
    yield f'<!doctype html>\n<html lang="{words.lang}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(w['title'])}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>"
    yield f"<h1>{escape(w['title'])}</h1>"
    yield f"<p>{escape(words.text('cohort', 'lead', people=people))}</p>"
    yield f'<p class="soft">{escape(w["invented"])} {escape(w["device"])}</p>'
    yield "<dl>"
    for name, count in (("answered", found.answered), ("quarantined", found.quarantined)):
        yield f"<div><dt>{escape(w[name])}</dt><dd>{_number(count, words)}</dd></div>"
    yield "</dl>"
    yield from _shares("due", found.due, words, w["due_lead"])
    yield from _centres("overdue_by_centre", found.overdue_by_centre, words)
    yield from _scores(found.scores, words)
    yield from _shares("needless", found.needless, words, w["needless_lead"])
    yield from _centres("needless_by_centre", found.needless_by_centre, words)
    yield from _listed("advice", [(_advice(s.name, words), s) for s in found.advice], words)
    yield from _listed("missing", [(_fact(s.name, words), s) for s in found.missing], words)
    yield from _quarantine(found.reasons, words)
    yield "</main>\n</body>\n</html>"


def _shares(kind: str, shares: Sequence[Share], words: Catalog, lead: str) -> Iterator[str]:
    w = words.tables["cohort"]
    yield f"<section><h2>{escape(w[kind])}</h2><p>{escape(lead)}</p>"
    rows = [(w[s.name], s.part, _of(s, words)) for s in shares]
    yield _drawn(bars(words.lang, w[kind], rows, kind))
    yield "</section>"


def _centres(kind: str, shares: Sequence[Share], words: Catalog) -> Iterator[str]:
    if shares:
        w = words.tables["cohort"]
        rows = [(s.name, s.part, _of(s, words)) for s in shares]
        yield f"<section><h3>{escape(w[kind])}</h3>"
        yield _drawn(bars(words.lang, w[kind], rows, kind)) + "</section>"


def _scores(spreads: Sequence[Spread], words: Catalog) -> Iterator[str]:
    w = words.tables["cohort"]
    rows = [(_span(s.name, words), s.quartiles, _median(s, words)) for s in spreads]
    yield f"<section><h2>{escape(w['scores'])}</h2><p>{escape(w['scores_lead'])}</p>"
    yield _drawn(boxes(words.lang, w["scores"], rows, WORST, "scores")) + "</section>"


def _listed(kind: str, rows: Sequence[tuple[str, Share]], words: Catalog) -> Iterator[str]:
    w = words.tables["cohort"]
    yield f"<section><h2>{escape(w[kind])}</h2><p>{escape(w[f'{kind}_lead'])}</p>"
    yield f'<div class="wide"><table><thead><tr><th scope="col">{escape(w["name"])}</th>'
    yield f'<th scope="col">{escape(w["people"])}</th><th scope="col">{escape(w["share"])}</th>'
    yield "</tr></thead><tbody>"
    for name, share in rows[:LONGEST]:
        part = "" if share.part is None else percent(share.part)
        yield f'<tr><th scope="row">{escape(name)}</th><td>{_number(share.count, words)}</td>'
        yield f"<td>{part}</td></tr>"
    yield "</tbody></table></div></section>"


def _quarantine(reasons: Sequence[Share], words: Catalog) -> Iterator[str]:
    w = words.tables["cohort"]
    yield f"<section><h2>{escape(w['quarantine'])}</h2>"
    if not reasons:
        yield f"<p>{escape(w['quarantine_none'])}</p></section>"
        return
    yield "<ul>"
    for share in reasons:
        yield f"<li>{escape(share.name)}: {_number(share.count, words)}</li>"
    yield "</ul></section>"


def _drawn(page: Page) -> str:
    return svg_of(page, page.width, page.height)


def _advice(key: str, words: Catalog) -> str:
    """The title of a piece of advice without what varies from one patient to the next."""
    short: dict[str, str] = words.tables["cohort"]["short"]
    return short.get(key) or words.text("advice", key, "title").split(":")[0]


def _fact(name: str, words: Catalog) -> str:
    return words.text("fact", name, "ask")


def _span(span: tuple[int, int], words: Catalog) -> str:
    low, high = span
    if span == SPANS[-1]:
        return words.text("cohort", "span_open", **{"from": low})
    return words.text("cohort", "span", **{"from": low, "to": high})


def _median(spread: Spread, words: Catalog) -> str:
    if spread.quartiles is None:
        return words.text("cohort", "few")
    return f"{words.number(spread.quartiles[1])} ({_number(spread.people, words)})"


def _of(share: Share, words: Catalog) -> str:
    if share.count is None or share.part is None:
        return words.text("cohort", "few")
    return f"{percent(share.part)} ({_number(share.count, words)})"


def percent(part: float) -> str:
    """A share as people write it, never broken."""
    return f"{100 * part:.0f}\N{NO-BREAK SPACE}%"


def _number(count: int | None, words: Catalog) -> str:
    """A number with spaces between its thousands, which all three languages can read."""
    if count is None:
        return words.text("cohort", "few")
    return f"{count:,}".replace(",", "\N{NO-BREAK SPACE}")
