"""Sizes and habits that keep the house readable; the list of exceptions starts empty."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted((ROOT / "desktop").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
FILE, FUNCTION, METHODS = 400, 60, 24
UNOWNED = {"utils", "util", "common", "helpers", "misc"}
EXCEPTIONS: dict[str, str] = {}
"""path or path::name → the reason; nothing else excuses a size."""


def where(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", CODE + TESTS, ids=where)
def test_a_file_stays_readable_in_one_sitting(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= FILE or where(path) in EXCEPTIONS, f"{where(path)} has {lines} lines"


@pytest.mark.parametrize("path", CODE, ids=where)
def test_functions_and_classes_stay_small(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            assert size <= FUNCTION or f"{where(path)}::{node.name}" in EXCEPTIONS, (
                f"{where(path)}::{node.name} has {size} lines"
            )
        elif isinstance(node, ast.ClassDef):
            methods = [
                n for n in node.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
            ]
            assert len(methods) <= METHODS or f"{where(path)}::{node.name}" in EXCEPTIONS, (
                f"{where(path)}::{node.name} has {len(methods)} methods"
            )


def test_no_module_is_a_drawer_for_unowned_code() -> None:
    assert [where(path) for path in CODE if path.stem in UNOWNED] == []


@pytest.mark.parametrize("path", CODE, ids=where)
def test_no_error_is_swallowed(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            broad = node.type is None or (
                isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}
            )
            silent = all(isinstance(statement, ast.Pass | ast.Continue) for statement in node.body)
            assert not (broad and silent), f"{where(path)}:{node.lineno} hides every error"


def test_the_project_stands_alone() -> None:
    """No tracked file names a folder outside the project or a registry's address."""
    words = ["../" + "shared", "/" + "work/", "pypi" + ".org", "files.python" + "hosted"]
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout, so nothing says which files belong to the project")
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.suffix in {".png", ".ttf", ".woff2"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert [word for word in words if word in text] == [], name
