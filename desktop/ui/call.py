"""Work that the window asks for: started here, finished elsewhere, told on the GUI thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.base.errors import PomoclockError, Rejected
from desktop.store.connection import DiskFull

from .toast import toasts_of
from .widgets.button import Button

T = TypeVar("T")
log = logging.getLogger(__name__)
translate = QCoreApplication.translate


class _Courier(QObject):
    """Brings finished calls to the thread that made this object."""

    arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def _on_arrived(self, call: Call[Any]) -> None:
        call.finish()


_couriers: list[_Courier] = []


def _courier() -> _Courier:
    if not _couriers:
        _couriers.append(_Courier())
    return _couriers[0]


class Call(Generic[T]):
    """One piece of work for a widget.

    `start` begins it and returns its future. The answers reach the GUI thread; when the owner died
    meanwhile they reach nobody, but what was begun is done to its end: a punch is not taken back
    because a window closed. Without `on_failure` a notice says what went wrong.
    """

    def __init__(self, owner: QWidget, start: Callable[[], Future[T]]) -> None:
        self._owner = owner
        self._start = start
        self._success: Callable[[T], object] | None = None
        self._failure: Callable[[BaseException], object] | None = None
        self._button: Button | None = None
        self._doing = ""
        self._future: Future[T] | None = None

    def on_success(self, then: Callable[[T], object]) -> Call[T]:
        self._success = then
        return self

    def on_failure(self, then: Callable[[BaseException], object]) -> Call[T]:
        self._failure = then
        return self

    def holding(self, button: Button, doing: str) -> Call[T]:
        """The button shows `doing` and ignores clicks until the answer."""
        self._button, self._doing = button, doing
        return self

    def run(self) -> Call[T]:
        courier = _courier()
        if self._button is not None:
            self._button.set_busy(self._doing)
        try:
            self._future = self._start()
        except PomoclockError as error:  # refused before it began
            self._future = Future()
            self._future.set_exception(error)
        self._future.add_done_callback(lambda _: courier.arrived.emit(self))
        return self

    def finish(self) -> None:
        """On the GUI thread, once, by the courier."""
        future = self._future
        if future is None or not shiboken6.isValid(self._owner):
            return
        if self._button is not None and shiboken6.isValid(self._button):
            self._button.set_busy()
        try:
            value = future.result()
        except CancelledError:
            return
        except Exception as error:  # noqa: BLE001 - the edge where each failure becomes words
            self._fail(error)
            # its frames hold widgets and timers, which another thread's garbage collector would end
            error.__traceback__ = None
            return
        if self._success is not None:
            self._success(value)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, PomoclockError):
            log.error("a call of the window failed", exc_info=error)
        if self._failure is not None:
            self._failure(error)
            return
        toasts = toasts_of(self._owner)
        if toasts is not None:
            toasts.show(explain(error), tone="failed")


def explain(error: BaseException) -> str:
    """What happened, what is safe and what to do, in one or two sentences."""
    if isinstance(error, (Rejected, DiskFull)):
        return _sentence(error.message)
    if isinstance(error, PomoclockError):
        safe = translate("Call", "Nothing was changed; try again in a moment.")
        return f"{_sentence(error.message)} {safe}"
    return translate(
        "Call", "That did not work. What was saved before is safe; the log says what went wrong."
    )


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?")) else f"{text}."
