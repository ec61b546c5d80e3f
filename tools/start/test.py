"""Runs the tests; `--all` brings what they need from outside Python, as far as it may."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from tools.start.check import check
from tools.start.place import ROOT, program
from tools.start.setup import ensure

PLAIN = "not browser and not fhir and not spark"
DEBIAN = {"chromium": "chromium", "chromedriver": "chromium-driver"}


def test(everything: bool, rest: Sequence[str]) -> int:
    """0 when all passed; what had to be left out is named, with the reason."""
    if not everything:
        ensure(dev=True)
        return _pytest(["-m", PLAIN, *rest])
    checked = check()
    _bring()
    tested = _pytest(rest)
    return tested or checked


def absent() -> list[str]:
    """The Debian packages whose programs are not on the path."""
    return [package for name, package in DEBIAN.items() if shutil.which(name) is None]


def _bring() -> None:
    wanted = absent()
    if wanted and _may_install():
        print(f"Installing {', '.join(wanted)} ...", flush=True)
        _apt(["update"])
        _apt(["install", "--yes", "--no-install-recommends", *wanted])
    for package in absent():
        print(f"Absent: {package}. Its tests are skipped. (apt-get install {package})", flush=True)


def _may_install() -> bool:
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt(words: Sequence[str]) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    ran = subprocess.run(
        ["apt-get", "-qq", *words], env=quiet, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        print(f"apt-get {words[0]} failed: {ran.stderr.strip()[-300:]}", file=sys.stderr)


def _pytest(words: Sequence[str]) -> int:
    command = [str(program("python")), "-m", "pytest", *words]
    return subprocess.run(command, cwd=ROOT, check=False).returncode
