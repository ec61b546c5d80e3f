"""One JSON object read by a shape: which key fills which field of an entry, and how it is read."""

from collections.abc import Callable
from typing import Any

from corrin.record import fields as f
from corrin.record.fields import Notes, Unreadable

Fields = dict[str, Any]
FieldReader = Callable[[Any, str, Notes], Any]
Shape = dict[str, tuple[str, FieldReader]]  # JSON key -> (field of the entry, how it is read)

# What may stand for a required field: `around` says that the day is known in part, or not.
WAIVED = {"date": "around"}
COMMON: Shape = {
    "id": ("id", f.text),
    "around": ("around", f.around),
    "marked": ("marked", f.text),
    "noted_at": ("noted_at", f.moment),
    "replaces": ("replaces", f.text),
    "note": ("note", f.text),
}


def fields_of(
    item: Any,
    place: str,
    notes: Notes,
    shape: Shape,
    required: tuple[str, ...],
) -> Fields:
    """The fields of one JSON object by a shape; all faults are noted before it gives up."""
    if not isinstance(item, dict):
        raise notes.refuse(place, item, "an object", 'write it as {"code": …}')
    known = {**shape, **COMMON}
    before = len(notes.faults)
    for key in required:
        waived = key in item if key == "value" else WAIVED.get(key) in item
        if item.get(key) is None and not waived:
            notes.refuse(f"{place}/{key}", "nothing", f"a value for {key}", "add it")
    found: Fields = {"id": place}
    for key, content in item.items():
        if key not in known or content is None:
            continue
        name, read = known[key]
        value = f.attempt(read, content, f"{place}/{key}", notes)
        if value is not None:
            found[name] = value
    if len(notes.faults) > before:
        raise Unreadable(place)
    return found
