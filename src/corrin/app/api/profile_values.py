"""The profile as plain values for machines: what its page shows, before any word or line.

Days are ISO dates, spans whole or broken days, scores 0 to 10 with higher worse. What the page
would not say is null here too: no duration beside an alarm, no bound while scores rise.
"""

import math
from dataclasses import asdict
from datetime import date
from typing import Any

from corrin import __version__
from corrin.advice.memory import Memory
from corrin.advice.profile import Cycle, Lasting, Next, Profile
from corrin.record import Lab, Record
from corrin.response.recovery import Change as Effect
from corrin.response.recovery import Recovery
from corrin.situation.markers import Marker
from corrin.situation.reading import Change, Preparation

Json = dict[str, Any]


def values_of(profile: Profile, record: Record) -> Json:
    """The profile of a record as a JSON object; `PROFILE` is its schema."""
    return {
        "on": profile.on.isoformat(),
        "engine": __version__,
        "record_sha256": record.sha256(),
        "silence": profile.silence or None,
        "next": _next(profile.next),
        "lasting": _lasting(profile.lasting),
        "prescribed": _iso(profile.prescribed),
        "current_days": profile.current,
        "band_days": list(profile.band) if profile.band else None,
        "signed_by": profile.signed_by or None,
        "signed_on": _iso(profile.signed_on),
        "items": list(profile.items),
        "scores": [{"on": day.isoformat(), "score": score} for day, score in profile.scores],
        "ill": [day.isoformat() for day in profile.ill],
        "cycles": [_cycle(cycle) for cycle in profile.cycles],
        "trend": _trend(profile.trend),
        "tablets": [{"from": a.isoformat(), "to": b.isoformat()} for a, b in profile.tablets],
        "remembered": [_memory(memory) for memory in profile.memories],
        "changes": [_change(change) for change in profile.changes],
        "last_change": _effect(*profile.changed) if profile.changed else None,
        "markers": [_marker(marker) for marker in profile.markers],
    }


def _next(step: Next | None) -> Json | None:
    if step is None:
        return None
    return {
        "reason": step.reason,
        "due": step.due.isoformat(),
        "window": [day.isoformat() for day in step.window],
        "due_now": step.due_now,
        "interval_days": step.interval,
        "rails": list(step.rails),
    }


def _lasting(told: Lasting) -> Json:
    lasts = told.kind == "lasts"
    return {
        "kind": told.kind,
        "link": told.link,
        "rises": told.rises,
        "days": [told.low, told.middle, told.high] if lasts else None,
        "equally_likely_days": list(told.dots),
        "at_least_days": told.bound if told.kind == "at_least" else None,
    }


def _cycle(cycle: Cycle) -> Json:
    return {
        "start": cycle.start.isoformat(),
        "scores": [_number(score) for score in cycle.scores],
        "ill_on": [day for day, ill in enumerate(cycle.ill) if ill],
        "running": cycle.running,
        "loading": cycle.loading,
        "complete": cycle.complete,
        "planned_days": cycle.planned,
        "back": cycle.back,
        "probably_back": cycle.probable,
        "rose": cycle.rose,
        "apart": cycle.apart or None,
        "remembered_days": cycle.memory,
    }


def _trend(trend: Recovery | None) -> Json | None:
    return None if trend is None else _numbers(asdict(trend))


def _memory(memory: Memory) -> Json:
    return {"on": _iso(memory.on), "days": memory.days, "at_least": memory.bound}


def _change(change: Change) -> Json:
    before, after = (list(map(_preparation, side)) for side in (change.before, change.after))
    return {"on": change.on.isoformat(), "before": before, "after": after}


def _preparation(given: Preparation) -> Json:
    return given._asdict()


def _effect(change: Change, effect: Effect) -> Json:
    return _change(change) | _numbers(asdict(effect))


