"""Backups: made while others write, proved by restoring them, encrypted to a public key.

A backup is `age` (its public format, readable by the tool of that name) over gzip over the lines
of `dump`. The private key is not needed to make one and is best kept elsewhere.
"""

import gzip
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction

from corrin.store import dump
from corrin.store.disk import draft, sync_file, sync_folder
from corrin.store.errors import Damaged, StoreError
from corrin.store.place import ASIDE, FILE, databases
from corrin.store.postgresql.rights import as_owner, settle, unwalled
from corrin.store.tables import upgrade
from corrin.store.verifying import Verdict, verify

try:
    import pyrage
except ImportError:  # there is no wheel of it for every computer
    raise StoreError(
        "backups need the package pyrage, which there is not for this kind of computer; "
        "stop corrin and copy the data folder instead"
    ) from None

RECIPIENT = "backup-key.pub"
PROOF = "proof"  # the alias of the database a backup is proved in
_empty: list[bytes] = []  # the file of such a database, once one was made in this process


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made and proved."""

    patients: int
    entries: int
    root: str


def new_key() -> tuple[str, str]:
    """A private key and its public key, as texts."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def backup(target: Path, recipient: str, now: datetime) -> Made:
    """Write a proved, encrypted backup; the file is there whole or not at all.

    Raises StoreError when the key is none, when the database is damaged, or when what was
    written does not restore to the same.
    """
    try:
        to = pyrage.x25519.Recipient.from_str(recipient.strip())
    except pyrage.RecipientError:
        raise StoreError("that is not a public key: it should begin with age1") from None
    with draft(target) as folder:
        plain, sealed = folder / "lines.gz", folder / "backup.age"
        with gzip.open(plain, "wt", encoding="utf-8", compresslevel=3) as file:
            file.writelines(dump.lines(now))
        verdict = proved(_unpacked(plain), folder)
        pyrage.encrypt_file(str(plain), str(sealed), [to])
        plain.unlink()
        sync_file(sealed)
        sealed.replace(target)
    sync_folder(target.parent)
    return Made(verdict.patients, verdict.entries, verdict.root)


def _unpacked(plain: Path) -> Iterator[str]:
    try:
        with gzip.open(plain, "rt", encoding="utf-8", newline="\n") as file:
            yield from file
    except (OSError, EOFError, UnicodeDecodeError):
        raise Damaged("it cannot be unpacked") from None


def proved(text: Iterable[str], folder: Path) -> Verdict:
    """Restore into a database of its own in the folder, and verify that. Raises Damaged."""
    with beside(folder):
        dump.load(text, PROOF)
        verdict = verify(PROOF)
    if verdict.faults:
        raise Damaged(f"what it restores to is not right: {verdict.faults[0]}")
    return verdict


@contextmanager
def beside(folder: Path) -> Iterator[None]:
    """An empty database in a folder, as a second one."""
    connections.settings[PROOF] = _complete(databases(folder, None)["default"])
    try:
        _bring_tables(folder / FILE)
        yield
    finally:
        connections[PROOF].close()
        del connections[PROOF]
        del connections.settings[PROOF]


def _bring_tables(file: Path) -> None:
    """All tables, without rows: half a second the first time, then the same file again."""
    if _empty:
        file.write_bytes(_empty[0])
    upgrade(PROOF)
    if not _empty:
        connections[PROOF].close()  # folds its log into the file
        _empty.append(file.read_bytes())


def _complete(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings with those that Django adds to databases it knew from the start."""
    known = connections.settings["default"]
    rest = ("TIME_ZONE", "AUTOCOMMIT", "ATOMIC_REQUESTS", "CONN_HEALTH_CHECKS", "TEST")
    blank = dict.fromkeys(("HOST", "PORT", "USER", "PASSWORD"), "")
    return {"CONN_MAX_AGE": 0, **{name: known[name] for name in rest}, **blank, **settings}


def opened(source: Path, key: str, folder: Path) -> Iterable[str]:
    """The lines of an encrypted backup. Raises Damaged, or StoreError for a wrong key."""
    try:
        identity = pyrage.x25519.Identity.from_str(_private(key))
    except pyrage.IdentityError:
        raise StoreError("that is not a private key: AGE-SECRET-KEY-1…") from None
    plain = folder / "lines.gz"
    source.open("rb").close()  # raises OSError where it cannot be read at all
    try:
        pyrage.decrypt_file(str(source), str(plain), [identity])
    except (pyrage.DecryptError, OSError) as why:
        if "No matching keys" in str(why):
            raise StoreError("this key does not open this backup") from None
        raise Damaged("it cannot be decrypted: it was changed or cut") from None
    return _unpacked(plain)


def _private(text: str) -> str:
    """The key in a key file, whose other lines are remarks."""
    kept = [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]
    return kept[0] if kept else ""


def prove(source: Path, key: str, work: Path) -> Verdict:
    """Restore a backup beside everything else, verify it, and remove that again."""
    with draft(work / "x") as folder:
        return proved(opened(source, key, folder), folder)


def restore(source: Path, key: str, data: Path, *, replace: bool = False) -> Verdict:
    """Bring a backup in, whole and verified, or change nothing.

    With `replace` a database that is there is set aside under another name. `erase_again` must
    follow. Raises Damaged, StoreError.
    """
    with draft(data / "x") as folder:
        text = opened(source, key, folder)
        if connection.vendor == "postgresql":
            return _into_postgresql(text)
        if (data / FILE).exists() and not replace:
            raise StoreError(f"{FILE} is there already; say --replace to set it aside")
        proof = folder / "new"
        proof.mkdir()
        verdict = proved(text, proof)
        connections["default"].close()
        sync_file(proof / FILE)
        _set_aside(data)
        (proof / FILE).replace(data / FILE)
        sync_folder(data)
    return verdict


def _set_aside(data: Path) -> None:
    """Rename the database and what belongs to it; the log first, so that none is read alone."""
    for part in ("-wal", "-shm", "-journal", ""):
        old = data / f"{FILE}{part}"
        if old.exists():
            old.replace(data / f"{ASIDE}{part}")


def _into_postgresql(text: Iterable[str]) -> Verdict:
    with as_owner(), transaction.atomic():
        if verify().patients:
            raise StoreError("this database has patients already; name an empty one")
        with unwalled():
            dump.load(text)
        connection.check_constraints()
        settle()
        verdict = verify()
        if verdict.faults:
            raise Damaged(f"what it restores to is not right: {verdict.faults[0]}")
    return verdict
