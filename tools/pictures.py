"""Pictures of the main pages for the docs: `python -m tools.pictures`, with Debian's chromium.

They show the invented patient and clinic in a data folder of their own, so whoever runs it
gets the same pages, of that day.
"""

import os
import subprocess
import sys
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

PAGES = Path(__file__).resolve().parents[1] / "docs" / "pages"
WIDE, NARROW, TALLEST = 1100, 390, 1500
QUIET = (
    "--headless=new",
    "--disable-gpu",
    "--no-sandbox",
    "--hide-scrollbars",
    "--force-prefers-reduced-motion",
)
FIRST = "first patient of the clinic"
# What each picture shows: the address, the language, the width.
PICTURES = {
    "today": ("demo/", "en", WIDE),
    "today-telephone": ("demo/", "da", NARROW),
    "diary": ("demo/diary/", "en", WIDE),
    "injections": ("demo/injections/", "nl", WIDE),
    "advice": ("demo/advice/", "en", WIDE),
    "doctor": ("demo/doctor/", "en", WIDE),
    "check": ("check/", "en", WIDE),
    "history": ("demo/history/", "en", WIDE),
    "import": ("demo/import/", "en", WIDE),
    "clinic": ("clinic/", "da", WIDE),
    "nurse-telephone": (f"{FIRST}give/", "nl", NARROW),
    "evidence": ("library/b12-and-als/", "en", WIDE),
}


def main() -> None:
    """Take every picture."""
    with tempfile.TemporaryDirectory() as data, served(Path(data)) as address, browser() as window:
        window.get(f"{address}clinic/")
        link = window.find_element("css selector", ".patient-line .go").get_attribute("href") or ""
        first = link.removeprefix(address).removesuffix("give/")
        for name, (place, lang, width) in PICTURES.items():
            metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
            window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
            window.get(f"{address}{place.replace(FIRST, first)}?lang={lang}")
            (PAGES / f"{name}.webp").write_bytes(picture(window, width))


def picture(window: webdriver.Chrome, width: int) -> bytes:
    """The page from its top, as WebP: a fifth of the size of a PNG."""
    tall = window.execute_script("return document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": width, "height": min(tall, TALLEST), "scale": 1}
    how = {"format": "webp", "quality": 72, "captureBeyondViewport": True, "clip": clip}
    return b64decode(window.execute_cdp_cmd("Page.captureScreenshot", how)["data"])


@contextmanager
def served(data: Path, port: int = 0, **settings: str) -> Iterator[str]:
    """The address of a server of our own, as long as it is needed."""
    words = ["serve", "--no-browser", "--port", str(port), "--data", str(data)]
    with subprocess.Popen(
        [sys.executable, "-m", "corrin", *words],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | settings,
    ) as running:
        assert running.stdout
        try:
            yield running.stdout.readline().removeprefix("corrin: ").strip()
        finally:
            running.terminate()  # or whoever failed meanwhile would wait for it for ever


@contextmanager
def browser() -> Iterator[webdriver.Chrome]:
    """Chromium without a window."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for word in QUIET:
        options.add_argument(word)
    with webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver")) as window:
        yield window


if __name__ == "__main__":
    main()
