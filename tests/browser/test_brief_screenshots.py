"""The brief in headless Chromium: it fits, asks nothing of any address, and runs the right way."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from qafila.brief import Brief
from qafila.brief.model import Figure
from qafila.terms import LANGUAGES
from tests.support import synthetic_brief as made
from tests.support.browser import measured, run
from tests.support.png import read_png

pytestmark = pytest.mark.browser

# The page stands in a frame of the width to be measured; the harness may run a script, it may not.
HARNESS = """<!doctype html><meta charset="utf-8"><body style="margin:0">
<iframe id="frame" style="border:0;width:{width}px;height:900px" srcdoc="{page}"></iframe>
<pre id="measured"></pre>
<script>
document.getElementById("frame").addEventListener("load", function () {{
  const inner = this.contentDocument, root = inner.documentElement;
  const extent = (element) => {{
    const range = inner.createRange();
    range.selectNodeContents(element);
    const box = range.getBoundingClientRect();
    return [box.left, box.right];
  }};
  const scrolled = (element) => element.closest(".scroll") !== null;
  const outside = [...inner.querySelectorAll("body *")].filter((element) => {{
    const box = element.getBoundingClientRect();
    const beyond = box.right > root.clientWidth + 1 || box.left < -1;
    return box.width > 0 && !scrolled(element) && beyond;
  }}).map((element) => element.tagName + "." + element.className);
  document.getElementById("measured").textContent = JSON.stringify({{
    width: root.clientWidth,
    scrollWidth: root.scrollWidth,
    outside: outside.slice(0, 5),
    direction: getComputedStyle(inner.body).direction,
    heading: extent(inner.querySelector("h1")),
    number: getComputedStyle(inner.querySelector("bdi[dir=ltr]")).direction,
    caption: getComputedStyle(inner.querySelector("figcaption")).textAlign,
    firstColumn: inner.querySelector("#corridors th").getBoundingClientRect().left,
    lastColumn: inner.querySelector("#corridors thead th:last-child").getBoundingClientRect().left,
    svgDirection: getComputedStyle(inner.querySelector("svg text")).direction,
    pictures: [...inner.querySelectorAll("svg")].map((svg) => svg.getBoundingClientRect().height),
    scripts: inner.scripts.length,
    requests: this.contentWindow.performance.getEntriesByType("resource").map((one) => one.name),
  }});
}});
</script>"""


@functools.cache
def brief(language: str) -> Brief:
    """The brief of the synthetic situation."""
    return Brief(made.situation(), made.forecast(), language)


@functools.cache
def page(language: str) -> str:
    return brief(language).html()


def figures(language: str) -> int:
    """Pictures of the brief, as its blocks count them."""
    blocks = [block for section in brief(language).sections for block in section.blocks]
    return sum(isinstance(block, Figure) for block in blocks)


@pytest.mark.parametrize("width", [1000, 390])
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_fits_and_runs_the_right_way(tmp_path: Path, language: str, width: int) -> None:
    found = measured(tmp_path, HARNESS, page(language), width)
    assert found["width"] == width
    assert found["scrollWidth"] == width
    assert found["outside"] == []
    assert found["requests"] == []
    assert found["scripts"] == 0
    assert found["number"] == "ltr"
    assert found["svgDirection"] == "ltr"
    heights = found["pictures"]
    assert isinstance(heights, list)
    assert len(heights) == figures(language) >= 5
    assert min(heights) > 80
    left, right = found["heading"]  # type: ignore[misc]
    ends = (found["firstColumn"], found["lastColumn"])
    if language == "ar":
        assert found["direction"] == "rtl"
        assert width - right < left
        assert ends[0] > ends[1]  # type: ignore[operator]
    else:
        assert found["direction"] == "ltr"
        assert left < width - right
        assert ends[0] < ends[1]  # type: ignore[operator]


@pytest.mark.parametrize("language", LANGUAGES)
def test_screenshot_is_not_blank(tmp_path: Path, language: str) -> None:
    file, picture = tmp_path / "brief.html", tmp_path / "brief.png"
    file.write_text(page(language), encoding="utf-8")
    run(tmp_path, f"--screenshot={picture}", "--window-size=1000,1600", file.as_uri())
    pixels = read_png(picture.read_bytes())
    assert pixels.shape == (1600, 1000, 3)
    inked = (pixels.astype(int).sum(axis=2) < 600).mean()
    assert 0.005 < inked < 0.5
    colours = {tuple(one) for one in pixels[::5, ::5].reshape(-1, 3)}
    assert len(colours) > 20
    # Headings stand at the side where the language starts.
    dark = pixels[40:80].astype(int).sum(axis=2) < 300
    sides = dark[:, :500].sum(), dark[:, 500:].sum()
    assert (sides[1] > sides[0]) == (language == "ar")
