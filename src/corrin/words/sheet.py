"""What a spreadsheet's columns are taken for, and its problems, in words."""

from collections.abc import Iterable

from corrin.record import Fault, printable
from corrin.words.catalog import Catalog


def meaning(code: str, words: Catalog) -> str:
    """What a column is taken for."""
    kind, _, about = code.partition(":")
    if kind == "felt":
        return words.text("import", "felt", item=words.code("item", about))
    if kind == "lab":
        return words.text("import", "lab", test=words.code("test", about))
    return words.text("import", kind)


def fault(code: str, row: int, heading: str, met: str, words: Catalog) -> Fault:
    """A problem: its place, what was met, what was expected, what to do."""
    if row:
        place = words.text("import", "place", row=row, heading=printable(heading[:60]))
    else:
        place = words.text("import", "place_file")
    said = words.tables["problem"][code]
    shown = said.get("met", "{met}").format(met=printable(met[:60]) or "–")
    return Fault(place, shown, said["expected"], said["do"])


def faults(problems: Iterable[tuple[str, int, str, str]], words: Catalog) -> list[Fault]:
    """All problems of a sheet, in its order."""
    return [fault(*problem, words) for problem in problems]
