"""A whole run: the plan, an engine that works it off, and the manifest as the commit."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from corrin.cohort.kernel import Params
from corrin.cohort.shards import QUARANTINED, Done, Task, shards, whole

MANIFEST = "_manifest.json"
STALE_SECONDS = 86_400  # what a killed run left half written; younger parts may be somebody's
Engine = Callable[[Sequence[Task], str], Iterable[Done]]
Progress = Callable[[int, int, int], None]


def run(
    cohort: Path, out: Path, params: Params, engine: Engine, progress: Progress | None = None
) -> dict[str, Any]:
    """Answer a cohort; gives the manifest, which is written last and names every result.

    What `out` held of another run leaves it with the manifest's coming. Raises FileNotFoundError
    where there is no cohort. `progress` is told shards done, shards in all, and patients so far.
    """
    return work(shards(cohort, params), out, params.as_dict(), engine, progress)


def work(
    plan: Sequence[Task],
    out: Path,
    asked: dict[str, Any],
    engine: Engine,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Work off any plan; gives the manifest, in which `asked` says what the plan came from."""
    out.mkdir(parents=True, exist_ok=True)
    done = sorted(_counted(engine(plan, str(out.resolve())), len(plan), progress), key=_name)
    manifest: dict[str, Any] = {
        "params": asked,
        "patients": sum(d.rows + d.quarantined for d in done),
        "answered": sum(d.rows for d in done),
        "quarantined": sum(d.quarantined for d in done),
        "unreadable_files": sum(bool(d.unreadable) for d in done),
        "shards": [d.as_dict() for d in done],
    }
    _commit(out, manifest, frozenset(d.file for d in done))
    return manifest


def reasons(out: Path, manifest: dict[str, Any]) -> list[tuple[str, int]]:
    """Why patients of a finished run were set aside, and how many for each reason, most first."""
    told: Counter[str] = Counter()
    for shard in manifest["shards"]:
        if shard["quarantined"] or shard["unreadable"]:
            aside = pq.read_table(out / QUARANTINED / shard["file"], columns=["reason"])
            told.update(aside["reason"].to_pylist())
    return told.most_common()


def _name(done: Done) -> str:
    return done.shard


def _counted(done: Iterable[Done], total: int, progress: Progress | None) -> Iterator[Done]:
    patients = 0
    for number, one in enumerate(done, 1):
        patients += one.rows + one.quarantined
        if progress:
            progress(number, total, patients)
        yield one


def _commit(out: Path, manifest: dict[str, Any], named: frozenset[str]) -> None:
    """Results of other runs leave, then the manifest takes its name at once."""
    for folder in (out, out / QUARANTINED):
        for file in folder.glob("*.parquet"):
            if file.name not in named:
                file.unlink(missing_ok=True)
    with whole(out / MANIFEST) as part:
        part.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        _sweep(out, part.stat().st_mtime)


def _sweep(out: Path, now: float) -> None:
    """Parts nobody can be writing any more leave too."""
    for part in out.rglob("_part-*"):
        try:
            if now - part.stat().st_mtime > STALE_SECONDS:
                part.unlink()
        except FileNotFoundError:
            continue  # its writer has just finished
