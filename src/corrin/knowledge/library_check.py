"""What is wrong or overdue in the library on a day. What may not be loaded is refused before."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corrin.knowledge.claims import Library, Reference, Reviewed

DOI = re.compile(r"10\.\d{4,9}/[^\s,;]+")
PMID = re.compile(r"[1-9]\d{0,7}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: about what, which kind, and what was met."""

    about: str
    code: str  # overdue, identifier, date, duplicate, unused, retracted, wording
    met: str


def problems(library: Library, *, on: date) -> tuple[Problem, ...]:
    """Everything wrong in identifiers and dates, and everything overdue on a day."""
    return (
        *_overdue(library, on),
        *_dates(library, on),
        *_identifiers(library),
        *_retracted(library),
    )


def _reviewed(library: Library) -> Iterator[Reviewed]:
    yield from library.claims.values()
    yield from library.answers.values()


def _overdue(library: Library, on: date) -> Iterator[Problem]:
    for item in _reviewed(library):
        if item.due < on:
            yield Problem(item.id, "overdue", item.due.isoformat())
    for search in library.searches.values():
        if search.again < on:
            yield Problem(f"search {search.id}", "overdue", search.again.isoformat())


def _dates(library: Library, on: date) -> Iterator[Problem]:
    """Nothing was reviewed, read or found later than today."""
    for item in _reviewed(library):
        if item.reviewed > on:
            yield Problem(item.id, "date", item.reviewed.isoformat())
    cited = {ref.source for claim in library.claims.values() for ref in claim.refs}
    for name in sorted(cited):
        if library.sources[name].checked > on:
            yield Problem(name, "date", library.sources[name].checked.isoformat())


def _identifiers(library: Library) -> Iterator[Problem]:
    """A DOI and a PubMed number have their form, and one title has one source."""
    titles: dict[str, str] = {}
    for row in library.references.values():
        if row.doi and not DOI.fullmatch(row.doi):
            yield Problem(row.source, "identifier", row.doi)
        if row.pmid and not PMID.fullmatch(row.pmid):
            yield Problem(row.source, "identifier", row.pmid)
        title = _bare(row)
        if title in titles:
            yield Problem(row.source, "duplicate", titles[title])
        titles[title] = row.source


def _bare(row: Reference) -> str:
    """A title without case, spaces and signs, with its year."""
    return re.sub(r"[^a-z0-9]", "", row.title.lower()) + row.year


def _retracted(library: Library) -> Iterator[Problem]:
    for claim in library.claims.values():
        for ref in claim.refs:
            row = library.references.get(ref.source)
            if row and row.retracted and ref.decides:
                yield Problem(claim.id, "retracted", ref.source)
