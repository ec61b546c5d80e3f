"""The validation page, printed from the results kept in bench/."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from corrin.simulate.strangers import EVERY_WORLD
from tools.goals import Results, Score, World, cheaper, goals, under

ROOT = Path(__file__).resolve().parents[1]
LONG = ROOT / "bench" / "long"
OWN = "logistic"  # the world whose smooth return is the one the model assumes
OPENING = (
    "All numbers on this page come from simulated patients only: they test the algorithm and say "
    "nothing about benefit to people.\n\n"
    "The trial, the run from alternate days, smoothness and the spoilt diaries are of the model in "
    "force (decisions 18, 24 and 40). The exact posterior, the particle filter and the error of "
    "calibration by chance are of decision 24; beliefs have not changed since. Two worlds were "
    "sealed until decision 18 and have been run since. With a "
    "hundred patients a world its regret is known to within a third or a half of itself. What "
    "`advice` holds back is in none of them."
)


def validation(note: str) -> str:
    """Goals first, then the numbers they are judged by, each with its seed and its patients."""
    found = results()
    parts = [note, "# Validation", OPENING, _goals(found), _worlds(found), _alternate(found)]
    parts += [_text("How large by chance", found.chance, CHANCE)]
    parts += [_text("Smoothness", found.smoothness, SMOOTH), _exact(found)]
    parts += [_text("Speed", found.speed, SPEED), _text("Degraded diaries", found.degraded, SPOILT)]
    return "\n\n".join(parts) + "\n"


CHANCE = (
    "What a calibration error of a few patients means: truths drawn from the beliefs themselves, "
    "so that every belief is right, still show an error. And how much of it is the prior, which no "
    "diary of a well-treated person corrects: the same with the prior of somebody who knows how "
    "the world's patients were drawn."
)
SMOOTH = (
    "How far a changed score moves the proposal, as a multiple of what is allowed (10 % or one "
    "day); `within` is the share of diaries that stay inside it."
)
SPEED = (
    "One process on a machine with two cores that much other work shares: the wall clock shows the "
    "load of the day, the CPU second what a core does. Judged by two CPU seconds a second, "
    "which two processes would have on two free cores."
)
SPOILT = (
    "Empty, single-score, constant, random and cut-off diaries with missing, absurd or daily "
    "injections: every one gets an answer or a reason."
)


def results() -> Results:
    """Everything the page is printed from."""
    regret = json.loads((LONG / "regret.json").read_text(encoding="utf-8"))
    alternate = json.loads((LONG / "from_alternate_days.json").read_text(encoding="utf-8"))
    texts = {
        name: _read(LONG / f"{name}.txt")
        for name in ("smoothness", "chance", "exact", "particles", "degraded")
    }
    return Results(
        worlds=tuple(_world(one) for one in regret),
        alternate=_world(alternate[0]),
        speed=_read(ROOT / "bench" / "speed.txt"),
        **texts,
    )


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip()


def _world(one: dict[str, Any]) -> World:
    name = str(one["rows"][0]["world"])
    sealed = next(world.sealed for world in EVERY_WORLD if world.name == name)
    rows = {row["policy"]: _scores(row) for row in one["rows"]}
    start = one["start_interval"]
    return World(
        name, name == OWN, sealed, one["patients_a_world"], one["years"], one["seed"], start, rows
    )


def _scores(row: dict[str, Any]) -> dict[str, Score]:
    return {key: Score(*value) for key, value in row.items() if isinstance(value, list)}


def _goals(found: Results) -> str:
    rows = [(g.goal, g.found, g.must, g.met, g.moonshot, g.best) for g in goals(found)]
    head = ("goal", "found", "must", "", "moonshot", "")
    said = [
        f"- {word}: " + "; ".join(g.goal for g in goals(found) if g.met == word) + "."
        for word in dict.fromkeys(sorted(g.met for g in goals(found)))
    ]
    return "\n\n".join(
        [
            "## What is met and what is not",
            "A goal over several worlds is met when every one of them meets it. Verdicts compare "
            "means unless a bound is named; a mean near its limit could fall "
            "on either side of it, and “met” says no more than that.",
            _table(head, rows),
            "Of what must be reached:",
            "\n".join(said),
        ]
    )


def _worlds(found: Results) -> str:
    one = found.worlds[0]
    setting = (
        f"Seed {one.seed}, {one.patients} patients a world, {one.years:g} years, start at "
        f"{one.start} days; costs count from day 180. Mean with 95 % interval. "
        "Regret, relapses, settled: people whose symptoms follow the injections (n of them). "
        "The intervals are normal approximations; those of coverage count "
        "several beliefs of one patient as independent, which makes them too narrow, and few "
        "patients can make the calibration error look larger than it is. “Own” is the world whose "
        "smooth return has the form the model assumes; “sealed” worlds were first run when the "
        "model was frozen."
    )
    return "\n\n".join(
        [
            "## World by world",
            f"{setting} From `bench/long/regret.json`.",
            "### Regret a year",
            _table(REGRET, map(_regret, found.worlds)),
            "### Relapses, settling, and injections where symptoms do not follow",
            _table(CARE, map(_care, found.worlds)),
            "### Do beliefs keep their promises?",
            _table(KEPT, map(_kept, found.worlds)),
        ]
    )


REGRET = (
    *("world", "n", "corrin", "best simple rule", "its regret", "upper bound under its mean"),
    *("corrin above it, same patients", "surely less"),
)
CARE = ("world", "relapses by lengthening a year", "settled", "injections a year", "n")
KEPT = (
    *("world", "90 % interval covers", "beliefs", "calibration error of `p_return`", "foretold"),
    "called “no cycle”",
)


def _regret(w: World) -> tuple[object, ...]:
    ours, rule = w.corrin["regret"], w.simple["regret"]
    bound, pairs = ("yes" if held else "no" for held in (under(w), cheaper(w)))
    return (_named(w), ours.n, ours, w.simplest, rule, bound, w.simple["corrin_above"], pairs)


def _care(w: World) -> tuple[object, ...]:
    keys = ("relapses_lengthening", "settled", "injections_unrelated")
    return (_named(w), *(w.corrin[key] for key in keys), w.corrin["injections_unrelated"].n)


def _kept(w: World) -> tuple[object, ...]:
    covers, error = w.corrin["coverage_90"], w.corrin["calibration_error"]
    called = _percent(w.corrin["called_no_cycle"])
    return (_named(w), _percent(covers), covers.n, f"{error.mean:.3f}", error.n, called)


def _alternate(found: Results) -> str:
    one = found.alternate
    keys = ("regret", "settled", "relapses_lengthening", "injections_unrelated")
    rows = [(policy, *(scores[k] for k in keys)) for policy, scores in one.rows.items()]
    return "\n\n".join(
        [
            "## From alternate days",
            f"Seed {one.seed}, {one.patients} patients (symptoms follow in "
            f"{one.corrin['regret'].n}), {one.years:g} year, start at {one.start} days, world "
            f"“{one.name}”. From `bench/long/from_alternate_days.json`.",
            _table(("policy", "regret", "settled", "relapses", "injections, unrelated"), rows),
        ]
    )


def _exact(found: Results) -> str:
    two = (
        "One level is kept for a group of neighbouring durations where the exact posterior is a "
        "mixture. For two cycles that mixture can be written out; flares and forgetting are left "
        "out on both sides."
    )
    many = (
        "For more cycles a particle filter keeps nothing together; it is the same model with the "
        "same noise, without forgetting, and errs by chance as its two runs show. "
        "NUTS (`bench/long/nuts.py`) was tried on one patient only, before decision 24: apart by "
        "0.018 SD with 129 effective draws, which is no judgement."
    )
    parts = (
        _text("The exact posterior", found.exact, two),
        f"{many}\n\n```\n{found.particles}\n```",
    )
    return "\n\n".join(parts)


def _text(title: str, text: str, said: str) -> str:
    """A result kept as text: its command says the seed and the number of patients."""
    assert re.search(r"--seed \d+", text.splitlines()[0]), f"no seed in {title}"
    return f"## {title}\n\n{said}\n\n```\n{text}\n```"


def _named(world: World) -> str:
    mark = " (sealed)" if world.sealed else " (own)" if world.own else ""
    return world.name + mark


def _percent(score: Score) -> str:
    low, high = (100 * (score.mean if at is None else at) for at in (score.low, score.high))
    return f"{100 * score.mean:.1f} % ({low:.1f} to {high:.1f})"


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [list(head), *([_cell(value) for value in row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(value: object) -> str:
    if isinstance(value, Score):
        return f"{value.mean:.2f} ({value.low:.2f} to {value.high:.2f})"
    return str(value)
