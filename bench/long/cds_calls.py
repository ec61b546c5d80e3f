"""Generated CDS Hooks calls, each answer read by another client and held to what is published.

    .venv/bin/python bench/long/cds_calls.py --number 2000 --seed 1 > bench/long/cds_calls.txt

Needs what `start.py test --all` brings (HealthChain, fhirpathpy).
"""

import argparse
import json
import os
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path
from time import process_time

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "corrin.app.settings"


def main() -> None:
    """Make the calls, print the counts; every kind of trouble has a count of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    django.setup()
    from django.test import Client

    from tests.app.cds import generated
    from tests.app.cds_answers import broken, faults

    theirs = import_module("healthchain.models.responses.cdsresponse").CDSResponse
    seen, clinic, begun = Counter[str](), Client(headers={"host": "localhost"}), process_time()
    for number in range(told.number):
        service, body = generated(told.seed * 1_000_000 + number)
        text = json.dumps(body)
        sent = clinic.post(f"/cds-services/{service}", text, content_type="application/json")
        seen[f"status {sent.status_code}"] += 1
        answer = sent.json()
        read = theirs(**answer).model_dump(exclude_none=True, mode="json")
        seen["read otherwise than sent"] += read != answer
        seen["elements not as published"] += len(faults(answer))
        seen["constraints broken"] += len(broken(answer))
        seen["cards"] += len(answer["cards"])
        seen["answers without a card"] += not answer["cards"]
        seen.update(f"cards: {card['indicator']}" for card in answer["cards"])
    print(f"command: bench/long/cds_calls.py --number {told.number} --seed {told.seed}")
    print(f"{dict(seen)}; {process_time() - begun:.0f} s of CPU")


if __name__ == "__main__":
    main()
