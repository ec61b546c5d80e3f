"""The library's sources as CSL-JSON values, the form that reference managers read."""

from typing import Any

from corrin.knowledge.claims import Library, Reference
from corrin.knowledge.model import Source


def csl(library: Library) -> list[dict[str, Any]]:
    """One item for every source that a claim, a trial or the method cites, by id."""
    cited = {ref.source for claim in library.claims.values() for ref in claim.refs}
    cited |= {trial.source for each in library.analyses.values() for trial in each.trials}
    cited |= set(library.references)
    return [_item(library.sources[n], library.references.get(n)) for n in sorted(cited)]


def _item(source: Source, row: Reference | None) -> dict[str, Any]:
    found: dict[str, Any] = {"id": source.id, "type": row.type if row else "webpage"}
    found["title"] = row.title if row else source.title
    found["author"] = [_author(name, row.type) for name in row.authors] if row else []
    found["author"] = found["author"] or [{"literal": source.publisher}]
    year = (row.year if row else "") or source.published[:4]
    if year.isdigit():
        found["issued"] = {"date-parts": [[int(year)]]}
    checked = source.checked
    found["accessed"] = {"date-parts": [[checked.year, checked.month, checked.day]]}
    optional = {
        "container-title": row.container if row else "",
        "DOI": row.doi if row else "",
        "PMID": row.pmid if row else "",
        "URL": source.url,
        "note": source.note,
    }
    return found | _place(row) | {key: value for key, value in optional.items() if value}


def _author(name: str, kind: str) -> dict[str, str]:
    """An author: family and given name where it is a person's, else as it stands."""
    family, _, given = name.rpartition(" ")
    person = kind in ("article-journal", "paper-conference") and given.isupper() and family
    return {"family": family, "given": given} if person else {"literal": name}


def _place(row: Reference | None) -> dict[str, str]:
    """Volume, issue and pages, where the place is written `12(3):45-67`."""
    if row is None or not row.locator:
        return {}
    where, _, page = row.locator.partition(":")
    volume, _, issue = where.rstrip(")").partition("(")
    found = {"volume": volume, "issue": issue, "page": page}
    return {key: value.strip() for key, value in found.items() if value.strip()}
