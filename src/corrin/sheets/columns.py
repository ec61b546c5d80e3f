"""What each column of a sheet means, guessed from its heading in three languages."""

import re
from dataclasses import dataclass

from corrin.sheets.cells import day
from corrin.sheets.open import Sheet
from corrin.terms import ANALYTES
from corrin.terms.codes import DIARY_ITEMS, TESTS

# The heading words of each meaning: English, Danish, Dutch, as people shorten them. `prikken` is
# left out: in Danish it is tingling, in Dutch giving injections.
WORDS: dict[str, str] = {
    "date": "date day dato dag datum",
    "injection": "injection jab shot indsprøjtning injektion sprøjte injectie prik spuit inj",
    "drug": "drug medicine product medicin lægemiddel præparat middel medicijn geneesmiddel",
    "dose": "dose dosis dosering",
    "site": "site place location sted plaats injectieplaats indstikssted",
    "batch": "batch lot lotnummer batchnummer charge",
    "tablet": "tablet pill tabletter pille tabletten pil",
    "ill": "ill illness sick syg sygdom anden_årsag ziek ziekte andere_oorzaak other_cause",
    "note": "note notes comment comments noter bemærkning bemærkninger kommentar opmerking "
    "opmerkingen notitie notities",
    "test": "test analysis analyse prøve blodprøve bepaling",
    "value": "value result værdi svar resultat uitslag waarde resultaat",
    "unit": "unit enhed eenheid",
    "felt:fatigue": "fatigue tired tiredness exhaustion træthed træt moe moeheid vermoeidheid",
    "felt:tingling": "tingling paraesthesia snurren tintelingen tinteling",
    "felt:concentration": "concentration memory brain_fog fog koncentration hukommelse "
    "hjernetåge tåge concentratie geheugen hersenmist mist",
    "felt:balance": "balance walking gait gang evenwicht lopen",
    "felt:mood": "low_mood depressed nedtrykthed trist somberheid somber",
    "felt:pain": "pain smerte smerter pijn",
    "felt:sleep": "insomnia trouble_sleeping søvnbesvær søvnproblemer slapeloosheid slecht_slapen",
    "felt:tongue": "tongue sore_tongue tunge tong",
    "felt:limit": "limited limitation begrænset begrænsning beperkt beperking",
    "lab:b12_total": "b12 b_12 cobalamin vitamin_b12 vitamine_b12 serum_b12 total_b12",
    "lab:holotc": "holotc active_b12 aktivt_b12 actief_b12 holotranscobalamin",
    "lab:mma": "mma methylmalonate methylmalonic_acid methylmalonat methylmalonzuur",
    "lab:homocysteine": "homocysteine homocystein hcy",
    "lab:hb": "hb haemoglobin hæmoglobin hemoglobine",
    "lab:mcv": "mcv",
    "lab:ferritin": "ferritin ferritine",
    "lab:folate_serum": "folate folat foliumzuur folinsyre",
    "lab:creatinine": "creatinine kreatinin",
}
MEANINGS = (
    "skip",
    "own",
    *WORDS,
    *(f"felt:{item}" for item in sorted(DIARY_ITEMS) if f"felt:{item}" not in WORDS),
    *(f"lab:{test}" for test in sorted(TESTS) if f"lab:{test}" not in WORDS),
)
BY_WORD = {word: meaning for meaning, words in WORDS.items() for word in words.split()}
GIVEN = ("injection", "tablet")
OF_WHAT_IS_GIVEN = ("date", "dose", "drug", "site", "batch", "unit")
IN_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
UNITS = {
    unit.lower().replace("µ", "u"): unit
    for analyte in ANALYTES.values()
    for unit in analyte.factors
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place from 0, its heading, what it is taken to mean, a unit if it has one.

    `meaning` is one of MEANINGS: `own` is a symptom of one's own, `skip` is not used.
    """

    index: int
    heading: str
    meaning: str
    unit: str | None = None


def columns(sheet: Sheet, chosen: dict[str, str] | None = None) -> tuple[Column, ...]:
    """The columns; `chosen` names the meaning of some by their heading."""
    wanted = chosen or {}
    found: list[Column] = []
    taken: set[str] = set()
    for index, heading in enumerate(sheet.headings):
        meaning = wanted.get(heading) or _guess(heading)
        if meaning in taken and heading not in wanted:
            meaning = "skip"  # one column a meaning; a second one is chosen by hand
        if meaning not in ("skip", "own"):
            taken.add(meaning)
        found.append(Column(index, heading, meaning, _unit(heading)))
    if "date" not in taken and "date" not in wanted.values():
        found = _with_days(found, sheet)
    return tuple(found)


def _guess(heading: str) -> str:
    """The meaning of a heading: its words together, then one by one.

    B12 is what is injected before it is what is measured, and the place of an injection is a place.
    """
    bare = IN_BRACKETS.sub(" ", heading).lower()
    words = re.findall(r"[^\W_]+(?:_[^\W_]+)*", bare.replace("-", "_"))
    parts = [part for word in words for part in word.split("_")]
    named = [BY_WORD[w] for w in ("_".join(words), *words, *parts) if w in BY_WORD]
    if named and named[0] in (*GIVEN, "lab:b12_total"):
        given = [m for m in named if m in GIVEN]
        return next((m for m in named if given and m in OF_WHAT_IS_GIVEN), (given or named)[0])
    return named[0] if named else "skip"


def _unit(heading: str) -> str | None:
    """The unit that stands in brackets behind a heading, or after its last space."""
    bracketed = IN_BRACKETS.search(heading)
    last = heading.split()[-1:] if not bracketed else [bracketed[1]]
    return next(
        (UNITS[u] for u in (x.strip().lower().replace("µ", "u") for x in last) if u in UNITS), None
    )


def _with_days(found: list[Column], sheet: Sheet) -> list[Column]:
    """Without a heading for it, the first unread column that holds days is the day."""
    for n, column in enumerate(found):
        filled = [r[column.index] for _, r in sheet.rows[:50] if len(r) > column.index]
        if (
            column.meaning == "skip"
            and filled
            and sum(day(c) is not None for c in filled) * 2 > len(filled)
        ):
            found[n] = Column(column.index, column.heading, "date", None)
            return found
    return found
