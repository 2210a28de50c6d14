"""The brief of the shipped case in headless Chromium, in three languages, on screen and paper."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from qafila.case import find_case, read_case
from qafila.commands.run import RunOptions, run_case
from qafila.simulate import Scenario
from qafila.terms import LANGUAGES
from tests.support.browser import chromium, measured

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser

# Paper is A4 with the margins of Chromium: its rules are applied on screen to be measured.
PAPER = 718

HARNESS = """<!doctype html><meta charset="utf-8"><body style="margin:0">
<iframe id="frame" style="border:0;width:{width}px;height:900px" srcdoc="{page}"></iframe>
<pre id="measured"></pre>
<script>
document.getElementById("frame").addEventListener("load", function () {{
  const inner = this.contentDocument, root = inner.documentElement, view = this.contentWindow;
  const all = [...inner.querySelectorAll("body *")];
  const scrolled = (element) => element.closest(".scroll") !== null;
  const outside = all.filter((element) => {{
    const box = element.getBoundingClientRect();
    return box.width > 0 && !scrolled(element)
      && (box.right > root.clientWidth + 1 || box.left < -1);
  }}).map((element) => element.tagName + "." + element.className);
  const edge = (node, from, to) => {{
    const range = inner.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    return range.getBoundingClientRect();
  }};
  const flipped = [...inner.querySelectorAll("bdi[dir=ltr]")].filter((one) => {{
    const node = one.firstChild;
    if (!node || node.nodeType !== 3 || node.length < 2 || one.getClientRects().length > 1)
      return false;
    const first = edge(node, 0, 1), last = edge(node, node.length - 1, node.length);
    return first.width > 0 && last.width > 0 && last.left < first.left;
  }}).map((one) => one.textContent);
  const colour = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = (rgb) => rgb.slice(0, 3).map((part) => part / 255)
    .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {{
    for (let one = element; one; one = one.parentElement) {{
      const style = view.getComputedStyle(one), back = colour(style.backgroundColor);
      if (style.backgroundImage !== "none") return [236, 236, 236];
      if (back.length < 4 || back[3] > 0) return back;
    }}
    return [255, 255, 255];
  }};
  const written = (element) => [...element.childNodes]
    .some((node) => node.nodeType === 3 && node.textContent.trim());
  const faint = all.filter((element) => !element.closest("svg") && written(element))
    .map((element) => {{
      const style = view.getComputedStyle(element);
      const both = [light(colour(style.color)), light(ground(element))].sort((a, b) => b - a);
      return [(both[0] + 0.05) / (both[1] + 0.05), element.tagName + "." + element.className];
    }}).filter((one) => one[0] < 4.5);
  const ids = new Set([...inner.querySelectorAll("[id]")].map((one) => one.id));
  const links = [...inner.querySelectorAll("a[href^='#']")];
  const words = inner.body.textContent;
  document.getElementById("measured").textContent = JSON.stringify({{
    width: root.clientWidth,
    scrollWidth: root.scrollWidth,
    outside: outside.slice(0, 5),
    direction: view.getComputedStyle(inner.body).direction,
    flipped: flipped.slice(0, 5),
    faint: faint.slice(0, 5),
    headings: [...inner.querySelectorAll("h1, h2, h3, h4")].map((one) => Number(one.tagName[1])),
    links: links.length,
    dead: links.filter((one) => !ids.has(one.hash.slice(1))).map((one) => one.hash).slice(0, 5),
    slips: words.match(/\\b(None|nan|NaN|null|undefined)\\b|[{{}}]|[^\\n]{{0,20}}\\[object/g) || [],
    length: words.length,
    scripts: inner.scripts.length,
    requests: view.performance.getEntriesByType("resource").map((one) => one.name),
  }});
}});
</script>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run of the shipped case, with few draws."""
    chromium()
    out = tmp_path_factory.mktemp("mali")
    scenario = Scenario(days=60, draws=20, seed=7)
    case = read_case(find_case("mali-2025"))
    run_case(case, RunOptions(dt.date(2025, 11, 30), scenario, LANGUAGES, "public", out))
    return out


@pytest.mark.parametrize("medium", ["desk", "phone", "paper"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_brief_of_the_shipped_case(
    folder: Path, tmp_path: Path, language: str, medium: str
) -> None:
    page = (folder / f"brief.{language}.html").read_text(encoding="utf-8")
    if medium == "paper":
        assert "@media print" in page
        page = page.replace("@media print", "@media all")
    width = {"desk": 1100, "phone": 390, "paper": PAPER}[medium]
    found = measured(tmp_path, HARNESS, page, width)
    assert found["width"] == found["scrollWidth"] == width
    assert found["outside"] == []
    assert found["direction"] == ("rtl" if language == "ar" else "ltr")
    assert found["flipped"] == []
    assert found["faint"] == []
    assert found["dead"] == []
    assert found["links"] > 100
    assert found["slips"] == []
    assert found["length"] > 20_000
    assert found["scripts"] == 0
    assert found["requests"] == []
    levels = found["headings"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
