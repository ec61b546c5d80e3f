"""How long an injection lasts across people, from one message each: no diary leaves home.

A message is a number out of a short list, with a known chance a wrong one (`response.sharing`). An
association adds messages up; the page says what the curve shows, how sure it is, and what not.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import erfc, log, sqrt
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corrin.advice.diary import diary_of
from corrin.cohort.report import percent
from corrin.cohort.shards import whole
from corrin.cohort.style import head
from corrin.figures import curve, svg_of
from corrin.record import Record
from corrin.response import Prior
from corrin.response.population import summary
from corrin.response.sharing import likened, prior_of, said, shapes
from corrin.situation import read
from corrin.terms import Lang
from corrin.words import Catalog, catalog

PAGE, PRIOR = "curve.html", "prior.json"
KIND = "corrin-duration-1"  # changes with the list of shapes
LEAST = 100  # messages: with fewer the chance in them drowns the rest
DRAWS = 200
DAYS = tuple(range(1, 113))
BAND = (0.05, 0.95)


class Unheard(ValueError):
    """The messages cannot be added up; says what was met and what to do."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Share of people with a cycle for whom an injection still lasts, each day, with a band."""

    people: int
    epsilon: float
    prior: Prior
    lasts: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    median: tuple[float, float, float]


def message(
    record: Record, *, on: date, epsilon: float, rng: np.random.Generator
) -> dict[str, Any]:
    """What one patient sends: the kind of list, a number, and the privacy loss; nothing else."""
    dated = diary_of(read(record, on=on, thresholds=()).reading)
    number = len(shapes()) - 1  # nothing known
    if dated is not None:
        number = likened(summary(dated.pooled, today=dated.today))
    return {"kind": KIND, "number": said(number, epsilon, rng), "epsilon": epsilon}


def read_messages(folder: Path) -> list[dict[str, Any]]:
    """The messages in a folder, one JSON file each. Raises Unheard, naming the file."""
    found = []
    for file in sorted(folder.glob("*.json")):
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
        except (ValueError, RecursionError):
            told = None
        if not _is_message(told):
            raise Unheard(
                f"{file.name}: met something else; expected a message of `corrin cohort share`; "
                "take the file out"
            )
        found.append(told)
    return found


def _is_message(told: Any) -> bool:
    return (
        isinstance(told, dict)
        and told.get("kind") == KIND
        and type(told.get("number")) is int
        and 0 <= told["number"] < len(shapes())
        and isinstance(told.get("epsilon"), int | float)
    )


def added_up(messages: Sequence[dict[str, Any]], *, seed: int = 0) -> Curve:
    """The curve of all who sent a message. Raises Unheard where they are too few or differ."""
    if len(messages) < LEAST:
        raise Unheard(f"met {len(messages)} messages; expected {LEAST} or more; wait for more")
    told = {float(m["epsilon"]) for m in messages}
    if len(told) > 1:
        raise Unheard(f"met messages of different epsilon ({sorted(told)}); add up each apart")
    epsilon, numbers = told.pop(), np.array([m["number"] for m in messages])
    prior = prior_of(numbers.tolist(), epsilon)
    rng = np.random.default_rng(seed)
    again = [prior_of(rng.choice(numbers, len(numbers)).tolist(), epsilon) for _ in range(DRAWS)]
    drawn = np.array([still(one) for one in again])
    low, high = np.quantile(drawn, BAND, axis=0)
    ends = np.quantile([one.median for one in again], BAND)
    median = (float(ends[0]), prior.median, float(ends[1]))
    return Curve(len(messages), epsilon, prior, still(prior), low, high, median)


def still(prior: Prior) -> NDArray[np.float64]:
    """The share of people with a cycle for whom an injection lasts longer than each of the days."""
    z = [(log(day) - log(prior.median)) / prior.spread for day in DAYS]
    return np.array([0.5 * erfc(x / sqrt(2.0)) for x in z])


def write(found: Curve, out: Path, lang: Lang) -> Path:
    """The page and the new prior into a folder; gives the page's path."""
    out.mkdir(parents=True, exist_ok=True)
    prior = {"median_days": round(found.prior.median, 2), "log_sd": round(found.prior.spread, 3)}
    prior |= {"share_with_cycle": round(float(found.prior.cycle), 3)}
    told = prior | {"people": found.people, "epsilon": found.epsilon}
    with whole(out / PRIOR) as part:
        part.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    with whole(out / PAGE) as part:
        part.write_text("\n".join(_page(found, catalog(lang))) + "\n", encoding="utf-8")
    return out / PAGE


def _page(found: Curve, words: Catalog) -> Iterator[str]:
    w = words.tables["curve"]
    low, middle, high = (words.number(round(days)) for days in found.median)
    yield from head(words.lang, w["title"])
    said = words.text("curve", "lead", people=found.people, median=middle, low=low, high=high)
    yield f"<p>{escape(said)}</p>"
    picture = curve(
        words.lang,
        w["picture"],
        (w["days"], w["share"]),
        list(zip(DAYS, found.lasts, found.low, found.high, strict=True)),
    )
    yield svg_of(picture, picture.width, picture.height)
    yield f"<h2>{escape(w['table'])}</h2>"
    yield from _table(found, words)
    for part in ("shows", "not", "privacy"):
        yield f"<h2>{escape(w[part])}</h2>"
        text = words.text("curve", f"{part}_text", epsilon=words.number(found.epsilon))
        yield from (f"<p>{escape(line)}</p>" for line in text.strip().splitlines())
    yield f'<p class="soft">{escape(w["device"])}</p></main>\n</body>\n</html>'


def _table(found: Curve, words: Catalog) -> Iterator[str]:
    w = words.tables["curve"]
    yield f'<div class="wide"><table><thead><tr><th scope="col">{escape(w["days"])}</th>'
    yield f'<th scope="col">{escape(w["share"])}</th><th scope="col">{escape(w["band"])}</th>'
    yield "</tr></thead><tbody>"
    for day in (7, 14, 21, 28, 42, 56, 84, 112):
        at = DAYS.index(day)
        share, low, high = (percent(s[at]) for s in (found.lasts, found.low, found.high))
        yield f'<tr><th scope="row">{day}</th><td>{share}</td><td>{low} – {high}</td></tr>'
    yield "</tbody></table></div>"
