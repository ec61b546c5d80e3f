"""Facts that advice works out before the rules are asked: what the diary says of the interval.

Read from the record alone they are unknown, so that a rule can never take them for granted.
"""

from corrin.situation.fact import NO, UNKNOWN, Fact, fact
from corrin.situation.reading import Reading


@fact(
    "code",
    missing="diary",
    codes=("shorter", "longer", "keep", "below_band", "not_enough_data"),
)
def proposal(_: Reading) -> Fact:
    """What the diary says of the interval, inside the signed band."""
    return UNKNOWN


@fact("number", missing="diary")
def proposed_days(_: Reading) -> Fact:
    """The interval proposed, in whole days."""
    return UNKNOWN


@fact("number", missing="diary")
def longest_step(_: Reading) -> Fact:
    """The longest step by which the interval may be lengthened, in whole days."""
    return UNKNOWN


@fact(missing="diary")
def symptoms_follow_injections(_: Reading) -> Fact:
    """Symptoms came back towards the end of both of the last two cycles."""
    return UNKNOWN


@fact(missing="diary")
def due_by_diary(_: Reading) -> Fact:
    """The diary says that the next injection is due now, inside the signed band."""
    return UNKNOWN


@fact(
    "code",
    missing="diary",
    codes=("improving", "plateau", "worsening", "cannot_tell"),
)
def recovery_trend(_: Reading) -> Fact:
    """Trend of the diary over two to four months: improving, plateau, worsening, or cannot tell."""
    return UNKNOWN


@fact(missing="diary")
def plateau_seen(_: Reading) -> Fact:
    """The diary shows a plateau: no relevant change over two consecutive months."""
    return NO


@fact(
    "code",
    missing="diary",
    codes=("better", "worse", "no_clear_change", "already_changing"),
)
def change_effect(_: Reading) -> Fact:
    """The diary after the last change of drug, dose or route, against before it."""
    return UNKNOWN


@fact(missing="b12_total")
def classes_differ(_: Reading) -> Fact:
    """The same B12 result falls into another class in another country."""
    return UNKNOWN
