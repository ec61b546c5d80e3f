"""Findings and the diary's proposal, put together: recommendations inside the signed band."""

from corrin.advice.assess import answer, assess, why
from corrin.advice.assessment import Assessment, Missing, Reason, Recommendation, Why
from corrin.advice.course import Course, course
from corrin.advice.grounds import Grounds, grounds_of
from corrin.advice.interval import Proposal
from corrin.advice.safety import OUT_OF_SCOPE, RED_FLAGS, RESTRICTIONS

__all__ = [
    "OUT_OF_SCOPE",
    "RED_FLAGS",
    "RESTRICTIONS",
    "Assessment",
    "Course",
    "Grounds",
    "Missing",
    "Proposal",
    "Reason",
    "Recommendation",
    "Why",
    "answer",
    "assess",
    "course",
    "grounds_of",
    "why",
]
