"""Files that are there whole, and stay, or are not there at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corrin.store.errors import InUse

DRAFT = ".corrin-draft-"


def sync_folder(folder: Path) -> None:
    """See the names in a folder onto the disk, where the system can."""
    if os.name != "posix":
        return
    door = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(door)
    finally:
        os.close(door)


def sync_file(path: Path) -> None:
    """See a file onto the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def in_use(data: Path, *, alone: bool = False) -> Iterator[None]:
    """The data folder is used until the end; `alone`: by nobody else. Raises InUse.

    On Windows an open database cannot be renamed, so there the system itself keeps it.
    """
    with (data / "in-use").open("ab") as door:
        if os.name == "posix":
            import fcntl

            kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
            try:
                fcntl.flock(door, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                raise InUse("corrin is using this folder: stop it first, then try again") from None
        yield


@contextmanager
def draft(beside: Path) -> Iterator[Path]:
    """A folder of our own beside a path, for its owner alone; gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix=DRAFT, dir=beside.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove drafts that a crash left behind."""
    for left in folder.glob(DRAFT + "*"):
        shutil.rmtree(left, ignore_errors=True)
