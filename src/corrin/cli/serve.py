"""`corrin serve`: the app, from this computer, until stopped."""

import argparse
from pathlib import Path

from corrin.app.serve import Unserved, serve
from corrin.cli.exits import DONE, Failed


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, metavar="N", help="else 8000 or the next free one")
    parser.add_argument("--data", type=Path, default=Path(".corrin"), metavar="DIR")
    parser.add_argument("--no-browser", dest="browser", action="store_false")


def run(options: argparse.Namespace) -> int:
    try:
        serve(options.port, options.data, options.browser)
    except Unserved as why:
        raise Failed(str(why)) from None
    return DONE


def _port(text: str) -> int:
    """A port number; 0 lets the system choose."""
    if not text.isascii() or not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; use a number from 0 to 65535")
    return int(text)
