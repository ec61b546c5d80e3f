"""One day of the diary: what the form shows, what was sent, and how it is kept.

A day may have been written in several rows (typed, imported). Each score that is changed corrects
the row it stands in; new ones make a row of their own. Nothing is overwritten.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid4, uuid5

from django.http import QueryDict

from corrin import store
from corrin.app import clock
from corrin.app.fields import SHORT, Sent
from corrin.app.rows import taken_back
from corrin.app.whose import Patient
from corrin.record import Entry, Ill, Record, Score
from corrin.sheets import cells
from corrin.words import Catalog

USUAL = ("fatigue", "tingling", "concentration")
MOST_ITEMS = 6
LATELY = timedelta(days=60)
POINTS = tuple(str(n) for n in range(11))


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the form: its field, its label, the score that stands, the last before it."""

    field: str
    code: str
    label: str
    score: str
    before: str
    error: str = ""

    @property
    def points(self) -> tuple[str, ...]:
        """What can be touched: 0 to 10, and a score between them that was written elsewhere."""
        if self.score in ("", *POINTS) or self.error:
            return POINTS
        between = cells.number(self.score)  # it was read before, so it is one
        below = sum(int(point) <= (between or 0) for point in POINTS)
        return (*POINTS[:below], self.score, *POINTS[below:])


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the form shows it."""

    on: date
    items: tuple[Item, ...]
    ill: bool
    cause: str
    note: str
    written: bool


def items_of(record: Record, on: date) -> tuple[str, ...]:
    """What this person scores: the items of late, most often first, else the usual three."""
    lately = (e.item for e in record.of(Score) if e.on and on - LATELY <= e.on <= on)
    counted = Counter(item for item in lately if isinstance(item, str))
    found = [item for item, _ in counted.most_common(MOST_ITEMS)]
    return tuple([*found, *(i for i in USUAL if i not in found)][: max(len(found), len(USUAL))])


def day_of(record: Record, on: date, words: Catalog) -> Day:
    """The day as it stands in the record, which has corrections applied."""
    there = [e for e in record.entries if e.on == on]
    scores = {str(e.item): e for e in there if isinstance(e, Score)}
    ill = next((e for e in there if isinstance(e, Ill)), None)
    codes = tuple(dict.fromkeys([*scores, *items_of(record, on)]))
    before = _before(record, on)
    items = tuple(
        Item(
            field=f"item_{n}",
            code=code,
            label=words.code("item", code),
            score=words.number(scores[code].score) if code in scores else "",
            before=words.number(before[code]) if code in before else "",
        )
        for n, code in enumerate(codes)
    )
    note = next((e.note for e in there if isinstance(e, Score | Ill) and e.note), "")
    written = bool(scores) or ill is not None
    return Day(on, items, ill is not None, ill.cause if ill else "", note, written)


def _before(record: Record, on: date) -> dict[str, float]:
    """The last score of each item on an earlier day."""
    found: dict[str, tuple[date, float]] = {}
    for e in record.of(Score):
        if e.on and e.on < on and e.on >= found.get(str(e.item), (date.min, 0.0))[0]:
            found[str(e.item)] = (e.on, e.score)
    return {item: score for item, (_, score) in found.items()}


@dataclass(frozen=True, slots=True)
class Written:
    """What was sent for one day."""

    form: UUID
    scores: dict[str, float | None]
    ill: bool
    cause: str
    note: str

    @property
    def empty(self) -> bool:
        """Whether nothing at all was filled in."""
        return not self.ill and all(score is None for score in self.scores.values())


def written(sent: Sent) -> Written:
    """The day as sent; faults stand in `sent.errors`."""
    scores: dict[str, float | None] = {}
    for n, code in enumerate(sent.data.getlist("code")[:50]):
        if len(code) <= SHORT and f"item_{n}" in sent.data:
            scores[code] = sent.number(f"item_{n}", 0, 10, example=3.5)
    own = sent.text("own_item", most=60)
    score = sent.number("own_score", 0, 10, example=3.5, needed=bool(own))
    if score is not None and not own:
        sent.say("own_item", "needed")
    if own and score is not None:
        scores[own] = score
    return Written(
        form_id(sent.data),
        scores,
        bool(sent.typed("ill")) or bool(sent.typed("cause")),
        sent.text("cause"),
        sent.text("note", most=2000).replace("\n", " "),
    )


def form_id(data: QueryDict) -> UUID:
    """The id the page was made with, so that sending it twice writes once."""
    try:
        return UUID(data.get("form", ""))
    except ValueError:
        return uuid4()


def keep(patient: Patient, on: date, sent: Written) -> UUID | None:
    """Write what is new or changed on this day, in one act; the act, or None for no change."""
    record = patient.around(on)
    there = [e for e in record.current().entries if e.on == on and isinstance(e, Score | Ill)]
    if any(e.id == str(sent.form) for e in there):
        return sent.form
    changed = [*_changed(record, there, sent), *_new(there, on, sent)]
    if not changed:
        return None
    store.append(patient.id, changed, by=patient.by, noted_at=clock.now(), act=sent.form)
    return sent.form


def _changed(record: Record, there: Sequence[Entry], sent: Written) -> Iterator[Entry]:
    """Each row that says something else now: corrected, or withdrawn where nothing is left."""
    carrier = _carrier(there, sent)
    for row in dict.fromkeys(e.id for e in there):
        before = [e for e in there if e.id == row]
        after = [e for old in before for e in _after(old, sent, carries=old is carrier)]
        if after == before:
            continue
        new = str(uuid5(sent.form, row))
        if after:
            yield from (replace(e, id=new, replaces=row, noted_at=None) for e in after)
        else:
            yield from taken_back(record, row, sent.form)


def _carrier(there: Sequence[Entry], sent: Written) -> Entry | None:
    """The entry that holds the day's note: one that stays, and that has it already if any does."""
    staying = [e for e in there if any(_after(e, sent))]
    return next((e for e in staying if e.note), staying[0] if staying else None)


def _after(old: Entry, sent: Written, *, carries: bool = False) -> Iterator[Entry]:
    """What becomes of one entry."""
    note = sent.note if old.note or carries else ""
    if isinstance(old, Ill):
        if sent.ill:
            yield replace(old, cause=sent.cause, note=note)
        return
    if isinstance(old, Score):
        score = sent.scores.get(str(old.item), old.score)
        if score is not None:
            yield replace(old, score=score, note=note)


def _new(there: Sequence[Entry], on: date, sent: Written) -> Iterator[Entry]:
    """What was not there before, as one row."""
    known = {str(e.item) for e in there if isinstance(e, Score)}
    id_ = str(sent.form)
    carried = _carrier(there, sent) is not None
    found: list[Entry] = [
        Score(id=id_, on=on, item=item, score=score)
        for item, score in sent.scores.items()
        if score is not None and item not in known
    ]
    if sent.ill and not any(isinstance(e, Ill) for e in there):
        found.append(Ill(id=id_, on=on, cause=sent.cause))
    if found and sent.note and not carried:
        found[0] = replace(found[0], note=sent.note)
    yield from found
