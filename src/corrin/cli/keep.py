"""What the commands that keep a server's data have in common."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from corrin.cli.exits import Failed, Refused, Usage
from corrin.record import printable


def data_argument(parser: argparse.ArgumentParser) -> None:
    """`--data DIR`, as for `serve`."""
    parser.add_argument(
        "--data", type=Path, default=Path(".corrin"), metavar="DIR", help="the data folder"
    )


@contextmanager
def opened(data: Path, *, new: bool = False, alone: bool = False) -> Iterator[Path]:
    """The data folder's database, ready; what was erased stays erased. Errors are told plainly."""
    from django.db import DatabaseError

    from corrin.store.disk import in_use, sweep
    from corrin.store.errors import Damaged, InUse, StoreError, UnknownPatient
    from corrin.store.met import met

    data = data.absolute()
    if not data.is_dir() and not new:
        raise Usage(f"there is no folder {printable(str(data))}; name one with --data DIR")
    os.umask(0o077)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["CORRIN_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "corrin.app.settings"
    try:
        with in_use(data, alone=alone):
            sweep(data)
            _ready(new)
            yield data
    except (Damaged, UnknownPatient) as why:
        raise Refused([why]) from None
    except InUse as why:
        raise Usage(str(why)) from None
    except StoreError as why:
        raise Failed(str(why)) from None
    except OSError as why:
        raise Failed(f"a file cannot be read or written: {why.strerror}") from None
    except DatabaseError as why:
        if said := met(why):
            raise Failed(said) from None
        raise  # a fault of ours


def _ready(new: bool) -> None:
    import django

    django.setup()
    if not new:
        settle()


def settle() -> None:
    """Tables as this edition wants them, and the erased erased."""
    from corrin.store.erasing import erase_again
    from corrin.store.tables import upgrade

    upgrade()
    erase_again()


def counted(number: int, one: str) -> str:
    """How many there are of one kind of thing, in words: 1 entry, 2 entries."""
    several = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
    return f"{number} {one if number == 1 else several}"


def patient(text: str) -> UUID:
    """A patient's id, as an argument."""
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a patient's id (a UUID)") from None
