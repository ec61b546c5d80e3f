"""One resource while it is read: its fields with their places, every wrong one a fault."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from corrin.fhir import names
from corrin.fhir.tables import UCUM, ours
from corrin.fhir.values import Json
from corrin.record import Code
from corrin.record import fields as f
from corrin.record.fields import Notes
from corrin.terms import VOCABULARY, Coding, Tag

NOT_VERIFIED = "code-not-verified"
# Units as laboratories write them, by what they mean in UCUM.
UNITS = {unit.casefold(): unit for unit in VOCABULARY["units"]} | {
    "µmol/l": "umol/L",
    "μmol/l": "umol/L",
    "10^9/l": "10*9/L",
    "10e9/l": "10*9/L",
    "ml/min/1.73m2": "mL/min/{1.73_m2}",
    "mcg/l": "ug/L",
    "µg/l": "ug/L",
}
MICROGRAMS = {"ug": 1.0, "mcg": 1.0, "µg": 1.0, "μg": 1.0, "mg": 1e3, "g": 1e6}


@dataclass(slots=True)
class Source:
    """A resource, its id (`Type/id`), and where faults are noted."""

    resource: Json
    place: str
    notes: Notes
    left: Counter[str]

    def refuse(self, path: str, met: object, expected: str) -> f.Unreadable:
        """Note a fault at a path inside the resource; the caller raises what is given back."""
        return self.notes.refuse(f"{self.place}.{path}", met, expected, "correct the resource")

    def part(self, holder: Json, key: str) -> Json:
        """An object inside an object; empty where there is none."""
        value = holder.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.refuse(key, value, "an object")
        return value

    def parts(self, holder: Json, key: str) -> list[Json]:
        """A list of objects inside an object; empty where there is none."""
        value = holder.get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise self.refuse(key, value, "a list of objects")
        return value

    def word(self, holder: Json, key: str) -> str:
        """A text inside an object; empty where there is none."""
        value = holder.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.refuse(key, value, "text")
        return f.text(value, f"{self.place}.{key}", self.notes)

    def number(self, holder: Json, key: str) -> float | None:
        """A finite number inside an object."""
        value = holder.get(key)
        if value is None:
            return None
        return f.number(value, f"{self.place}.{key}", self.notes)

    def when(self, holder: Json, key: str) -> tuple[date | None, str]:
        """A day, or the year or month that is known, from a date, a dateTime or an instant."""
        value = holder.get(key)
        if value is None:
            return None, ""
        place = f"{self.place}.{key}"
        if isinstance(value, str) and len(value) < len("2024-05-01"):
            return None, f.around(value, place, self.notes)
        day = value[:10] if isinstance(value, str) and value[10:11] in ("", "T") else value
        return f.day(day, place, self.notes), ""

    def moment(self, holder: Json, key: str) -> datetime | None:
        """A moment; a bare date is none, for it says no time."""
        value = holder.get(key)
        if isinstance(value, str) and len(value) <= len("2024-05-01"):
            return None
        return None if value is None else f.moment(value, f"{self.place}.{key}", self.notes)

    def extension(self, url: str) -> Json:
        """The extension with this address; empty where there is none."""
        return self.extension_of(self.resource, url)

    def extension_of(self, holder: Json, url: str) -> Json:
        """The same of a part."""
        if "extension" not in holder:
            return {}
        found = self.parts(holder, "extension")
        return next((e for e in found if e.get("url") == url), {})

    def concept(self, holder: Json, key: str, kind: str) -> tuple[Code | None, str]:
        """A code of ours, or one kept as it came; and a mark where our table is from memory."""
        value = holder.get(key)
        if value is None:
            return None, ""
        return self.code_in(self.part(holder, key), kind)

    def code_in(self, value: Json, kind: str) -> tuple[Code | None, str]:
        """The code a CodeableConcept means for one of our lists."""
        first: Coding | None = None
        codings = self.parts(value, "coding")
        for coding in codings:
            if coding.get("system") == names.CODES + kind and self.word(coding, "code"):
                return self.word(coding, "code"), ""
        for coding in codings:
            system, code = self.word(coding, "system"), self.word(coding, "code")
            if not code:
                continue
            row = ours(kind, system, code)
            if row is not None:
                return row.ours, NOT_VERIFIED if row.tag is Tag.MEMORY else ""
            first = first or Coding(system, code, self.word(coding, "display"))
        if first is not None:
            return first, ""
        return self._as_it_came(value)

    def _as_it_came(self, value: Json) -> tuple[Code | None, str]:
        kept = self.extension_of(value, names.CODING).get("valueString")
        if isinstance(kept, str):
            parts = _texts(kept)
            if len(parts) == 3:
                return Coding(*parts), ""
            if len(parts) == 1:
                return parts[0], ""
        text = self.word(value, "text")
        return (Coding("", text, "") if text.strip() else None), ""

    def unit(self, quantity: Json) -> str | None:
        """The unit of a quantity in UCUM where it says so or is plainly meant, else as it came."""
        code = self.word(quantity, "code")
        written = code if code and quantity.get("system") == UCUM else ""
        told = written or self.word(quantity, "unit") or code
        return UNITS.get(told.casefold(), told) if told else None

    def micrograms(self, quantity: Json) -> float | None:
        """A dose in micrograms; None where it is told in something else, or not at all."""
        value, unit = self.number(quantity, "value"), self.unit(quantity)
        factor = MICROGRAMS.get(unit or "")
        if value is None or factor is None:
            return None
        return f.positive(value, f"{self.place}.value", self.notes) * factor

    def annotations(self) -> str:
        """The notes on the resource, as one."""
        if "note" not in self.resource:
            return ""
        found = [note.get("text") for note in self.parts(self.resource, "note")]
        told = " / ".join(text for text in found if isinstance(text, str) and text)
        if len(told) <= f.LONGEST_TEXT:
            return told
        self.left[f"{self.resource['resourceType']}.note"] += 1
        return ""

    def tags(self) -> Iterator[str]:
        """The words of ours on the resource's meta."""
        if "meta" in self.resource:
            for tag in self.parts(self.part(self.resource, "meta"), "tag"):
                if tag.get("system") == names.SECTION:
                    yield self.word(tag, "code")


def _texts(kept: str) -> list[str]:
    """The texts of a code kept as it came; none where it is not one."""
    try:
        found = json.loads(kept)
    except (ValueError, RecursionError):
        return []
    right = isinstance(found, list) and all(isinstance(text, str) for text in found)
    return found if right and all(found[:1]) | (len(found) == 3) else []