def _marker(marker: Marker) -> Json:
    first, newest = _lab(marker.first), _lab(marker.newest)
    return {"test": marker.test, "trend": marker.trend, "first": first, "newest": newest}


def _lab(lab: Lab) -> Json:
    return {"on": _iso(lab.on), "op": lab.op, "value": lab.value, "unit": lab.unit}


def _numbers(fields: Json) -> Json:
    return {k: _number(v) if isinstance(v, float) else v for k, v in fields.items()}


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# The schema, closed: a field that is not described here is a fault.

DATE: Json = {"type": "string", "format": "date"}
TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "number"}
FLAG: Json = {"type": "boolean"}


def _maybe(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(schema: Json, **more: int) -> Json:
    return {"type": "array", "items": schema, **more}


def _object(**fields: Json) -> Json:
    named = {name.rstrip("_"): schema for name, schema in fields.items()}
    return {
        "type": "object",
        "properties": named,
        "required": [*named],
        "additionalProperties": False,
    }


def _one_of(*codes: str) -> Json:
    return {"type": "string", "enum": [*codes]}


RANGE = _list(NUMBER, minItems=2, maxItems=3)
GIVEN = _list(_object(drug=TEXT, dose_ug=NUMBER, route=TEXT))
RESULT = _object(on=_maybe(DATE), op=TEXT, value=NUMBER, unit=_maybe(TEXT))
SPREAD = {name: _maybe(NUMBER) for name in ("low", "high")}
STEP = _object(
    reason=_one_of("shorten", "lengthen", "keep", "review"),
    due=DATE,
    window=_list(DATE, minItems=2, maxItems=2),
    due_now=FLAG,
    interval_days=_maybe({"type": "integer"}),
    rails=_list(TEXT),
)
LASTING = _object(
    kind=_one_of("lasts", "at_least", "not_enough_data"),
    link=_one_of("follows", "unrelated", "cannot_tell"),
    rises=FLAG,
    days=_maybe(RANGE),
    equally_likely_days=_list(NUMBER),
    at_least_days=_maybe(NUMBER),
)
CYCLE = _object(
    start=DATE,
    scores=_list(_maybe(NUMBER)),
    ill_on=_list({"type": "integer"}),
    running=FLAG,
    loading=FLAG,
    complete=FLAG,
    planned_days=_maybe(NUMBER),
    back=_maybe(FLAG),
    probably_back=FLAG,
    rose=FLAG,
    apart=_maybe(_one_of("earlier", "clouded")),
    remembered_days=_maybe(NUMBER),
)
CHANGED = {"on": DATE, "before": GIVEN, "after": GIVEN}
EFFECT = {"verdict": TEXT, "difference": _maybe(NUMBER), "passing": _maybe(NUMBER), **SPREAD}
COUNT: Json = {"type": "integer"}
PROFILE: Json = _object(
    on=DATE,
    engine=TEXT,
    record_sha256=TEXT,
    silence=_maybe(TEXT),
    next=_maybe(STEP),
    lasting=LASTING,
    prescribed=_maybe(DATE),
    current_days=_maybe(NUMBER),
    band_days=_maybe(RANGE),
    signed_by=_maybe(TEXT),
    signed_on=_maybe(DATE),
    items=_list(TEXT),
    scores=_list(_object(on=DATE, score=NUMBER)),
    ill=_list(DATE),
    cycles=_list(CYCLE),
    trend=_maybe(_object(trend=TEXT, slope=_maybe(NUMBER), **SPREAD, scored=COUNT, days=COUNT)),
    tablets=_list(_object(from_=DATE, to=DATE)),
    remembered=_list(_object(on=_maybe(DATE), days=NUMBER, at_least=FLAG)),
    changes=_list(_object(**CHANGED)),
    last_change=_maybe(_object(**CHANGED, **EFFECT)),
    markers=_list(_object(test=TEXT, trend=TEXT, first=RESULT, newest=RESULT)),
)
