"""A page as an HTML file by itself: the picture, and the same data as tables beside it."""

from __future__ import annotations

from corrin.figures.shapes import Page
from corrin.figures.svg import clean, svg

# Printed, the file is the one page; on a screen the tables follow it.
STYLE = """
@page { size: A4; margin: 0 }
body { margin: 0; font: 16px/1.5 Helvetica, Arial, sans-serif; color: #1a1a1a }
.sheet { overflow-x: auto }
.sheet svg { display: block; width: 100%; max-width: 210mm; min-width: 640px; height: auto;
  margin: 0 auto }
.data { box-sizing: border-box; width: 100%; max-width: 50rem; margin: 0 auto; padding: 1rem }
.wide { overflow-x: auto }
dd { margin: 0 0 .6rem 0 }
table { border-collapse: collapse; margin: 1.5rem 0 }
caption, h2 { font-size: 1rem; font-weight: bold; text-align: left; padding: .3rem 0 }
th, td { border-bottom: 1px solid #c9ced6; padding: .2rem .6rem .2rem 0; text-align: left;
  vertical-align: top; font-weight: normal }
thead th, dt { font-weight: bold }
@media (max-width: 640px) { main { display: flex; flex-direction: column-reverse } }
@media print { .data { display: none } .sheet { overflow: hidden; height: 296.9mm }
  .sheet svg { width: 210mm; height: 296.9mm; min-width: 0 } }
"""


# A small picture that stays with its table, on a screen and on paper.
BESIDE = """
body { margin: 0; font: 16px/1.5 Helvetica, Arial, sans-serif; color: #1a1a1a }
main { box-sizing: border-box; max-width: 44rem; margin: 0 auto; padding: 1rem }
.sheet svg { display: block; width: 100%; max-width: 30rem; height: auto }
.wide { overflow-x: auto }
table { border-collapse: collapse; margin: 1rem 0 }
caption, h2 { font-size: 1rem; font-weight: bold; text-align: left; padding: .3rem 0 }
th, td { border-bottom: 1px solid #c9ced6; padding: .2rem .6rem .2rem 0; text-align: left;
  vertical-align: top; font-weight: normal }
thead th { font-weight: bold }
"""


def html(page: Page, table: str, style: str = STYLE) -> str:
    """The whole file."""
    return f"""<!doctype html>
<html lang="{page.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{clean(page.title)}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1 hidden>{clean(page.title)}</h1>
<div class="sheet">
{svg(page)}</div>
<div class="data">
{table}</div>
</main>
</body>
</html>
"""
