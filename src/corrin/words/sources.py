"""Sources of the library in words: what they are, how much of each was read, and what to know.

Places, what was read and notes stand in English in the knowledge. Other languages translate each by
its English text, so that a note that changes loses its translation and a test says so.
"""

from dataclasses import dataclass
from datetime import date
from itertools import chain

from corrin.knowledge import Library, Ref, Seen, Source
from corrin.words.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Cited:
    """One place in one source, as a reader sees it."""

    source: str
    title: str
    url: str
    place: str
    seen: str
    read: bool
    on: str
    note: str
    retracted: bool = False


@dataclass(frozen=True, slots=True)
class ShownSource:
    """One source, as a reader sees it."""

    id: str
    title: str
    url: str
    country: str
    kind: str
    published: str
    read: str
    checked: str
    note: str


def cited(ref: Ref, library: Library, words: Catalog) -> Cited:
    """A place in a source, with how much of it was read."""
    source = library.sources[ref.source]
    reference = library.references.get(ref.source)
    return Cited(
        source=source.id,
        title=titled(source),
        url=source.url,
        place=told(ref.place, words),
        seen=words.text("seen", ref.seen.value),
        read=ref.seen not in (Seen.LINK, Seen.MEMORY),
        on=words.day(source.checked),
        note=told(source.note, words),
        retracted=bool(reference and reference.retracted),
    )


def shown_source(source: Source, words: Catalog) -> ShownSource:
    """A source as it is shown in the list of all."""
    return ShownSource(
        id=source.id,
        title=titled(source),
        url=source.url,
        country=words.code("country", source.country),
        kind=words.text("kind", source.kind),
        published=when(source.published, words),
        read=told(source.read, words),
        checked=words.day(source.checked),
        note=told(source.note, words),
    )


def titled(source: Source) -> str:
    """Who wrote it and what it is called; a volume that is not known leaves no loose semicolon."""
    return f"{source.publisher}: {source.title}".rstrip(" ;").replace("?.", "?")


def told(text: str, words: Catalog) -> str:
    """A place, a reading or a note of the knowledge in the reader's language."""
    return words.code("source_text", text)


def when(text: str, words: Catalog) -> str:
    """A day, a month or a year as far as it is known."""
    parts = text.split("-")
    if not parts[0].isdigit():
        return words.text("library", "undated")
    if len(parts) == 3:
        return words.day(date.fromisoformat(text))
    return f"{words.text('page', f'month_{int(parts[1])}')} {parts[0]}" if parts[1:] else parts[0]


def used_sources(library: Library) -> tuple[Source, ...]:
    """Every source that a claim, a trial or an approval cites, by id."""
    refs = chain.from_iterable(claim.refs for claim in library.claims.values())
    approved = chain.from_iterable(each.refs for each in library.approvals)
    trials = (trial.source for each in library.analyses.values() for trial in each.trials)
    names = {*trials, *library.references, *(ref.source for ref in chain(refs, approved))}
    return tuple(library.sources[name] for name in sorted(names))
