"""The floors: the least that Qt, Starlette and SQLite themselves cost, run as scripts."""

from __future__ import annotations

import sys


def window() -> None:
    """A bare PySide6 window; says when it is painted, then how much memory it holds."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    from .report import painted

    app = QApplication([])

    class First(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)
                QTimer.singleShot(0, finish)
            return False

    main = QMainWindow()
    label = QLabel("Pomoclock")
    main.setCentralWidget(label)
    main.resize(1280, 800)
    first = First()
    label.installEventFilter(first)

    def finish() -> None:
        painted()
        app.quit()

    main.show()
    app.exec()


def http(kind: str, body: bytes, folder: str) -> None:
    """Bare Starlette on uvicorn: `get` answers `body`, `post` does one FULL commit a request."""
    import socket
    from pathlib import Path

    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from desktop.store.connection import sqlite3

    conn = sqlite3.connect(Path(folder) / "floor.db", isolation_level=None, check_same_thread=False)
    conn.execute("pragma journal_mode = wal")
    conn.execute("pragma synchronous = full")
    conn.execute("create table if not exists punch (id integer primary key, body text) strict")

    async def get(_: Request) -> Response:
        return Response(body, media_type="application/json")

    async def post(request: Request) -> Response:
        raw = await request.body()
        conn.execute("insert into punch (body) values (?)", (raw.decode(),))
        return Response(body, status_code=201, media_type="application/json")

    route = Route("/x", get) if kind == "get" else Route("/x", post, methods=["POST"])
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    print(sock.getsockname()[1], flush=True)
    config = uvicorn.Config(Starlette(routes=[route]), log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[sock])


if __name__ == "__main__":
    if sys.argv[1] == "window":
        window()
    else:
        http(sys.argv[1], sys.argv[2].encode(), sys.argv[3])
