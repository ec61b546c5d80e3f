"""`corrin evidence`: what is claimed, how sure anybody can be, and what is due to be read again."""

import argparse
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from textwrap import fill
from typing import Any

from corrin.cli.advise import day
from corrin.cli.clock import today
from corrin.cli.exits import DONE, FAILED, Usage
from corrin.cli.files import write_whole
from corrin.knowledge import Library, Problem, csl, load_library, problems
from corrin.terms import Lang, Reader
from corrin.words.catalog import Catalog
from corrin.words.evidence import ShownAnswer, ShownClaim, Stamp, shown_answer, shown_claim
from corrin.words.library import library_catalog
from corrin.words.wording import wording_problems

WIDTH = 88
DATED = ("overdue", "date")  # kinds of problem that meet a day
DOES = ("list", "show", "forest", "check", "csl")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("what", choices=DOES, help="what to do; csl: sources as CSL-JSON")
    parser.add_argument("id", nargs="?", help="a statement (A1), an answer (als_help), a forest")
    parser.add_argument(
        "--out",
        metavar="X",
        help="where to write: X.svg or X.html for a forest, X.json for sources",
    )
    parser.add_argument("--on", metavar="DATE", help="the day to check on (default: today)")
    parser.add_argument("--lang", choices=[*map(str, Lang)], default="en", help="in which language")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text or JSON")
    parser.add_argument(
        "--for", dest="reader", choices=[*map(str, Reader)], default="patient", help="for whom"
    )


def run(options: argparse.Namespace) -> int:
    """Do the one thing that was asked."""
    needs_id = options.what in ("show", "forest")
    if needs_id != (options.id is not None):
        raise Usage(f"evidence {options.what} {'needs an id' if needs_id else 'takes no id'}")
    does: dict[str, Callable[[argparse.Namespace], int]] = {
        "list": _list,
        "show": _show,
        "forest": _forest,
        "check": _check,
        "csl": _csl,
    }
    return does[options.what](options)


def _list(options: argparse.Namespace) -> int:
    library, words = load_library(), library_catalog(Lang(options.lang))
    claims = [shown_claim(claim, library, words) for claim in library.claims.values()]
    if options.format == "json":
        return _print_json([_claim_json(c) for c in claims])
    for claim in claims:
        verdict = claim.verdict if claim.checked else f"{claim.group}: {claim.verdict}"
        print(f"{claim.id:<4} {verdict}")
        print(_indented(claim.said))
    print(words.text("library", "nobody_read"))
    return DONE


def _show(options: argparse.Namespace) -> int:
    library, words = load_library(), library_catalog(Lang(options.lang))
    if options.id in library.claims:
        claim = shown_claim(library.claims[options.id], library, words)
        return _printed(options, _claim_json(claim), _claim_lines(claim, words))
    if options.id in library.answers:
        answer = library.answers[options.id]
        shown = shown_answer(answer, library, words, Reader(options.reader))
        return _printed(options, _answer_json(shown), _answer_lines(shown, words))
    raise _unknown(options.id, library.claims, library.answers)


def _forest(options: argparse.Namespace) -> int:
    from corrin.figures import BESIDE, forest, forest_table, html, svg
    from corrin.synthesis import synthesise
    from corrin.words.figure import figure_words

    library = load_library()
    name = _analysis(options.id, library)
    found = synthesise(library.analyses[name])
    if not found.rows:
        words = library_catalog(Lang(options.lang))
        raise Usage(f"{options.id}: {words.text('library', 'no_trials')}")
    if options.out is None:
        raise Usage("evidence forest needs --out X.svg or X.html")
    path, says = Path(options.out), figure_words(Lang(options.lang))
    if path.suffix.lower() not in (".svg", ".html"):
        raise Usage(f"--out: met {options.out!r}; expected a name ending in .svg or .html")
    if path.suffix.lower() == ".svg":
        write_whole(path, svg(forest(found, says)))
    else:
        page = forest(found, says, noted=False)
        write_whole(path, html(page, forest_table(found, says), BESIDE))
    return DONE


def _analysis(name: str, library: Library) -> str:
    """The analysis of this name, or that of the statement or answer of this name."""
    if name in library.analyses:
        return name
    item = library.claims.get(name) or library.answers.get(name)
    if item is not None and item.analysis:
        return item.analysis
    raise _unknown(name, library.analyses)


