"""A FHIR R4 Bundle read as a record, from plain dictionaries, with all its faults at once.

References are looked up and never followed further, so no cycle can hold the reader. What has no
place in a record is listed in `not_carried`; what is doubtful is kept and marked.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from corrin.fhir import names
from corrin.fhir.not_carried import (
    MODIFIER,
    NO_PLACE,
    REPEATED,
    UNREAD,
    NotCarried,
    from_list,
)
from corrin.fhir.own import OWN
from corrin.fhir.resources import READERS
from corrin.fhir.source import Source
from corrin.fhir.values import Json
from corrin.record import Born, Entry, Record, RecordError
from corrin.record.fields import Notes, Unreadable, shown
from corrin.terms import VOID, Lang

MOST_RESOURCES = 100_000
MOST_FAULTS = 10_000
LONGEST_KIND = 64


@dataclass(frozen=True, slots=True)
class Imported:
    """What a bundle held: the record, what could not be carried, and the patient's language."""

    record: Record
    not_carried: tuple[NotCarried, ...] = ()
    lang: Lang | None = None


def read_bundle(value: Any, *, on: date | None = None) -> Imported:
    """The record in a Bundle of plain values; dates are judged against `on`.

    Raises RecordError with every fault that was found.
    """
    notes = Notes(on=on)
    reader = _Reader(notes)
    with suppress(Unreadable):
        reader.read(_resources(value, notes))
    if notes.faults:
        raise RecordError(notes.faults[:MOST_FAULTS])
    return Imported(Record(tuple(reader.entries)), tuple(reader.left_behind()), reader.lang)


def _resources(value: Any, notes: Notes) -> list[tuple[str, Json]]:
    """The resources of a bundle, each with the address it is known by there."""
    kind = value.get("resourceType") if isinstance(value, dict) else None
    if kind != "Bundle":
        met = kind if isinstance(kind, str) else value
        raise notes.refuse("file", met, "a FHIR R4 Bundle", "export the patient as one Bundle")
    entries = value.get("entry", [])
    if not isinstance(entries, list):
        raise notes.refuse("Bundle.entry", entries, "a list", "correct the bundle")
    if len(entries) > MOST_RESOURCES:
        met = f"{len(entries):,} entries"
        expected = f"at most {MOST_RESOURCES:,}"
        raise notes.refuse("Bundle.entry", met, expected, "send one patient's record")
    return list(_each(entries, notes))


def _each(entries: list[Any], notes: Notes) -> Iterator[tuple[str, Json]]:
    for index, entry in enumerate(entries):
        place = f"Bundle.entry[{index}]"
        if not isinstance(entry, dict):
            notes.refuse(place, entry, "an object", "correct the bundle")
            continue
        resource, address = entry.get("resource"), entry.get("fullUrl", "")
        if resource is None:
            continue
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        if not _is_kind(kind) or not isinstance(address, str):
            notes.refuse(f"{place}.resource", resource, "a resource with its type", "correct it")
            continue
        own = resource.get("id")
        if own is None:
            resource = {**resource, "id": f"entry-{index}"}
        elif not isinstance(own, str) or not 0 < len(own) <= 64:
            notes.refuse(f"{place}.resource.id", own, "text of 1 to 64 characters", "correct it")
            continue
        yield address, resource


def _is_kind(kind: Any) -> bool:
    return isinstance(kind, str) and kind.isalpha() and len(kind) <= LONGEST_KIND


