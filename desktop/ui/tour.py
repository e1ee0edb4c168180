"""Pictures of Today in each of its states, drawn without a display from the same demo stores."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QLocale, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop.base.errors import Unavailable
from desktop.base.events import Events
from desktop.base.ids import LOCAL_FLOOR
from desktop.contract import table
from desktop.services import person
from desktop.services.bus import Bus
from desktop.services.demo import tour_states
from desktop.services.preferences import Preferences
from desktop.services.profile import profile
from desktop.services.status import SyncStatus
from desktop.store.store import Store
from desktop.store.uow import Reader, UnitOfWork

from .application import application
from .bridge import Bridge
from .call import Call
from .context import SyncControls, UiContext
from .main_window import MainWindow
from .panels.today.panel import TodayPanel
from .theme import theme

T = TypeVar("T")
ERROR = "error"
STATES = (*tour_states.NAMES, ERROR)
THEMES = ("light", "dark")
SIZES = ((1280, 800), (900, 600))
PATIENCE_MS = 30_000
LAYOUT_TURNS = 4
"""A new size goes from layout to layout inside of it, a turn of the event loop each."""


def draw(
    out: Path,
    themes: Sequence[str] = THEMES,
    sizes: Sequence[tuple[int, int]] = SIZES,
    states: Sequence[str] = STATES,
) -> list[Path]:
    """Writes `today-<state>-<theme>-<width>x<height>.png` into `out` and returns the files.

    The same on every machine: the instant, the zone, the language, the fonts and the data are
    fixed. Unavailable when a picture could not be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    with _stage(), tempfile.TemporaryDirectory() as scratch:
        for state in states:
            folder = Path(scratch) / state
            folder.mkdir()
            files += _draw_state(out, state, folder, themes, sizes)
    return files


class Still:
    """A clock that stands at the instant of the tour."""

    def now(self) -> dt.datetime:
        return tour_states.NOW

    def monotonic(self) -> float:
        return 0.0

    def since_boot(self) -> float:
        return 0.0

    def boot_id(self) -> str:
        return "tour"


class Unreadable(UiContext):
    """A store that cannot be read right now."""

    def read(self, owner: QWidget, _work: Callable[[Reader], T]) -> Call[T]:
        return Call(owner, _refuse)


def _refuse() -> Future[T]:
    raise Unavailable("The store cannot be read right now.")


@contextmanager
def _stage() -> Iterator[None]:
    """An application object, English words and a picked theme; all as before afterwards."""
    if QApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        application([])
    locale, choice, moves = QLocale(), theme.choice, theme.moves
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    theme.set_motion(on=False)
    try:
        yield
    finally:
        theme.choose(choice)
        theme.set_motion(on=moves)
        QLocale.setDefault(locale)


def _draw_state(
    out: Path,
    state: str,
    folder: Path,
    themes: Sequence[str],
    sizes: Sequence[tuple[int, int]],
) -> list[Path]:
    files: list[Path] = []
    with _context(state, folder) as context, _window(context) as window:
        for name in themes:
            theme.choose(name)
            for width, height in sizes:
                window.resize(width, height)
                _turn(LAYOUT_TURNS)
                path = out / f"today-{state}-{name}-{width}x{height}.png"
                if not window.grab().save(str(path)):
                    raise Unavailable(f"{path} could not be written.")
                files.append(path)
    return files


@contextmanager
def _window(context: UiContext) -> Iterator[MainWindow]:
    """A window that shows Today; gone for good afterwards, on the thread that made it."""
    window = MainWindow(context)
    try:
        panel = window.page("today")
        if not isinstance(panel, TodayPanel):
            raise Unavailable("The window has no Today to draw.")
        window.show()
        _settle(panel)
        yield window
        panel.model.stop()
    finally:
        window.hide()
        window.deleteLater()
        _turn(2)


@contextmanager
def _context(state: str, folder: Path) -> Iterator[UiContext]:
    """A node of its own in `folder`, as the state has it."""
    clock, events = Still(), Events()
    store = Store(folder, clock, events)
    bus = Bus(table.load(), store)
    store.write(lambda uow: _build(uow, state)).result()
    bridge = Bridge(events)
    kind = Unreadable if state == ERROR else UiContext
    try:
        principal = store.read(lambda reader: person.principal(reader, "window"))
        offline = SyncStatus(connected=True, state="offline", pending=3)
        synced = SyncStatus(connected=True, last_ok=tour_states.NOW)
        yield kind(
            bus=bus,
            bridge=bridge,
            principal=principal,
            clock=clock,
            zone=tour_states.ZONE,
            preferences=Preferences(store),
            profile=store.read(lambda reader: profile(reader, principal)),
            sync=SyncControls(status=lambda: offline if state == "offline" else synced),
        )
    finally:
        bridge.close()
        bus.close()
        store.close()


def _build(uow: UnitOfWork, state: str) -> None:
    # ids choose the colours of avatars, so they must not be this node's random ones
    uow.set_meta("next_id", str(LOCAL_FLOOR))
    tour_states.build(uow, "working" if state == ERROR else state)


def _settle(panel: TodayPanel) -> None:
    """Waits until the panel shows what it is going to show."""
    arrived: list[bool] = []
    loop = QEventLoop()

    def tell(*_: object) -> None:
        arrived.append(True)
        loop.quit()

    panel.actions_.labelled.connect(tell)
    panel.model.failed.connect(tell)
    patience = QTimer()
    patience.setSingleShot(True)
    patience.timeout.connect(loop.quit)
    patience.start(PATIENCE_MS)
    loop.exec()
    if not arrived:
        raise Unavailable("Today could not be read in time.")


def _turn(times: int) -> None:
    """Lets the event loop go round."""
    loop = QEventLoop()
    for _ in range(times):
        QTimer.singleShot(0, loop.quit)
        loop.exec()
