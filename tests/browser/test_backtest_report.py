"""The report of ``qafila backtest`` in headless Chromium: it fits a screen and a phone."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest

from qafila.brief.looking_back.page import report
from qafila.terms import LANGUAGES
from tests.support.browser import measured
from tests.support.looked_back import crisis, looked
from tests.support.synthetic_brief import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser

# The page stands in a frame of the width to be measured; the harness may run a script, it may not.
HARNESS = """<!doctype html><meta charset="utf-8"><body style="margin:0">
<iframe id="frame" style="border:0;width:{width}px;height:900px" srcdoc="{page}"></iframe>
<pre id="measured"></pre>
<script>
document.getElementById("frame").addEventListener("load", function () {{
  const inner = this.contentDocument, root = inner.documentElement;
  const outside = [...inner.querySelectorAll("body *")].filter((element) => {{
    const box = element.getBoundingClientRect();
    const beyond = box.right > root.clientWidth + 1 || box.left < -1;
    return box.width > 0 && element.closest(".scroll") === null && beyond;
  }}).map((element) => element.tagName + "." + element.className);
  const cut = [...inner.querySelectorAll("svg")].filter((svg) => {{
    const frame = svg.getBoundingClientRect();
    return [...svg.querySelectorAll("text")].some((text) => {{
      const box = text.getBoundingClientRect();
      return box.width > 0 && (box.left < frame.left - 2 || box.right > frame.right + 2);
    }});
  }}).map((svg) => svg.id);
  const tables = [...inner.querySelectorAll(".scroll > table")];
  document.getElementById("measured").textContent = JSON.stringify({{
    scrollWidth: root.scrollWidth,
    outside: outside.slice(0, 5),
    cut: cut,
    direction: getComputedStyle(inner.body).direction,
    wide: tables.filter((one) => one.scrollWidth > one.parentElement.clientWidth + 1).length,
    pictures: [...inner.querySelectorAll("svg")].map((svg) => svg.getBoundingClientRect().height),
    requests: this.contentWindow.performance.getEntriesByType("resource").map((one) => one.name),
  }});
}});
</script>"""


@functools.cache
def page(language: str) -> str:
    """The report of two crises."""
    crises = (crisis("one2012", "MLI", seed=1), crisis(HOSTILE, "BDI", ("A", HOSTILE), seed=2))
    return report(looked(crises, language, horizons=(7, 30, 60, 90)))


@pytest.mark.parametrize("width", [1000, 390])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_fits_and_runs_the_right_way(tmp_path: Path, language: str, width: int) -> None:
    found = measured(tmp_path, HARNESS, page(language), width)
    assert found["scrollWidth"] == width
    assert found["outside"] == []
    assert found["cut"] == []
    assert found["direction"] == ("rtl" if language == "ar" else "ltr")
    assert found["requests"] == []
    assert len(found["pictures"]) == 3 + 2 * 2
    assert min(found["pictures"]) > 150
    if width == 1000:
        assert found["wide"] <= 1  # the table of cells holds a name as long as a line
