"""`corrin token`: keys for machines, made, listed and revoked."""

import argparse
from datetime import timedelta
from uuid import UUID

from corrin.app.tokens.scope import Scope
from corrin.cli.clock import now
from corrin.cli.exits import DONE, Refused, Usage
from corrin.cli.keep import data_argument, opened, patient
from corrin.record import printable

DAYS, MOST_DAYS = 90, 366
ME = "me"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    ways = parser.add_subparsers(dest="way", required=True, metavar="new|list|revoke")
    new = ways.add_parser("new", help="make one; it is told once and never again")
    new.add_argument("name", metavar="NAME", help="what you call it; not a patient's name")
    new.add_argument(
        "--patient",
        action="append",
        type=_whose,
        required=True,
        metavar="ID",
        help="whom it is for: a patient's id, or me for the diary of this computer; repeat it",
    )
    new.add_argument(
        "--may",
        action="append",
        choices=[*map(str, Scope)],
        required=True,
        help="what for; repeat it",
    )
    new.add_argument(
        "--days", type=int, default=DAYS, metavar="N", help=f"until it ends (default {DAYS})"
    )
    listing = ways.add_parser("list", help="all of them, with what each may do and until when")
    ending = ways.add_parser("revoke", help="let one open nothing from now on")
    ending.add_argument("token", type=_token, metavar="ID", help="its id, as list shows it")
    for way in (new, listing, ending):
        data_argument(way)


def _whose(text: str) -> UUID | str:
    return ME if text == ME else patient(text)


def _token(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError("not the id of a token; see corrin token list") from None


def run(options: argparse.Namespace) -> int:
    """Make, list or revoke."""
    with opened(options.data):
        {"new": _new, "list": _list, "revoke": _revoke}[options.way](options)
    return DONE


def _new(options: argparse.Namespace) -> None:
    from corrin.app.tokens import keys

    if not 1 <= options.days <= MOST_DAYS:
        raise Usage(f"--days: met {options.days}; expected 1 to {MOST_DAYS}")
    if not 0 < len(options.name) <= keys.LONGEST_NAME:
        raise Usage(f"the name: expected 1 to {keys.LONGEST_NAME} characters")
    begun = now()
    token = keys.make(
        options.name,
        [_mine() if who == ME else who for who in options.patient],
        [Scope(word) for word in options.may],
        now=begun,
        until=begun + timedelta(days=options.days),
    )
    print(token)


def _mine() -> UUID:
    from corrin.app.models import Diary

    diary = Diary.objects.filter(owner="").first()
    if diary is None:
        raise Refused(["there is no diary of this computer yet; begin one with corrin serve"])
    return diary.patient_id


def _list(options: argparse.Namespace) -> None:
    from corrin.app.tokens import keys

    for token in keys.listed():
        ended = "revoked" if token.revoked_at else "expired" if token.expires_at <= now() else ""
        print(
            token.id,
            printable(token.name),
            ended or f"until {token.expires_at.date()}",
            f"used {token.used_on or 'never'}",
            ",".join(token.scopes),
            ",".join(map(str, token.patients)) or "nobody",
            sep="\t",
        )


def _revoke(options: argparse.Namespace) -> None:
    from corrin.app.tokens import keys

    if not keys.revoke(options.token, now()):
        raise Refused(["there is no such token; see corrin token list"])
    print("revoked")
