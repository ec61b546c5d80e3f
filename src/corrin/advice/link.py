"""What may be said of a probability: seen, probable, or not to be told. One place for all words."""

from typing import Literal

from corrin.response import Belief

SEEN = 0.90  # from here on symptoms had come back by the end of a cycle
PROBABLE = 0.50  # from here on that is likelier than not
FOLLOWS, UNRELATED = 0.90, 0.10  # of the probability that symptoms follow the injections

Answer = Literal["follows", "unrelated", "cannot_tell"]


def link(p_cycle: float, seen: bool) -> Answer:
    """Whether symptoms follow the injections. "Cannot tell" is never "does not"."""
    if p_cycle < UNRELATED:
        return "unrelated"
    return "follows" if seen and p_cycle >= FOLLOWS else "cannot_tell"


def answer(belief: Belief) -> Answer:
    """The same for a belief; a return is seen where any cycle read shows one."""
    return link(belief.p_cycle, max(belief.back, default=0.0) >= SEEN)
