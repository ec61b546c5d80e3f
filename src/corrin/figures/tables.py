"""The small table on the page, and all the figures' data as HTML tables beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from corrin.advice.profile import Profile
from corrin.figures import summary, talk
from corrin.figures.axis import SMALL
from corrin.figures.ink import INK, RULE, SOFT
from corrin.figures.letters import LEADING, width, wrapped
from corrin.figures.shapes import Block, Path, Shape, Tag, Text
from corrin.figures.strips import back_word
from corrin.figures.svg import clean
from corrin.figures.words import Words

Row = Sequence[str]
APART, CELL = 9.0, 8.0  # points between columns; size of a cell's letters
HEADS = ("interval", "cycles", "back", "early", "late", "difference")


def heads(words: Words) -> list[str]:
    """The heads of the small table."""
    return [words.say(f"head_{name}") for name in HEADS]


def group_rows(profile: Profile, words: Words) -> list[list[str]]:
    """A row for each interval that was tried, longest first."""
    return [
        [
            words.say("head_days", days=words.span(g.shortest, g.longest)),
            str(g.cycles),
            _back(g, words),
            number(g.early, words),
            number(g.late, words),
            signed(g.difference, words),
        ]
        for g in summary.groups(profile)
    ]


def _back(g: summary.Group, words: Words) -> str:
    """In how many cycles symptoms were back: at least, and at most where some are but probable."""
    back = words.span(g.back, g.back + g.probable)
    return words.say("back_of", back=back, cycles=g.told) if g.told else "–"


def _groups(profile: Profile, words: Words) -> list[list[str]]:
    """The rows, or one that says there is none."""
    return group_rows(profile, words) or [[words.say("table_empty")]]


def number(value: float | None, words: Words) -> str:
    """A mean with one decimal, or a dash."""
    return "–" if value is None else words.decimal(value)


def signed(value: float | None, words: Words) -> str:
    """A difference with its sign."""
    if value is None:
        return "–"
    text = words.decimal(value)
    return f"+{text}" if value > 0.05 else text


def small(profile: Profile, words: Words, left: float, top: float, right: float) -> Block:
    """The table as shapes, tagged cell by cell."""
    rows = group_rows(profile, words)
    shown = _groups(profile, words)
    edges = _edges(heads(words), rows, left, right)
    head = [
        wrapped(h, edges[n + 1] - edges[n] - 3, SMALL, True) for n, h in enumerate(heads(words))
    ]
    deep = max(map(len, head)) * SMALL * LEADING
    found = [Block("TR", children=tuple(_cells(head, edges, top + SMALL, "TH")))]
    y = top + deep + 4
    for row in shown:
        line: Shape = Path(((left, y), (right, y)), RULE, 0.6)
        cells = tuple(_cells([[cell] for cell in row], edges, y + 10, "TD"))
        found += [Block("Artifact", (line,)), Block("TR", children=cells)]
        y += 14.5
    return Block("Table", children=tuple(found), title=words.say("table_title"))


def _edges(head: Row, rows: Sequence[Row], left: float, right: float) -> list[float]:
    """Columns as wide as their longest word or cell; the first takes what is left."""
    found = [right]
    for n in range(len(head) - 1, 0, -1):
        words = (width(word, SMALL, True) for word in head[n].split())
        cells = (width(row[n], CELL) for row in rows)
        found.append(found[-1] - max((*words, *cells)) - APART)
    return [left, *reversed(found)]


def _cells(
    cells: Sequence[Sequence[str]], edges: Sequence[float], y: float, tag: Tag
) -> Iterator[Block]:
    """The first cell stands left, numbers stand right."""
    for n, lines in enumerate(cells):
        x, anchor = (edges[0], "start") if n == 0 else (edges[n + 1], "end")
        shapes = tuple(
            Text(
                x,
                y + k * SMALL * LEADING,
                line,
                CELL if tag == "TD" else SMALL,
                tag == "TH",
                "start" if anchor == "start" else "end",
                SOFT if tag == "TH" else INK,
            )
            for k, line in enumerate(lines)
        )
        yield Block(tag, shapes)


def profile_table(profile: Profile, words: Words) -> str:
    """Everything the page shows, as HTML headings, sentences and tables."""
    parts = [
        f"<h2>{clean(words.say('talk_title'))}</h2>",
        as_list(talk.sentences(profile, words)),
        f"<p>{clean(talk.injected(profile, words))}</p>" if profile.given else "",
        as_table(words.say("facts_title"), (), talk.cards(profile, words)),
        as_table(words.say("table_title"), heads(words), _groups(profile, words)),
        as_table(words.say("strips_title"), _cycle_heads(words), _cycle_rows(profile, words)),
        as_table(words.say("overlay_title"), _bin_heads(words), _bin_rows(profile, words)),
        _dots(profile, words),
        f"<h2>{clean(words.say('bias_title'))}</h2>",
        f"<ul>{''.join(f'<li>{clean(b)}</li>' for b in talk.biases(profile, words))}</ul>",
        f"<p><strong>{clean(talk.never_wait(words))}</strong></p>",
        f"<p>{clean(talk.what_it_is(words))}</p>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def as_list(said: Iterable[talk.Said]) -> str:
    """Headings with what they say."""
    items = (f"<dt>{clean(head)}</dt><dd>{clean(text)}</dd>" for head, text in said)
    return f"<dl>{''.join(items)}</dl>"


def as_table(title: str, head: Row, rows: Iterable[Row]) -> str:
    """A table with its caption; nothing where it has no rows."""
    body = "\n".join(f"<tr>{_row(row)}</tr>" for row in rows)
    if not body:
        return ""
    top = "".join(f'<th scope="col">{clean(cell)}</th>' for cell in head)
    top = f"<thead><tr>{top}</tr></thead>\n" if head else ""
    table = f"<table><caption>{clean(title)}</caption>\n{top}<tbody>\n{body}\n</tbody></table>"
    return f'<div class="wide" tabindex="0" role="group" aria-label="{clean(title)}">{table}</div>'


def _row(row: Row) -> str:
    first = f'<th scope="row">{clean(row[0])}</th>'
    return first + "".join(f"<td>{clean(cell)}</td>" for cell in row[1:])


def _cycle_heads(words: Words) -> list[str]:
    names = ("date", "length", "planned", "written", "early", "late", "back")
    return [words.say(f"head_{name}") for name in names]


def _cycle_rows(profile: Profile, words: Words) -> Iterator[Row]:
    for c in profile.pooled:
        early = summary.mean(c, 7, min(20, c.length - 8)) if c.length >= 15 else None
        late = summary.mean(c, max(c.length - 7, 0), c.length - 1)
        yield (
            words.day(c.start),
            words.say("so_far", days=c.length - 1) if c.running else str(c.length),
            words.number(c.planned) if c.planned else "–",
            str(c.written),
            number(early, words),
            number(late, words),
            back_word(c, words),
        )


def _bin_heads(words: Words) -> list[str]:
    return [words.say(f"head_{n}") for n in ("since", "cycles", "median", "half", "most")]


def _bin_rows(profile: Profile, words: Words) -> Iterator[Row]:
    for b in summary.bins(profile.pooled, summary.span_days(profile)):
        if not b.count:
            continue
        low, first, middle, third, high = b.quantiles or (None,) * 5
        banded = b.count >= summary.BAND_FROM
        yield (
            words.span(b.first, b.last),
            str(b.count),
            number(middle, words),
            words.say("range", low=number(first, words), high=number(third, words))
            if banded
            else "–",
            words.say("range", low=number(low, words), high=number(high, words)) if banded else "–",
        )


def _dots(profile: Profile, words: Words) -> str:
    if profile.lasting.kind != "lasts":
        return ""
    days = ", ".join(words.number(round(d)) for d in profile.lasting.dots)
    return (
        f"<h2>{clean(words.say('dots_title'))}</h2>\n<p>{clean(words.say('dots_axis'))}: {days}</p>"
    )
