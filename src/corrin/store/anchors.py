"""An earlier backup held against what stands here now: what `seals` does for one, for all.

A patient who was erased since is in the ledger, and nobody else's chain depends on theirs, so an
erasure neither hides nor breaks anything.
"""

from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from corrin.store import dump, models
from corrin.store.backup import PROOF, beside, opened
from corrin.store.disk import draft
from corrin.store.erasing import ledger
from corrin.store.room import snapshot
from corrin.store.verifying import verify


@dataclass(slots=True)
class Compared:
    """How what stands here leads on from an earlier backup; every way in which it does not."""

    patients: int = 0
    entries: int = 0
    erased: list[UUID] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def compare(source: Path, key: str, work: Path) -> Compared:
    """Hold an earlier backup against what stands here: every row of it is here, in its place and
    as it was, but for patients whom the ledger says to be erased.

    Raises Damaged, StoreError.
    """
    with draft(work / "x") as folder, beside(folder):
        dump.load(opened(source, key, folder), PROOF)
        told = Compared(faults=verify().faults)
        with snapshot():
            erased = {id_ for id_, _ in ledger()}
            erased |= set(models.Erasure.objects.values_list("pk", flat=True))
            for patient in models.Patient.objects.using(PROOF).order_by("pk").iterator():
                if patient.pk in erased:
                    told.erased.append(patient.pk)
                else:
                    _held(patient, told)
    return told


def _held(patient: models.Patient, told: Compared) -> None:
    """One patient's rows in the backup beside those here; the first that differs is named."""
    rows = models.Entry.objects.filter(patient_id=patient.pk, sequence__lte=patient.head)
    here = dict(rows.values_list("sequence", "seal"))
    told.patients += 1
    if not models.Patient.objects.filter(pk=patient.pk).exists():
        told.faults.append(f"patient {patient.pk}: is gone, and no erasure was written down")
        return
    kept = models.Entry.objects.using(PROOF).filter(patient_id=patient.pk).order_by("sequence")
    for sequence, sealed in kept.values_list("sequence", "seal"):
        if here.get(sequence) != sealed:
            met = "is not as it was" if sequence in here else "is missing"
            told.faults.append(f"patient {patient.pk}, entry {sequence}: {met}")
            return
        told.entries += 1
