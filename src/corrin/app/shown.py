"""An assessment as the page shows it: every sentence from `words`, nothing worked out anew."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from corrin.advice import OUT_OF_SCOPE, RED_FLAGS, Assessment, Recommendation
from corrin.app.proposal import Interval, interval
from corrin.knowledge import Citation, Disagreement, Knowledge, Side, load
from corrin.record import Doubt, Record, printable
from corrin.terms import ADVICE, Country, Lang, Reader
from corrin.words import Catalog, catalog, journal, reason_lines, say, told

MOST_ENTRIES = 6  # lines of the record under one piece of advice or doubt
# Place and text of each entry, by its id.
Lines = Mapping[str, tuple[str, str]]
TRUSTED = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as a reader can follow it."""

    publisher: str
    title: str
    url: str
    read: str
    checked: str
    status: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the record: its place, and its line where there is one."""

    place: str
    line: str


@dataclass(frozen=True, slots=True)
class Entries:
    """The first entries something rests on, and how many more there are."""

    first: tuple[Entry, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Card:
    """One piece of advice."""

    key: str
    title: str
    text: str
    strength: str
    strength_word: str
    because: tuple[str, ...]
    entries: Entries
    dates: tuple[tuple[str, str], ...]
    sources: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Advice of one family, under its heading."""

    family: str
    title: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """What the sources of one country say."""

    country: str
    here: bool
    sides: tuple[tuple[str, Cited], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One question that sources answer differently, by country."""

    title: str
    text: str
    columns: tuple[Column, ...]
    every: tuple[Column, ...]
    all: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about the record, and the entries it is about."""

    text: str
    entries: Entries


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole answer."""

    country: str
    on: str
    alarms: tuple[Card, ...]
    groups: tuple[Group, ...]
    interval: Interval | None
    missing: tuple[str, ...]
    doubts: tuple[Asked, ...]
    differences: tuple[Difference, ...]
    withheld: tuple[str, ...]
    engine: str
    edition: str
    fingerprint: str
    journal: str
    empty: bool = field(default=False)


def shown(
    a: Assessment,
    record: Record,
    text: str,
    lang: Lang,
    reader: Reader,
    given: Iterable[str] = (),
) -> Shown:
    """The answer for a reader; `text` is the record as it was written, for its lines.

    Without a text the entries are named in words. `given` is what was told, for the journal.
    """
    words, known = catalog(lang), load()
    lines = _lines(text) if text else _Named(record, words)

    def card(r: Recommendation) -> Card:
        return _card(r, a, words, reader, known, lines)

    alarms = [r for r in a.advice if r.key in RED_FLAGS | OUT_OF_SCOPE]
    apart = [r for r in a.advice if r.key == "conflict_shown"]
    others = [r for r in a.advice if r not in alarms and r not in apart]
    return Shown(
        country=words.code("country", a.country),
        on=words.day(a.on),
        alarms=tuple(map(card, alarms)),
        groups=_groups(others, map(card, others), words),
        interval=interval(a, record, words),
        missing=tuple(_sentence(say.missing(m, words)) for m in a.missing),
        doubts=_doubts(a.doubts, words, lines),
        differences=tuple(_difference(d, a, words, reader, known) for d in a.disagreements),
        withheld=tuple(words.code("withheld", n) for n in _withheld(a)),
        engine=a.engine,
        edition=a.edition,
        fingerprint=a.record_sha256[:16],
        journal=journal(a, given, lang) if reader is Reader.CLINICIAN else "",
        empty=not a.advice,
    )


def _withheld(a: Assessment) -> list[str]:
    """What took advice away, once each; a plan that steps back for a longer step is no loss."""
    return [n for n in dict.fromkeys(a.withheld.values()) if n != "step_offered"]


def _lines(text: str) -> Lines:
    """What stands in each line of a notation; none for JSON, whose places are pointers."""
    if text.lstrip()[:1] in ("{", "["):
        return {}
    lines = enumerate(text.split("\n"), start=1)
    return {f"line:{n}": (f"{n}", line) for n, line in lines if line.strip()}


class _Named(Mapping[str, tuple[str, str]]):
    """Each entry in words, with its day; only those that are asked for are put into words."""

    def __init__(self, record: Record, words: Catalog) -> None:
        self.entries, self.words = {e.id: e for e in record.entries}, words

    def __getitem__(self, name: str) -> tuple[str, str]:
        e = self.entries[name]
        return (self.words.day(e.on) if e.on else "", told(e, self.words))

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


def _sentence(clause: str) -> str:
    """A clause that stands alone begins with a capital."""
    return clause[:1].upper() + clause[1:]


def _groups(
    advice: Sequence[Recommendation], cards: Iterable[Card], words: Catalog
) -> tuple[Group, ...]:
    """The cards under their families, in the order in which they were given."""
    found: dict[str, list[Card]] = {}
    for r, card in zip(advice, cards, strict=True):
        found.setdefault(ADVICE[r.key].family, []).append(card)
    return tuple(Group(f, words.text("page", f), tuple(cards)) for f, cards in found.items())


def _card(
    r: Recommendation,
    a: Assessment,
    words: Catalog,
    reader: Reader,
    known: Knowledge,
    lines: Lines,
) -> Card:
    return Card(
        key=r.key,
        title=say.title(r, words),
        text=say.text(r, words, reader),
        strength=r.strength.value,
        strength_word=words.code("strength", r.strength),
        because=tuple(_sentence(reason) for reason in reason_lines(r, a, words)),
        entries=_entries(r.because, words, lines),
        dates=tuple((day.isoformat(), _dated(day, words)) for day in r.dates),
        sources=tuple(_cited(c, words, known) for c in r.citations),
    )


def _dated(day: date, words: Catalog) -> str:
    return words.text("page", "weekday_date", weekday=words.weekday(day), date=words.day(day))


def _entries(ids: Sequence[str], words: Catalog, lines: Lines) -> Entries:
    first = tuple(_entry(i, words, lines) for i in ids[:MOST_ENTRIES])
    return Entries(first, len(ids) - len(first))


def _entry(name: str, words: Catalog, lines: Lines) -> Entry:
    place, line = lines.get(name, ("", ""))
    if name.startswith("line:") and line:
        place, line = words.text("page", "error_line", line=place), line.strip()[:120]
    return Entry(place if line else printable(name), printable(line))


def _cited(c: Citation, words: Catalog, known: Knowledge) -> Cited:
    source, title = say.cited(c, known)
    checked = words.text("page", "source_checked", on=words.day(source.checked))
    return Cited(
        publisher=source.publisher,
        title=title,
        url=source.url if source.url.startswith(TRUSTED) else "",
        read=words.code("tag", c.tag),
        checked=checked,
        status="" if source.status == "current" else words.code("status", source.status),
    )


def _doubts(doubts: Iterable[Doubt], words: Catalog, lines: Lines) -> tuple[Asked, ...]:
    """Each question once, with all entries it is about."""
    about: dict[str, list[str]] = {}
    for d in doubts:
        about.setdefault(say.doubt(d, words), []).extend(d.because)
    return tuple(Asked(text, _entries(ids, words, lines)) for text, ids in about.items())


def _difference(
    d: Disagreement, a: Assessment, words: Catalog, reader: Reader, known: Knowledge
) -> Difference:
    """A few sides at first sight, and all of them on demand."""
    why = [r for r in a.advice if r.key == "conflict_shown" and r.params.get("topic") == d.topic]
    return Difference(
        title=words.text("topic", d.topic, "title"),
        text=say.text(why[0], words, reader) if why else "",
        columns=_columns(d.lead(a.country), a, words, known),
        every=_columns(d.sides, a, words, known),
        all=words.text("page", "all_sources", count=len(d.sides)),
    )


def _columns(
    sides: Iterable[Side], a: Assessment, words: Catalog, known: Knowledge
) -> tuple[Column, ...]:
    """The sides by country: the one asked about first, then the other two, then elsewhere."""
    by: dict[str, list[Side]] = {}
    for side in sides:
        by.setdefault(side.country, []).append(side)
    order = [a.country.value, *(c.value for c in Country), *by]
    return tuple(
        Column(
            country=_sentence(words.code("country", name)),
            here=name == a.country,
            sides=tuple(
                (words.text("side", s.id, "text"), _cited(s.cite, words, known)) for s in by[name]
            ),
        )
        for name in dict.fromkeys(order)
        if name in by
    )
