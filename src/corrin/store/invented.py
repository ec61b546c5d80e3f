"""Invented patients, for showing: one a day, removed when their day is past.

Their ids are apart from all others, and only such ids are ever removed here; a real patient's is
made by uuid4. They stand in no ledger: nothing of them is anybody's.
"""

from datetime import date
from uuid import UUID

from django.db import transaction

from corrin.store.erasing import remove_rows
from corrin.store.models import Patient
from corrin.store.reading import forget
from corrin.store.room import among_all, plainly

# A UUID of version 8, whose content is free: this half, then the number of the day.
_HALF = 0xC0441B12_0000_8000
_REST = 0x8000_0000_0000_0000


def invented_id(on: date) -> UUID:
    """The id of the patient who is invented for this day."""
    return UUID(int=(_HALF << 64) | _REST | on.toordinal())


def discard_invented(first: date, last: date) -> int:
    """Remove every invented patient but those of the days from `first` to `last`; how many."""
    lowest, highest = invented_id(date.min), invented_id(date.max)
    kept = {
        invented_id(date.fromordinal(n)) for n in range(first.toordinal(), last.toordinal() + 1)
    }
    with among_all():
        found = Patient.objects.filter(pk__gte=lowest, pk__lte=highest)
        old = [id_ for id_ in found.values_list("pk", flat=True) if id_ not in kept]
    for id_ in old:
        with plainly(), transaction.atomic(durable=True):
            remove_rows(id_)
        forget(id_)
    return len(old)
