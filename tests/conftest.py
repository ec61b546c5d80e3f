"""What every test shares."""

import os

from hypothesis import settings

settings.register_profile("corrin", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("corrin")
