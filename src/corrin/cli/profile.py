"""`corrin profile`: one record in, the interval profile or the recovery view out, one A4 page."""

import argparse
from pathlib import Path

from corrin.advice.profile import Profile, profile_of
from corrin.cli.advise import day, no_edition
from corrin.cli.clock import today
from corrin.cli.exits import DONE, Usage
from corrin.cli.files import FORMS, read_record, write_whole
from corrin.cli.prior import add_prior, prior_of
from corrin.knowledge import KnowledgeError
from corrin.terms import Country, Lang, Reader

SUFFIXES = (".svg", ".html", ".pdf")
VIEWS = ("interval", "recovery")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", metavar="FILE", help="case JSON, diary notation, FHIR Bundle, or -")
    parser.add_argument("--out", metavar="X", required=True, help="X.svg, X.html or X.pdf")
    parser.add_argument("--lang", choices=[*map(str, Lang)], default="en", help="in which language")
    parser.add_argument("--on", metavar="DATE", help="the day (default: the record's, else today)")
    parser.add_argument(
        "--for", dest="reader", choices=[*map(str, Reader)], default="patient", help="for whom"
    )
    parser.add_argument("--view", choices=VIEWS, default="interval", help="which page")
    parser.add_argument(
        "--country",
        choices=[*map(str, Country)],
        help="whose alarm signs (default: the record's, or all)",
    )
    add_prior(parser)
    parser.add_argument("--from", dest="form", choices=FORMS, help="the form of the file")
    parser.add_argument("--lenient", action="store_true", help="use the good lines of a notation")


def run(options: argparse.Namespace) -> int:
    """Write the page, whole or not at all."""
    out, on = _out(options.out), day(options.on)
    case = read_record(
        options.file,
        form=options.form,
        lenient=options.lenient,
        on=on,
        today=today(),
        lang=Lang(options.lang),
    )
    on, country = on or case.on or today(), options.country or case.country
    try:
        prior = prior_of(options.prior)
        profile = profile_of(case.record, on=on, country=country, prior=prior)
    except KnowledgeError as gap:
        raise no_edition(gap, on) from None
    write_whole(out, _drawn(profile, options, out.suffix.lower()))
    return DONE


def _out(name: str) -> Path:
    path = Path(name)
    if path.suffix.lower() not in SUFFIXES:
        raise Usage(f"--out: met {name!r}; expected a name ending in {', '.join(SUFFIXES)}")
    return path


def _drawn(profile: Profile, options: argparse.Namespace, suffix: str) -> str | bytes:
    from corrin.figures import (
        html,
        pdf,
        profile_page,
        profile_table,
        recovery_page,
        recovery_table,
        svg,
    )
    from corrin.words.profile import profile_words

    words = profile_words(Lang(options.lang), Reader(options.reader))
    recovery = options.view == "recovery"
    page = (recovery_page if recovery else profile_page)(profile, words)
    if suffix == ".svg":
        return svg(page)
    if suffix == ".pdf":
        return pdf(page)
    return html(page, (recovery_table if recovery else profile_table)(profile, words))
