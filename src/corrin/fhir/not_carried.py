"""What of a bundle has no place in a record: counted and named, never silently dropped."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from corrin.fhir import names
from corrin.fhir.values import Json, extension

# Why something was not carried.
NO_PLACE = "no_place"  # a record has no entry of this kind
NO_VALUE = "no_value"  # a result without a value, a thing without a code
PROPOSAL = "proposal"  # intended by somebody, not something that happened
REPEATED = "repeated"  # the same resource stands twice
MODIFIER = "modifier_extension"  # it may mean something else than it says
UNREAD = "unread"  # an element of a resource that was carried


@dataclass(frozen=True, slots=True)
class NotCarried:
    """A kind of resource or an element, how often it was met, why it stayed behind, and whose."""

    what: str
    why: str
    count: int = 1
    ids: tuple[str, ...] = ()


def as_plain(left: Iterable[NotCarried]) -> list[Json]:
    """What was left, as plain values."""
    return [
        {"what": n.what, "why": n.why, "count": n.count} | ({"ids": list(n.ids)} if n.ids else {})
        for n in left
    ]


def from_plain(value: Any) -> tuple[NotCarried, ...]:
    """The inverse of `as_plain`; what does not have its shape is passed over."""
    items = value if isinstance(value, list) else []
    return tuple(_one(item) for item in items if _is_one(item))


def _is_one(item: Any) -> bool:
    texts = isinstance(item, dict) and all(isinstance(item.get(k), str) for k in ("what", "why"))
    if not texts or type(item.get("count")) is not int:
        return False
    ids = item.get("ids", [])
    return isinstance(ids, list) and all(isinstance(i, str) for i in ids)


def _one(item: Json) -> NotCarried:
    return NotCarried(item["what"], item["why"], item["count"], tuple(item.get("ids", ())))


def list_of(left: Iterable[NotCarried]) -> Json:
    """A List resource that tells the next reader what an earlier bundle held besides."""
    return {
        "status": "current",
        "mode": "snapshot",
        "code": {"coding": [{"system": names.CODES + "not_carried", "code": "not-carried"}]},
        "meta": {"tag": [{"system": names.SECTION, "code": "not_carried"}]},
        "entry": [_entry(n) for n in left],
    }


def _entry(left: NotCarried) -> Json:
    ids = [extension(names.LISTED, "String", i) for i in left.ids]
    count = extension(names.COUNT, "Integer", left.count)
    why = extension(names.WHY, "Code", left.why)
    return {"extension": [why, count, *ids], "item": {"display": left.what}}


def from_list(resource: Json) -> tuple[NotCarried, ...]:
    """The inverse of `list_of`."""
    found = []
    for entry in resource.get("entry", ()):
        said: dict[str, list[Any]] = {}
        for part in entry.get("extension", ()):
            value = next((v for k, v in part.items() if k.startswith("value")), None)
            said.setdefault(part.get("url", ""), []).append(value)
        item = {
            "what": entry.get("item", {}).get("display"),
            "why": said.get(names.WHY, [None])[0],
            "count": said.get(names.COUNT, [None])[0],
            "ids": said.get(names.LISTED, []),
        }
        found.append(item)
    return from_plain(found)
