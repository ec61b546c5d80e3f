"""What one patient is told, as the columns of an answer: written apart from `cohort/kernel.py`."""

import json
from typing import Any

from corrin.advice import assess
from corrin.cohort.layout import Patient
from corrin.words import plain


def alone(patient: Patient) -> dict[str, Any]:
    """The columns that come from `assess`, for a patient with a day and a country."""
    assert patient.on and patient.country
    found = assess(patient.record, on=patient.on, country=patient.country)
    shown = found.proposal
    return {
        "id": patient.id,
        "keys": sorted(found.keys()),
        "advice": json.dumps([plain(r) for r in found.advice], ensure_ascii=False),
        "missing": [{"fact": m.fact, "for": list(m.keys)} for m in found.missing],
        "proposal_days": shown.interval_days if shown else None,
        "reason": shown.reason if shown else None,
        "due": shown.due if shown else None,
        "current_days": shown.current_days if shown else None,
        "centre": patient.centre,
        "on": patient.on,
    }
