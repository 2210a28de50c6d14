"""Print the tables of ``schema/`` and the tree of modules into the documentation.

    python scripts/print_tables.py          write what stands between the markers of each page
    python scripts/print_tables.py --check  say what would change and write nothing

A test runs the second form, so that the documentation cannot say anything else than the checks do.
"""

from __future__ import annotations

import ast
import csv
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "src" / "qafila" / "schema"
DEFAULTS = ROOT / "src" / "qafila" / "defaults"
PACKAGE = ROOT / "src" / "qafila"
PAGES = (
    ROOT / "ARCHITECTURE.md",
    ROOT / "docs" / "case-format.md",
    ROOT / "docs" / "glossary.md",
    ROOT / "docs" / "indicators.md",
    ROOT / "docs" / "changes.md",
    ROOT / "docs" / "cold-start.md",
    ROOT / "docs" / "forecast.md",
    ROOT / "docs" / "flee.md",
    ROOT / "docs" / "siege.md",
)
LEVELS = ("watch", "warning", "emergency")
# From the left of the flow to its right; what is not named here comes last.
ORDER = (
    *(
        "errors",
        "files",
        "terms",
        "units",
        "streams",
        "columns",
        "tables",
        "text",
        "text_words",
        "wordings",
        "matching",
        "marked_phrases",
        "phrases",
        "road_numbers",
        "place_hits",
        "places",
    ),
    *("claims", "settings", "network", "case", "reports", "ledger", "situation", "kernels"),
    *(
        "simulate",
        "forecast",
        "interop",
        "assess",
        "charts",
        "brief",
        "api",
        "commands",
        "progress",
        "cli",
    ),
)
MARKED = re.compile(r"(<!-- print (\w+) (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def rows(name: str, folder: Path = SCHEMA) -> list[dict[str, str]]:
    """Rows of a table of ``schema/``, or of another folder."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def markdown(header: list[str], lines: list[list[str]]) -> str:
    """Lay out a table; a bar inside a cell is escaped."""
    cells = [[cell.replace("|", "\\|") for cell in line] for line in lines]
    table = [header, ["---"] * len(header), *cells]
    return "".join(f"| {' | '.join(line)} |\n" for line in table)


def _allowed(row: dict[str, str]) -> str:
    if row["allowed"]:
        return f"`{row['allowed']}`"
    if row["minimum"] and row["maximum"]:
        return f"{row['minimum']} to {row['maximum']}"
    if row["minimum"]:
        return f"{row['minimum']} or more"
    return f"{row['maximum']} or less" if row["maximum"] else ""


def columns(table: str) -> str:
    """What a table holds, one row a column."""
    lines = [
        [
            f"`{row['name']}`" + (" (key)" if row["key"] == "yes" else ""),
            row["type"],
            row["unit"],
            "yes" if row["required"] == "yes" else "",
            _allowed(row),
            row["description"],
        ]
        for row in rows(table)
    ]
    return markdown(["column", "type", "unit", "required", "allowed", "meaning"], lines)


def labels(table: str) -> str:
    """Words of a vocabulary in three languages."""
    key = {"units": "unit", "quantities": "quantity", "targets": "target"}[table]
    lines = [
        [
            f"`{row[key]}`",
            *(row[f"label_{code}"] for code in ("en", "fr", "ar")),
            row.get("description") or f"{row['factor']} {row['base_unit']}",
        ]
        for row in rows(table)
    ]
    return markdown([key, "English", "français", "العربية", "meaning"], lines)


def parameters(table: str) -> str:
    """Every known parameter with its unit, bounds and what it may hold for."""
    lines = [
        [
            f"`{row['parameter']}`",
            row["unit"],
            f"{row['minimum']} to {row['maximum']}",
            row["scopes"].replace("|", ", "),
            row["meaning"],
        ]
        for row in rows(table)
    ]
    return markdown(["parameter", "unit", "allowed", "holds for", "meaning"], lines)


def terms(_: str) -> str:
    """Every enumeration under a heading of its own."""
    kinds: dict[str, list[list[str]]] = {}
    for row in rows("terms"):
        names = [row[f"label_{code}"] for code in ("en", "fr", "ar")]
        line = [f"`{row['term']}`", *names, row["description"]]
        kinds.setdefault(row["kind"], []).append(line)
    header = ["term", "English", "français", "العربية", "meaning"]
    parts = [f"### {kind}\n\n{markdown(header, lines)}" for kind, lines in kinds.items()]
    return "\n".join(parts)


def gauges(table: str) -> str:
    """Every indicator under a heading of its own, with its gauges and their thresholds."""
    every = rows("gauges", DEFAULTS)
    parts = []
    for row in rows(table, DEFAULTS):
        name = row["indicator_id"]
        lines = [_gauge(gauge) for gauge in every if gauge["indicator_id"] == name]
        parts.append(
            f"### {row['label_en']}\n\n`{name}` · {row['label_fr']} · {row['label_ar']}\n\n"
            f"{row['definition']}.\n\n"
            f"Judged for: {_term('indicator_scope', row['scope'])}. "
            f"Part in the whole: {_term('indicator_part', row['part'])}. "
            f"Window: {row['window_days']} days. "
            f"Falls after: {row['hysteresis_days']} days. Why: {row['rationale']}.\n\n"
            + markdown(["gauge", "tells", "watch", "warning", "emergency", "why"], lines)
        )
    return "\n".join(parts)


def conditions(table: str) -> str:
    """Each conditional warning in one row, and why."""
    lines = []
    for row in rows(table, DEFAULTS):
        said = {
            "place": "the place",
            "level": row["at_level"],
            "days": f"{row['held_days']} days",
            "horizon": f"{row['horizon_days']} days",
        }
        texts = [row[f"{name}_en"].format(**said) for name in ("condition", "consequence")]
        lines.append(
            [f"`{row['warning_id']}`", f"`{row['indicator_id']}`", *texts, row["rationale"]]
        )
    return markdown(["warning", "indicator", "if", "then", "why"], lines)


def _gauge(row: dict[str, str]) -> list[str]:
    basis = "" if row["source"] == "estimate" else f" ([source]({row['source']}))"
    sign = "≤" if row["kind"] == "below" or row["model"] == "days_of_supply" else "≥"
    levels = [f"{sign} {row[name]}" if row[name] else "" for name in LEVELS]
    unit = "" if row["unit"] == "1" else f", in {row['unit']}"
    return [f"`{row['gauge_id']}`", row["label_en"] + unit, *levels, row["rationale"] + basis]


def _term(kind: str, name: str) -> str:
    found = next(row for row in rows("terms") if row["kind"] == kind and row["term"] == name)
    return found["description"][:1].lower() + found["description"][1:]


def _summary(module: Path) -> str:
    text = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return text.split("\n", 1)[0].replace("``", "")


def _rank(path: Path) -> tuple[int, str]:
    return (ORDER.index(path.stem) if path.stem in ORDER else len(ORDER)), path.name


def _branch(folder: Path, depth: int) -> list[str]:
    lines = []
    for path in sorted(folder.iterdir(), key=_rank):
        indent = "  " * depth
        if path.suffix == ".py" and path.name != "__init__.py":
            lines.append(f"{indent}{path.name:<{26 - 2 * depth}}{_summary(path)}")
        elif path.is_dir() and any(path.glob("**/*.py")):
            about = path / "__init__.py"
            name = f"{path.name}/"
            what = _summary(about) if about.is_file() else ""
            lines.append(f"{indent}{name:<{26 - 2 * depth}}{what}".rstrip())
            lines += _branch(path, depth + 1)
    return lines


def tree(_: str) -> str:
    """Every module with the first line of what it says about itself."""
    return "\n".join(["```text", "src/qafila/", *_branch(PACKAGE, 1), "```\n"])


def flee_settings(table: str) -> str:
    """Every setting of Flee with its section, default and range."""
    lines = [
        [
            f"`{row['section']}.{row['key']}`" if row["section"] else f"`{row['key']}`",
            row["type"],
            row["default"].replace("|", ", "),
            "" if row["unit"] == "1" else row["unit"],
            _allowed(row).replace("|", ", "),
            row["description"] + (f" (rule {row['rule']})" if row["rule"] else ""),
        ]
        for row in rows(table)
    ]
    return markdown(["setting", "type", "default", "unit", "allowed", "meaning"], lines)


_FAULT_COLUMNS = {"flee": "what Flee does", "here": "what is done here", "repair": "repair"}


def flee_faults(table: str) -> str:
    """Faults of Flee folders by how they are treated, with what Flee makes of each."""
    heads = {
        "refused": ("Refused, also with `--lenient`", "flee"),
        "repaired": ("Refused; repaired with `--lenient`", "flee", "repair"),
        "tolerated": (
            "Read as Flee reads it, with a warning; repaired with `--lenient`",
            *("flee", "here", "repair"),
        ),
        "warning": ("Warned of", "flee", "here"),
    }
    parts = []
    for level, (head, *columns) in heads.items():
        lines = [
            [f"`{row['fault']}`", row["description"], *(row[name] for name in columns)]
            for row in rows(table)
            if row["level"] == level
        ]
        names = ["fault", "what it is", *(_FAULT_COLUMNS[name] for name in columns)]
        parts.append(f"### {head}\n\n{markdown(names, lines)}")
    return "\n".join(parts)


def flee_attributes(table: str) -> str:
    """Further columns of Flee's tables that have a meaning."""
    lines = [
        [
            {"places": "`locations.csv`", "links": "`routes.csv`"}[row["table"]],
            f"`{row['attribute']}`",
            "" if row["unit"] == "1" else row["unit"],
            row["default"],
            row["description"],
        ]
        for row in rows(table)
    ]
    return markdown(["table", "column", "unit", "default", "meaning"], lines)


def flee_checks(table: str) -> str:
    """Limits beyond which a link is thought a mistake."""
    lines = [
        [f"`{row['check']}`", row["value"], row["unit"].removeprefix("1"), row["basis"]]
        for row in rows(table, DEFAULTS)
    ]
    return markdown(["limit", "value", "unit", "basis"], lines)


def siege_parameters(table: str) -> str:
    """Every parameter of a siege with its default range."""
    used = {row["parameter"] for row in rows("parameter_names") if _of_siege(row)}
    lines = [
        [
            f"`{row['parameter']}`" + (f" ({row['applies_to']})" if row["applies_to"] else ""),
            *(row[name] for name in ("low", "best", "high")),
            row["unit"].removeprefix("1") if row["unit"] == "1" else row["unit"],
            row["basis"],
        ]
        for row in rows(table, DEFAULTS)
        if row["parameter"] in used
    ]
    return markdown(["parameter", "low", "best", "high", "unit", "basis (our estimate)"], lines)


def _of_siege(row: dict[str, str]) -> bool:
    """Whether a parameter is one of a city that is supplied, or of the danger on its roads."""
    named = row["parameter"].startswith(("attack_", "dry_", "fuel_", "interval_", "convoy_"))
    of_city = "city" in row["scopes"].split("|") or "corridor" in row["scopes"].split("|")
    return named or (of_city and row["part"] == "simulation")


PRINTERS = {
    "columns": columns,
    "conditions": conditions,
    "flee_attributes": flee_attributes,
    "flee_checks": flee_checks,
    "flee_faults": flee_faults,
    "flee_settings": flee_settings,
    "gauges": gauges,
    "labels": labels,
    "parameters": parameters,
    "siege_parameters": siege_parameters,
    "terms": terms,
    "tree": tree,
}


def printed(text: str) -> str:
    """Text of a page with everything between its markers printed anew."""
    return MARKED.sub(lambda found: f"{found[1]}\n{PRINTERS[found[2]](found[3])}\n{found[4]}", text)


def main() -> int:
    """Write the pages, or with ``--check`` only compare them."""
    stale = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        if printed(text) != text:
            stale.append(page.relative_to(ROOT).as_posix())
            if "--check" not in sys.argv[1:]:
                page.write_text(printed(text), encoding="utf-8", newline="\n")
    if stale:
        print("\n".join(stale))
    return 1 if stale and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
