"""One page out of what the benches print: each figure beside its peer of the same run.

A figure stands on the page by the words around it; a bench that no longer prints it is told so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure of a bench: what it is, and the words before the number, or before two of them.

    With two, the first over the second is told.
    """

    bench: str
    what: str
    said: str


N = r"([\d.]+)"
RATIOS = (
    Ratio("advise.py", "advice without a diary, over plain rules", rf"no diary .*over plain {N}"),
    Ratio(
        "advise.py", "advice with a diary, over plain rules", rf"a diary, NumPy .*over plain {N}"
    ),
    Ratio("cohort.py", "a patient alone, over one of many", rf"one by one over together {N}"),
    Ratio("cohort.py", "a cohort's engine, over a plain loop", rf"engine over plain loop {N}"),
    Ratio("findings.py", "findings of a cohort, over one by one", rf"cohort over one {N}"),
    Ratio(
        "findings.py",
        "findings of a cohort, over plain Python",
        rf"cohort over one .*, over plain {N};",
    ),
    Ratio("keeping.py", "reading 50 years, over reading one", rf"read\(days=…\)\D+{N} +{N}"),
    Ratio("pages.py", "the advice page of five years, over one", rf"/me/advice/ +{N} +{N}"),
    Ratio("speed.py", "proposals of many, over one by one", rf"many, NumPy +{N}.*\n.*, NumPy +{N}"),
    Ratio(
        "startup.py",
        "the command line, over importing Django",
        rf"--version +{N} ms[\s\S]*Django +{N}",
    ),
)
INVERTED = ("keeping.py", "pages.py")  # they print the shorter diary first
GROWS = re.compile(r"^ *(?:together +)?([\d,]+) patients:? +([\d.]+) us each.*$", re.M)


def page(said: dict[str, str]) -> Iterator[str]:
    """The page out of what each bench printed, by its name."""
    yield "== ratios, each of two figures of the same run"
    for ratio in RATIOS:
        if ratio.bench in said:
            yield f"{ratio.what:45} {_figure(ratio, said[ratio.bench])}   {ratio.bench}"
    grown = GROWS.findall(said.get("cohort.py", ""))
    if grown:
        yield "== how the cost of one patient of a cohort grows, us of CPU"
        yield from (f"{patients:>12} patients {float(each):10.1f}" for patients, each in grown)


def _figure(ratio: Ratio, text: str) -> str:
    found = re.search(ratio.said, text)
    if not found:
        return f"{'not printed':>11}"
    numbers = [float(n) for n in found.groups()]
    if len(numbers) == 2:
        one, two = reversed(numbers) if ratio.bench in INVERTED else numbers
        numbers = [one / two]
    return f"{numbers[0]:11.2f}"
