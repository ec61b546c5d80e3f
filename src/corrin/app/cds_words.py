"""The sentences of the cards, in the caller's language, for clinicians."""

from typing import Any

from corrin.advice import Assessment
from corrin.fhir.cards import OVERRIDES, Labels, Said
from corrin.fhir.proposals import advice_bundle
from corrin.knowledge import load
from corrin.terms import Lang, Reader
from corrin.words import catalog, reason_lines, say

PATIENT = "Patient/patient"
INSTEAD = ("do_not_measure_serum_b12",)


def said(assessment: Assessment, lang: Lang) -> list[Said]:
    """Each recommendation in words, in the order of the advice."""
    words, known = catalog(lang), load()
    found = []
    for r in assessment.advice:
        sources = dict.fromkeys(c.source for c in r.citations)
        named = [known.sources[name] for name in sources]
        found.append(
            Said(
                title=say.title(r, words),
                text=say.text(r, words, Reader.CLINICIAN),
                reasons=tuple(reason_lines(r, assessment, words)),
                sources=tuple((f"{s.publisher}: {s.title}", s.url) for s in named),
                instead=words.text("card", f"instead_{r.key}") if r.key in INSTEAD else "",
            )
        )
    return found


def proposals(assessment: Assessment, lang: Lang) -> dict[str, Any]:
    """The advice as a FHIR Bundle of proposals, said to clinicians."""
    words = catalog(lang)
    missing = {m.fact: say.missing(m, words) for m in assessment.missing}
    return advice_bundle(assessment, said(assessment, lang), missing, PATIENT)


def labels(assessment: Assessment, lang: Lang) -> Labels:
    """The words around the cards."""
    words = catalog(lang)
    return Labels(
        because=words.text("card", "because"),
        sources=words.text("card", "sources"),
        remove=words.text("card", "remove"),
        missing_title=words.text("card", "missing_title"),
        missing=tuple(say.missing(m, words) for m in assessment.missing),
        not_a_device=words.text("page", "what_it_is") + " " + words.text("page", "not_a_device"),
        overrides={code: words.text("card", f"override_{code}") for code in OVERRIDES},
    )
