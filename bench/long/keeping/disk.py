"""A disk that loses power: what `disk.c` wrote down, cut short as a real one may cut it.

What was synced is kept. What was written since then is kept, dropped, or torn at a sector of 512
bytes, each by chance. A new file or a removed one is sure only once its folder was synced.
"""

import os
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from numpy.random import Generator

HERE = Path(__file__).resolve().parent
HEAD = struct.Struct("=QQQ")
SECTOR = 512


def library(folder: Path) -> Path:
    """The library to preload, compiled."""
    made = folder / "disk.so"
    words = ["cc", "-shared", "-fPIC", "-O1", "-o", str(made), str(HERE / "disk.c"), "-ldl"]
    subprocess.run(words, check=True)
    return made


def environment(made: Path, data: Path, log: Path) -> dict[str, str]:
    """What a program needs in its environment to write to such a disk."""
    told = {"LD_PRELOAD": str(made), "CORRIN_DISK_FOLDER": str(data), "CORRIN_DISK_LOG": str(log)}
    return {**os.environ, **told}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done: w(rite), t(runcate), s(ync), u(nlink), or x: a sync that failed."""

    what: str
    path: str
    offset: int
    length: int
    content: bytes


def steps(log: Path) -> list[Step]:
    """All that was written down, in order."""
    return list(_steps(log.read_bytes()))


def _steps(raw: bytes) -> Iterator[Step]:
    at = 0
    while at < len(raw):
        what = chr(raw[at])
        name, offset, length = HEAD.unpack_from(raw, at + 1)
        at += 1 + HEAD.size
        path = raw[at : at + name].decode()
        at += name
        size = length if what == "w" else 0
        yield Step(what, path, offset, length, raw[at : at + size])
        at += size


@dataclass(slots=True)
class _File:
    """One file: what is sure, and what was done since."""

    sure: bytearray = field(default_factory=bytearray)
    since: list[Step] = field(default_factory=list)


class Disk:
    """The files below one folder, as they stand after some of the steps."""

    def __init__(self, folder: Path, before: dict[str, bytes] | None = None) -> None:
        self._folder = str(folder)
        sure = {f"{folder}/{name}": _File(bytearray(raw)) for name, raw in (before or {}).items()}
        self._files: dict[str, _File] = sure  # by name, as the running system sees them
        # By name, as the folder's last sync has them.
        self._entered: dict[str, _File | None] = dict(sure)

    def do(self, step: Step) -> None:
        """One step more."""
        match step.what:
            case "u":
                self._files.pop(step.path, None)
            case "x" if step.path != self._folder:
                self._file(step.path).since.clear()
            case "x":
                pass
            case "s" if step.path == self._folder:
                names = self._files.keys() | self._entered.keys()
                self._entered = {name: self._files.get(name) for name in names}
            case "s":
                file = self._file(step.path)
                for done in file.since:
                    _apply(file.sure, done, len(done.content))
                file.since.clear()
            case _:
                self._file(step.path).since.append(step)

    def _file(self, path: str) -> _File:
        return self._files.setdefault(path, _File())

    def cut(self, rng: Generator) -> dict[str, bytes]:
        """The files as they may be found after a power cut now, by name."""
        found: dict[str, bytes] = {}
        for name in sorted(self._files.keys() | self._entered.keys()):
            now, entered = self._files.get(name), self._entered.get(name)
            file = now if now is entered or rng.random() < 0.5 else entered
            if file is not None:
                found[Path(name).name] = _left(file, rng)
        return found


def _left(file: _File, rng: Generator) -> bytes:
    content = bytearray(file.sure)
    for step in file.since:
        luck = rng.random()
        if luck < 0.4:
            _apply(content, step, len(step.content))
        elif luck < 0.6:
            sectors = max(1, -(-len(step.content) // SECTOR))
            _apply(content, step, int(rng.integers(0, sectors)) * SECTOR)
    return bytes(content)


def _apply(content: bytearray, step: Step, length: int) -> None:
    if step.what == "t":
        del content[step.length :]
        content.extend(bytes(step.length - len(content)))
        return
    if not length:
        return
    if len(content) < step.offset:
        content.extend(bytes(step.offset - len(content)))
    content[step.offset : step.offset + length] = step.content[:length]
