"""A record as a FHIR R4 Bundle: each entry one resource, a transaction any server can take.

What FHIR has no place for (a correction's predecessor, a signed band) is an extension of ours.
`reading` is the inverse: what is written is read back equal.
"""

from collections.abc import Iterable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from corrin.fhir import names
from corrin.fhir.entries import Written, resource_of
from corrin.fhir.not_carried import NotCarried, list_of
from corrin.fhir.values import Json, filled, number
from corrin.record import Attribute, Born, Entry, Record, Score

PATIENT = "patient"


def write_bundle(record: Record, not_carried: Iterable[NotCarried] = ()) -> Json:
    """The record as a Bundle of plain values; equal records give equal bundles."""
    writer = _Writer(record)
    resources = [writer.patient(), *(writer.resource(e) for e in record.entries)]
    resources += writer.diary_pages()
    left = list(not_carried)
    if left:
        resources.append(writer.placed(list_of(left), "List", ""))
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [writer.posted(r) for r in resources],
    }


class _Writer:
    """Gives every resource its id and address, and refers to them."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.salt = record.sha256()
        self.in_force = frozenset(map(id, record.current().entries))
        self.wanted = {e.id for e in record.entries if "/" in e.id}
        self.taken: set[str] = set()
        self.count = 0
        self.pages: dict[str, list[Score]] = {}

    def patient(self) -> Json:
        """The person, without a name: a summary of what entries say."""
        births = [b for b in self.record.current().of(Born) if b.birth or b.year]
        sexes = [a.value for a in self.record.current().of(Attribute) if a.name == "sex"]
        found: Json = {"resourceType": "Patient", "id": PATIENT}
        self.taken.add(f"Patient/{PATIENT}")
        if len(births) == 1:
            birth = births[0]
            found["birthDate"] = birth.birth.isoformat() if birth.birth else str(birth.year)
        if len(sexes) == 1 and sexes[0] in ("female", "male", "unknown"):
            found["gender"] = sexes[0]
        return found

    def resource(self, entry: Entry) -> Json:
        """One entry as one resource."""
        written = resource_of(entry)
        found = self.placed(written.resource, written.type, entry.id)
        found[written.subject] = {"reference": self.address("Patient", PATIENT)}
        _common(found, entry, written, entry_counts=id(entry) in self.in_force)
        if isinstance(entry, Score) and entry.on and id(entry) in self.in_force:
            page = self.page(entry)
            found["derivedFrom"] = [{"reference": self.address("QuestionnaireResponse", page)}]
        return found

    def placed(self, resource: Json, kind: str, wish: str) -> Json:
        """The resource with its type and an id: the one it came with, where that is still free."""
        own = wish.removeprefix(f"{kind}/")
        fits = own != wish and len(own) <= 64 and own.replace("-", "").replace(".", "").isalnum()
        if not (fits and own.isascii() and wish not in self.taken):
            own = self.next_id(kind)
        self.taken.add(f"{kind}/{own}")
        return {"resourceType": kind, "id": own, **resource}

    def next_id(self, kind: str) -> str:
        """An id that no entry has or wishes for."""
        while True:
            self.count += 1
            own = f"corrin-{self.count}"
            if f"{kind}/{own}" not in self.wanted:
                return own

    def page(self, score: Score) -> str:
        """The id of the diary page a score stands on: one page a day."""
        day = str(score.on)
        self.pages.setdefault(day, []).append(score)
        return f"diary-{day}"

    def diary_pages(self) -> Iterable[Json]:
        """Each day of the diary as it was answered."""
        for day, scores in self.pages.items():
            yield {
                "resourceType": "QuestionnaireResponse",
                "id": f"diary-{day}",
                "questionnaire": names.DIARY,
                "status": "completed",
                "subject": {"reference": self.address("Patient", PATIENT)},
                "authored": day,
                "item": [_answer(score) for score in scores],
            }

    def address(self, kind: str, own: str) -> str:
        """The address of a resource inside this bundle."""
        return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{self.salt}/{kind}/{own}')}"

    def posted(self, resource: Json) -> Json:
        """The bundle's entry around a resource."""
        kind = resource["resourceType"]
        return {
            "fullUrl": self.address(kind, resource["id"]),
            "resource": resource,
            "request": {"method": "POST", "url": kind},
        }


def _answer(score: Score) -> Json:
    item = score.item if isinstance(score.item, str) else score.item.code
    return {"linkId": item, "answer": [{"valueDecimal": number(score.score)}]}


def _common(found: Json, entry: Entry, written: Written, *, entry_counts: bool) -> None:
    """What every entry has: id, section, when it was noted, its marks, its note."""
    found["meta"] = {"tag": [{"system": names.SECTION, "code": written.section}]}
    identifier: Json = {"system": names.ENTRY}
    found["identifier"] = [identifier | filled({"value": entry.id})]
    noted = entry.noted_at.isoformat() if entry.noted_at else None
    place = names.NOTED_IN.get(written.type)
    if noted and place:
        found[place] = noted
    if entry.note:
        found["note"] = [{"text": entry.note}]
    more: list[tuple[str, str, Any]] = [
        (names.NOTED, "DateTime", None if place else noted),
        (names.AROUND, "String", entry.around if not written.says_around else None),
        (names.MARKED, "String", entry.marked),
        (names.REPLACES, "String", entry.replaces),
        (names.SUPERSEDED, "Boolean", None if entry_counts else True),
    ]
    ours = [{"url": url, f"value{kind}": value} for url, kind, value in more if value]
    if ours or "extension" in found:
        found["extension"] = [*found.get("extension", []), *ours]
    _status(found, entry, written.type, entry_counts)


def _status(found: Json, entry: Entry, kind: str, entry_counts: bool) -> None:
    """The status: the mark that FHIR knows for this resource, else an error where it is void."""
    known = [word for word in entry.marked.split() if word in names.MARKS[kind]]
    status = known[0] if known else None if entry_counts else "entered-in-error"
    if kind in ("Condition", "AllergyIntolerance"):
        allergy = kind == "AllergyIntolerance"
        system = names.ALLERGY_VERIFICATION if allergy else names.VERIFICATION
        coding = {"system": system, "code": status or "confirmed"}
        found["verificationStatus"] = {"coding": [coding]}
        if status == "entered-in-error":
            found.pop("clinicalStatus", None)
    elif status:
        found["status"] = status
