"""The key that signs cookies and forms: made once per data folder, known to nobody else."""

import os
import secrets
from pathlib import Path

NAME = "secret-key"


def make(data: Path) -> None:
    """Make the folder and its key, readable by their owner alone; keep what is there."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        door = os.open(data / NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with open(door, "w", encoding="ascii") as page:
        page.write(secrets.token_urlsafe(50))


def read(data: Path) -> str:
    """The folder's key, or one that dies with this process (tests, tools)."""
    try:
        kept = (data / NAME).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        kept = ""
    return kept or secrets.token_urlsafe(50)
