"""`corrin protocols`: the guidelines side by side, printed from the knowledge."""

import argparse
import json

from corrin.cli.advise import day
from corrin.cli.clock import today
from corrin.cli.exits import DONE
from corrin.knowledge import load
from corrin.terms import Lang


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    from corrin.words.guide import TOPIC_KEYS

    parser.add_argument("--topic", choices=list(TOPIC_KEYS), help="one topic only")
    parser.add_argument("--on", metavar="DATE", help="the day (default: today)")
    parser.add_argument("--lang", choices=[*map(str, Lang)], default="en", help="in which language")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text or JSON")


def run(options: argparse.Namespace) -> int:
    """Print the protocols in force."""
    from corrin.words.guide import guide, guide_text

    lang = Lang(options.lang)
    found = guide(load(), on=day(options.on) or today(), topic=options.topic, lang=lang)
    if options.format == "json":
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        print(guide_text(found, lang), end="")
    return DONE
