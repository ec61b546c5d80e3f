"""A stretch of the diary with all that is not diary: what a page about some days reads.

In fifty years nearly all entries are daily scores. Two indexes of the database find the scores of
some days, and all other rows, without touching the rest; so nothing derived is kept that could
grow stale, and an index that is damaged is named by `verify`.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, UUIDField
from django.db.models.expressions import RawSQL

from corrin.store import models

Days = tuple[date, date]

# Whether a row says more than scores, bad days and withdrawals, or has no day. Written once: the
# index `store_entry_lasting` (migration 0003) serves only a condition of the very same words.
# Every line of a body is stripped of how a diary line begins; a line break that stays begins
# another kind of line.
_LEFT = "replace(replace(replace('\n' || body, '\nfelt ', ''), '\nill', ''), '\nwithdraw ', '')"
LASTING = f"""(replace({_LEFT}, '\n', '') <> {_LEFT} OR ("on" IS NULL AND replaces IS NULL))"""

# `sequence > 0` is always so; it makes SQLite prefer the index that holds these rows alone.
_IDS = f"""
WITH RECURSIVE told (id, replaces) AS (
    SELECT id, replaces FROM (
        SELECT id, replaces FROM store_entry WHERE patient_id = %s AND "on" BETWEEN %s AND %s
        UNION ALL
        SELECT id, replaces FROM store_entry WHERE patient_id = %s AND sequence > 0 AND {LASTING}
    ) AS asked
    UNION
    SELECT e.id, e.replaces FROM told JOIN store_entry e
        ON (e.replaces = told.id AND e.replaces IS NOT NULL) OR e.id = told.replaces
)
SELECT id FROM told
"""


def rows(patient_id: UUID, days: Days) -> QuerySet[models.Entry]:
    """The rows of these days, all that are not diary, and whatever corrects or withdraws them."""
    own = UUIDField().get_db_prep_value(patient_id, connection)
    first, last = (connection.ops.adapt_datefield_value(day) for day in days)
    given: tuple[Any, ...] = (own, first, last, own)
    return models.Entry.objects.filter(patient_id=patient_id, pk__in=RawSQL(_IDS, given))