def _check(options: argparse.Namespace) -> int:
    on = day(options.on) or today()
    library, words = load_library(), library_catalog(Lang(options.lang))
    found = [*problems(library, on=on), *wording_problems(library)]
    if options.format == "json":
        _print_json({"on": on.isoformat(), "problems": [asdict(each) for each in found]})
    else:
        print("\n".join(_checked(found, library, words, on)))
    return FAILED if found else DONE


def _checked(found: Sequence[Problem], library: Library, words: Catalog, on: date) -> Iterator[str]:
    for each in found:
        met = words.day(date.fromisoformat(each.met)) if each.code in DATED else each.met
        yield f"{each.about} {words.text('problem', each.code, met=met)}"
    told = words.day(on)
    if found:
        yield words.text("library", "problems_found", n=len(found), on=told)
    else:
        n, m = len(library.claims), len(library.answers)
        yield words.text("library", "all_well", n=n, m=m, on=told)


def _csl(options: argparse.Namespace) -> int:
    text = json.dumps(csl(load_library()), ensure_ascii=False, indent=1)
    if options.out:
        write_whole(Path(options.out), text + "\n")
    else:
        print(text)
    return DONE


def _printed(options: argparse.Namespace, value: Any, lines: Iterable[str]) -> int:
    if options.format == "json":
        return _print_json(value)
    print("\n".join(lines))
    return DONE


def _print_json(value: Any) -> int:
    print(json.dumps(value, ensure_ascii=False, indent=1))
    return DONE


def _claim_json(claim: ShownClaim) -> dict[str, Any]:
    found = asdict(claim)
    found["cited"] = [{"role": head, "sources": rows} for head, rows in found["cited"]]
    return found


def _answer_json(answer: ShownAnswer) -> dict[str, Any]:
    return asdict(answer) | {"claims": [claim.id for claim in answer.claims]}


def _unknown(name: str, *known: Iterable[str]) -> Usage:
    listed = " ".join(each for names in known for each in names)
    return Usage(f"no {name!r} in the library; expected one of {listed}")


def _stamp_lines(stamp: Stamp, words: Catalog) -> Iterator[str]:
    sure = stamp.certainty
    if sure[0].about:
        yield f"{words.text('library', 'how_sure')}:"
        yield from (_indented(str(each)) for each in sure)
    else:
        key = "certainty_today" if sure[0].rank else "certainty"
        yield f"{words.text('library', key)}: {sure[0]}"
    for key, value in (
        ("checked", stamp.checked),
        ("holds_in", stamp.countries),
        ("due", stamp.due),
    ):
        yield f"{words.text('library', key)}: {value}"
    yield stamp.signed


def _claim_lines(claim: ShownClaim, words: Catalog) -> Iterator[str]:
    yield f"{claim.id} [{claim.verdict}]"
    said = f"{words.text('library', 'document_says')}: " if claim.seed else ""
    yield _indented(f"{said}{claim.said}")
    if claim.doubted:
        yield _indented(words.text("library", "not_as_fact"))
    if claim.checked:
        yield _indented(f"{words.text('library', 'stands_today')}: {claim.today}")
    else:
        yield _indented(words.text("library", "not_checked_long"))
    yield from _stamp_lines(claim.stamp, words)
    for head, rows in claim.cited:
        for row in rows:
            yield _indented(f"{head}: {row.title}, {row.place} ({row.seen}, {row.on}) {row.note}")
    yield words.text("library", "history")
    yield from (_indented(f"{event.on}: {event.text}") for event in claim.history)
    yield _indented(f"{words.text('library', 'mind')}: {claim.watch.mind}")
    yield words.text("library", "gate")
    yield words.text("library", "nobody_read")


def _answer_lines(answer: ShownAnswer, words: Catalog) -> Iterator[str]:
    yield answer.question
    yield from _stamp_lines(answer.stamp, words)
    yield ""
    yield answer.gate
    yield fill(answer.short, WIDTH)
    yield fill(answer.text, WIDTH)
    yield ""
    for claim in answer.claims:
        yield _indented(f"{claim.id} [{claim.verdict}] {claim.today}")
    yield words.text("library", "nobody_read")


def _indented(text: str) -> str:
    return fill(text.strip(), WIDTH, initial_indent="   ", subsequent_indent="     ")
