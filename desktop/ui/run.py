"""The window from its first moment to its last: what `pomoclock` without a command does."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Protocol
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, Qt, QTimer, Signal

from desktop.base.clock import Clock
from desktop.base.events import Events
from desktop.services import device, person
from desktop.services.bus import Bus
from desktop.services.preferences import Preferences
from desktop.services.profile import profile

from .appearance import apply
from .application import application
from .bridge import Bridge
from .context import SyncControls, UiContext
from .garbage import Collector
from .main_window import MainWindow

log = logging.getLogger(__name__)
translate = QCoreApplication.translate
LOAD_AFTER_MS, SETTLED_AFTER_MS = 250, 3_000
SWITCH_SECONDS = 0.0005
"""Every call into Qt lets go of Python's lock, and a busy writer takes it for this long each time."""


class WindowNode(Protocol):
    """What a window needs of the node whose data it shows.

    `raise_window` is set to a function that any thread may call to bring the window to the front.
    """

    clock: Clock
    events: Events
    bus: Bus
    raise_window: Callable[[], None]


class _Summons(QObject):
    """Carries a wish of another thread to the GUI thread."""

    wanted = Signal()


def make_context(node: WindowNode, sync: SyncControls | None = None) -> UiContext:
    """The window's view of a node, for the person the directory belongs to. Needs no application."""
    store = node.bus.store
    who = store.read(lambda reader: person.principal(reader, "window"))
    return UiContext(
        bus=node.bus,
        bridge=Bridge(node.events),
        principal=who,
        clock=node.clock,
        zone=ZoneInfo(device.zone_name()),
        preferences=Preferences(store),
        profile=store.read(lambda reader: profile(reader, who)),
        sync=sync or SyncControls(),
    )


def run_window(
    node: WindowNode, *, sync: SyncControls | None = None, painted: Callable[[], None]
) -> int:
    """Shows the window until somebody quits; the exit code of the event loop.

    `painted` is called once on the GUI thread, after the first paint: start the network there.
    """
    app = application(sys.argv[:1])
    context = make_context(node, sync)
    apply(context.preferences)
    sys.setswitchinterval(SWITCH_SECONDS)
    collector = Collector()
    window = MainWindow(context)
    window.quit_wanted.connect(app.quit)
    window.painted.connect(lambda: _after_paint(window, collector, painted))
    summons = _Summons()
    summons.wanted.connect(window.summon, Qt.ConnectionType.QueuedConnection)
    node.raise_window = summons.wanted.emit
    hook, sys.excepthook = sys.excepthook, _reporter(window)
    wake = _signals(window)
    try:
        window.show()
        return app.exec()
    finally:
        sys.excepthook = hook
        node.raise_window = _nobody
        wake()
        collector.stop()
        context.bridge.close()
        window.hide()


def _after_paint(window: MainWindow, collector: Collector, painted: Callable[[], None]) -> None:
    from .tray import tray_if_any

    tray = tray_if_any(window.context, window)
    # the first page still reads and paints: what is loaded now would only take its processor time
    QTimer.singleShot(LOAD_AFTER_MS, window, painted)
    QTimer.singleShot(LOAD_AFTER_MS, window, lambda: window.start_notices(tray))
    QTimer.singleShot(SETTLED_AFTER_MS, collector, collector.settle)


def _nobody() -> None:
    """No window is there to come to the front."""


def _reporter(
    window: MainWindow,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """What no code expected: into the log with its place, and one line to the person."""

    def report(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.ask_to_leave()
            return
        log.error("unexpected", exc_info=(kind, error, trace))
        text = translate(
            "Run", "Something went wrong here. What was saved is safe; the log has it."
        )
        window.toasts.show(text, tone="failed")

    return report


def _signals(window: MainWindow) -> Callable[[], None]:
    """Ctrl+C and the system's wish to end it quit as the menu does. Returns the undo.

    Python runs its handlers only when Python runs, and an idle event loop does not; a byte on a
    socket wakes it.
    """
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    old = {
        number: signal.signal(number, lambda *_: window.ask_to_leave())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read, window)
    notifier.activated.connect(lambda: ours.recv(64))

    def undo() -> None:
        notifier.setEnabled(False)
        signal.set_wakeup_fd(before)
        for number, handler in old.items():
            signal.signal(number, handler)
        ours.close()
        theirs.close()

    return undo
