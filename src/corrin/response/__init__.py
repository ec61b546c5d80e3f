"""How long an injection lasts in this patient, and when the next one should be."""

from corrin.response.belief import Belief, learn
from corrin.response.diary import Diary, Prior
from corrin.response.proposal import Proposal, propose, propose_many

__all__ = ["Belief", "Diary", "Prior", "Proposal", "learn", "propose", "propose_many"]
