"""What a token may be for."""

from enum import StrEnum


class Scope(StrEnum):
    """What the holder of a token may do."""

    READ = "record:read"
    WRITE = "record:write"
    ADVICE = "advice:read"
    PROFILE = "profile:read"
