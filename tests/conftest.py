"""What every test shares: its settings, and a guard that lets no test out of this computer."""

import atexit
import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.sockets import kept_in

CHILDREN = Path(__file__).parent / "data" / "kept_in"

settings.register_profile("corrin", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("corrin")


def pytest_configure(config: pytest.Config) -> None:
    """In every room, and in every Python that is started from a test."""
    kept_in()
    paths = [str(CHILDREN), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)


def pytest_collection() -> None:
    """Loading makes much that stays and little that goes: the collector waits until it is done."""
    gc.disable()


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end, and is not gone through again.

    Tests make much at once and let go of it at once: the collector looks less often than it would.
    """
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 20)
    atexit.register(gc.unfreeze)  # packages that count what they leave behind see it go


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Side by side as well each process keeps its database in its own memory."""
