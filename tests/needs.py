"""What some tests need from outside Python. In CI its absence is a failure, elsewhere a skip."""

import os
from typing import NoReturn

import pytest


def absent(what: str) -> NoReturn:
    """End the test because `what` is not here; `start.py test --all` brings it where it may."""
    if "CI" in os.environ:
        pytest.fail(f"{what} is not here, and in CI every test must run", pytrace=False)
    pytest.skip(f"{what} is not here; `python3 start.py test --all` brings it where it may")
