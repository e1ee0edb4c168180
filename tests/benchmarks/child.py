"""The product's own processes, measured from inside: run as `python -m tests.benchmarks.child`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from .report import memory, since_start


def window(folder: Path, mode: str) -> None:
    """`start`: says when Today is painted with its data, then the memory once all has settled."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    from desktop.app import Node
    from desktop.ui import run
    from desktop.ui.main_window import MainWindow

    node = Node(folder)
    found: dict[str, float] = {}

    class Watch(QObject):
        """The first paint of the clock card after the day was read."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Paint and "seconds" not in found:
                found["seconds"] = since_start()
                QTimer.singleShot(SETTLE_MS if mode == "start" else 0, begin)
            return False

    watch = Watch()

    class Window(MainWindow):
        def __init__(self, *args: object) -> None:
            super().__init__(*args)
            page = self.page("today")
            page.model.read.connect(
                lambda *_: (page.clock.installEventFilter(watch), page.clock.update())
            )
            found["window"] = self

    def begin() -> None:
        if mode == "start":
            found["bytes"] = memory()
            end()
        elif mode == "click":
            from .clicks import measure

            measure(found["window"], found, end)
        else:
            from .stall import measure as stall

            stall(node, found, end)

    def end() -> None:
        window = found.pop("window")
        print(json.dumps(found), flush=True)
        window.ask_to_leave()

    run.MainWindow = Window
    run.run_window(node, painted=node.start_behind)
    node.close()


SETTLE_MS = 4000


def fill(folder: Path, rows: int) -> None:
    """A demo team of that many rows, with a key for Mara."""
    import datetime as dt

    from desktop.app import Node
    from desktop.services import keys, person
    from desktop.services.demo import bulk

    node = Node(folder)
    today = dt.datetime.now(dt.UTC).date()
    count = node.store.write(lambda uow: bulk(uow, rows, today, "UTC")).result()
    me = node.store.read(lambda reader: person.principal(reader, "cli"))
    key = node.store.write(lambda uow: keys.create_key(uow, me.user_id, "bench")).result()
    shift = node.store.read(
        lambda r: r.one(
            "shift", {"assignee_id": me.user_id, "published": True}, order="start_at desc"
        )
    )
    node.close()
    print(json.dumps({"rows": count, "key": key, "shift": shift["id"]}))


if __name__ == "__main__":
    started = time.perf_counter()
    if sys.argv[1] == "fill":
        fill(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        window(Path(sys.argv[2]), sys.argv[1])
