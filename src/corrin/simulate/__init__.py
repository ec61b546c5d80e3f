"""Virtual patients in structurally different worlds, and policies that treat them."""

from corrin.simulate.policies import NAMES
from corrin.simulate.trial import Row, TrialResult, trial
from corrin.simulate.worlds import WORLDS

__all__ = ["NAMES", "WORLDS", "Row", "TrialResult", "trial"]
