"""`corrin advise`: one record in, explained advice out."""

import argparse
import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime, time

from corrin.advice import assess, why
from corrin.cli.clock import today
from corrin.cli.exits import DONE, Refused, Usage
from corrin.cli.files import FORMS, read_record
from corrin.cli.prior import add_prior, prior_of
from corrin.knowledge import KnowledgeError
from corrin.record import Case, Fault
from corrin.record.case import WEEKDAYS
from corrin.terms import ADVICE, Ask, Country, Lang, Reader

COUNTRY_SETTING = "CORRIN_COUNTRY"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", metavar="FILE", help="case JSON, diary notation, FHIR Bundle, or -")
    parser.add_argument("--on", metavar="DATE", help="the day (default: the record's, else today)")
    parser.add_argument(
        "--known", metavar="DATE", help="leave out what was noted after this day (by UTC)"
    )
    parser.add_argument("--country", choices=[*map(str, Country)], help="whose guidance")
    parser.add_argument("--ask", choices=[*map(str, Ask)], help="the question (default: assess)")
    parser.add_argument(
        "--for", dest="reader", choices=[*map(str, Reader)], default="patient", help="for whom"
    )
    parser.add_argument("--lang", choices=[*map(str, Lang)], default="en", help="in which language")
    parser.add_argument(
        "--format",
        choices=("text", "json", "fhir"),
        default="text",
        help="text, JSON, or FHIR proposals",
    )
    parser.add_argument("--why", metavar="KEY", help="the facts behind one piece of advice")
    parser.add_argument("--from", dest="form", choices=FORMS, help="the form of the file")
    parser.add_argument("--lenient", action="store_true", help="use the good lines of a notation")
    add_prior(parser)
    parser.add_argument(
        "--clinic-days", metavar="DAYS", help="weekdays for dated courses, such as mon,wed,fri"
    )


def run(options: argparse.Namespace) -> int:
    """Print the assessment, or why a key was given or not."""
    from corrin.words import as_dict, as_text

    on, days = day(options.on), _weekdays(options.clinic_days)
    case = read_record(
        options.file,
        form=options.form,
        lenient=options.lenient,
        on=on,
        today=today(),
        lang=Lang(options.lang),
    )
    case = _as_known(case, day(options.known))
    on, country = on or case.on or today(), _country(options.country, case)
    ask = Ask(options.ask) if options.ask else case.ask or Ask.ASSESS
    if options.why:
        return _explain(options, case, on, country, ask)
    try:
        found = assess(
            case.record,
            on=on,
            country=country,
            ask=ask,
            clinic_days=days,
            prior=prior_of(options.prior),
        )
    except KnowledgeError as gap:
        raise no_edition(gap, on) from None
    lang, reader = Lang(options.lang), Reader(options.reader)
    if options.format == "fhir":
        from corrin.app.cds_words import proposals

        print(json.dumps(proposals(found, lang), ensure_ascii=False, indent=1))
    elif options.format == "json":
        print(json.dumps(as_dict(found, lang, reader), ensure_ascii=False, indent=1))
    else:
        print(as_text(found, lang, reader), end="")
    return DONE


def _as_known(case: Case, until: date | None) -> Case:
    """The case with what was noted by the end of a day, or all of it."""
    if until is None:
        return case
    return replace(case, record=case.record.known_at(datetime.combine(until, time.max, UTC)))


def _explain(options: argparse.Namespace, case: Case, on: date, country: Country, ask: Ask) -> int:
    from corrin.words import why_dict, why_text

    if options.why not in ADVICE:
        raise Usage(f"no advice is called {options.why!r}; the keys are: {', '.join(ADVICE)}")
    try:
        found = why(
            case.record,
            options.why,
            on=on,
            country=country,
            ask=ask,
            prior=prior_of(options.prior),
        )
    except KnowledgeError as gap:
        raise no_edition(gap, on) from None
    if options.format == "json":
        print(json.dumps(why_dict(found), ensure_ascii=False, indent=1))
    else:
        print(why_text(found, Lang(options.lang)), end="")
    return DONE


def no_edition(gap: KnowledgeError, on: date) -> Refused:
    """What is said where no edition of a country's rules is in force on the day."""
    do = f"choose a later day with --on ({gap})"
    return Refused([Fault("on", on.isoformat(), "a day with guidance in force", do)])


def day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Usage(f"--on: met {text!r}; expected a date like 2026-03-05") from None
    if not 1900 <= found.year <= 2200:
        raise Usage(f"--on: met {text!r}; expected a year from 1900 to 2200")
    return found


def _country(asked: str | None, case: Case) -> Country:
    """The country asked for, else the record's, else the setting's."""
    chosen = asked or case.country or os.environ.get(COUNTRY_SETTING, "").lower()
    try:
        return Country(chosen)
    except ValueError:
        hint = f"choose one with --country ({', '.join(Country)}), or set {COUNTRY_SETTING}"
        raise Usage(f"whose guidance? The record names no country: {hint}") from None


def _weekdays(text: str | None) -> tuple[int, ...]:
    words = text.lower().split(",") if text else []
    if not all(word in WEEKDAYS for word in words):
        raise Usage(f"--clinic-days: met {text!r}; expected weekdays like mon,wed,fri")
    return tuple(sorted({WEEKDAYS.index(word) for word in words}))
