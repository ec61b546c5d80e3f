"""A call of CDS Hooks spoilt anywhere is read, refused, or answered with what is missing."""

from copy import deepcopy
from datetime import date

import pytest

from corrin.app.cds_call import MissingData, read_call
from corrin.record import RecordError
from tests.app.cds import HOOKS, call, drug_order, injected, lab_order, searched
from tests.fhir.bundles import lab
from tests.fhir.test_hostile import OTHERS, places

ON = date(2026, 11, 22)


@pytest.mark.parametrize("service", list(HOOKS))
def test_a_wrong_type_anywhere_in_a_call_is_read_or_refused(service: str) -> None:
    orders = [lab_order(), drug_order("B03BA03", "78421000")]
    more = {"administrations": searched(*injected("2026-01-05")), "labs": searched(lab())}
    whole = call(service, orders, **more) | {"extension": {"corrin-country": "dk"}}
    ends = set()
    for index in range(sum(1 for _ in places(whole))):
        for other in OTHERS:
            changed = deepcopy(whole)
            holder, key = list(places(changed))[index]
            holder[key] = other
            try:
                read_call(service, changed, on=ON)
                ends.add("read")
            except (RecordError, MissingData) as wrong:
                ends.add(type(wrong).__name__)
    assert ends == {"read", "RecordError", "MissingData"}
