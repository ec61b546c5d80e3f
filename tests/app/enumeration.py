"""Pairs of tries, at an account that is there and at one that is not, and how long each took."""

from collections.abc import Callable
from time import perf_counter
from typing import Any
from uuid import uuid4

import numpy as np
from django.test import Client

from tests.app.accounts import PASSWORD, visitor

Asked = Callable[[Client, str], Any]
PATHS: dict[str, Asked] = {
    "sign-in": lambda c, e: c.post("/account/login/", {"login": e, "password": "wrong, all of it"}),
    "new account": lambda c, e: c.post("/account/signup/", {"email": e, "password1": PASSWORD}),
    "reset": lambda c, e: c.post("/account/reset/", {"email": e}),
}


def pairs(path: str, there: list[str], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Seconds of tries at accounts that are there, and beside each one that is not.

    Which of a pair comes first is drawn by lot.
    """
    chance = np.random.default_rng(seed)
    times: tuple[list[float], list[float]] = ([], [])
    for n, known in enumerate(there):
        unknown = uuid4().hex[: len(known) - 12] + "@example.org"
        for which in chance.permutation(2):
            someone = visitor(REMOTE_ADDR=f"10.{n // 250 % 250}.{n % 250}.{which}")
            begun = perf_counter()
            PATHS[path](someone, (known, unknown)[which])
            times[which].append(perf_counter() - begun)
    return np.array(times[0]), np.array(times[1])


def auc(one: np.ndarray, other: np.ndarray) -> float:
    """How often a time of one is the longer of two, equal ones counted half; 0.5 tells nothing."""
    ranks = np.searchsorted(np.sort(other), one) + np.searchsorted(np.sort(other), one, "right")
    return float(ranks.mean() / 2 / len(other))
