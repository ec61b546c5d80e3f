"""How the pages about many people look: on a telephone, on a screen by day and night, on paper."""

from collections.abc import Iterator
from html import escape

STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --soft: #555b63; --rule: #d5dae1;
  --paper: #fff; --fill: #0b4a82; --pale: #cfe0f0; --rail: #eef1f5; --mark: #b3541e }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e6; --soft: #a7afb8; --rule: #3a424c;
  --paper: #14181d; --fill: #6fb0e6; --pale: #2c4a66; --rail: #222a33; --mark: #f0a070 } }
@media print { :root { color-scheme: light; --ink: #1a1a1a; --soft: #555b63; --rule: #d5dae1;
  --paper: #fff; --fill: #0b4a82; --pale: #cfe0f0; --rail: #eef1f5; --mark: #b3541e } }
body { margin: 0 auto; max-width: 46rem; padding: 1.2rem; font: 16px/1.5 Helvetica, Arial,
  sans-serif; color: var(--ink); background: var(--paper) }
h1 { font-size: 1.7rem; line-height: 1.2; margin: .4rem 0 .6rem }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 2.6rem 0 .3rem }
h3 { font-size: 1rem; margin: 1.4rem 0 .2rem } p { margin: .3rem 0 .8rem }
.soft { color: var(--soft); font-size: .9rem }
.chart { display: block; width: 100%; max-width: 36rem; height: auto; background: #fff }
.first { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr));
  gap: .9rem; margin: 1.4rem 0 }
.first div { border-top: 3px solid var(--fill); padding: .5rem 0 0; display: flex;
  flex-direction: column }
.first dt { font-size: .95rem; line-height: 1.35; order: 2 }
.first dd { margin: 0; font-size: 2rem; line-height: 1.2; font-variant-numeric: tabular-nums }
.first dd.soft { font-size: .85rem; line-height: 1.35; order: 3 }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem }
th, td { border-bottom: 1px solid var(--rule); padding: .3rem .6rem .3rem 0; text-align: left }
td { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
th:last-child, td:last-child { padding-right: 0 }
thead th { color: var(--soft); font-size: .9rem; font-weight: normal }
thead th:not(:first-child) { text-align: right } tbody th { font-weight: normal }
.bars th, .bars td { border: 0; padding: .22rem 0 } .bars th { width: 28% }
.bars td:nth-child(2) { width: 50%; padding: .22rem .8rem }
.bars svg { display: block; width: 100%; height: 1rem; overflow: visible }
.rail { fill: var(--rail) } .fill { fill: var(--fill) } .pale { fill: var(--pale) }
.line { stroke: var(--ink); stroke-width: 1.5; vector-effect: non-scaling-stroke }
.mark { stroke: var(--mark); stroke-width: 2; vector-effect: non-scaling-stroke }
.ends { color: var(--soft); font-size: .85rem } .ends td > span { display: flex;
  justify-content: space-between }
@media (max-width: 34rem) {
  .bars tr { display: grid; grid-template-columns: 1fr auto; padding: .25rem 0 }
  .bars th { width: auto } .bars td:nth-child(2) { order: 3; grid-column: 1 / 3; width: auto;
    padding: 0 } .bars td, .bars th { padding: 0 } }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt }
  h2, h3, section > p { break-after: avoid } tr, .first div, svg { break-inside: avoid }
  thead { display: table-header-group } }
"""


def head(lang: str, title: str) -> Iterator[str]:
    """The page down to its title."""
    yield f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>"
    yield f"<h1>{escape(title)}</h1>"
