"""The clinical manual, printed from the specification tests and the facts they rest on."""

import importlib.util
from collections.abc import Callable, Iterator
from inspect import getmembers, isfunction, signature
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any

from corrin.situation import FACTS

PROPER = {
    "britain": "Britain",
    "british": "British",
    "denmark": "Denmark",
    "netherlands": "Netherlands",
    "b12": "B12",
    "leber": "Leber",
}
ROOT = Path(__file__).resolve().parents[1]


def manual(note: str) -> str:
    """Chapters in the order of their files; a section for each test, a block for each case."""
    chapters = [chapter for path in _files() for chapter in _chapter(path)]
    opening = (
        "# The manual\n\nEach example is a test: a diary, a day, what is said. Around the lines "
        "shown stands an ordinary adult whose other history is stated to be empty. Every rule in "
        "plain words, with source and examples, and for every piece of advice three patients "
        "written by hand, stand in [rules.md](rules.md); where each statement of the guideline "
        "report went, in [coverage.md](coverage.md). No clinician has reviewed the rules or these "
        "examples."
    )
    return "\n\n".join([note, opening, *chapters]) + "\n"


def facts(note: str) -> str:
    """The facts that rules may ask for, with their meaning."""
    rows = [f"| `{t.name}` | {t.kind} | {t.meaning} |" for _, t in sorted(FACTS.items())]
    table = "\n".join(["| fact | kind | meaning |", "|---|---|---|", *rows])
    opening = "# Facts\n\nA fact is known or unknown; unknown is never read as no."
    return "\n\n".join([note, opening, table]) + "\n"


def diaries() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every case of the specification tests: its sentence, the whole diary, day and country."""
    whole: Callable[[str], str] = _loaded(ROOT / "tests" / "spec" / "case.py").whole
    for path in _files():
        for name, test in getmembers(_loaded(path), isfunction):
            if name.startswith("test_"):
                for diary, how in _cases(test):
                    yield _sentence(name), whole(diary), how


def _cases(test: Callable[..., None]) -> list[tuple[str, dict[str, str]]]:
    """What a test hands to its `case`."""
    found: list[tuple[str, dict[str, str]]] = []

    def case(diary: str, **how: str) -> None:
        found.append((diary, how))

    for values in _parameters(test):
        test(case=case, **values)
    return found


def _files() -> list[Path]:
    return sorted((ROOT / "tests" / "spec").glob("test_*.py"))


def _chapter(path: Path) -> Iterator[str]:
    module = _loaded(path)
    yield f"## {(module.__doc__ or '').strip()}"
    tests = [f for name, f in getmembers(module, isfunction) if name.startswith("test_")]
    for test in sorted(tests, key=lambda f: f.__code__.co_firstlineno):
        yield from _section(test)


def _loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"manual_{path.stem}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _section(test: Callable[..., None]) -> Iterator[str]:
    yield "### " + _sentence(test.__name__)
    yield from dict.fromkeys(_block(diary, how) for diary, how in _cases(test))


def _sentence(name: str) -> str:
    """A test's name as a sentence, with the capitals a name cannot carry."""
    words = name.removeprefix("test_").replace("_", " ").capitalize()
    for plain, written in PROPER.items():
        words = words.replace(plain, written)
    return words


def _parameters(test: Callable[..., None]) -> list[dict[str, Any]]:
    """The parameter sets pytest would call the test with."""
    marks = [m for m in getattr(test, "pytestmark", []) if m.name == "parametrize"]
    if not marks:
        return [{}]
    names, rows = marks[0].args[:2]
    assert set(names) <= set(signature(test).parameters)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _block(diary: str, how: dict[str, str]) -> str:
    country, ask = how.get("country", "uk"), how.get("ask", "assess")
    lines = [f"On {how['on']}, {country.upper()}, asked to {ask.replace('_', ' ')}:"]
    lines += ["", "```", *shortened(diary), "```", ""]
    told = {"says": "says", "never": "never says", "dates": "days", "waits_for": "waits for"}
    for key, words in told.items():
        if how.get(key):
            lines.append(f"- {words}: " + ", ".join(f"`{line}`" for line in shortened(how[key])))
    return "\n".join(lines)


def shortened(text: str) -> list[str]:
    """The lines of a diary; of a long one the first and the last five."""
    lines = [line.strip() for line in dedent(text).splitlines() if line.strip()]
    return lines if len(lines) <= 12 else [*lines[:5], "…", *lines[-5:]]
