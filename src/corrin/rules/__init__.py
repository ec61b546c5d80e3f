"""Rules over facts, in three values, with what decided and what is missing."""

from corrin.rules.expression import ExpressionError, Node, Trace, compiled
from corrin.rules.findings import (
    Finding,
    RuleBook,
    explain,
    facts_of,
    filled,
    findings,
    rule_book,
    undecided,
)
from corrin.rules.many import Asked, ManyFindings, findings_for, findings_of_many

__all__ = [
    "Asked",
    "ExpressionError",
    "Finding",
    "ManyFindings",
    "Node",
    "RuleBook",
    "Trace",
    "compiled",
    "explain",
    "facts_of",
    "filled",
    "findings",
    "findings_for",
    "findings_of_many",
    "rule_book",
    "undecided",
]
