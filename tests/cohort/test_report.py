"""The report on a run: what it tells, and that nobody can be recognised in it."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corrin.advice import RED_FLAGS
from corrin.cohort import engines, make
from corrin.cohort.kernel import OUTPUT, QUARANTINE, Params
from corrin.cohort.report import _drawn, report
from corrin.cohort.run import run
from corrin.cohort.totals import LEAST, MORE, NoRun, Share, told, totals
from corrin.terms import ADVICE, Lang
from corrin.words import catalog


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over four hundred invented patients, one of them at a centre of its own."""
    folder = tmp_path_factory.mktemp("cohort")
    told = make.invented(8, 0).slice(0, 400)
    centres = ["hermitage"] + ["north" if n % 3 else "south" for n in range(399)]
    place = told.schema.get_field_index("centre")
    table = pa.table(told).set_column(place, "centre", pa.array(centres))
    pq.write_table(table, folder / "all.parquet")
    out = tmp_path_factory.mktemp("out")
    run(folder, out, Params(), engines.serial)
    return out


def test_numbers_of_people_are_told_in_fives_and_never_of_a_handful() -> None:
    assert [told(n) for n in (0, 1, LEAST - 1, LEAST, 12, 13, 1000)] == [
        0, None, None, 10, 10, 15, 1000,
    ]  # fmt: skip


def test_the_totals_are_those_of_the_rows(out: Path) -> None:
    rows = pq.read_table(out).to_pylist()
    injected = [r for r in rows if r["current_days"] is not None]
    overdue = sum(r["due"] is not None and r["due"] < r["on"] for r in injected)
    needless = [r for r in rows if "do_not_measure_serum_b12" in r["keys"]]
    found = totals(out)
    assert found.answered == 400
    assert found.due[0].count == told(overdue)
    assert [s.count for s in found.needless] == [
        told(sum(r["b12_results"] == 0 for r in needless)),
        told(sum(r["b12_results"] == 1 for r in needless)),
        told(sum(r["b12_results"] > 1 for r in needless)),
    ]
    counts = {s.name: s.count for s in found.advice}
    assert counts["result_class"] == told(sum("result_class" in r["keys"] for r in rows))


def test_what_a_clinic_asks_first_is_counted_from_the_rows(out: Path) -> None:
    rows = pq.read_table(out).to_pylist()
    found = {share.name: share for share in totals(out).first}
    assert found["urgent"].count == told(sum(not RED_FLAGS.isdisjoint(r["keys"]) for r in rows))
    assert found["too_little"].count == told(sum(not MORE.isdisjoint(r["keys"]) for r in rows))
    assert found["urgent"].of == 400
    assert ADVICE.keys() >= RED_FLAGS | MORE


def test_where_diaries_have_moved_is_read_from_the_advice(tmp_path: Path) -> None:
    said = [{"key": "recovery_check", "trend": "worsening"}]
    advice = [json.dumps(said)] * 9 + [json.dumps([{"key": "keep_interval"}])] * 4 + [None]
    nobody = {name: pa.nulls(len(advice), OUTPUT.field(name).type) for name in OUTPUT.names}
    pq.write_table(pa.table(nobody | {"advice": advice}, schema=OUTPUT), tmp_path / "a.parquet")
    (tmp_path / "_quarantine").mkdir()
    pq.write_table(QUARANTINE.empty_table(), tmp_path / "_quarantine" / "a.parquet")
    manifest = {"shards": [{"file": "a.parquet"}], "params": {}, "quarantined": 0}
    (tmp_path / "_manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    worse, same, better = totals(tmp_path).trends
    assert [(s.name, s.count, s.of) for s in (worse, same, better)] == [
        ("worsening", 10, 10),
        ("plateau", 0, 10),
        ("improving", 0, 10),
    ]


def test_the_range_of_a_share_is_wilsons() -> None:
    low, high = Share("here", 81, 263).range or (0, 0)  # the example of Newcombe, 1998 (M)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert Share("there", None, 95).range is None


def test_where_some_are_hidden_nobody_else_is_everybody(out: Path) -> None:
    shares = [Share("plateau", 80, 80), Share("improving", None, 80)]
    page = " ".join(_drawn("", [(s.name, s) for s in shares], None, catalog(Lang.EN)))
    assert "100\N{NO-BREAK SPACE}%" not in page and ">80<" in page and "improving" in page


def test_nothing_is_said_of_a_small_centre(out: Path) -> None:
    found = totals(out)
    assert [s.name for s in found.needless_by_centre] == ["north", "south"]
    assert "hermitage" not in report(out, Lang.EN).read_text(encoding="utf-8")


class Reader(HTMLParser):
    """The text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.mark.parametrize("lang", list(Lang))
def test_every_number_of_people_on_the_page_is_a_five(out: Path, lang: Lang) -> None:
    page = Reader()
    page.feed(report(out, lang).read_text(encoding="utf-8").split("</style>")[1])
    told_in_brackets = re.findall(r"\(([\d\u00a0]+)\)", " ".join(page.text))
    counts = [int(n.replace("\u00a0", "")) for n in told_in_brackets]
    assert len(counts) > 8
    assert all(n % 5 == 0 and (n == 0 or n >= LEAST) for n in counts)


def test_no_patient_and_no_row_stands_on_the_page(out: Path) -> None:
    page = report(out, Lang.EN).read_text(encoding="utf-8")
    ids = pq.read_table(out)["id"].to_pylist()
    assert not [one for one in ids if one in page]
    assert "http" not in page.replace("http-equiv", "")


def test_every_piece_of_advice_has_a_title_without_a_gap() -> None:
    for lang in Lang:
        words = catalog(lang)
        short = words.tables["cohort"]["short"]
        titles = [short.get(k) or words.text("advice", k, "title").split(":")[0] for k in ADVICE]
        assert not [title for title in titles if "{" in title or not title]


def test_a_folder_without_a_finished_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoRun, match="no finished run"):
        totals(tmp_path)


def test_the_manifest_accounts_for_every_patient(out: Path) -> None:
    told = json.loads((out / "_manifest.json").read_text(encoding="utf-8"))
    assert told["patients"] == told["answered"] + told["quarantined"] == 400
