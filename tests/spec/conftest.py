"""A diary, a day, an answer: each specification test is also a page of the manual."""

import pytest

from tests.spec.case import Case, check


@pytest.fixture
def case() -> Case:
    return check
