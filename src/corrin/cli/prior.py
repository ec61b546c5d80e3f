"""What is believed before a diary is read: the usual, or a file of `corrin cohort curve`."""

import argparse
import json
from pathlib import Path

from corrin.cli.exits import Usage
from corrin.response.diary import USUAL, Prior

FIELDS = ("median_days", "log_sd", "share_with_cycle")


def add_prior(parser: argparse.ArgumentParser) -> None:
    """The option that names the file."""
    parser.add_argument(
        "--prior", type=Path, metavar="FILE", help="prior.json of a duration curve (default: ours)"
    )


def prior_of(file: Path | None) -> Prior:
    """The prior in a file, or the usual one. Raises Usage, saying what was met."""
    if file is None:
        return USUAL
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        median, spread, cycle = (float(told[name]) for name in FIELDS)
        return Prior(median, spread, cycle)
    except OSError as why:
        raise Usage(f"--prior: {file} cannot be read ({why.strerror})") from None
    except (KeyError, TypeError, ValueError) as why:
        wanted = f"expected prior.json of `corrin cohort curve` ({', '.join(FIELDS)})"
        raise Usage(f"--prior: {file}: met {why}; {wanted}") from None
