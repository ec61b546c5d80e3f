"""Rules over facts, in three values, with what decided and what is missing."""

from corrin.rules.expression import ExpressionError, Node, Trace, compiled
from corrin.rules.findings import (
    Finding,
    RuleBook,
    explain,
    facts_of,
    findings,
    rule_book,
    undecided,
)

__all__ = [
    "ExpressionError",
    "Finding",
    "Node",
    "RuleBook",
    "Trace",
    "compiled",
    "explain",
    "facts_of",
    "findings",
    "rule_book",
    "undecided",
]
