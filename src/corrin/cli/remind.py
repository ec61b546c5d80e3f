"""`corrin remind`: the reminders that are due now, by mail, each once. For cron, every morning."""

import argparse

from corrin.cli.clock import now
from corrin.cli.exits import DONE, Failed, Usage
from corrin.cli.keep import data_argument, opened


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    data_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Send them, and say how many; never to whom."""
    with opened(options.data):
        from django.conf import settings

        from corrin.app.reminders.mailing import Unreached, send

        if settings.SITE.alone:
            raise Usage(
                "on one's own computer nobody is reminded by mail; for a server set CORRIN_SITE "
                "and CORRIN_MAIL as for corrin serve"
            )
        try:
            found = send(now())
        except Unreached:
            raise Failed(
                "the mail server does not answer; nothing was sent and nothing is lost. "
                "Look at CORRIN_MAIL and try again"
            ) from None
    print(f"{found.sent} sent, {found.later} put off, {found.refused} refused by the mail server")
    if found.unclear:
        print(f"{found.unclear} of all time claimed and never told of: they may not have gone out")
    return DONE
