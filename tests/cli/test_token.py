"""`corrin token`: a key is made and told once, listed without its secret, and revoked."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

TOKEN = re.compile(r"corrin\.[0-9a-f]{32}\.[\w-]{43}\n")
# One process for all calls: to start Django once is enough. `{id}` is the token made before.
SCRIPT = """
import contextlib, io, json, sys
from pathlib import Path
from uuid import UUID
from corrin.cli import main
from corrin.cli.keep import opened, settle

data, own, calls = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
with opened(Path(data), new=True):
    settle()
    from corrin.store import new_patient
    new_patient(UUID(own))
found, made = [], ""
for words in calls:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["token", *(made if w == "{id}" else w for w in words), "--data", data])
    made = out.getvalue().split(".")[1] if out.getvalue().startswith("corrin.") else made
    found.append((code, out.getvalue(), err.getvalue()))
print(json.dumps(found))
"""


def corrin(folder: Path, own: str, *calls: Sequence[str]) -> list[tuple[int, str, str]]:
    """Exit code, output and errors of `corrin token` with these words, one call after the other."""
    command = [sys.executable, "-c", SCRIPT, str(folder / "data"), own, json.dumps(calls)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return [(code, out, said) for code, out, said in json.loads(ran.stdout)]


def test_a_token_is_made_listed_and_revoked(tmp_path: Path) -> None:
    own = str(uuid4())
    making = ("new", "laboratory", "--patient", own, "--may", "record:write", "--days", "7")
    made, first, revoked, last = corrin(
        tmp_path, own, making, ("list",), ("revoke", "{id}"), ("list",)
    )
    assert (made[0], made[2]) == (0, "") and TOKEN.fullmatch(made[1])
    told = first[1].removesuffix("\n").split("\t")
    assert told[1] == "laboratory" and told[4:] == ["record:write", own]
    assert made[1].rpartition(".")[2].strip() not in first[1]
    assert revoked[:2] == (0, "revoked\n")
    assert "\trevoked\t" in last[1]


def test_what_cannot_be_made_is_said_plainly(tmp_path: Path) -> None:
    own = str(uuid4())
    good = ("new", "x", "--patient", own, "--may", "record:read")
    wrongs: list[tuple[Sequence[str], int, str]] = [
        (("new", "x", "--patient", str(uuid4()), "--may", "record:read"), 3, "no such patient"),
        (("new", "x", "--patient", "me", "--may", "record:read"), 3, "no diary"),
        (("new", "x", "--patient", own, "--may", "everything"), 2, "invalid choice"),
        (("new", "", "--patient", own, "--may", "record:read"), 2, "1 to 80"),
        ((*good, "--days", "0"), 2, "expected 1 to"),
        (("revoke", str(uuid4())), 3, "no such token"),
        (("revoke", "mine"), 2, "corrin token list"),
    ]
    found = corrin(tmp_path, own, *(words for words, _, _ in wrongs))
    for (words, code, told), (ended, out, said) in zip(wrongs, found, strict=True):
        assert (ended, out) == (code, "") and told in said, words
