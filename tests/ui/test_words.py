"""The words of the window: extractable, with real plurals, never glued from pieces of code."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from desktop.base.paths import resources

SOURCES = sorted((resources().parent / "desktop" / "ui").rglob("*.py"))


def calls() -> Iterator[tuple[Path, ast.Call]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in {"translate", "tr"}:
                yield path, node


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_every_translated_text_is_a_literal_that_a_tool_can_find() -> None:
    found = list(calls())
    assert len(found) > 100
    for path, call in found:
        for argument in call.args[:2]:
            literal = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            assert literal, f"{path.name}:{call.lineno}"


def test_every_counted_text_has_both_english_forms(qapp: QApplication) -> None:
    counted = [
        (call.args[0].value, call.args[1].value)
        for _, call in calls()
        if isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[1], ast.Constant)
        and "%n" in str(call.args[1].value)
    ]
    assert counted
    for context, source in counted:
        one, many = (QCoreApplication.translate(context, source, "", n) for n in (1, 2))
        assert "(s)" not in one + many, f"run packaging/words.py: {source}"
        assert one.replace("1", "#") != many.replace("2", "#") or "(s)" not in source


def test_one_change_needs_you(qapp: QApplication) -> None:
    said = [QCoreApplication.translate("SyncChip", "%n change(s) need you", "", n) for n in (1, 2)]
    assert said == ["1 change needs you", "2 changes need you"]


def test_words_outlive_an_update_that_writes_their_file_anew(tmp_path: Path) -> None:
    """In a process of its own: what this guards against ends one with a bus error."""
    folder = tmp_path / "i18n"
    shutil.copytree(resources() / "i18n", folder)
    script = f"""
import pathlib
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication
from desktop.ui import application
folder = pathlib.Path({str(folder)!r})
application.resources = lambda: folder.parent
app = QApplication([])
application.load_words(app)
for words in folder.glob("*.qm"):
    words.write_bytes(b"")
print(QCoreApplication.translate("SyncChip", "%n change(s) need you", "", 2))
"""
    command = [sys.executable, "-c", script]
    root = resources().parent
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "2 changes need you\n"), done.stderr
