"""Ids for entries that came without: the same file gives the same ids, so it is kept once."""

from collections import Counter
from dataclasses import replace
from uuid import UUID, uuid5

from corrin.record import Entry, Record
from corrin.store.body import is_id


def entry_id(patient_id: UUID, name: str) -> UUID:
    """The id of what is called `name` for this patient: always the same one."""
    return uuid5(patient_id, name)


def with_ids(patient_id: UUID, record: Record) -> tuple[Entry, ...]:
    """The record's entries with UUIDs; what replaces another still does.

    An id that is a UUID stays. A name becomes a UUID of this patient. An id that is only a place
    in the file is replaced by one made from what the entry says, so order does not matter.
    """
    groups: dict[str, list[Entry]] = {}
    for entry in record.entries:
        groups.setdefault(entry.id, []).append(entry)
    met: Counter[str] = Counter()
    new = {old: _id(patient_id, old, group, met) for old, group in groups.items()}
    return _in_order([_renamed(entry, new, patient_id) for entry in record.entries])


def _in_order(entries: list[Entry]) -> tuple[Entry, ...]:
    """What is replaced before what replaces it, else as it was. A ring is left as it stands."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.id, []).append(entry)
    ordered: dict[str, None] = {}
    for start in groups:
        waiting = [start]
        while (older := groups.get(waiting[-1], entries)[0].replaces) in groups.keys() - waiting:
            waiting.append(str(older))
        ordered.update(dict.fromkeys(reversed(waiting)))
    return tuple(entry for id_ in ordered for entry in groups[id_])


def _id(patient_id: UUID, old: str, group: list[Entry], met: Counter[str]) -> str:
    if is_id(old):
        return old
    if old and not old.startswith(("/", "line:")):
        return str(entry_id(patient_id, f"named {old}"))
    said = "\n".join(f"{type(entry).__name__} {replace(entry, id='')!r}" for entry in group)
    met[said] += 1
    return str(entry_id(patient_id, f"said {met[said]} {said}"))


def _renamed(entry: Entry, new: dict[str, str], patient_id: UUID) -> Entry:
    replaces = entry.replaces
    if replaces is not None and replaces in new:
        replaces = new[replaces]
    elif replaces is not None and not is_id(replaces):
        replaces = str(entry_id(patient_id, f"named {replaces}"))
    return replace(entry, id=new[entry.id], replaces=replaces)
