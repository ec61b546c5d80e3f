"""What a database says of itself when it fails, in our words."""

DAMAGED = "the file of the database is damaged: restore a backup"
# What the database said of itself, never of a row; and what that means.
MET = {
    "disk I/O error": "the disk failed a read or a write",
    "database is locked": "another program writes and does not end",
    "readonly database": "the data folder may not be written to",
    "unable to open database file": "the file of the database cannot be opened or made",
    "is malformed": DAMAGED,
    "is not a database": DAMAGED,
}


def met(why: Exception) -> str:
    """What was met and what to do, without a word of a row; empty where it was something else."""
    return next((met for sign, met in MET.items() if sign in str(why)), "")