class _Reader:
    """Reads resource by resource and remembers what was met."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.entries: list[Entry] = []
        self.lang: Lang | None = None
        self.left: Counter[str] = Counter()
        self.stayed: dict[tuple[str, str], list[str]] = {}
        self.told: list[NotCarried] = []
        self.known: dict[str, Json] = {}
        self.derived: set[str] = set()
        self.sections: set[str] = set()
        self.patients: set[str] = set()

    def read(self, resources: list[tuple[str, Json]]) -> None:
        """Read all resources; the first pass learns what refers to what."""
        unique = list(self._unique(resources))
        for source in unique:
            self._look(source)
        self._one_patient()
        for source in unique:
            try:
                self._carry(source)
            except Unreadable:
                continue

    def _unique(self, resources: list[tuple[str, Json]]) -> Iterator[Source]:
        for address, resource in resources:
            place = f"{resource['resourceType']}/{resource['id']}"
            if place in self.known:
                self._stay(place, REPEATED)
                continue
            self.known[place] = resource
            if address:
                self.known.setdefault(address, resource)
            yield Source(resource, place, self.notes, self.left)

    def _look(self, source: Source) -> None:
        """Whose resource this is, which sections are ours, which pages have observations."""
        resource = source.resource
        try:
            self.sections.update(source.tags())
            for page in source.parts(resource, "derivedFrom"):
                self.derived.add(self._place(source.word(page, "reference")))
            if resource["resourceType"] == "Patient":
                self.patients.add(source.place)
            for key in ("subject", "patient"):
                if isinstance(resource.get(key), dict):
                    named = self._place(source.word(resource[key], "reference"))
                    if named.startswith(("Patient/", "urn:")) or "/Patient/" in named:
                        self.patients.add(named)
        except Unreadable:
            return

    def _place(self, reference: str) -> str:
        """`Type/id` of a reference, where it leads to a resource of this bundle or names one."""
        found = self.known.get(reference)
        if found is not None:
            return f"{found['resourceType']}/{found['id']}"
        parts = reference.split("/")
        return "/".join(parts[-2:]) if reference.startswith("http") else reference

    def _one_patient(self) -> None:
        if len(self.patients) > 1:
            met = f"{len(self.patients)} patients: {shown(', '.join(sorted(self.patients)))}"
            raise self.notes.refuse("Bundle", met, "one patient", "send each patient alone")

    def _stay(self, place: str, why: str) -> None:
        self.stayed.setdefault((place.partition("/")[0], why), []).append(place)

    def _carry(self, source: Source) -> None:
        resource = source.resource
        kind = resource["resourceType"]
        tags = set(source.tags())
        if "modifierExtension" in resource or "implicitRules" in resource:
            self._stay(source.place, MODIFIER)
        elif "not_carried" in tags:
            self.told += from_list(resource)
        elif kind == "QuestionnaireResponse" and source.place in self.derived:
            return
        else:
            self._entries(source, kind, tags)

    def _entries(self, source: Source, kind: str, tags: set[str]) -> None:
        read = next((OWN[tag] for tag in tags if tag in OWN), None) or READERS.get(kind)
        if read is None:
            self._stay(source.place, NO_PLACE)
            return
        found = read(source, self.known)
        if isinstance(found, str):
            self._stay(source.place, found)
            return
        for entry, more in found.entries:
            if kind == "Patient" and _told_otherwise(entry, self.sections):
                continue
            self.entries.append(_with_common(entry, more, source, bool(tags)))
        for key in resource_keys(source.resource) - found.read:
            self.left[f"{kind}.{key}"] += 1
        if kind == "Patient":
            self.lang = self.lang or _language(source)

    def left_behind(self) -> Iterator[NotCarried]:
        """What stayed behind, resources first, in a fixed order."""
        yield from self.told
        for (kind, why), places in sorted(self.stayed.items()):
            yield NotCarried(kind, why, len(places), tuple(places))
        for what, count in sorted(self.left.items()):
            yield NotCarried(what, UNREAD, count)


COMMON = frozenset({"resourceType", "id", "meta", "identifier", "note", "extension", "derivedFrom"})


def resource_keys(resource: Json) -> set[str]:
    """The elements of a resource that say something of their own."""
    return resource.keys() - COMMON


def _told_otherwise(entry: Entry, sections: set[str]) -> bool:
    """Our own bundles say birth and sex as observations; the patient repeats them."""
    section = "births" if isinstance(entry, Born) else "attributes"
    return section in sections


def _language(source: Source) -> Lang | None:
    """The first language of ours in which the patient can be spoken to."""
    for spoken in source.parts(source.resource, "communication"):
        for coding in source.parts(source.part(spoken, "language"), "coding"):
            code = source.word(coding, "code").split("-")[0].lower()
            if code in tuple(Lang):
                return Lang(code)
    return None


def _with_common(entry: Entry, marks: str, source: Source, own: bool) -> Entry:
    """The entry with id, day of noting, marks and note, as the resource has them."""
    resource = source.resource
    identifiers = source.parts(resource, "identifier") if own else []
    mine = next((i for i in identifiers if i.get("system") == names.ENTRY), None)
    entry_id = source.place + entry.id if mine is None else source.word(mine, "value")
    said = source.word(source.extension(names.MARKED), "valueString") if own else ""
    superseded = own and source.extension(names.SUPERSEDED).get("valueBoolean") is True
    if superseded:
        marks = " ".join(word for word in marks.split() if word not in VOID)
    words = [*said.split(), *(word for word in marks.split() if word not in said.split())]
    kind = resource["resourceType"]
    noted = source.moment(resource, names.NOTED_IN.get(kind, ""))
    more: dict[str, Any] = {}
    if own:
        noted = noted or source.moment(source.extension(names.NOTED), "valueDateTime")
        more["replaces"] = source.word(source.extension(names.REPLACES), "valueString") or None
        around = source.word(source.extension(names.AROUND), "valueString")
        more |= {"around": around} if around else {}
    note = source.annotations() or entry.note
    return replace(
        entry,
        id=entry_id,
        noted_at=noted,
        marked=said if words == said.split() else " ".join(words),
        note=note,
        **more,
    )
