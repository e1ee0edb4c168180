"""Notices at the bottom of the window: what happened, with one way back. At most two at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QPropertyAnimation, QSize, QTimer
from PySide6.QtGui import QHideEvent, QMoveEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from .announce import announce
from .theme import theme
from .widgets import paint
from .widgets.button import Button
from .widgets.icon import Icon
from .widgets.label import Label
from .widgets.shadow import Shadow

RADIUS = 10
SHORT_MS, LONG_MS = 6_000, 10_000
MOST = 2
KEPT = 30
TONES = {
    "done": ("circle-check", "accent-text"),
    "offline": ("cloud-off", "break-text"),
    "warning": ("triangle-alert", "break-text"),
    "failed": ("circle-alert", "danger-text"),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """`tone` is a key of TONES; `act` the button's words, `run` what it does.

    `kept`: it tells of something that was done, which the bell lists and a key may take back.
    """

    text: str
    tone: str = "done"
    act: str = ""
    run: Callable[[], object] | None = None
    kept: bool = True


class Toast(QWidget):
    """One notice, 48 high. It stays while the pointer or the keyboard is on it."""

    def __init__(self, notice: Notice, parent: QWidget) -> None:
        super().__init__(parent)
        self.notice = notice
        icon, ink = TONES[notice.tone]
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 8, 0)
        row.setSpacing(12)
        row.addWidget(Icon(icon, 18, ink))
        row.addWidget(Label(notice.text, "small", elide=True), 1)
        self.button: Button | None = None
        self.slide: QPropertyAnimation | None = None
        if notice.act:
            self.button = Button(notice.act, "link", 28)
            self.button.clicked.connect(self._on_clicked)
            self.button.installEventFilter(self)
            row.addWidget(self.button)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(notice.text)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LONG_MS if notice.act else SHORT_MS)
        self._timer.timeout.connect(self.dismiss)
        self._timer.start()
        self._shadow = None if theme.dark else Shadow(parent, RADIUS)

    @property
    def waiting(self) -> bool:
        """Whether its time runs; not while somebody is on it."""
        return self._timer.isActive()

    def dismiss(self) -> None:
        self.hide()
        self.deleteLater()
        if self._shadow is not None:
            self._shadow.deleteLater()
        toasts = toasts_of(self)
        if toasts is not None:
            toasts.forget(self)

    def sizeHint(self) -> QSize:
        words = self.findChild(Label)
        wide = words.fontMetrics().horizontalAdvance(self.notice.text) if words else 0
        wide += 16 + theme.px(18) + 12 + 16
        if self.button is not None:
            wide += self.button.sizeHint().width() + 24
        return QSize(max(theme.px(404), wide), theme.px(48))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            QTimer.singleShot(0, self, self._hold)
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            QTimer.singleShot(0, self, self._hold)
        return super().event(event)

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._cast_shadow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cast_shadow()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._shadow is not None:
            self._shadow.show()
            self._shadow.raise_()
            self.raise_()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._shadow is not None:
            self._shadow.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        fill, line = theme.color("surface"), theme.color("border")
        paint.box(QPainter(self), self.rect(), RADIUS, fill, line)

    def _cast_shadow(self) -> None:
        if self._shadow is not None:
            self._shadow.follow(self.geometry())

    def _hold(self) -> None:
        focused = self.button is not None and self.button.hasFocus()
        if self.underMouse() or focused:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def _on_clicked(self) -> None:
        run = self.notice.run
        self.dismiss()
        if run is not None:
            run()


class Toasts(QObject):
    """The notices of one window. `kept` are the last ones, newest first, for the bell."""

    def __init__(self, window: QWidget, *, margin: int = 24) -> None:
        super().__init__(window)
        self._window = window
        self._margin = margin
        self._shown: list[Toast] = []
        self.kept: deque[Notice] = deque(maxlen=KEPT)
        window.installEventFilter(self)

    @property
    def shown(self) -> list[Toast]:
        return list(self._shown)

    def show(
        self,
        text: str,
        *,
        tone: str = "done",
        act: str = "",
        run: Callable[[], object] | None = None,
        keep: bool = True,
    ) -> Toast:
        """Shows and announces a notice; the oldest gives way to a third. `keep`: the bell lists it."""
        notice = Notice(text, tone, act, run, keep)
        if keep:
            self.kept.appendleft(notice)
        while len(self._shown) >= MOST:
            self._shown[0].dismiss()
        toast = Toast(notice, self._window)
        self._shown.append(toast)
        self._place(arriving=toast)
        toast.show()
        toast.raise_()
        announce(self._window, text, urgent=tone == "failed")
        return toast

    def undo(self) -> bool:
        """Does what the newest notice offers; False when none offers anything."""
        for toast in reversed(self._shown):
            if toast.button is not None and toast.notice.kept:
                toast.button.click()
                return True
        return False

    def forget(self, toast: Toast) -> None:
        if toast in self._shown:
            self._shown.remove(toast)
            self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self, *, arriving: Toast | None = None) -> None:
        bottom = self._window.height() - self._margin
        for toast in reversed(self._shown):
            size = toast.sizeHint()
            wide = min(size.width(), self._window.width() - 2 * self._margin)
            toast.resize(wide, size.height())
            goal = QPoint((self._window.width() - wide) // 2, bottom - size.height())
            if toast.slide is not None:
                toast.slide.stop()  # it would put the notice back to where it was going
                toast.slide = None
            if toast is arriving and theme.moves:
                self._slide(toast, goal)
            else:
                toast.move(goal)
            bottom = goal.y() - 10

    def _slide(self, toast: Toast, goal: QPoint) -> None:
        from PySide6.QtCore import QEasingCurve

        slide = toast.slide = QPropertyAnimation(toast, b"pos", toast)
        slide.setDuration(180)
        slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        slide.setStartValue(goal + QPoint(0, 16))
        slide.setEndValue(goal)
        slide.start()


def toasts_of(widget: QWidget) -> Toasts | None:
    """The notices of the window that holds a widget."""
    return widget.window().findChild(Toasts)
