"""Why something was not stored or read. No message holds anything about a patient."""


class StoreError(Exception):
    """Something the store cannot do; the message says what was met and what to do."""


class UnknownPatient(StoreError, LookupError):
    """No patient has this id."""


class Erased(UnknownPatient):
    """The patient was erased; the id is never used again."""


class UnknownEntry(StoreError, LookupError):
    """No entry, or no act, of this patient has this id."""


class Conflict(StoreError):
    """The id is taken by another entry. Nothing was stored."""


class NotInForce(StoreError):
    """Somebody else corrected or withdrew it first. Nothing was stored; read, and decide anew."""


class NotStored(StoreError):
    """The disk or the database failed. Nothing was acknowledged; try again with the same ids."""


class DiskFull(NotStored):
    """There is no room left on the disk. Nothing was acknowledged."""


class Unsafe(StoreError):
    """The database would not keep what it acknowledges; corrin does not start on it."""


class Damaged(StoreError):
    """A backup is not as it was made; nothing of it was used."""


class InUse(StoreError):
    """Somebody else is using the data folder."""
