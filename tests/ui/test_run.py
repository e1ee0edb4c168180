"""The window as a process of its own: from its first paint to its end."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SCRIPT = """
import datetime as dt
import sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop.app import Node
from desktop.base import log
from desktop.services import person
from desktop.ui.main_window import MainWindow
from desktop.ui.run import run_window

log.set_up()
node = Node(Path(sys.argv[1]))
node.store.write(lambda uow: person.ensure(uow, "Mara Ellison", "UTC")).result()

def window():
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))

def remind():
    center = window()._center
    if center is None or center._handled is None:
        QTimer.singleShot(50, remind)
        return
    now = node.clock.now()
    who = node.store.read(lambda reader: person.principal(reader, "window"))
    shift = {"team_id": who.team_id, "assignee_id": who.user_id, "published": True,
             "canceled": False, "start_at": now - dt.timedelta(minutes=20),
             "end_at": now + dt.timedelta(hours=3)}
    node.store.write(lambda uow: uow.insert("shift", shift)).result()
    node.start_schedules()
    told()

def told():
    shown = window().toasts.shown
    if not shown:
        QTimer.singleShot(50, told)
        return
    print(shown[0].notice.text.split(".")[0], "/", shown[0].notice.act, flush=True)

def painted():
    what = sys.argv[2]
    if what == "raise":
        window().hide()
        threading.Thread(target=node.raise_window).start()
        QTimer.singleShot(200, lambda: print("visible", window().isVisible(), flush=True))
    elif what == "fail":
        QTimer.singleShot(0, lambda: 1 / 0)
        QTimer.singleShot(100, lambda: print(window().toasts.kept[0].text, flush=True))
    elif what == "remind":
        QTimer.singleShot(0, remind)
    elif what == "quit":
        QTimer.singleShot(0, window().ask_to_leave)
    print("painted", flush=True)

code = run_window(node, painted=painted)
node.close()
print("ended", code, flush=True)
"""


class Run:
    def __init__(self, folder: Path, what: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(folder), what],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.line() == "painted"

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> tuple[str, str]:
        """What it still said and its errors, after it ended."""
        said, errors = self.process.communicate(timeout=60)
        return said.strip(), errors


@pytest.fixture
def started(tmp_path: Path) -> Iterator[object]:
    runs: list[Run] = []

    def start(what: str) -> Run:
        runs.append(Run(tmp_path / "data", what))
        return runs[-1]

    yield start
    for run in runs:
        if run.process.poll() is None:
            run.process.kill()
        run.process.communicate()


def test_it_paints_then_quits_from_its_menu(started: object) -> None:
    run = started("quit")
    said, _ = run.end()
    assert said == "ended 0"
    assert run.process.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(started: object, number: signal.Signals) -> None:
    run = started("wait")
    run.process.send_signal(number)
    said, _ = run.end()
    assert said == "ended 0"


def test_another_thread_brings_the_hidden_window_to_the_front(started: object) -> None:
    run = started("raise")
    assert run.line() == "visible True"
    run.process.terminate()
    assert run.end()[0] == "ended 0"


def test_an_unexpected_error_is_logged_told_and_survived(started: object) -> None:
    run = started("fail")
    assert "What was saved is safe" in run.line()
    run.process.terminate()
    said, errors = run.end()
    assert said == "ended 0"
    assert "ZeroDivisionError" in errors


def test_a_running_window_tells_of_a_missed_clock_in(started: object) -> None:
    run = started("remind")
    assert run.line() == "Not clocked in / Clock in"
    run.process.terminate()
    said, errors = run.end()
    assert said == "ended 0", errors
