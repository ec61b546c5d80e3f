"""Measures the house: lines of each file, and of each function without its docstring."""

import ast
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
PLACES = ("src/corrin", "tests", "tools", "bench", "start.py")
FLOORS_0_TO_5 = (
    {"terms"},
    {"record", "knowledge"},
    {"situation"},
    {"rules", "response", "synthesis"},
    {"advice"},
    {"simulate"},
)
CORE = frozenset().union(*FLOORS_0_TO_5)
FILE_LIMIT = 400
CORE_LIMIT, OTHER_LIMIT = 40, 60


@dataclass(frozen=True, slots=True)
class Function:
    """One function, and how many lines it has."""

    name: str
    line: int
    lines: int


@dataclass(frozen=True, slots=True)
class Page:
    """One file: where, how long, and its functions."""

    path: Path
    lines: int
    functions: tuple[Function, ...]

    @property
    def room(self) -> str:
        parts = self.path.parts
        if parts[:2] != ("src", "corrin"):
            return parts[0]
        return parts[2] if len(parts) > 3 else "corrin"

    @property
    def limit(self) -> int:
        return CORE_LIMIT if self.room in CORE else OTHER_LIMIT


def main() -> int:
    """Print the medians by room and what is too long; 1 if anything is."""
    pages = [measure(path) for path in _paths()]
    for room in dict.fromkeys(page.room for page in pages):
        print(_row(room, [page for page in pages if page.room == room]))
    print(_row("all", pages))
    long = [fault for page in pages for fault in faults(page)]
    print(*long, sep="\n", end="\n" if long else "")
    return 1 if long else 0


def measure(path: Path, root: Path = ROOT) -> Page:
    """Read one file."""
    text = path.read_text(encoding="utf-8")
    return Page(path.relative_to(root), len(text.splitlines()), tuple(functions(text)))


def functions(text: str) -> Iterator[Function]:
    """Every function in a text, inner ones too."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Function(node.name, node.lineno, _length(node))


def faults(page: Page) -> Iterator[str]:
    """What is too long, and by which limit."""
    if page.lines >= FILE_LIMIT:
        yield f"{page.path}: {page.lines} lines; a file stays under {FILE_LIMIT}"
    for function in page.functions:
        if function.lines > page.limit:
            place = f"{page.path}:{function.line}"
            yield f"{place}: {function.name} has {function.lines} lines; at most {page.limit} here"


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    whole = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node, clean=False) is None:
        return whole
    words = node.body[0]
    return whole - ((words.end_lineno or words.lineno) - words.lineno + 1)


def _paths() -> Iterator[Path]:
    for place in PLACES:
        here = ROOT / place
        found = [here] if here.is_file() else sorted(here.rglob("*.py"))
        yield from (path for path in found if "migrations" not in path.parts)


def _row(room: str, pages: Sequence[Page]) -> str:
    sizes = sorted(function.lines for page in pages for function in page.functions) or [0]
    lines = [page.lines for page in pages]
    ninth = sizes[(len(sizes) * 9) // 10 if len(sizes) > 1 else 0]
    return (
        f"{room:<12} {len(pages):>4} files {sum(lines):>6} lines, median {median(lines):>5.0f}, "
        f"largest {max(lines):>3};  functions: median {median(sizes):>3.0f}, "
        f"9 of 10 within {ninth:>2}, largest {sizes[-1]:>2}"
    )


if __name__ == "__main__":
    sys.exit(main())
