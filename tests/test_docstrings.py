"""Everything public is documented in numpydoc's form; pyproject.toml names the checks."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path

import pytest
from numpydoc.docscrape import NumpyDocString
from numpydoc.validate import ERROR_MSGS, validate

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "qafila"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__main__.py")
Definition = ast.FunctionDef | ast.ClassDef


@cache
def checks() -> frozenset[str]:
    """Codes of the checks that hold here: all of numpydoc's but those that are listed beside."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = settings["tool"]["numpydoc_validation"]["checks"]
    assert listed[0] == "all"
    left_out = set(listed[1:])
    assert left_out <= set(ERROR_MSGS)
    return frozenset(set(ERROR_MSGS) - left_out)


def name_of(path: Path) -> str:
    parts = ("qafila", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts).removesuffix(".__init__")


def public_of(module: ast.Module) -> list[tuple[str, Definition]]:
    found: list[tuple[str, Definition]] = []
    for node in module.body:
        if not isinstance(node, Definition) or node.name.startswith("_") or is_command(node):
            continue
        found.append((node.name, node))
        # What a base class documents need not be said again.
        if isinstance(node, ast.ClassDef) and not node.bases:
            found += [
                (f"{node.name}.{inner.name}", inner)
                for inner in node.body
                if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_")
            ]
    return found


def is_command(node: Definition) -> bool:
    """The docstring of a command is its help."""
    decorators = (ast.unparse(decorator) for decorator in node.decorator_list)
    return any(name.split(".")[0].endswith("app") for name in decorators)


def raises(node: Definition) -> bool:
    """Whether a function itself raises something new."""
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(inner, ast.Raise) and inner.exc is not None for inner in ast.walk(node)
    )


def faults_of(name: str, node: Definition) -> list[str]:
    """Faults that numpydoc finds, and the one that it does not look for: an untold error."""
    text = NumpyDocString(ast.get_docstring(node) or "")
    found = [
        f"{name}: {code} {message}"
        for code, message in validate(name)["errors"]
        if code in checks()
        # The fields of a record may be told in its text; a list of them must be complete, but for
        # those of a base.
        and not (
            code == "PR01"
            and isinstance(node, ast.ClassDef)
            and (node.bases or not text["Parameters"])
        )
    ]
    if raises(node) and not text["Raises"]:
        found.append(f"{name}: the section Raises is missing")
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_everything_public_is_documented(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [
        fault
        for name, node in public_of(tree)
        for fault in faults_of(f"{name_of(path)}.{name}", node)
    ]
    assert found == []


def test_the_check_finds_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = '''
def half(number: int, by: int) -> int:
    """Halve.

    Parameters
    ----------
    number : int
        A number.
    bye : int
        Misspelt.
    """
    if not by:
        raise ValueError
    return number // by
'''
    (tmp_path / "faulty_docstrings.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    (_, node), *_ = public_of(ast.parse(source))
    told = " ".join(faults_of("faulty_docstrings.half", node))
    for fault in ("PR01", "{'by'}", "PR02", "{'bye'}", "RT01", "Raises"):
        assert fault in told
